"""What we write is what OmegaT reads, where OmegaT is installed."""

from __future__ import annotations

import io
import shutil
import subprocess

import pytest

from alignments import formats
from tests.alignments.formats_sample import OPTIONS, unit

PROJECT = """<?xml version="1.0" encoding="UTF-8"?>
<omegat><project version="1.0"><source_dir>__DEFAULT__</source_dir>
<target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN</source_lang><target_lang>AR</target_lang><sentence_seg>false</sentence_seg>
<support_default_translations>true</support_default_translations><remove_tags>false</remove_tags>
</project></omegat>"""
PAIRS = {
    "The harbour opens at six.": "يفتح الميناء في السادسة.",
    "“Who pays?” asked Mira.": "سألت ميرا: «من يدفع؟»",
    "Salt & pepper < 5 €": "ملح وفلفل < 5 €",
    '"Quoted" — it is here': "«مقتبس» — هنا",
}


@pytest.fixture(scope="module")
def translated(tmp_path_factory):
    """What OmegaT makes of a text and of an XLIFF file without targets, by our memory."""
    program = shutil.which("omegat")
    if program is None:
        pytest.skip("needs OmegaT, and it is not installed")
    folder = tmp_path_factory.mktemp("omegat")
    for name in ("source", "target", "tm", "glossary", "dictionary", "omegat", "settings"):
        (folder / name).mkdir()
    (folder / "omegat.project").write_text(PROJECT)
    (folder / "source" / "text.txt").write_text("\n\n".join(PAIRS) + "\n")
    memory = [unit(number, *pair) for number, pair in enumerate(PAIRS.items(), start=1)]
    (folder / "omegat" / "project_save.tmx").write_bytes(written("tmx", memory))
    (folder / "source" / "file.xlf").write_bytes(written("xliff-1.2", memory))
    command = [program, str(folder), "--mode=console-translate"]
    command.append(f"--config-dir={folder / 'settings'}")
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "target"


def written(name, some_units):
    stream = io.BytesIO()
    formats.load(name).write(some_units, stream, options=OPTIONS)
    return stream.getvalue()


def test_our_memory_translates_a_text_in_omegat(translated) -> None:
    said = (translated / "text.txt").read_text(encoding="utf-8")
    assert said.split("\n\n") == [*list(PAIRS.values())[:-1], f"{list(PAIRS.values())[-1]}\n"]


def test_our_xliff_comes_back_from_omegat_as_it_went(translated) -> None:
    with (translated / "file.xlf").open("rb") as stream:
        found = list(formats.load("xliff-1.2").read(stream))
    assert {unit.source: unit.target for unit in found} == PAIRS
    assert {unit.author for unit in found} == {"mira"}
