"""Tokens open what they were made for, while they are young."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.ui.errors import BadToken
from workbench.ui.tokens import Claim, Tokens


@given(st.text(), st.integers(min_value=1, max_value=2**31), st.binary(min_size=32, max_size=32))
def test_a_token_names_its_user_and_document(user, document, key):
    claim = Claim(user=user, document=document)
    assert Tokens(key).document(Tokens(key).for_document(claim)) == claim


@given(st.text())
def test_no_other_text_is_a_token(text):
    with pytest.raises(BadToken):
        Tokens(b"k" * 32).document(text)


def test_an_export_is_not_a_document():
    tokens = Tokens(b"k" * 32)
    with pytest.raises(BadToken):
        tokens.document(tokens.for_export({"document": 1}))
