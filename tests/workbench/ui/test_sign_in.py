"""Signing in at a provider: what each person sees, and that nothing typed is lost on the way."""

import os
import re
import signal
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from alignments.roles import Role
from alignments.store import open_store
from tests.workbench.ui import seeding
from tests.workbench.ui.axe import found
from tests.workbench.ui.browser import Editor
from tests.workbench.ui.provider import CLIENT_ID, CLIENT_SECRET, running_provider

MIRA, SALMA, RANA = "mira@example.org", "salma@example.org", "rana@example.org"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("signed") / "store.db") as opened:
        document = seeding.article(opened, languages=["ar"])
        opened.members.set(document.id, MIRA, Role.TRANSLATOR)
        opened.members.set(document.id, SALMA, Role.VIEWER)
        opened.members.set(document.id, RANA, Role.REVIEWER)
        seeding.add_document(opened, ["Nobody's."], title="Not shared")
        yield opened


@pytest.fixture(scope="module")
def address(store):
    with running_provider() as provider:
        environment = {
            **os.environ,
            "WORKBENCH_STORE": store.name,
            "WORKBENCH_SIGN_IN": f"{provider.address}/.well-known/openid-configuration",
            "WORKBENCH_SIGN_IN_CLIENT": CLIENT_ID,
            "WORKBENCH_SIGN_IN_SECRET": CLIENT_SECRET,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "workbench", "ui", "--port", "0", "--workers", "0"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        said = process.stdout.readline()
        assert "the workbench is at " in said
        yield said.split()[4]
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        process.stdout.close()


@pytest.fixture
def page(context):
    """A tab of a browser that nobody is signed in with."""
    context.clear_cookies()
    opened = context.new_page()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def other_context(browser):
    """A second browser, for a second person."""
    opened = browser.new_context(viewport={"width": 1440, "height": 900})
    yield opened
    opened.close()


def sign_in(page, address, person):
    page.goto(address)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=person).click()
    expect(page.get_by_role("heading", name="Documents")).to_be_visible()


def test_nobody_sees_anything_before_she_signs_in(page, address):
    page.goto(f"{address}/editor?doc=1")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_text("River")).to_have_count(0)
    assert found(page) == []


def test_the_pages_look_the_same_with_sign_in(page, address):
    page.goto(address)
    title = page.get_by_role("heading", name="Workbench")
    assert title.evaluate("each => getComputedStyle(each).fontSize") == "28px"
    expect(page.get_by_text("Deploy")).to_have_count(0)
    fonts = "document.fonts.ready.then(() => [...document.fonts].map(font => font.family).join())"
    assert "Workbench Naskh" in page.evaluate(fonts)


def test_a_person_sees_what_she_was_given_a_role_on(page, address):
    sign_in(page, address, MIRA)
    expect(page.get_by_role("heading", name=seeding.TITLE["en"])).to_be_visible()
    expect(page.get_by_text("Not shared")).to_have_count(0)


def test_what_was_typed_outlives_the_session(page, address, store):
    sign_in(page, address, MIRA)
    editor = Editor(page, address)
    editor.open(1)
    editor.type_over(2, "لم أنته بعد")
    page.context.clear_cookies()
    page.reload()
    sign_in(page, address, MIRA)
    editor.open(1)
    expect(editor.cell(2)).to_contain_text("لم أنته بعد")
    editor.edit(2)
    editor.confirm()
    editor.expect_saved()
    cell = store.bitexts.rows(1, [1], offset=1, limit=1).rows[0].cells[1]
    assert (cell.text, cell.author) == ("لم أنته بعد", MIRA)


def test_a_viewer_has_no_field_and_her_text_is_refused(page, address, store):
    sign_in(page, address, SALMA)
    editor = Editor(page, address)
    with page.expect_request("**/api/v1/documents/1/rows*") as asked:
        editor.open(1)
    before = store.bitexts.rows(1, [1], offset=3, limit=1).rows[0].cells[1]
    editor.cell(4).click()
    expect(page.locator("textarea.text")).to_have_count(0)
    answer = page.request.put(
        f"{address}/api/v1/beads/{before.bead}",
        headers={"authorization": asked.value.headers["authorization"]},
        data={"text": "ليس لي", "state": "translated", "base_revision": before.revision},
    )
    assert answer.status == 403
    assert store.bitexts.rows(1, [1], offset=3, limit=1).rows[0].cells[1] == before


@pytest.fixture
def two(page, other_context, address):
    """Mira and Rana at the same document, each in a browser of her own."""
    other_context.clear_cookies()
    rana = other_context.new_page()
    for tab, person in ((page, MIRA), (rana, RANA)):
        sign_in(tab, address, person)
    editors = Editor(page, address), Editor(rana, address)
    for editor in editors:
        editor.open(1)
    yield editors
    rana.close()


def test_two_people_are_told_apart_by_their_names(two, store):
    mira, rana = two
    expect(mira.page.locator(".people")).to_have_text(RANA)
    expect(rana.page.locator(".people")).to_have_text(MIRA)
    mira.type_over(5, "نص ميرا")
    rana.type_over(5, "نص رنا")
    expect(mira.cell(5)).to_have_attribute("data-person", RANA)
    rana.page.keyboard.press("Control+Shift+Enter")
    rana.expect_saved()
    expect(mira.cell(5)).to_have_attribute("data-trouble", "conflict")
    mira.edit(5)
    expect(mira.page.locator(".conflict .theirs")).to_have_text("نص رنا")
    expect(mira.page.locator(".conflict .mine")).to_have_text("نص ميرا")
    expect(mira.page.locator(".conflict")).to_contain_text(RANA)
    mira.page.get_by_role("button", name="Keep mine").click()
    mira.expect_saved()
    mira.edit(5)
    for name in (MIRA, RANA):
        expect(mira.page.locator(".revisions")).to_contain_text(name)
    cell = store.bitexts.rows(1, [1], offset=4, limit=1).rows[0].cells[1]
    written = [(each.text, each.state, each.author) for each in store.revisions.history(cell.bead)]
    assert written[1:] == [("نص رنا", "reviewed", RANA), ("نص ميرا", "translated", MIRA)]


def test_nobody_undoes_what_another_did(two, store):
    mira, rana = two
    for editor, number in ((mira, 6), (rana, 7)):
        editor.row(number).hover()
        editor.page.get_by_role("button", name=f"Exclude segment {number}", exact=True).click()
        expect(editor.row(number)).to_have_class(re.compile("excluded"))
    mira.edit(3)
    mira.page.keyboard.press("Control+z")
    expect(mira.page.get_by_text(f"{RANA} did 'exclude'")).to_be_visible()
    assert store.documents.get(1).excluded == 2
    rana.edit(3)
    rana.page.keyboard.press("Control+z")
    expect(rana.row(7)).not_to_have_class(re.compile("excluded"))
    mira.page.keyboard.press("Control+z")
    expect(mira.row(6)).not_to_have_class(re.compile("excluded"))
    assert store.documents.get(1).excluded == 0


def test_how_far_it_is_follows_what_others_write(two, store):
    mira, rana = two
    counted = mira.page.get_by_role("img", name=re.compile("confirmed")).first
    before = counted.get_attribute("aria-label")
    rana.edit(8)
    rana.confirm()
    rana.expect_saved()
    expect(counted).not_to_have_attribute("aria-label", before)
