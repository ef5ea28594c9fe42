"""Placeholders of inline codes when texts become one."""

from __future__ import annotations

import pytest

from alignments.beads import State
from alignments.documents import Block, NewDocument, ReadDocument
from alignments.placeholders import lost_codes, told_apart
from tests.alignments.store.samples import bead_ids, whole

BOLD = {"⟦1⟧": "<b>", "⟦/1⟧": "</b>"}
LINK = {"⟦1⟧": "<a>", "⟦/1⟧": "</a>", "⟦2/⟧": "<br>"}


def test_codes_of_different_blocks_get_numbers_of_their_own():
    parts = [(1, "⟦1⟧One⟦/1⟧.", BOLD), (2, "A ⟦1⟧two⟦/1⟧⟦2/⟧.", LINK)]
    texts, target, codes = told_apart(parts, "⟦1⟧Um⟦/1⟧. Um ⟦1⟧dois⟦/1⟧⟦2/⟧.")
    assert texts == ["⟦1⟧One⟦/1⟧.", "A ⟦3⟧two⟦/3⟧⟦2/⟧."]
    assert target == "⟦1⟧Um⟦/1⟧. Um ⟦3⟧dois⟦/3⟧⟦2/⟧."
    assert codes == {**BOLD, "⟦3⟧": "<a>", "⟦/3⟧": "</a>", "⟦2/⟧": "<br>"}


def test_codes_of_one_block_stay_as_they_are():
    parts = [(1, "⟦1⟧One.", BOLD), (1, "Two⟦/1⟧.", BOLD)]
    assert told_apart(parts, "⟦1⟧Um. Dois⟦/1⟧.") == (
        ["⟦1⟧One.", "Two⟦/1⟧."],
        "⟦1⟧Um. Dois⟦/1⟧.",
        BOLD,
    )


def test_a_merged_pair_goes_out_with_no_code_twice(store):
    blocks = [
        Block(text="⟦1⟧One⟦/1⟧.", codes=BOLD),
        Block(text="A ⟦1⟧two⟦/1⟧⟦2/⟧.", codes=LINK, before="\n"),
    ]
    new = NewDocument(
        title="Codes",
        language="en",
        media_type="text/html",
        content=b"codes",
        read=ReadDocument(blocks=blocks),
    )
    document, _ = store.documents.add(new, whole)
    bitext = store.bitexts.ensure(document.id, "pt")
    for bead, text in zip(
        bead_ids(store, bitext), ("⟦1⟧Um⟦/1⟧.", "Um ⟦1⟧dois⟦/1⟧⟦2/⟧."), strict=True
    ):
        store.revisions.correct(
            bead, text=text, state=State.TRANSLATED, base_revision=0, author="mira"
        )
    store.operations.merge(bead_ids(store, bitext)[0])
    (unit,) = store.bitexts.units(bitext.id)
    assert unit.source == "⟦1⟧One⟦/1⟧. A ⟦3⟧two⟦/3⟧⟦2/⟧."
    assert unit.target == "⟦1⟧Um⟦/1⟧. Um ⟦3⟧dois⟦/3⟧⟦2/⟧."
    assert lost_codes(unit.source, unit.target) is None
    assert unit.codes["⟦3⟧"] == "<a>"


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("⟦1⟧a⟦/1⟧ b", "⟦/1⟧b⟦1⟧ a", "⟦/1⟧ before what it closes"),
        ("a⟦/1⟧ b ⟦1⟧", "⟦/1⟧a ⟦1⟧b", None),
        ("⟦1⟧a⟦/1⟧ ⟦2⟧b⟦/2⟧", "⟦1⟧b ⟦2⟧a⟦/1⟧ c⟦/2⟧", "⟦/1⟧ closes where another is open"),
        ("⟦1⟧a⟦/1⟧ ⟦2⟧b⟦/2⟧", "⟦2⟧b ⟦1⟧a⟦/1⟧⟦/2⟧", None),
        ("⟦1⟧a ⟦2⟧b⟦/1⟧ c⟦/2⟧", "⟦1⟧a ⟦2⟧b⟦/1⟧ c⟦/2⟧", None),
        ("⟦1⟧a.", "⟦1⟧b.", None),
    ],
)
def test_codes_that_no_file_could_say_are_flagged(source, target, reason):
    flag = lost_codes(source, target)
    assert (flag.reason if flag else None) == reason
