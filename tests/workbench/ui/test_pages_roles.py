"""Every page for every role: what one was not given is not named, what one may not not offered."""

import pytest
from streamlit.testing.v1 import AppTest

from alignments.roles import Role
from tests.workbench.ui import seeding
from tests.workbench.ui.test_pages import grid, run
from tests.workbench.ui.test_routes import TOKENS
from workbench.ui import sign_in, state

HIDDEN = "Nobody else's letters"
PAGES = ("documents", "editor", "align", "release", "quality")


@pytest.fixture
def shared(store, tmp_path, monkeypatch):
    """An aligned document of somebody else, and one that nobody shares."""
    served = state.Workbench(
        store=store, tokens=TOKENS, user="salma", models=tmp_path / "models", sign_in=True
    )
    state.use(served)
    monkeypatch.setattr(sign_in, "signed_in", lambda: "salma")  # AppTest knows of no provider
    document = seeding.alignment(store, title="The flood").document
    seeding.add_drafts(
        store, seeding.add_document(store, ["One.", "Two."], title=HIDDEN), "ar", ["واحد", "اثنان"]
    )
    return document


def keys(test: AppTest) -> set[str]:
    return {button.key for button in test.button if button.key}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [None, *Role])
def test_a_page_names_only_what_one_was_given(shared, store, page, role):
    if role is not None:
        store.members.set(shared, "salma", role)
    test = run(page)
    assert not test.exception
    assert HIDDEN not in repr(test.main)
    assert ("The flood" in repr(test.main)) <= (role is not None)


@pytest.mark.parametrize("role", Role)
def test_the_list_offers_what_the_role_may(shared, store, role):
    store.members.set(shared, "salma", role)
    there = keys(run("documents"))
    card = f"document_{shared}"
    assert f"{card}_export" in there
    assert (f"{card}_translate" in there) is role.may(Role.TRANSLATOR)
    assert (f"{card}_menu_people" in there) is role.may(Role.OWNER)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", ["editor", "align"])
def test_the_columns_know_the_role(shared, store, page, role):
    store.members.set(shared, "salma", role)
    assert grid(run(page, doc=str(shared)))["role"] == str(role)


@pytest.mark.parametrize("page", ["editor", "align"])
def test_an_address_opens_nothing_that_one_was_not_given(shared, store, page):
    store.members.set(shared, "salma", Role.VIEWER)
    test = run(page, doc=str(shared + 2))
    assert not test.exception
    assert HIDDEN not in repr(test.main)
