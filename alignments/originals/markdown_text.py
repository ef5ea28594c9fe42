"""The inline source of a Markdown block that reads as its translation does.

What a translation has beside its marks may keep them from being seen as marks: `**` between a
letter and a quotation mark is none. And what is no mark, such as an asterisk, may become one. So
what is written is read again, and written with more care where it reads otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace

from alignments.originals.markdown_tree import (
    EMPHASIS,
    Content,
    Node,
    raw_of,
    signature,
    signature_of,
    tree,
)
from alignments.readers.markdown_inline import References, pieces_of
from alignments.readers.markdown_places import InlineSpan, MarkdownPlace

_TAGS = {"em": "em", "strong": "strong", "s": "del", "code": "code"}
_AROUND_LINE_END = re.compile(r"[ \t]*\n\s*")
_TICKS = re.compile(r"`+")
# what would begin another block, were a line to begin with it
_LINE_START = re.compile(
    r"\#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|<(?=[A-Za-z/!?])|\[[^\]]*\]:|\[[ xX]\]\s|`{3}|~{3}"
    r"|=+\s*$|[-|:][-|:\s]*$|([-_*])\s*(?:\1\s*){2,}$"
)
_LONE_TAG = re.compile(r"(?:\A|\n)<[^>\n]*>\Z")
_NUMBERED = re.compile(r"([0-9]{1,9})(?=[.)](?:\s|$))")
_CLOSING_HASHES = re.compile(r"(?<![^ \t])(#+)$")
_MARKUP = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~\n]|$) | [*`\[\]] | <(?=[A-Za-z/!?]) | ~~ | !$ | ^\( | &(?=\#?\w+;)
    | (?<![^\W_])_ | _(?![^\W_])""",
    re.VERBOSE,
)


def composed(place: MarkdownPlace, text: str, references: References) -> str:
    """The inline source of a text with placeholders; line feeds part its lines."""
    content = tree(place, text)
    wanted = signature(content)
    written = ""
    for escaping, tags in ((False, False), (True, False), (True, True)):
        written = _Writer(place.span, escaping=escaping, tags=tags).written(content)
        if signature_of(pieces_of(written, references)) == wanted:
            break
    return written


@dataclass(slots=True)
class _Atom:
    """A stretch of what is written; emphasis depends on its neighbours."""

    kind: Literal["text", "raw", "break", "open", "close"]
    text: str
    mate: _Atom | None = None
    """Of emphasis that opens, what closes it."""


class _Writer:
    def __init__(self, span: InlineSpan, *, escaping: bool, tags: bool) -> None:
        self._span, self._escaping, self._tags = span, escaping, tags

    def written(self, content: Content) -> str:
        atoms = list(self._atoms(content))
        for place, atom in enumerate(atoms):
            if atom.kind == "open" and "_" in atom.text:
                _choose(atoms, place)
        for place, atom in enumerate(atoms):
            if atom.kind in ("open", "close"):
                _set_off(atoms, place)
        out, begun = "", 0
        for atom in atoms:
            if atom.kind == "break":
                line = out[begun:].rstrip()
                # two spaces would leave a line empty, and so end the block
                out = out[:begun] + line + (atom.text if line else "\\") + "\n"
                begun = len(out)
            else:
                out += self._begun(atom, out) if atom.kind == "text" else atom.text
        if not self._span.one_line and out.startswith("~~~"):  # no strike, but a fence
            out = "\\" + out
        is_hashed = self._span.one_line and self._span.level > 0
        return _CLOSING_HASHES.sub(r"\\\1", out) if is_hashed else out

    def _atoms(self, content: Content) -> Iterator[_Atom]:
        for each in content:
            if isinstance(each, str):
                yield _Atom("text", self._escaped(each))
            elif each.alone:
                yield _Atom("break" if each.name == "break" else "raw", each.opening)
            elif self._tags and each.name in _TAGS:
                yield _Atom("raw", f"<{_TAGS[each.name]}>")
                yield from self._atoms(each.inside)
                yield _Atom("raw", f"</{_TAGS[each.name]}>")
            elif each.name == "code":
                yield _Atom("raw", _code(each))
            elif each.name in EMPHASIS:
                close = _Atom("close", each.closing)
                yield _Atom("open", each.opening, close)
                yield from self._atoms(each.inside)
                yield close
            else:
                yield _Atom("raw", each.opening)
                yield from self._atoms(each.inside)
                yield _Atom("raw", self._closing(each))

    def _closing(self, node: Node) -> str:
        """A link that is named by its own text keeps its name when the text is another."""
        same = "".join(each if isinstance(each, str) else raw_of(each) for each in node.inside)
        return f"][{node.label}]" if node.label and same != node.label else node.closing

    def _escaped(self, text: str) -> str:
        text = _AROUND_LINE_END.sub(" " if self._span.one_line else "\n", text)
        return _MARKUP.sub(r"\\\g<0>", text) if self._escaping else text

    def _begun(self, atom: _Atom, out: str) -> str:
        """The text with no line that would begin another block."""
        if self._span.one_line:
            return atom.text
        if _LONE_TAG.search(out) and atom.text.startswith("\n"):  # alone in its line it is a block
            return " " + self._begun(_Atom("text", atom.text[1:]), out + " ")
        begins = not out or out.endswith("\n")
        first, *others = (atom.text.lstrip() if begins else atom.text).split("\n")
        if begins:
            first = _not_a_block(first)
        return "\n".join([first, *map(_not_a_block, others)])


