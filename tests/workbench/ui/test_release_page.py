"""The release page: what it counts, what it asks a worker for, and the file that comes of it."""

from __future__ import annotations

import io
import zipfile

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from alignments.beads import State
from alignments.roles import Role
from alignments.store import JobState
from tests.workbench.releasing_sample import add, add_aligned, pairs
from workbench.jobs.lane import Lane
from workbench.jobs.releasing import archive_of, ask_for_release
from workbench.releasing.archive import as_json, from_json
from workbench.releasing.options import ReleaseOptions, SplitOptions
from workbench.ui import server, state
from workbench.ui.release_route import release_link, release_route
from workbench.ui.rights import Rights
from workbench.ui.tokens import Tokens

TOKENS = Tokens(b"k" * 32)


@pytest.fixture
def workbench(store, tmp_path):
    served = state.Workbench(store=store, tokens=TOKENS, user="mira", models=tmp_path / "models")
    state.use(served)
    return served


@pytest.fixture
def lane(store, tmp_path):
    return Lane(store, "tester", str(tmp_path / "models"))


def client_of(store, rights):
    return TestClient(Starlette(routes=[release_route(store, TOKENS, rights)]))


def licences():
    """The form of the dialog, which AppTest closes when something in it is pressed."""
    from workbench.ui import state
    from workbench.ui.components import licence_form

    workbench = state.current()
    licence_form.show(workbench, workbench.store.documents.all(), key="licence")


def importing():
    """The form of the other dialog."""
    from workbench.ui import state
    from workbench.ui.components import import_form

    import_form.show(state.current(), key="form")


def page():
    test = AppTest.from_file(str(server.SCRIPT), default_timeout=30)
    test.switch_page("views/release.py")
    return test.run()


def button(test):
    (found,) = [one for one in test.button if "Make a release" in one.label]
    return found


def test_nothing_to_release_is_said(workbench):
    assert "Nothing to release yet" in page().info[0].value


def test_pairs_are_counted_before_anything_is_made(workbench):
    add(workbench.store, "Text | one", pairs(1, 2, 3), drafts=(2,), states={3: State.FINAL})
    add(workbench.store, "Other", pairs(4), licence=None)
    test = page()
    table = next(block.value for block in test.markdown if "| Licence |" in block.value)
    assert r"| Text \| one | CC\-BY\-4\.0 | 2 |" in table
    assert "| Other | :red-badge[none] | 1 |" in table
    assert "**One document has no licence**" in test.error[0].value
    assert button(test).label.endswith("of at most 3 pairs")
    assert test.code[0].value.startswith("workbench release 1 2 --to ar --split-by document")
    test.checkbox(key="release_drafts").check().run()
    assert button(test).label.endswith("of at most 4 pairs")
    test.multiselect(key="release_states").set_value(["final"]).run()
    assert button(test).label.endswith("of at most 1 pair")


def test_a_translation_without_a_licence_is_as_loud(workbench):
    add_aligned(workbench.store, "Aligned", pairs(1, 2), [90, 90])
    test = page()
    table = next(block.value for block in test.markdown if "| Licence |" in block.value)
    assert r"| Aligned | CC0\-1\.0 · translation: :red-badge[none] | 2 |" in table
    assert "**One document has no licence**" in test.error[0].value
    next(one for one in test.button if one.label == "Licences").click().run()
    assert test.selectbox(key="licence_document").options == ["Aligned (ar)", "Aligned"]


def test_a_licence_is_named_on_the_page(workbench):
    document = add(workbench.store, "Text", pairs(1), licence=None)
    assert any(one.label == "Licences" for one in page().button)
    test = AppTest.from_function(licences).run()
    test.selectbox(key=f"licence_{document.id}_licence").set_value("CC0-1.0")
    test.text_input(key=f"licence_{document.id}_source").set_value("A Book, 1999")
    test.button[0].click().run()
    found = workbench.store.documents.get(document.id)
    assert (found.licence, found.retrieved_from) == ("CC0-1.0", "A Book, 1999")


def test_the_import_form_asks_for_the_licence(workbench):
    test = AppTest.from_function(importing).run()
    test.selectbox(key="form_licence").set_value("CC-BY-4.0")
    test.text_input(key="form_source").set_value("https://example.org/text")
    test.file_uploader[0].upload("note.txt", b"One sentence.", "text/plain")
    test.button[0].click().run()
    assert not test.exception
    (document,) = workbench.store.documents.all()
    assert (document.licence, document.retrieved_from) == ("CC-BY-4.0", "https://example.org/text")


