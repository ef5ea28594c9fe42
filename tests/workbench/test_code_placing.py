"""Inline codes around machine translation: none is lost, and each stands where it should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignments.placeholders import lost_codes, placeholders, without_codes
from workbench.code_placing import put_back


@pytest.mark.parametrize(
    ("marked", "draft", "links", "expected"),
    [
        ("⟦1⟧All of it.⟦/1⟧", "Tudo isso.", None, "⟦1⟧Tudo isso.⟦/1⟧"),
        ("⟦1/⟧ Then rain.", "Depois chuva.", None, "⟦1/⟧Depois chuva."),
        ("Rain.⟦1/⟧", "Chuva.", None, "Chuva.⟦1/⟧"),
        (
            "A ⟦1⟧red⟦/1⟧ house.",
            "Uma casa vermelha.",
            [(0, 0), (1, 2), (2, 1)],
            "Uma casa ⟦1⟧vermelha⟦/1⟧.",
        ),
        ("We saw ⟦2⟧it⟦/2⟧.", "رأيناه هناك أمس.", [(2, 0)], "⟦2⟧رأيناه⟦/2⟧ هناك أمس."),
        # what was taken over as it stands is known wherever it is
        ("Keep ⟦1⟧a.toml⟦/1⟧ out.", "Deixe de fora a.toml.", [(1, 0)],
         "Deixe de fora ⟦1⟧a.toml⟦/1⟧."),
        # a word that stands for one outside as well is not taken along
        ("See this or ⟦1⟧ask us⟦/1⟧!", "Veja isto ou pergunte!", [(2, 2), (3, 2), (3, 3), (4, 3)],
         "Veja isto ou ⟦1⟧pergunte⟦/1⟧!"),
        ("Take it from ⟦1/⟧.", "Tire de .", [(2, 1)], "Tire de ⟦1/⟧."),
        ("It is needed⟦1/⟧.", "É preciso.", [(2, 1)], "É preciso⟦1/⟧."),
        ("It is needed.⟦1/⟧", "É preciso.", [(2, 1)], "É preciso.⟦1/⟧"),
        ("No codes.", "Sem códigos.", None, "Sem códigos."),
    ],
)  # fmt: skip
def test_codes_stand_around_what_they_mark(marked, draft, links, expected) -> None:
    assert put_back(marked, draft, links) == expected


_token = st.sampled_from(["⟦1⟧", "⟦/1⟧", "⟦2⟧", "⟦/2⟧", "⟦3/⟧", " ", "word", "،", "كلمة", "\n"])


@given(parts=st.lists(_token, max_size=14), draft=st.text("ab .،\n", max_size=20))
def test_nothing_is_lost_or_added_whatever_comes(parts, draft) -> None:
    marked = "".join(parts)
    found = put_back(marked, draft, None)
    assert without_codes(found) == draft
    assert set(placeholders(found)) == set(placeholders(marked))


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("⟦1⟧a⟦/1⟧", "⟦1⟧b⟦/1⟧", None),
        ("plain", "simples", None),
        ("⟦1⟧a⟦/1⟧", "b", "⟦1⟧, ⟦/1⟧ missing"),
        ("a", "b⟦2/⟧", "⟦2/⟧ not in the source"),
        ("a⟦2/⟧", "b⟦2/⟧⟦2/⟧", "⟦2/⟧ more often than in the source"),
    ],
)
def test_lost_invented_and_repeated_codes_are_flagged(source, target, reason) -> None:
    flag = lost_codes(source, target)
    assert (flag.reason if flag else None) == reason
