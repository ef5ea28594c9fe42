"""Markdown: CommonMark 0.31 with tables and front matter; inline markup stays in the text.

All block markup (`#`, `-`, `>`, `|`, fences, link definitions, HTML blocks, comments) stands
between the blocks. Where a quoted paragraph is wrapped, the `>` that begins its further lines
is inside its text, since a sentence may cross them; `data["continuation"]` says how these
lines begin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from alignments.documents import BlockKind, ReadDocument
from alignments.errors import ReadError
from alignments.readers.base import SourceFile, declared_language
from alignments.readers.spans import Outline, Span, read_text

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
# a rule at the top of a text is no front matter: that begins with a key, a table or a comment
_FRONT_MATTER = re.compile(
    r"(---|\+\+\+)[ \t]*(?:\r\n|\n|\r)"
    r"((?:[\w.-]+[ \t]*[:=]|[#\[]).*?)(?<=[\r\n])\1[ \t]*(?=[\r\n]|\Z)",
    re.DOTALL,
)
_TITLE = re.compile(r"^title[ \t]*[:=][ \t]*([\"']?)(.+?)\1[ \t]*$", re.MULTILINE)
_LANGUAGE = re.compile(r"^lang(?:uage)?[ \t]*[:=][ \t]*[\"']?([\w-]+)[\"']?[ \t]*$", re.MULTILINE)

_ITEM_MARKER = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])")
_QUOTE_MARKER = re.compile(r"[ \t]*>?")
_SPACES = re.compile(r"[ \t]*")
_HASHES = re.compile(r"[ \t]*#{1,6}")
_NOTE_OR_TASK = re.compile(r"[ \t]*(?:\[\^[^\]\s]+\]:|\[[ xX]\])[ \t]+(?=\S)")
_PIPE = re.compile(r"(?<!\\)\|")
_DEEPEST = 100


def read(file: SourceFile) -> ReadDocument:
    """Read Markdown; the title is the first heading of level 1, or that of the front matter."""
    return read_text(file, outline)


def outline(text: str, name: str) -> Outline:
    """Find the blocks of a Markdown text; `ReadError` only for one that is nested beyond sense."""
    front = _FRONT_MATTER.match(text)
    start = front.end() if front else 0
    tokens = _parser().parse(text[start:])
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        raise ReadError(f"{name} nests quotations or lists too deeply; at most {_DEEPEST // 2}")
    spans = list(_Walk(text, start, tokens).spans())
    head = front[2] if front else ""
    return Outline(
        spans=spans,
        title=_first_title(text, spans) or _found(_TITLE, head, 2),
        language=declared_language(_found(_LANGUAGE, head, 1)),
        notes=_notes(tokens),
    )


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    return parser.disable(["inline", "text_join"])


def _found(pattern: re.Pattern[str], text: str, group: int) -> str | None:
    found = pattern.search(text.replace("\r", "\n"))
    return found[group] if found else None


def _first_title(text: str, spans: Sequence[Span]) -> str | None:
    for span in spans:
        if span.kind is BlockKind.HEADING and span.level == 1:
            return _plain(text[span.start : span.end].strip()) or None
    return None


def _plain(text: str) -> str:
    """Inline Markdown without its markup."""
    children = MarkdownIt("commonmark").parseInline(text)[0].children or []
    kept = [" " if child.type.endswith("break") else child.content for child in children]
    return "".join(kept).strip()


def _notes(tokens: Sequence[Token]) -> list[str]:
    count = sum(
        token.type == "html_block" and not token.content.startswith("<!--") for token in tokens
    )
    if not count:
        return []
    return [f"{count} HTML block{'s' * (count > 1)} left as markup, not translated"]


class _Walk:
    """One pass over the block tokens of a text, which know their lines but not their places."""

    def __init__(self, text: str, start: int, tokens: Sequence[Token]) -> None:
        self._text = text
        self._tokens = tokens
        lines = [match.span() for match in _LINE.finditer(text, start)]
        self._lines = [(begin, end) for begin, end in lines if begin < end]
        self._containers: list[tuple[str, int]] = []
        self._columns = 0
        self._column = 0
        self._open: Token | None = None

    def spans(self) -> Iterator[Span]:
        """The blocks in order, white space around them included."""
        handlers: Mapping[str, Callable[[Token], Span | None]] = {
            "inline": self._inline,
            "fence": self._fence,
            "code_block": self._code,
        }
        for token in self._tokens:
            self._keep_track(token)
            handler = handlers.get(token.type)
            span = handler(token) if handler else None
            if span is not None and span.start < span.end:
                yield span

    def _keep_track(self, token: Token) -> None:
        if token.type in ("blockquote_open", "list_item_open") and token.map:
            self._containers.append((token.type, token.map[0]))
        elif token.type in ("blockquote_close", "list_item_close"):
            self._containers.pop()
        elif token.type == "thead_open":
            self._columns = 0
        elif token.type == "tr_open":
            self._column = 0
        elif token.type in ("th_open", "td_open"):
            self._column += 1
        if token.type.endswith("_open"):
            self._open = token

    def _inline(self, token: Token) -> Span | None:
        if self._open is None or not token.map:
            return None
        if self._open.type in ("th_open", "td_open"):
            return self._cell(token.map[0])
        if self._open.type == "heading_open":
            return self._heading(token, self._open)
        return self._paragraph(token.map[0], token.map[1])

    def _heading(self, token: Token, opened: Token) -> Span | None:
        first, last = token.map or (0, 1)
        start = self._content_start(first)
        level = int(opened.tag[1:])
        if opened.markup in ("=", "-"):
            _, end = self._lines[last - 1]
            data = self._continuation(first, last)
            return Span(start=start, end=end, kind=BlockKind.HEADING, level=level, data=data)
        hashes = _HASHES.match(self._text, start)
        start = self._text.find(token.content, hashes.end() if hashes else start)
        end = start + len(token.content)
        return Span(start=start, end=end, kind=BlockKind.HEADING, level=level)

    def _paragraph(self, first: int, last: int) -> Span:
        start = self._content_start(first)
        if marker := _NOTE_OR_TASK.match(self._text, start):
            start = marker.end()
        kind, level = self._kind()
        data = self._continuation(first, last)
        return Span(start=start, end=self._lines[last - 1][1], kind=kind, level=level, data=data)

    def _kind(self) -> tuple[BlockKind, int]:
        """By the innermost container."""
        if not self._containers:
            return BlockKind.PARAGRAPH, 0
        if self._containers[-1][0] == "blockquote_open":
            return BlockKind.QUOTATION, 0
        depth = sum(kind == "list_item_open" for kind, _ in self._containers)
        return BlockKind.LIST_ITEM, depth

    def _cell(self, row: int) -> Span | None:
        """The cell at the present column; the token has lost its escapes, so cut the row."""
        start, end = self._content_start(row), self._lines[row][1]
        line = self._text[start:end].rstrip()
        edges = [-1, *(pipe.start() for pipe in _PIPE.finditer(line)), len(line)]
        first = 1 if line.lstrip().startswith("|") else 0
        place = first + self._column - 1
        if place + 1 >= len(edges):
            return None
        return Span(
            start=start + edges[place] + 1,
            end=start + edges[place + 1],
            kind=BlockKind.TABLE_CELL,
        )

    def _fence(self, token: Token) -> Span | None:
        first = (token.map or [0])[0] + 1
        # where the file ends inside a fence, its last line may have no end
        lines = token.content.removesuffix("\n").count("\n") + bool(token.content)
        return self._code_lines(first, first + lines)

    def _code(self, token: Token) -> Span | None:
        first, last = token.map or (0, 0)
        return self._code_lines(first, last)

    def _code_lines(self, first: int, last: int) -> Span | None:
        last = min(last, len(self._lines))
        if first >= last:
            return None
        start, (_, end) = self._content_start(first), self._lines[last - 1]
        return Span(start=start, end=end, kind=BlockKind.CODE)

    def _content_start(self, number: int) -> int:
        """Where a line begins once the markers of all containers around it are passed."""
        place, _ = self._lines[number]
        for kind, first in self._containers:
            if kind == "blockquote_open":
                marker = _QUOTE_MARKER
            else:
                marker = _ITEM_MARKER if number == first else _SPACES
            found = marker.match(self._text, place)
            place = found.end() if found else place
        return place

    def _continuation(self, first: int, last: int) -> Mapping[str, str]:
        if last - first < 2:
            return {}
        begin, _ = self._lines[first + 1]
        prefix = self._text[begin : self._content_start(first + 1)]
        return {"continuation": prefix + " "} if ">" in prefix else {}
