"""Signing in at a provider: what each person sees, and that nothing typed is lost on the way."""

import os
import signal
import subprocess
import sys

import pytest
from playwright.sync_api import expect, sync_playwright

from alignments.roles import Role
from alignments.store import open_store
from tests.workbench.ui import seeding
from tests.workbench.ui.browser import ARGUMENTS, Editor
from tests.workbench.ui.conftest import chromium
from tests.workbench.ui.provider import CLIENT_ID, CLIENT_SECRET, running_provider

MIRA, SALMA = "mira@example.org", "salma@example.org"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("signed") / "store.db") as opened:
        document = seeding.article(opened, languages=["ar"])
        opened.members.set(document.id, MIRA, Role.TRANSLATOR)
        opened.members.set(document.id, SALMA, Role.VIEWER)
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
def page(address):
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser.new_page()
        browser.close()


def sign_in(page, address, person):
    page.goto(address)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=person).click()
    expect(page.get_by_role("heading", name="Documents")).to_be_visible()


def test_nobody_sees_anything_before_she_signs_in(page, address):
    page.goto(f"{address}/editor?doc=1")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_text("River")).to_have_count(0)


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
