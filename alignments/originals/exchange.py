"""An XLIFF file given back with targets and states in it; all else stays as it was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from lxml import etree

from alignments.errors import ReadError
from alignments.formats.language_match import folded
from alignments.formats.xliff_inline import all_text
from alignments.originals.base import NewText
from alignments.originals.exchange_places import Place, places_of, primary
from alignments.originals.exchange_targets import write_unit
from alignments.readers.elements import letters_of

_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*\?>\s*")
_LONE_LINE_FEED = re.compile(rb"(?<!\r)\n")
_GZIP = b"\x1f\x8b"


def give_back(
    content: bytes,
    name: str,
    letters: Sequence[str],
    texts: Sequence[NewText],
    languages: tuple[str, str],
) -> tuple[bytes, int]:
    """The file with new targets, and how many texts have no place in it.

    `letters` are those of the source texts, which is how their units are found: not every unit of
    a file came in. Raises ReadError for a file that was not kept, is packed, or holds
    translations into another language where these would have to go.
    """
    tree = _parsed(content, name)
    source, language = languages
    found = _found(list(places_of(tree.getroot(), source, language)), letters, texts)
    by_unit: dict[etree._Element, list[tuple[Place, NewText]]] = {}
    for place, text in found:
        by_unit.setdefault(place.unit, []).append((place, text))
    placed = 0
    for unit, parts in by_unit.items():
        if any(text.changed for _, text in parts):
            _declare(unit, language, name)
            write_unit(parts)
            placed += sum(text.changed for _, text in parts)
    return _written(tree, content), sum(text.changed for text in texts) - placed


def _parsed(content: bytes, name: str) -> etree._ElementTree:
    if not content:
        raise ReadError(
            f"the file {name} was not kept as it came, so it cannot be given back; "
            "export it as xliff"
        )
    if content.startswith(_GZIP):
        raise ReadError(f"{name} is packed, and such a file is not given back; export it as xliff")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False
    )
    try:
        return etree.ElementTree(etree.fromstring(content, parser))
    except etree.XMLSyntaxError as error:
        raise ReadError(f"{name} is not well-formed XML: {error.msg}") from error


def _found(
    places: Sequence[Sequence[Place]], letters: Sequence[str], texts: Sequence[NewText]
) -> list[tuple[Place, NewText]]:
    """The places of the texts, in order: what came in is some of what the file has."""
    found = []
    waiting = iter(places)
    for wanted, text in zip(letters, texts, strict=True):
        for alike in waiting:
            if letters_of(alike[0].plain_source) == wanted:
                found.append((next((one for one in alike if one.fits), alike[0]), text))
                break
    return found


def _declare(unit: etree._Element, language: str, name: str) -> None:
    """Let the file say the language of its targets; those of another stay alone in theirs."""
    root = unit.getroottree().getroot()
    version_2 = (root.get("version") or "").startswith("2")
    around = root if version_2 else next(unit.iterancestors("{*}file"), root)
    attribute = "trgLang" if version_2 else "target-language"
    declared = around.get(attribute)
    if declared and primary(declared) == primary(language):
        return
    if declared and folded(declared) != folded(language) and _has_targets(around):
        raise ReadError(
            f"{name} has translations into {declared}, and none into {language} has a place beside "
            "them; export it as xliff"
        )
    around.set(attribute, language)


def _has_targets(around: etree._Element) -> bool:
    return any(
        all_text(target).strip()
        for target in around.iter("{*}target")
        if (parent := target.getparent()) is not None
        and str(parent.tag).rpartition("}")[2] in ("trans-unit", "segment")
    )


def _written(tree: etree._ElementTree, content: bytes) -> bytes:
    """The bytes, with the declaration, the line ends and the end of the file that were there."""
    encoding = tree.docinfo.encoding or "UTF-8"
    if encoding.upper().startswith(("UTF-16", "UTF-32", "UCS")):
        return cast(bytes, etree.tostring(tree, encoding=encoding, xml_declaration=True))
    declared = _DECLARATION.match(content)
    written = cast(bytes, etree.tostring(tree, encoding=encoding, xml_declaration=False))
    end = content[len(content.rstrip()) :]
    if b"\r\n" in content and not _LONE_LINE_FEED.search(content):
        written = written.replace(b"\n", b"\r\n")
    return (declared[0] if declared else b"") + written.rstrip(b"\r\n") + end
