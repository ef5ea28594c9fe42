"""The `datasets` library opens what we write, from disk, with the right features."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from alignments.formats.parquet import columns
from alignments.store import open_store
from tests.workbench.releasing_sample import add, pairs
from workbench.exporting import export_bitext
from workbench.releasing.options import ReleaseOptions, SplitOptions
from workbench.releasing.release import release

SCRIPT = """
import json, sys
from datasets import Features, Translation, load_dataset

def seen(data):
    return {
        split: {
            "features": rows.features.to_dict(),
            "rows": [row["translation"] for row in rows],
            "states": rows["sub_state"][:],
        }
        for split, rows in data.items()
    }

folder = sys.argv[1]
features = load_dataset(folder + "/release/jsonl")["train"].features
found = {
    "release": load_dataset(folder + "/release"),
    "jsonl": load_dataset(folder + "/release/jsonl"),
    "export.parquet": load_dataset("parquet", data_files=folder + "/export.parquet"),
    "export.jsonl": load_dataset("json", data_files=folder + "/export.jsonl", features=features),
}
print(json.dumps({name: seen(data) for name, data in found.items()}))
"""
DOCUMENTS = {f"Text {place}": pairs(*range(place * 10, place * 10 + 5)) for place in range(3)}


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """What the library sees: it runs apart, with a cache of its own and no network."""
    folder = tmp_path_factory.mktemp("datasets")
    with open_store(folder / "store.db") as store:
        for title, texts in DOCUMENTS.items():
            add(store, title, texts, drafts=(2,))
        options = ReleaseOptions(
            language="ar", include_drafts=True, split=SplitOptions(dev=0.3, test=0.3)
        )
        release(store, [1, 2, 3], options, folder / "release")
        for name in ("parquet", "jsonl"):
            export_bitext(store, 1, format=name, destination=folder / f"export.{name}")
    environment = {**os.environ, "HF_HOME": str(folder / "cache"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, folder],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", ["release", "jsonl", "export.parquet", "export.jsonl"])
def test_the_features_are_a_translation_and_typed_columns(opened, name):
    features = opened[name]["train"]["features"]
    assert features.pop("translation") == {"languages": ["en", "ar"], "_type": "Translation"}
    flag = {kind: {"dtype": "string", "_type": "Value"} for kind in ("name", "reason")}
    assert features.pop("flags") == {"feature": flag, "_type": "List"}
    expected = columns(provenance=True)
    del expected["flags"]
    assert {column: told["dtype"] for column, told in features.items()} == expected


@pytest.mark.parametrize("name", ["release", "jsonl"])
def test_a_release_opens_in_one_line_with_its_splits(opened, name):
    data = opened[name]
    assert set(data) == {"train", "validation", "test"}
    found = sorted((row["en"], row["ar"]) for split in data.values() for row in split["rows"])
    assert found == sorted(pair for texts in DOCUMENTS.values() for pair in texts)
    for split in data.values():
        assert split["states"].count("draft") == 1


@pytest.mark.parametrize("name", ["export.parquet", "export.jsonl"])
def test_an_export_opens_as_it_is(opened, name):
    expected = [text for place, text in enumerate(DOCUMENTS["Text 0"], start=1) if place != 2]
    rows = opened[name]["train"]["rows"]
    assert [(row["en"], row["ar"]) for row in rows] == expected
