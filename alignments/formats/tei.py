"""Stand-off alignment: two texts cut into sentences, and a third file that links them.

Written by the conventions of InterText: `linkGrp` with `link type="2-1" xtargets="…;…"`, in which
the sentences of `toDoc` come first, and a `status` of `man` or `auto`. Read from these and from the
`cesAlign` of XCES, as OPUS has it, in which those of `fromDoc` come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain
from typing import BinaryIO, cast

from lxml import etree

from alignments.beads import Flag, Origin, State, TranslationUnit
from alignments.errors import FormatError
from alignments.formats.packages import opened_package, part
from alignments.formats.tei_texts import CHECKED, Link, Links, Parts, Text, kept_parts
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit, WriteOptions
from alignments.formats.xml_text import attribute, escape
from alignments.languages import joined

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_PARAGRAPHS = frozenset({"p", "head", "item", "l", "ab", "note"})


def part_endings(options: WriteOptions) -> tuple[str, ...]:
    """Of the source text, the target text and the links between them."""
    source, target = options.source_language, options.target_language
    if source == target:
        raise FormatError(f"source and target are both {source!r}; their files would be one")
    return f".{source}.xml", f".{target}.xml", f".{source}.{target}.xml"


def part_lines(
    units: Iterable[TranslationUnit], *, options: WriteOptions
) -> Iterator[tuple[str, ...]]:
    """A paragraph of sentences in each text for every unit, and its link."""
    source, target = options.source_language, options.target_language
    stem = options.file_stem
    yield (
        _text_head(source),
        _text_head(target),
        f'{_HEAD}<linkGrp toDoc="{attribute(f"{stem}.{target}.xml")}" '
        f'fromDoc="{attribute(f"{stem}.{source}.xml")}">\n',
    )
    for number, unit in enumerate(units, start=1):
        sides = (
            _sentences(unit.source, unit.source_parts),
            _sentences(unit.target, unit.target_parts),
        )
        draft = unit.revision.state is State.INITIAL and bool(unit.target)
        linked = unit.revision.origin is Origin.DOCUMENT and not unit.pinned
        status = "auto" if draft or linked else CHECKED
        names = [" ".join(f"{number}:{n}" for n, _ in enumerate(side, 1)) for side in sides]
        shape = f"{len(sides[1])}-{len(sides[0])}"
        yield (
            _paragraph(number, sides[0]),
            _paragraph(number, sides[1], about=' type="draft"' if draft else ""),
            f'<link type="{shape}" xtargets="{names[1]};{names[0]}" status="{status}"/>\n',
        )
    yield "</body></text>\n", "</body></text>\n", "</linkGrp>\n"


def _sentences(text: str, parts: Sequence[str]) -> Sequence[str]:
    return parts or ((text,) if text else ())


def _text_head(language: str) -> str:
    return f'{_HEAD}<text xml:lang="{attribute(language)}"><body>\n'


def _paragraph(number: int, sentences: Sequence[str], about: str = "") -> str:
    inside = "".join(
        f'<s id="{number}:{count}"{about}>{escape(text)}</s>'
        for count, text in enumerate(sentences, start=1)
    )
    return f'<p id="{number}">{inside}</p>\n' if inside else ""


def read_parts(
    streams: Sequence[BinaryIO], *, options: ReadOptions, report: ImportReport
) -> Iterator[ReadUnit]:
    """A unit for every link; the links are told from the texts by how their file begins.

    Raises FormatError where a link names a sentence that is in neither text.
    """
    with opened_texts(streams) as (texts, links):
        yield from _units(texts, links, options, report)


@contextmanager
def opened_texts(streams: Sequence[BinaryIO]) -> Iterator[tuple[Sequence[Text], Links]]:
    """The two texts, the source first, and their links, as long as they are needed."""
    with kept_parts() as parts:
        for stream in streams:
            _read(stream, parts)
        if not parts.linked or len(parts.texts) != 2:
            raise FormatError("stand-off alignment is three files: two texts, and their links")
        yield _in_order(parts.texts, parts.links), parts.links


def read_archive(
    stream: BinaryIO, *, options: ReadOptions, report: ImportReport
) -> Iterator[ReadUnit]:
    """Units of an archive that holds the three files."""
    with opened_package(stream) as archive, ExitStack() as stack:
        names = sorted(name for name in archive.namelist() if name.lower().endswith(".xml"))
        names.sort(key=lambda name: (options.target_language or "?") in name.split(".")[1:2])
        files = [cast(BinaryIO, stack.enter_context(part(archive, name))) for name in names]
        yield from read_parts(files, options=options, report=report)


def _read(stream: BinaryIO, parts: Parts) -> None:
    """Whatever of the two a file is."""
    file = _File(parts)
    try:
        for event, element in etree.iterparse(
            stream,
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        ):
            name = str(element.tag).rpartition("}")[2]
            if event == "start":
                file.begins(name, element)
            else:
                file.ends(name, element)
    except etree.XMLSyntaxError as error:
        reason = (error.msg or "it ends early").splitlines()[0][:100]
        raise FormatError(f"line {error.lineno} is not well-formed XML: {reason}") from error
    if file.root in ("linkGrp", "cesAlign"):
        parts.linked = True
    else:
        parts.texts.append(file.text)


class _File:
    """A file on its way, of which nothing stays in memory."""

    def __init__(self, parts: Parts) -> None:
        self.root = ""
        self.text = parts.text()
        self._links = parts.links
        self._open = 0

    def begins(self, name: str, element: etree._Element) -> None:
        self.root = self.root or name
        if name in ("text", "TEI", "TEI.2", "doc") and self.text.language is None:
            self.text.language = element.get(_LANGUAGE) or element.get("lang")
        elif name in _PARAGRAPHS:
            self.text.paragraphs.append(len(self.text))
        self._open += name == "s"

    def ends(self, name: str, element: etree._Element) -> None:
        if name == "link":
            self._links.add(_link(element, ours_first=self.root == "cesAlign"))
        elif name == "s":
            self._open -= 1
            identifier = element.get("id") or element.get(_ID)
            if identifier:
                words = "".join(cast(Iterator[str], element.itertext())).split()
                self.text.add(identifier, " ".join(words))
        # a sentence still needs what is in it
        if not self._open:
            _forget(element)


def _forget(element: etree._Element) -> None:
    """Free what was read, and what stood before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _link(element: etree._Element, *, ours_first: bool) -> Link:
    sides = (element.get("xtargets") or "").split(";")
    if len(sides) != 2:
        raise FormatError(f"line {element.sourceline}: a link needs xtargets with one semicolon")
    source, target = (side.split() for side in (sides if ours_first else sides[::-1]))
    return Link(source, target, element.get("status") or CHECKED)


