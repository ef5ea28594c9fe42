"""Where in an XLIFF file its segments stand, in the order in which the reader gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from alignments.formats.codes import InlineCode, Placeholders
from alignments.formats.language_match import folded
from alignments.formats.xliff12_units import segments_of
from alignments.formats.xliff_inline import local_name, pieces_of
from alignments.placeholders import placeholders, without_codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A segment of a file."""

    unit: etree._Element
    segment: etree._Element | None
    """Of version 2, which has one for each; `None` in 1.2."""
    key: str
    mid: str
    """Of the `mrk` that it is in `seg-source`; empty where it is the whole unit."""
    plain_source: str
    text: str
    """What the target says, with placeholders."""
    codes: Mapping[str, InlineCode]
    """What a placeholder stands for, with its element."""
    fits: bool
    """Whether the file's target language, if it says one, is the one that is wanted."""


def primary(tag: str) -> str:
    """The language of a tag without its region."""
    return folded(tag).partition("-")[0]


def places_of(root: etree._Element, source: str, language: str) -> Iterator[list[Place]]:
    """The places whose source is in a language, those for one segment in several together."""
    group: list[Place] = []
    seen: set[str | None] = set()
    for place, said in _places(root, source, language):
        if group and _alike(group[0], place) and said not in seen:
            group.append(place)
        else:
            if group:
                yield group
            group, seen = [place], set()
        seen.add(said)
    if group:
        yield group


def _alike(one: Place, other: Place) -> bool:
    return (one.key, one.plain_source) == (other.key, other.plain_source)


def _places(root: etree._Element, source: str, language: str) -> Iterator[tuple[Place, str | None]]:
    """Every place, with the language that its file says of its targets."""
    namespace = str(root.tag).removesuffix("xliff")
    version_2 = (root.get("version") or "").startswith("2")
    for unit in root.iter(f"{namespace}unit" if version_2 else f"{namespace}trans-unit"):
        around = root if version_2 else next(unit.iterancestors(f"{namespace}file"), root)
        said = around.get("srcLang" if version_2 else "source-language")
        if said and primary(said) != primary(source):
            continue
        target = around.get("trgLang" if version_2 else "target-language")
        fits = target is None or primary(target) == primary(language)
        for place in _of_unit(unit, fits=fits, version_2=version_2):
            yield place, target


def _of_unit(unit: etree._Element, *, fits: bool, version_2: bool) -> Iterator[Place]:
    view, own = _without_comments(unit)
    segments = _segments_2(view) if version_2 else _segments_12(view)
    for segment, mid, source, target in segments:
        sides = [pieces_of(side, {}) for side in (source, target)]
        numbers = Placeholders(sides)
        texts = [numbers.text(side) for side in sides]
        plain = without_codes(texts[0], numbers.codes)
        if not texts[0].strip():
            continue
        codes: dict[str, InlineCode] = {}
        for side, text in zip(reversed(sides), reversed(texts), strict=True):
            tokens = [token for token in placeholders(text) if token in numbers.codes]
            there = [piece for piece in side if isinstance(piece, InlineCode)]
            codes = dict(zip(tokens, there, strict=True)) | codes
        yield Place(
            unit=unit,
            segment=None if segment is None else own.get(segment, segment),
            key=f"{unit.get('id') or ''}/{mid}",
            mid="" if version_2 else mid,
            plain_source=plain,
            text=texts[1],
            codes=codes,
            fits=fits,
        )


_Sides = tuple[etree._Element | None, str, etree._Element | None, etree._Element | None]


def _segments_2(unit: etree._Element) -> Iterator[_Sides]:
    segments = [child for child in unit if local_name(child) == "segment"]
    for place, segment in enumerate(segments):
        sides = {local_name(child): child for child in segment}
        yield segment, str(place), sides.get("source"), sides.get("target")


def _segments_12(unit: etree._Element) -> Iterator[_Sides]:
    for mid, source, target in segments_of({local_name(child): child for child in unit}):
        yield None, mid, source, target


def _without_comments(
    unit: etree._Element,
) -> tuple[etree._Element, Mapping[etree._Element, etree._Element]]:
    """The unit as the reader sees it, and for its elements those of the file."""
    if next(unit.iter(etree.Comment, etree.ProcessingInstruction), None) is None:
        return unit, {}
    view = deepcopy(unit)
    etree.strip_tags(view, etree.Comment, etree.ProcessingInstruction)
    return view, dict(zip(view.iter(etree.Element), unit.iter(etree.Element), strict=True))
