"""What every format promises, checked for every format we list."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace

import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings

from alignments import formats
from alignments.beads import SubState
from alignments.errors import FormatError, UnknownFormat
from alignments.formats import ImportReport, ReadOptions
from alignments.formats.units import counted
from tests.alignments.formats_sample import GOLDEN, OPTIONS, SAMPLE, unit, units

READ = ReadOptions(source_language="en", target_language="ar")
WRITTEN = [name for name, known in formats.FORMATS.items() if known.writes]
SINGLE = [name for name in WRITTEN if not formats.FORMATS[name].parts]
WITH_TEXT_AS_IT_IS = [
    name for name in SINGLE if formats.FORMATS[name].reads and formats.FORMATS[name].lossless
]


def written(name, some_units=SAMPLE, options=OPTIONS) -> bytes:
    stream = io.BytesIO()
    formats.load(name).write(some_units, stream, options=options)
    return stream.getvalue()


def read(name, content, options=READ, report=None):
    return list(formats.load(name).read(io.BytesIO(content), options=options, report=report))


def told(unit):
    """All that a unit tells, for comparison; dates to the second, as the coarsest format."""
    revision = unit.revision
    return {
        "key": str(unit.number),
        "source": unit.source,
        "target": unit.target,
        "source_language": unit.source_language,
        "target_language": unit.target_language,
        "document": unit.document,
        "state": revision.state,
        "sub_state": revision.sub_state,
        "origin": revision.origin,
        "author": revision.author,
        "machine": revision.machine,
        "score": revision.score,
        "confidence": unit.confidence,
        "revised_at": revision.created_at.replace(microsecond=0),
        "active_seconds": revision.active_seconds,
        "flags": revision.flags,
        "excluded": unit.excluded,
    }


def told_by_file(read_unit):
    return {name: getattr(read_unit, name) for name in told(SAMPLE[0])}


def parts_of(content):
    """What is inside of a package: how it is packed depends on the versions of the packers."""
    if content.startswith(b"PAR1"):
        return pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist()
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", WITH_TEXT_AS_IT_IS)
class TestEveryFormatThatKeepsEverything:
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(some_units=units())
    def test_reads_back_what_it_wrote(self, name, some_units) -> None:
        report = ImportReport()
        back = read(name, written(name, some_units), report=report)
        assert [told_by_file(each) for each in back] == [told(each) for each in some_units]
        assert report.lines() == [f"{counted(len(some_units), 'unit')} read"]

    def test_keeps_state_but_no_provenance_where_none_is_wanted(self, name) -> None:
        bare = written(name, options=replace(OPTIONS, provenance=False))
        assert b"mira" not in bare
        assert b"firefox" not in bare
        back = read(name, bare)
        assert [(each.source, each.target, each.sub_state) for each in back] == [
            (each.source, each.target, each.revision.sub_state) for each in SAMPLE
        ]

    def test_marks_drafts(self, name) -> None:
        drafts = [each.key for each in read(name, written(name)) if each.sub_state == "draft"]
        assert drafts == ["7"]


@pytest.mark.parametrize("name", SINGLE)
class TestEveryFormatOfOneFile:
    def test_is_as_the_golden_file(self, name) -> None:
        golden = GOLDEN / f"sample{formats.load(name).file_ending}"
        content = written(name)
        if os.environ.get("WRITE_GOLDEN_FILES"):
            golden.write_bytes(content)
        assert parts_of(content) == parts_of(golden.read_bytes())

    def test_compresses_without_a_date(self, name) -> None:
        packed = written(name, options=replace(OPTIONS, compress=True))
        assert packed[4:8] == b"\0\0\0\0"
        assert gzip.decompress(packed) == written(name)


@pytest.mark.parametrize("name", WRITTEN)
class TestEveryFormatThatIsWritten:
    def test_gives_the_same_bytes_in_pieces_and_again(self, name) -> None:
        pieces = list(formats.load(name).encoded(SAMPLE, options=OPTIONS))
        assert b"".join(pieces) == written(name) == written(name)

    def test_says_how_many_units_it_wrote(self, name) -> None:
        stream = io.BytesIO()
        assert formats.load(name).write(iter(SAMPLE), stream, options=OPTIONS) == len(SAMPLE)

    def test_writes_a_bitext_without_units(self, name) -> None:
        assert len(written(name, [])) < len(written(name))

    def test_takes_units_only_as_it_needs_them(self, name) -> None:
        known = formats.load(name)
        if known.parts or not known.streams:
            pytest.skip("needs a file before the first byte can go out")
        taken = []
        many = (taken.append(number) or unit(number, "x" * 500) for number in range(1, 5000))
        next(iter(known.encoded(many, options=OPTIONS)))
        assert len(taken) < 1000

    def test_refuses_half_a_character(self, name) -> None:
        with pytest.raises(FormatError, match=r"U\+D83D") as refusal:
            written(name, [unit(1, "cut \ud83d here")])
        assert len(str(refusal.value).splitlines()) == 1


def test_the_readers_of_packed_files_unpack_them() -> None:
    assert len(read("tsv", gzip.compress(written("tsv")))) == len(SAMPLE)


def test_a_packed_file_cut_short_is_refused_in_one_line() -> None:
    with pytest.raises(FormatError, match="cut short or damaged"):
        read("tsv", gzip.compress(written("tsv") * 100)[:-9])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("tmz", "no format 'tmz'; did you mean 'tmx'? known: tsv, "),
        ("wordstar", "no format 'wordstar'; known: tsv, "),
    ],
)
def test_an_unknown_format_is_told_with_the_nearest_name(name, message) -> None:
    with pytest.raises(UnknownFormat) as refusal:
        formats.load(name)
    assert str(refusal.value).startswith(message)


def test_a_format_is_found_by_the_ending_of_a_file() -> None:
    assert formats.by_ending("Book.TMX.gz") is formats.load("tmx")
    assert formats.by_ending("book.odt") is None


def test_the_registry_loads_no_format() -> None:
    script = (
        "import sys, alignments.formats; heavy = {'lxml', 'json', 'alignments.formats.tsv'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert printed.stdout.strip() == b"[]"


class TestMoses:
    def test_line_ends_in_segments_never_break_the_pairing(self) -> None:
        sources, targets = self._files([*SAMPLE, unit(9, "a\u2028b\r\nc\x85d", "e\vf")])
        assert len(sources.splitlines()) == len(targets.splitlines()) == 9
        assert sources.splitlines()[-1] == "a b c d"

    def test_drafts_are_marked_in_a_third_file(self) -> None:
        options = replace(OPTIONS, include_drafts=True)
        *_, marks = self._files(SAMPLE, options)
        assert marks.splitlines()[6] == SubState.DRAFT
        assert formats.load("moses").part_endings(options) == (".en", ".ar", ".sub_state")

    def test_one_archive_holds_both_files(self) -> None:
        with zipfile.ZipFile(io.BytesIO(written("moses"))) as archive:
            assert archive.namelist() == ["corpus.en", "corpus.ar"]
            assert archive.read("corpus.en").decode() == self._files(SAMPLE)[0]

    def test_compressed_files_are_read_back(self) -> None:
        moses = formats.load("moses")
        options = replace(OPTIONS, compress=True)
        streams = [io.BytesIO() for _ in moses.part_endings(options)]
        assert moses.part_endings(options) == (".en.gz", ".ar.gz")
        moses.write_parts(SAMPLE, streams, options=options)
        for stream in streams:
            stream.seek(0)
        back = list(moses.read(*streams, options=READ))
        assert [each.source for each in back] == self._files(SAMPLE)[0].splitlines()

    def test_files_of_different_length_are_refused(self) -> None:
        streams = (io.BytesIO(b"one\ntwo\n"), io.BytesIO(b"uno\n"))
        with pytest.raises(FormatError, match="the target file ends after 1 lines"):
            list(formats.load("moses").read(*streams, options=READ))

    def test_two_texts_in_one_language_have_no_two_names(self) -> None:
        with pytest.raises(FormatError, match="source and target are both 'en'"):
            written("moses", options=replace(OPTIONS, target_language="en"))

    def _files(self, some_units, options=OPTIONS):
        moses = formats.load("moses")
        streams = [io.BytesIO() for _ in moses.part_endings(options)]
        assert moses.write_parts(some_units, streams, options=options) == len(some_units)
        return [stream.getvalue().decode() for stream in streams]
