"""Reference translations from a file, by the number of the segment that they translate."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from pathlib import Path

from alignments import formats
from alignments.documents import StoredSegment
from alignments.errors import FormatError
from alignments.formats import Format, ReadOptions
from alignments.formats.lines import lines
from alignments.placeholders import without_codes
from alignments.store import Store
from workbench.errors import ScoreError


def references_for(store: Store, bitext_id: int, path: Path) -> dict[int, str]:
    """The reference texts that a file has for the segments of a bitext's document."""
    bitext = store.bitexts.get(bitext_id)
    return references_of(store, bitext.document, bitext.language, path)


def references_of(store: Store, document: int, language: str, path: Path) -> dict[int, str]:
    """The reference texts that a file has for the segments of a document.

    A file whose ending is that of an interchange format is matched by its source texts; any other
    has one line a segment, for all of them or for those that are not excluded. Empty texts count
    as none. Raises ScoreError where nothing fits.
    """
    segments = store.documents.segments(document)
    known = formats.by_ending(path.name)
    try:
        if known is not None and known.reads and not known.parts:
            options = ReadOptions(
                source_language=store.documents.get(document).language, target_language=language
            )
            return _by_source(segments, _pairs(known, options, path), path.name)
        with path.open("rb") as stream:
            return _by_line(segments, list(lines(stream)), path.name)
    except OSError as error:
        raise ScoreError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from error
    except FormatError as error:
        raise ScoreError(f"{path.name}: {error}") from error


def _pairs(known: Format, options: ReadOptions, path: Path) -> list[tuple[str, str]]:
    with path.open("rb") as stream:
        return [
            (without_codes(unit.source, unit.codes), without_codes(unit.target, unit.codes))
            for unit in known.read(stream, options=options)
        ]


def _by_line(segments: Sequence[StoredSegment], texts: list[str], name: str) -> dict[int, str]:
    included = [segment for segment in segments if not segment.excluded]
    for meant in (included, segments):
        if len(meant) == len(texts):
            numbers = (segment.number for segment in meant)
            return {number: text for number, text in zip(numbers, texts, strict=True) if text}
    excluded = len(segments) - len(included)
    counted = f"{len(included)} segments" + (f" and {excluded} excluded ones" if excluded else "")
    raise ScoreError(
        f"{name} has {len(texts)} lines and the document {counted}; one line a segment is needed"
    )


def _by_source(
    segments: Sequence[StoredSegment], pairs: Iterable[tuple[str, str]], name: str
) -> dict[int, str]:
    """A source that comes twice in both takes its translations in their order."""
    waiting: dict[str, deque[str]] = defaultdict(deque)
    for source, target in pairs:
        if target:
            waiting[_folded(source)].append(target)
    found = {}
    for segment in segments:
        texts = waiting.get(_folded(without_codes(segment.text, segment.codes)))
        if texts:
            found[segment.number] = texts.popleft() if len(texts) > 1 else texts[0]
    if not found:
        raise ScoreError(f"{name} has no unit whose source is a segment of the document")
    return found


def _folded(text: str) -> str:
    """The text for comparison: differences of white space mean nothing."""
    return " ".join(text.split())
