"""The word difference of the panel and the merging upon it, run by Node as the browser would."""

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

MERGE = """
import {{ merged }} from "{module}";
let text = "";
for await (const piece of process.stdin) text += piece;
console.log(JSON.stringify(JSON.parse(text).map((texts) => merged(...texts))));
"""


def differences(pairs):
    return run(SCRIPT, "diff.js", pairs)


def mergers(triples):
    return run(MERGE, "merge.js", triples)


def run(script, module, texts):
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node to run the browser's modules")
    script = script.format(module=(FOLDER / module).as_uri())
    result = subprocess.run(
        [node, "--input-type=module", "--no-warnings", "-e", script],
        input=json.dumps(texts),
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


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "both"),
    [
        ("a b c d e", "A b c d e", "a b c d E", "A b c d E"),
        (
            "النهر ارتفع الليلة جدا",
            "نهرنا ارتفع الليلة جدا",
            "النهر ارتفع الليلة",
            "نهرنا ارتفع الليلة",
        ),
        ("a b c d", "a b c d", "a c d", "a c d"),
        ("a b c d", "a b d", "a b c d", "a b d"),
        ("a b c", "a x c", "a x c", "a x c"),
        ("a b c", "a x c", "a y c", None),
        ("a b c", "a c", "a y c", None),
        ("", "mine", "theirs", None),
    ],
)
def test_changes_are_put_together_where_they_do_not_touch(base, mine, theirs, both):
    assert mergers([[base, mine, theirs], [base, theirs, mine]]) == [both, both]


def test_merging_takes_every_word_that_either_brought():
    chance = random.Random(11)
    base = [f"w{place}" for place in range(12)]
    triples = []
    for _ in range(100):
        mine, theirs = list(base), list(base)
        mine[chance.randrange(12)] = "mine"
        theirs[chance.randrange(12)] = "theirs"
        triples.append([" ".join(words) for words in (base, mine, theirs)])
    found = mergers(triples)
    assert {None} < set(found)
    assert all({"mine", "theirs"} < set(both.split()) for both in found if both is not None)
