"""Parquet with a `translation` column as Hugging Face data sets have it, and provenance beside."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO

from alignments.beads import TranslationUnit
from alignments.errors import FormatError
from alignments.formats.jsonl import check_languages, line_of, unit_from_json
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit, WriteOptions

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped]

BATCH = 10_000
"""Units in a row group, and in memory at a time."""

_TEXTS = {"number": "int64", "state": "string", "sub_state": "string"}
_PROVENANCE = {
    "origin": "string",
    "author": "string",
    "engine": "string",
    "model": "string",
    "model_revision": "string",
    "score": "float64",
    "revised_at": "string",
    "flags": "flags",
    "model_options": "string",
    "confidence": "float64",
    "active_seconds": "float64",
    "excluded": "bool",
    "document": "string",
}


def columns(*, provenance: bool) -> dict[str, str]:
    """The columns beside `translation`, and of which type each is; JSON lines have the same."""
    return _TEXTS | (_PROVENANCE if provenance else {})


def write(units: Iterable[TranslationUnit], stream: BinaryIO, *, options: WriteOptions) -> None:
    """One row a unit; the columns and their types do not depend on the units."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter  # type: ignore[import-untyped]

    check_languages(options)
    schema = _schema(options)
    waiting = iter(units)
    with ParquetWriter(stream, schema, compression="zstd") as writer:
        while batch := [line_of(unit, options) for unit in islice(waiting, BATCH)]:
            try:
                writer.write_table(pyarrow.Table.from_pylist(batch, schema))
            except UnicodeEncodeError as error:
                code = ord(error.object[error.start])
                raise FormatError(f"a text has half a character (U+{code:04X})") from error


def _schema(options: WriteOptions) -> pyarrow.Schema:
    import pyarrow

    # `datasets` has the languages of a Translation in this order, and no other is one for it
    languages = sorted((options.source_language, options.target_language))
    flag = pyarrow.struct([("name", pyarrow.string()), ("reason", pyarrow.string())])
    types = {
        "flags": pyarrow.list_(flag),
        "bool": pyarrow.bool_(),
        "float64": pyarrow.float64(),
        "int64": pyarrow.int64(),
        "string": pyarrow.string(),
    }
    pair = pyarrow.struct([(language, pyarrow.string()) for language in languages])
    known = columns(provenance=options.provenance)
    fields = [("translation", pair), *((name, types[kind]) for name, kind in known.items())]
    return pyarrow.schema(fields, metadata={"huggingface": _features(options)})


def _features(options: WriteOptions) -> str:
    """The same columns in the words of `datasets`, which would not guess the first one's type."""
    text = {"dtype": "string", "_type": "Value"}
    features: dict[str, Any] = {
        "translation": {
            "languages": [options.source_language, options.target_language],
            "_type": "Translation",
        },
    }
    for name, kind in columns(provenance=options.provenance).items():
        flags = [{"name": text, "reason": text}]
        features[name] = flags if kind == "flags" else {"dtype": kind, "_type": "Value"}
    return json.dumps({"info": {"features": features}})


def read(stream: BinaryIO, *, options: ReadOptions, report: ImportReport) -> Iterator[ReadUnit]:
    """Units of a file with a `translation` column, or with `source` and `target`."""
    import pyarrow
    from pyarrow.parquet import ParquetFile

    with SpooledTemporaryFile(max_size=2**24) as file:
        while piece := stream.read(2**20):
            file.write(piece)
        file.seek(0)
        try:
            opened = ParquetFile(file)
            options = _with_languages(options, opened.schema_arrow.metadata or {})
            for batch in opened.iter_batches(BATCH):
                for number, row in enumerate(batch.to_pylist(), start=1):
                    yield unit_from_json(_with_pair(row, number, options), number, options, report)
        except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
            reason = str(error).splitlines()[0][:100]
            raise FormatError(f"the file is no Parquet or is damaged: {reason}") from error


def _with_languages(options: ReadOptions, metadata: Mapping[bytes, bytes]) -> ReadOptions:
    """The languages in their order, source first: the columns have it by the alphabet."""
    try:
        features = json.loads(metadata.get(b"huggingface", b"{}"))["info"]["features"]
        source, target = features["translation"]["languages"]
    except (ValueError, LookupError, TypeError):
        return options
    if options.source_language or options.target_language:
        return options
    return replace(options, source_language=source, target_language=target)


def _with_pair(row: dict[str, Any], number: int, options: ReadOptions) -> dict[str, Any]:
    if isinstance(row.get("translation"), dict):
        return row
    if "source" not in row or "target" not in row:
        raise FormatError(f"row {number} has neither translation nor source and target")
    source, target = options.source_language or "source", options.target_language or "target"
    return row | {"translation": {source: row.pop("source"), target: row.pop("target")}}
