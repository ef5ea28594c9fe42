"""Markdown: CommonMark 0.31 with tables, footnotes and front matter.

All block markup (`#`, `-`, `>`, `|`, fences, link definitions, HTML blocks, comments) stands
between the blocks; bold, links and the like are inline codes. The text of a block is as it reads:
without escapes, entities, and what begins its lines. A block whose words are all code is code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from alignments.documents import BlockKind, ReadDocument
from alignments.errors import ReadError
from alignments.placeholders import without_codes
from alignments.readers.base import SourceFile, declared_language
from alignments.readers.markdown_inline import References
from alignments.readers.markdown_places import InlineSpan, MarkdownPlace, placed
from alignments.readers.spans import Outline, read_text

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
_MARKER = re.compile(r"[^>\s]")
_DEEPEST = 100

_BlockRule = Callable[[StateBlock, int, int, bool], bool]


def read(file: SourceFile) -> ReadDocument:
    """Read Markdown; the title is the first heading of level 1, or that of the front matter."""
    places: list[MarkdownPlace] = []

    def outline(text: str, name: str) -> Outline:
        found = _Found(text, name)
        places.extend(found.places)
        return found.outline()

    document = read_text(file, outline)
    blocks = [
        replace(place.block, before=block.before)
        for block, place in zip(document.blocks, places, strict=True)
    ]
    return replace(document, blocks=blocks)


def placed_blocks(text: str, name: str) -> tuple[list[MarkdownPlace], References]:
    """Where the blocks of a text stand that was read before, and the links it defines."""
    found = _Found(text, name)
    return found.places, found.references


class _Found:
    """What is in a text; raises `ReadError` only for one that is nested beyond sense."""

    def __init__(self, text: str, name: str) -> None:
        front = _FRONT_MATTER.match(text)
        start = front.end() if front else 0
        known: dict[str, Any] = {}
        self._tokens = _parser().parse(text[start:], known)
        if any(token.level >= _DEEPEST - 1 for token in self._tokens):
            raise ReadError(f"{name} nests quotations or lists too deeply; at most {_DEEPEST // 2}")
        self._front = front[2] if front else ""
        self.references: References = known.get("references", {})
        self.places = placed(text, _Walk(text, start, self._tokens).spans(), self.references)

    def outline(self) -> Outline:
        return Outline(
            spans=[place.span for place in self.places],
            title=_first_title(self.places) or _found(_TITLE, self._front, 2),
            language=declared_language(_found(_LANGUAGE, self._front, 1)),
            notes=_notes(self._tokens),
        )


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    rules = {rule.name: rule.fn for rule in parser.block.ruler.__rules__}
    parser.block.ruler.at("reference", _reference_but_no_note(rules["reference"]))
    return parser.disable(["inline", "text_join"])


def _reference_but_no_note(rule: _BlockRule) -> _BlockRule:
    """A footnote of one word, `[^1]: Yes.`, is no address of a link."""

    def reference(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        is_note = state.src.startswith("[^", state.bMarks[first] + state.tShift[first])
        return not is_note and rule(state, first, last, silent)

    return reference


def _found(pattern: re.Pattern[str], text: str, group: int) -> str | None:
    found = pattern.search(text.replace("\r", "\n"))
    return found[group] if found else None


def _first_title(places: Sequence[MarkdownPlace]) -> str | None:
    for place in places:
        if place.span.kind is BlockKind.HEADING and place.span.level == 1:
            return " ".join(without_codes(place.block.text, place.block.codes).split())
    return None


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

    def spans(self) -> Iterator[InlineSpan]:
        """The blocks in order, white space around them included."""
        handlers: Mapping[str, Callable[[Token], InlineSpan | None]] = {
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

    def _inline(self, token: Token) -> InlineSpan | None:
        if self._open is None or not token.map:
            return None
        if self._open.type in ("th_open", "td_open"):
            return self._cell(token.map[0])
        if self._open.type == "heading_open":
            return self._heading(token, self._open)
        return self._paragraph(token.map[0], token.map[1])

    def _heading(self, token: Token, opened: Token) -> InlineSpan | None:
        first, last = token.map or (0, 1)
        start = self._content_start(first)
        level = int(opened.tag[1:])
        if opened.markup in ("=", "-"):
            return self._lines_of(first, last, start, BlockKind.HEADING, level)
        hashes = _HASHES.match(self._text, start)
        start = self._text.find(token.content, hashes.end() if hashes else start)
        end = start + len(token.content)
        return InlineSpan(start=start, end=end, kind=BlockKind.HEADING, level=level, one_line=True)

    def _paragraph(self, first: int, last: int) -> InlineSpan:
        start = self._content_start(first)
        if marker := _NOTE_OR_TASK.match(self._text, start):
            start = marker.end()
        return self._lines_of(first, last, start, *self._kind())

    def _lines_of(
        self, first: int, last: int, start: int, kind: BlockKind, level: int
    ) -> InlineSpan:
        return InlineSpan(
            start=start,
            end=self._lines[last - 1][1],
            kind=kind,
            level=level,
            prefix=self._prefix(first, last),
            quotes=sum(name == "blockquote_open" for name, _ in self._containers),
        )

    def _kind(self) -> tuple[BlockKind, int]:
        """By the innermost container."""
        if not self._containers:
            return BlockKind.PARAGRAPH, 0
        if self._containers[-1][0] == "blockquote_open":
            return BlockKind.QUOTATION, 0
        depth = sum(kind == "list_item_open" for kind, _ in self._containers)
        return BlockKind.LIST_ITEM, depth

    def _cell(self, row: int) -> InlineSpan | None:
        """The cell at the present column; the token has lost its escapes, so cut the row."""
        start, end = self._content_start(row), self._lines[row][1]
        line = self._text[start:end].rstrip()
        edges = [-1, *(pipe.start() for pipe in _PIPE.finditer(line)), len(line)]
        first = 1 if line.lstrip().startswith("|") else 0
        place = first + self._column - 1
        if place + 1 >= len(edges):
            return None
        return InlineSpan(
            start=start + edges[place] + 1,
            end=start + edges[place + 1],
            kind=BlockKind.TABLE_CELL,
            one_line=True,
        )

    def _fence(self, token: Token) -> InlineSpan | None:
        first = (token.map or [0])[0] + 1
        # where the file ends inside a fence, its last line may have no end
        lines = token.content.removesuffix("\n").count("\n") + bool(token.content)
        return self._code_lines(first, first + lines)

    def _code(self, token: Token) -> InlineSpan | None:
        first, last = token.map or (0, 0)
        return self._code_lines(first, last)

    def _code_lines(self, first: int, last: int) -> InlineSpan | None:
        last = min(last, len(self._lines))
        if first >= last:
            return None
        start, (_, end) = self._content_start(first), self._lines[last - 1]
        return InlineSpan(start=start, end=end, kind=BlockKind.CODE)

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

    def _prefix(self, first: int, last: int) -> str:
        """How a further line of a block begins, or would begin."""
        line = min(first + 1, last - 1)
        begin, _ = self._lines[line]
        markers = _MARKER.sub(" ", self._text[begin : self._content_start(line)])
        unspaced = markers.endswith(">") or (line == first and bool(markers))
        return markers + " " * unspaced
