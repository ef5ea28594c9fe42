"""Texts of other corpora, which must not be in a release."""

from __future__ import annotations

from pathlib import Path

from alignments import formats
from alignments.errors import FormatError
from alignments.formats import ReadOptions
from alignments.formats.lines import lines
from workbench.errors import ReleaseError


def foreign_texts(path: Path, source: str, target: str) -> tuple[list[str], list[str]]:
    """The texts of a file that sources, and that targets, must not be like.

    A file whose ending is that of an interchange format has both; any other is a text a line, of
    whichever language. Raises ReleaseError where it cannot be read.
    """
    known = formats.by_ending(path.name)
    try:
        with path.open("rb") as stream:
            if known is None or not known.reads or known.parts:
                texts = [line for line in lines(stream) if line.strip()]
                return texts, texts
            options = ReadOptions(source_language=source, target_language=target)
            pairs = [(unit.source, unit.target) for unit in known.read(stream, options=options)]
    except OSError as error:
        raise ReleaseError(
            f"cannot read {path}: {(error.strerror or str(error)).lower()}"
        ) from error
    except FormatError as error:
        raise ReleaseError(f"{path.name}: {error}") from error
    return [one for one, _ in pairs if one], [other for _, other in pairs if other]
