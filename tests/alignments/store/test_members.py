"""Roles: given, taken away, and what who brought a document in may do."""

from __future__ import annotations

import pytest

from alignments.errors import NotFound, StoreError
from alignments.roles import Role
from tests.alignments.store.samples import new_document, whole


@pytest.fixture
def document(store):
    found, _ = store.documents.add(new_document("One."), whole, author="mira")
    return found.id


def test_each_role_may_what_the_smaller_ones_may():
    for rank, role in enumerate(Role):
        assert [role.may(needed) for needed in Role] == [
            rank >= other for other, _ in enumerate(Role)
        ]


def test_who_brought_a_document_in_owns_it_and_nobody_else_does(store, document):
    assert store.members.role(document, "mira") is Role.OWNER
    assert store.members.role(document, "salma") is None
    assert store.members.of(document) == {}


def test_a_role_is_given_changed_and_taken_away(store, document):
    store.members.set(document, "salma", Role.VIEWER)
    store.members.set(document, "salma", Role.REVIEWER)
    store.members.set(document, "adam", Role.TRANSLATOR)
    assert store.members.of(document) == {"adam": Role.TRANSLATOR, "salma": Role.REVIEWER}
    store.members.set(document, "salma", None)
    assert store.members.role(document, "salma") is None


def test_what_was_said_holds_for_who_brought_it_in_too(store, document):
    store.members.set(document, "mira", Role.VIEWER)
    assert store.members.role(document, "mira") is Role.VIEWER


def test_a_person_knows_of_what_she_brought_in_or_was_given_a_role_on(store, document):
    assert [each.id for each in store.documents.all(known_to="mira")] == [document]
    assert store.documents.all(known_to="salma") == []
    store.members.set(document, "salma", Role.VIEWER)
    assert [each.id for each in store.documents.all(known_to="salma")] == [document]


def test_roles_need_a_document_and_a_name(store, document):
    with pytest.raises(NotFound, match="no document 7"):
        store.members.set(7, "salma", Role.VIEWER)
    with pytest.raises(StoreError, match="the name is empty"):
        store.members.set(document, " ", Role.VIEWER)
