"""Comments on segments."""

import pytest

from alignments.errors import NotFound, StoreError
from tests.workbench.ui import seeding


@pytest.fixture
def segments(store):
    document = seeding.add_document(store, ["One.", "Two."])
    return [row.segment for row in store.bitexts.rows(document.id, []).rows]


def test_a_comment_has_a_name_and_a_time_and_is_settled(store, segments):
    said = store.comments.add(segments[0], "من هو الكاتب؟", author="mira")
    assert (said.text, said.author, said.resolved_at) == ("من هو الكاتب؟", "mira", None)
    assert store.comments.open_in(segments) == {segments[0]: 1}
    settled = store.comments.resolve(said.id, author="omar")
    assert (settled.resolved_by, settled.resolved_at is None) == ("omar", False)
    assert store.comments.open_in(segments) == {}
    store.comments.resolve(said.id, resolved=False, author="omar")
    assert store.comments.of(segments[0]) == [said]


def test_a_comment_sent_twice_is_said_once(store, segments):
    for _ in range(2):
        store.comments.add(segments[1], "Check the date.", author="mira", op_id="a")
    assert len(store.comments.of(segments[1])) == 1


@pytest.mark.parametrize("text", ["", " \n", "\x00", "x" * 10_001])
def test_what_is_no_comment_is_refused(store, segments, text):
    with pytest.raises(StoreError):
        store.comments.add(segments[0], text, author="mira")


def test_what_is_not_there_is_not_found(store):
    with pytest.raises(NotFound, match="no segment"):
        store.comments.add(999, "Hello", author=None)
    with pytest.raises(NotFound, match="no comment"):
        store.comments.resolve(999, author=None)