def _units(
    texts: Sequence[Text], links: Links, options: ReadOptions, report: ImportReport
) -> Iterator[ReadUnit]:
    source, target = texts
    several = 0
    for number, link in enumerate(links, start=1):
        several += len(link.source) > 1 or len(link.target) > 1
        flag = Flag(name="alignment", reason=f"linked by a program ({link.status}), not checked")
        yield ReadUnit(
            key=str(number),
            source=_joined(source, link.source, options.source_language),
            target=_joined(target, link.target, options.target_language),
            source_language=options.source_language or source.language,
            target_language=options.target_language or target.language,
            flags=() if link.checked else (flag,),
        )
    if several:
        report.warnings.append(f"{several} links of several sentences are one unit each")


def _in_order(texts: Sequence[Text], links: Links) -> Sequence[Text]:
    """The source text first: the one in which the links' sentences are."""
    fits = 0
    for name in chain.from_iterable(link.source for link in links):
        first, second = (text.sentence(name) is not None for text in texts)
        fits += first - second
    return texts[::-1] if fits < 0 else texts


def _joined(text: Text, names: Sequence[str], language: str | None) -> str:
    sentences = [text.sentence(name) for name in names]
    if None in sentences:
        missing = names[sentences.index(None)]
        raise FormatError(f"a link names the sentence {missing[:40]!r}, which is in no text")
    return joined(
        [each for each in sentences if each is not None], language or text.language or "en"
    )
