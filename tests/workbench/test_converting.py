"""From format to format without a store."""

from __future__ import annotations

import io
from functools import partial
from itertools import permutations

import pytest

from alignments import formats
from alignments.formats import ReadOptions
from tests.alignments.formats_sample import SAMPLE
from tests.alignments.test_formats import WITH_TEXT_AS_IT_IS, told, told_by_file, written
from tests.workbench.command_line import CommandLine
from tests.workbench.test_importing import MEMORY
from workbench.converting import ConvertChoices, convert
from workbench.errors import ExportError
from workbench.pair_files import PairFile


def converted(content, name, wanted, path, **choices):
    file = PairFile(name=f"in.{name}", open=partial(io.BytesIO, content))
    loaded = formats.load(name), formats.load(wanted)
    return convert([file], loaded[0], path, loaded[1], ConvertChoices(**choices))


def read(path, name, **options):
    with path.open("rb") as stream:
        return list(formats.load(name).read(stream, options=ReadOptions(**options)))


@pytest.mark.parametrize("name", WITH_TEXT_AS_IT_IS)
def test_every_format_carries_the_whole_sample_to_another(name, tmp_path) -> None:
    wanted = "tmx" if name != "tmx" else "xliff"
    report = converted(written(name), name, wanted, tmp_path / "out", language="en", target="ar")
    assert report.written == len(SAMPLE)
    back = read(tmp_path / "out", wanted, source_language="en", target_language="ar")
    assert [told_by_file(each) for each in back] == [told(each) for each in SAMPLE]


@pytest.mark.parametrize("name", ["tsv", "csv", "xlsx"])
def test_the_columns_of_a_table_come_in_any_order(name, tmp_path) -> None:
    orders = list(permutations(("number", "source", "target", "state", "sub_state")))[::17]
    for order in orders:
        path = tmp_path / "out"
        converted(written("tmx"), "tmx", name, path, fields=order)
        back = read(path, name)
        assert [(unit.source, unit.target, unit.sub_state) for unit in back] == [
            (unit.source, unit.target, unit.revision.sub_state) for unit in SAMPLE
        ]


def test_inline_codes_go_over_or_are_counted(tmp_path) -> None:
    kept = converted(MEMORY.encode(), "tmx", "xliff", tmp_path / "a.xlf", target="fr")
    assert kept.codes_left_out == 0
    assert read(tmp_path / "a.xlf", "xliff")[1].source == "A ⟦1⟧bold⟦/1⟧ step."
    bare = converted(MEMORY.encode(), "tmx", "tsv", tmp_path / "a.tsv", target="fr")
    assert bare.codes_left_out == 4
    assert read(tmp_path / "a.tsv", "tsv")[1].target == "Un pas hardi."


def test_a_table_without_languages_becomes_a_table_but_no_memory(tmp_path) -> None:
    table = b"source\ttarget\none\tuno\n"
    assert converted(table, "tsv", "csv", tmp_path / "a.csv").written == 1
    with pytest.raises(ExportError, match=r"in\.tsv does not say its languages"):
        converted(table, "tsv", "tmx", tmp_path / "a.tmx")
    assert not (tmp_path / "a.tmx").exists()


def test_on_the_command_line(tmp_path) -> None:
    workbench = CommandLine(tmp_path)
    workbench.file("m.tmx", MEMORY)
    told = workbench("convert", "m.tmx", "m.csv", "--fields", "target,source").stderr
    assert "1 unit skipped: no text in ar" in told
    assert "1 unit written to m.csv" in told
    assert (tmp_path / "m.csv").read_text().splitlines() == [
        "target,source",
        "صباح الخير.,Good morning.",
    ]
    assert "no field 'sorce'" in workbench.refused("convert", "m.tmx", "n.csv", "--fields", "sorce")
    assert "ending of m.odt says no format" in workbench.refused("convert", "m.tmx", "m.odt")
    assert not workbench.store.exists()
