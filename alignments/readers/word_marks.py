"""What is bold, linked or otherwise set apart in a paragraph of a Word file, and what stands in it.

The style that most of a paragraph has goes without saying; what differs from it is a mark. A
picture, a footnote's number and the like are marks that stand alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from alignments.readers.marks import Mark, set_apart, solid_length
from alignments.readers.word_fields import HOLDER, field_text
from alignments.readers.word_styles import W

if TYPE_CHECKING:
    from lxml.etree import _Element

_SHOWN = (
    "b",
    "i",
    "u",
    "strike",
    "dstrike",
    "color",
    "highlight",
    "vertAlign",
    "rStyle",
    "shd",
    "smallCaps",
    "caps",
)
_OFF = ("0", "false", "off", "none", "auto", "baseline")
OBJECTS = {
    f"{W}{name}"
    for name in (
        "drawing",
        "pict",
        "object",
        "footnoteReference",
        "endnoteReference",
        "commentReference",
        "sym",
    )
} | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
WHOLE = {f"{W}fldSimple", HOLDER, f"{_MATH}oMath", f"{_MATH}oMathPara"}
"""Objects beside the runs, whose text is not the translator's."""
_LONGEST_FIELD = 60
Style = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text and the `w:r` it stands in, or something else that stands there."""

    text: str
    element: _Element
    is_object: bool = False

    @property
    def link(self) -> _Element | None:
        return next(self.element.iterancestors(f"{W}hyperlink"), None)


@dataclass(slots=True)
class Marked:
    """The marks of a paragraph, and what is needed to write it again."""

    marks: list[Mark] = field(default_factory=list)
    runs: dict[int, Run] = field(default_factory=dict)
    """By the pair of its mark: a run that looks like it, or the object itself."""
    base: _Element | None = None
    """A run in the style that goes without saying."""


def marked(runs: Sequence[Run]) -> Marked:
    """Find what differs from the rest of a paragraph."""
    found = Marked()
    base = _base(runs)
    place, spaced = 0, True
    for (style, link), group in groupby(runs, key=_look):
        together = list(group)
        length = sum(solid_length(run.text) for run in together)
        texts = [run for run in together if not run.is_object]
        if found.base is None and style == base and texts:
            found.base = texts[0].element
        differs = bool(length) and (style != base or link is not None)
        pair = len(found.runs)
        if differs:
            found.runs[pair] = texts[0]
            data = _opening(style, linked=link is not None)
            found.marks.append(Mark("open", pair, place, data))
        for run in together:
            if run.is_object:
                number = len(found.runs)
                found.runs[number] = run
                shown = _object(run.element)
                found.marks.append(Mark("alone", number, place, shown, behind=not spaced))
            elif run.text:
                set_apart(found.marks, run.text, place)
                spaced = run.text[-1].isspace()
            place += solid_length(run.text)
        if differs:
            closing = "".join(f"</{name[1:]}" for name in reversed(_names(style, link is not None)))
            found.marks.append(Mark("close", pair, place, closing))
    return found


def _base(runs: Sequence[Run]) -> Style:
    lengths: Counter[Style] = Counter()
    for run in runs:
        lengths[_style(run.element)] += solid_length(run.text)
    return lengths.most_common(1)[0][0] if lengths else ()


def _look(run: Run) -> tuple[Style, _Element | None]:
    return _style(run.element), run.link


def _style(run: _Element) -> Style:
    """What is shown of a run's own properties, in one order."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        return ()
    values = []
    for name in _SHOWN:
        element = properties.find(f"{W}{name}")
        if element is not None and (value := element.get(f"{W}val") or "on") not in _OFF:
            values.append((name, value))
    return tuple(values)


def _names(style: Style, linked: bool) -> list[str]:
    names = ["<a>"] if linked else []
    shown = [f"<{name}>" for name, _ in style if name in ("b", "i", "u")]
    return names + (shown or ([] if linked else ["<style>"]))


def _opening(style: Style, *, linked: bool) -> str:
    return "".join(_names(style, linked))


def _object(element: _Element) -> str:
    name = str(element.tag).rpartition("}")[2]
    if element.tag in (HOLDER, f"{W}fldSimple"):
        return f"<field {field_text(element)[:_LONGEST_FIELD]}>"
    return {
        "oMath": "<equation>",
        "oMathPara": "<equation>",
        "footnoteReference": "<footnote>",
        "endnoteReference": "<endnote>",
        "commentReference": "<comment>",
    }.get(name, "<object>")