def test_many_documents_are_not_listed(workbench):
    for number in range(31):
        add(workbench.store, f"Text {number}", pairs(number))
    test = page()
    assert button(test).label == "Make a release of 31 documents"
    test.toggle[0].set_value(False).run()
    assert "Choose at least one" in test.info[0].value


def test_a_release_is_shown_to_those_who_may_see_its_documents(workbench, lane):
    """With sign-in, a document that is not shared is nowhere."""
    add(workbench.store, "Text", pairs(1))
    job = ask_for_release(workbench.store, [1], ReleaseOptions(language="ar"), workbench.releases)
    assert lane.run_next()
    rights = Rights(store=workbench.store, sign_in=True, owners=())
    client = client_of(workbench.store, rights)
    link = release_link(TOKENS, job, user="mira")
    assert client.get(link).status_code == 401
    workbench.store.members.set(1, "mira", Role.VIEWER)
    assert client.get(link).status_code == 200


def test_a_release_is_made_by_a_worker_and_downloaded(workbench, lane):
    for number in range(3):
        add(workbench.store, f"Text {number}", pairs(*range(number * 9, number * 9 + 9)))
    test = page()
    test.text_input(key="release_name").set_value("*River* corpus").run()
    button(test).click().run()
    assert not test.exception
    assert lane.run_next()
    (job,) = workbench.store.jobs.all()
    assert (job.state, job.result["pairs"]) == (JobState.DONE, 27)
    test = page()
    shown = [block.value for block in test.markdown if "27 pairs" in block.value]
    assert shown == [r"**\*River\* corpus** · 27 pairs: train 9 · dev 9 · test 9"]
    client = client_of(workbench.store, workbench.rights)
    answer = client.get(release_link(TOKENS, job, user="mira"))
    assert answer.headers["content-disposition"] == f'attachment; filename="release-{job.id}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        card = archive.read(f"release-{job.id}/README.md").decode()
    assert "# *River* corpus" in card


def test_a_release_is_given_to_its_own_token_only(workbench, lane):
    add(workbench.store, "Text", pairs(1))
    for _ in range(2):
        ask_for_release(workbench.store, [1], ReleaseOptions(language="ar"), workbench.releases)
        assert lane.run_next()
    second, first = workbench.store.jobs.all()
    client = client_of(workbench.store, workbench.rights)
    address, _, token = release_link(TOKENS, first, user="mira").partition("?")
    assert client.get(f"{address}?{token}").status_code == 200
    assert client.get(f"/api/v1/releases/{second.id}?{token}").status_code == 401
    assert client.get(f"{address}?token=forged").status_code == 401
    assert client.get(address).status_code == 401
    archive_of(first).unlink()
    gone = client.get(f"{address}?{token}")
    assert (gone.status_code, "make it again" in gone.text) == (404, True)
    test = page()
    assert any("deleted" in block.value for block in test.caption)
    test.button(key=f"releases_{first.id}_again").click().run()
    assert lane.run_next()
    again = workbench.store.jobs.all()[0]
    assert archive_of(again).is_file()
    assert again.parameters == first.parameters


def test_only_who_owns_the_texts_deletes_a_release(workbench, lane):
    document = add(workbench.store, "Text", pairs(1))
    job = ask_for_release(
        workbench.store, [document.id], ReleaseOptions(language="ar"), workbench.releases
    )
    assert lane.run_next()
    assert page().button(key=f"releases_{job.id}_delete")
    workbench.store.members.set(document.id, "mira", Role.VIEWER)
    assert f"releases_{job.id}_delete" not in {one.key for one in page().button}


def test_a_release_that_fails_says_why_and_can_be_tried_again(workbench, lane):
    document = add(workbench.store, "Text", pairs(1), drafts=(1,))
    job = ask_for_release(
        workbench.store, [document.id], ReleaseOptions(language="ar"), workbench.releases
    )
    assert lane.run_next()
    test = page()
    assert "nothing can be released: 1 untouched machine drafts" in test.error[0].value.replace(
        "\\", ""
    )
    test.button(key=f"releases_{job.id}_retry").click().run()
    assert workbench.store.jobs.get(job.id).state is JobState.QUEUED
    test.button(key=f"releases_{job.id}_cancel").click().run()
    assert workbench.store.jobs.get(job.id).state is JobState.CANCELLED


def test_options_come_back_from_json(tmp_path):
    options = ReleaseOptions(
        language="ar",
        name="A",
        states=frozenset({"final"}),
        without_flags=frozenset({"any"}),
        against=(tmp_path / "a.tsv",),
        split=SplitOptions(by="passage", seed=3),
    )
    assert from_json(as_json(options)) == options
