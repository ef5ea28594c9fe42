"""`workbench share`, and what `workbench ui` refuses to serve."""

import pytest

from alignments.roles import Role
from alignments.store import open_store
from tests.workbench.ui import seeding


@pytest.fixture
def document(workbench):
    with open_store(workbench.store) as store:
        return seeding.add_document(store, ["One sentence."]).id


def test_a_role_is_given_listed_and_taken_away(workbench, document):
    assert "nobody was given a role" in workbench("share", document).stdout
    workbench("share", document, "salma@example.org", "--role", "reviewer")
    assert "salma@example.org   reviewer" in workbench("share", document).stdout
    given = workbench.json("share", document, "adam", "--role", "viewer")
    assert given == {"adam": "viewer", "salma@example.org": "reviewer"}
    workbench("share", document, "adam", "--role", "none")
    with open_store(workbench.store) as store:
        assert store.members.of(document) == {"salma@example.org": Role.REVIEWER}


@pytest.mark.parametrize(
    ("arguments", "sign"),
    [
        (("share", "1", "salma", "--role", "king"), "no role 'king'; known: viewer, translator"),
        (("share", "1", "salma"), "say both who and what"),
        (("ui", "--host", "0.0.0.0"), "--host 0.0.0.0 would open every document to the network"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(workbench, arguments, sign):
    assert sign in workbench.refused(*arguments)


def test_sign_in_is_refused_while_half_of_it_is_missing(workbench):
    line = workbench.refused("ui", WORKBENCH_SIGN_IN="https://example.org/.well-known/x")
    assert line.startswith("sign_in is set, but sign_in_client is not")
