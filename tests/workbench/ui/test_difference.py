"""The word difference of the panel, run by Node as the browser would."""

import json
import random
import shutil
import subprocess

import pytest

from workbench.ui.assets import FOLDER

WORDS = ["النهر", "الليلة،", "2.4", "river", " ", "  ", "\n", "واحدة.", "مياه"]

SCRIPT = """
import {{ difference }} from "{module}";
let text = "";
for await (const piece of process.stdin) text += piece;
console.log(JSON.stringify(JSON.parse(text).map(([a, b]) => difference(a, b))));
"""


def differences(pairs):
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node to run the browser's modules")
    script = SCRIPT.format(module=(FOLDER / "diff.js").as_uri())
    result = subprocess.run(
        [node, "--input-type=module", "--no-warnings", "-e", script],
        input=json.dumps(pairs),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(result.stdout)


def test_the_pieces_put_both_texts_together_again():
    chance = random.Random(7)
    texts = ["".join(chance.choices(WORDS, k=chance.randrange(12))) for _ in range(400)]
    pairs = list(zip(texts[:200], texts[200:], strict=True))
    for (before, after), pieces in zip(pairs, differences(pairs), strict=True):
        assert "".join(p["text"] for p in pieces if p["kind"] != "in") == before
        assert "".join(p["text"] for p in pieces if p["kind"] != "out") == after


def test_words_are_changed_whole():
    (pieces,) = differences([["ارتفع النهر ليلا", "ارتفعت مياه النهر ليلا"]])
    assert [(piece["kind"], piece["text"]) for piece in pieces] == [
        ("out", "ارتفع"),
        ("in", "ارتفعت مياه"),
        ("same", " النهر ليلا"),
    ]


def test_very_long_texts_are_not_compared_word_by_word():
    (pieces,) = differences([["a b " * 2000, "c d " * 2000]])
    assert [piece["kind"] for piece in pieces] == ["out", "in", "same"]