def _not_a_block(line: str) -> str:
    line = line.lstrip()
    if _LINE_START.match(line):
        return "\\" + line
    return _NUMBERED.sub(r"\1\\", line, count=1) if _NUMBERED.match(line) else line


def _code(node: Node) -> str:
    """A span of code, in more backticks where its text has some."""
    text = "".join(each for each in node.inside if isinstance(each, str))
    runs = {len(run) for run in _TICKS.findall(text)}
    fence = node.opening.strip()
    while len(fence) in runs:
        fence += "`"
    padded = text.startswith("`") or text.endswith("`") or (text[0] == text[-1] == " ")
    space = " " if padded else ""
    return f"{fence}{space}{text}{space}{fence}"


def _choose(atoms: Sequence[_Atom], place: int) -> None:
    """Between letters, `_` is no mark but `*` is."""
    opened = atoms[place]
    if opened.mate is None:
        return
    end = next(number for number, atom in enumerate(atoms) if atom is opened.mate)
    if not (_parts(_edge(atoms, place, -1)) and _parts(_edge(atoms, end, 1))):
        opened.text = opened.mate.text = opened.text.replace("_", "*")


def _set_off(atoms: Sequence[_Atom], place: int) -> None:
    """Emphasis that has punctuation inside of it may have no letter outside of it.

    Such a letter is written as a reference to it, which ends and begins with punctuation.
    """
    outwards = -1 if atoms[place].kind == "open" else 1
    outer, inner = _edge(atoms, place, outwards), _edge(atoms, place, -outwards)
    if _parts(outer) or not _is_punctuation(inner):
        return
    neighbour = _neighbour(atoms, place, outwards)
    if neighbour is None or neighbour.kind != "text":
        return
    letter = f"&#{ord(outer)};"
    if outwards < 0:
        neighbour.text = neighbour.text[:-1] + letter
    else:
        neighbour.text = letter + neighbour.text[1:]


def _neighbour(atoms: Sequence[_Atom], place: int, step: int) -> _Atom | None:
    """The nearest atom on one side that is no emphasis."""
    side = atoms[place + 1 :] if step > 0 else atoms[:place][::-1]
    return next((atom for atom in side if atom.kind in ("text", "raw", "break")), None)


def _edge(atoms: Sequence[_Atom], place: int, step: int) -> str:
    """The nearest character on one side; a space at the ends of the text."""
    found = _neighbour(atoms, place, step)
    if found is None or found.kind == "break" or not found.text:
        return " "
    return found.text[0 if step > 0 else -1]


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _parts(character: str) -> bool:
    return isWhiteSpace(ord(character)) or character == "\n" or _is_punctuation(character)
