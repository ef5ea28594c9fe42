"""Documents: kept as they came, once, cut into segments that can be left out and brought back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alignments.documents import Block, BlockKind, ReadDocument
from alignments.errors import NotFound, ReadError, StoreError
from alignments.readers import TEXT, ReadOptions, encode_back, read
from alignments.segmentation import sentence_spans
from alignments.store import View, open_store
from tests.alignments.store.samples import (
    add_document,
    bead_ids,
    cells,
    draft,
    new_document,
    numbered,
    prepared,
    whole,
    with_code,
)

REFUSED = "".join(map(chr, [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]))
storable = st.characters(exclude_categories=["Cs"], exclude_characters=REFUSED)
texts = st.text(storable, min_size=1)
blocks = st.lists(
    st.builds(
        Block,
        text=texts,
        before=st.text(storable),
        kind=st.sampled_from(BlockKind),
        level=st.integers(0, 6),
        data=st.dictionaries(st.text(storable), st.text(storable), max_size=2),
    ),
    min_size=1,
    max_size=6,
)
on_a_used_store = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def thirds(text):
    """Spans that leave out some of what stands between the sentences."""
    step = max(1, len(text) // 3)
    return [(start, min(start + step, len(text))) for start in range(0, len(text), step + 1)]


serial = count()


@given(found=st.builds(ReadDocument, blocks=blocks, after=st.text(storable)))
@on_a_used_store
def test_the_text_comes_back_as_it_was(store, found):
    new = replace(new_document(), content=str(next(serial)).encode(), read=found)
    document, _ = store.documents.add(new, thirds)
    expected = "".join(block.before + block.text for block in found.blocks) + found.after
    assert store.documents.text(document.id) == expected


@given(text=st.text(storable, min_size=1))
@on_a_used_store
def test_a_text_file_comes_back_byte_for_byte(store, text):
    content = text.encode()
    try:
        found = read(content, media_type=TEXT, name="a.txt", options=ReadOptions())
    except ReadError:
        return
    new = replace(new_document(), content=content, read=found)
    document, _ = store.documents.add(new, partial(sentence_spans, language="en"))
    assert encode_back(store.documents.text(document.id), found.encoding) == content
    assert store.documents.content(document.id) == content


def test_blocks_keep_their_kind_level_and_place(store):
    found = ReadDocument(
        blocks=[
            Block(text="Title", kind=BlockKind.HEADING, level=1),
            Block(text="One. Two.", before="\n\n"),
        ]
    )
    new = replace(new_document(), read=found)
    document, _ = store.documents.add(new, lambda text: [(0, 4), (5, 9)] if " " in text else [])
    (segment, other) = store.documents.segments(document.id)
    assert (segment.number, segment.text, segment.before) == (1, "One.", "Title\n\n")
    assert (other.number, other.text, other.kind) == (2, "Two.", BlockKind.PARAGRAPH)


def test_code_is_kept_whole_and_left_out(store):
    document, _ = store.documents.add(with_code("Text.", "print(1). print(2)."), thirds)
    *_, code = store.documents.segments(document.id)
    assert (code.text, code.kind, code.excluded) == ("print(1). print(2).", BlockKind.CODE, True)
    assert (document.segments, document.excluded) == (code.number, 1)


def test_the_same_bytes_are_kept_once(store):
    first, new = store.documents.add(new_document("One."), whole)
    again, new_again = store.documents.add(new_document("One."), whole)
    assert (new, new_again) == (True, False)
    assert again == first
    assert store.documents.all() == [first]


def test_the_same_bytes_in_another_language_are_another_document(store):
    first, _ = store.documents.add(new_document("One."), whole)
    other, new = store.documents.add(new_document("One.", language="fr"), whole)
    assert new
    assert other.id != first.id


def test_the_same_bytes_from_many_at_once_are_kept_once(store, store_address):
    def add(opened):
        return opened.documents.add(new_document(*numbered(50)), whole)

    with ExitStack() as stack, ThreadPoolExecutor(6) as threads:
        stores = [stack.enter_context(open_store(store_address)) for _ in range(6)]
        found = list(threads.map(add, stores))
    assert len({document.id for document, _ in found}) == 1
    assert sum(new for _, new in found) == 1
    assert len(store.documents.segments(found[0][0].id)) == 50


def test_a_document_without_text_is_refused(store):
    with pytest.raises(ReadError, match=r"notes\.txt holds no text"):
        store.documents.add(replace(new_document(), source="notes.txt"), whole)
    assert store.documents.all() == []


@pytest.mark.parametrize(
    ("change", "sign"),
    [
        ({"title": "a\0b"}, "the title has the character U\\+0000 at offset 1"),
        ({"source": "\udcff.txt"}, "the file's name has the character U\\+DCFF"),
        ({"language": "x" * 65}, "the language has 65 characters"),
    ],
)
def test_a_name_that_cannot_be_stored_is_refused(store, change, sign):
    with pytest.raises(StoreError, match=sign):
        store.documents.add(replace(new_document("One."), **change), whole)
    assert store.documents.all() == []


def test_documents_are_found_by_number_title_or_beginning(store):
    war = add_document(store, "One.", title="War and Peace")
    home = add_document(store, "Two.", title="İzmir'de Ev")
    year = add_document(store, "Three.", title="1984")
    documents = store.documents
    assert documents.find(str(war.id)) == war
    assert documents.find("war AND peace") == war
    assert documents.find("war") == war
    assert documents.find("İzmir") == home
    assert documents.find("1984") == year
    assert documents.find("19") == year


def test_a_number_may_be_written_in_other_digits(store):
    document = add_document(store, "One.")
    assert store.documents.find(str(document.id).translate({ord("1"): "١"})) == document


def test_a_whole_title_is_preferred_to_a_beginning(store):
    short = add_document(store, "One.", title="Alma")
    add_document(store, "Two.", title="Alma-Ata")
    assert store.documents.find("alma") == short


def test_a_name_that_may_be_several_is_refused_with_their_numbers(store):
    first = add_document(store, "One.", title="Alma 1")
    second = add_document(store, "Two.", title="Alma 2")
    with pytest.raises(StoreError, match=f"'al' may be any of the documents {first.id}, "):
        store.documents.find("al")
    assert store.documents.find("alma 2") == second


@pytest.mark.parametrize("name", ["nothing", "7", "9" * 5000, "²", "-1", ""])
def test_a_document_that_is_not_there_is_not_found(store, name):
    with pytest.raises(NotFound, match="no document"):
        store.documents.find(name)


@pytest.mark.parametrize("number", [7, 0, 2**40, 2**70])
def test_a_number_that_is_not_there_is_not_found(store, number):
    for look in (store.documents.get, store.documents.text, store.documents.content):
        with pytest.raises(NotFound):
            look(number)


def test_segments_come_in_parts(store):
    document = add_document(store, *numbered(7))
    part = store.documents.segments(document.id, offset=2, limit=3)
    assert [segment.number for segment in part] == [3, 4, 5]


def test_excluding_counts_what_changed_and_can_be_taken_back(store):
    bitext, beads = prepared(store, 5)
    exclude = partial(store.documents.set_excluded, bitext.document)
    store.revisions.add_drafts([(beads[1], draft("kept"))])
    assert exclude([2, 3, 3], True) == 2
    assert exclude([3, 4], True) == 1
    assert store.documents.get(bitext.document).excluded == 3
    assert store.bitexts.progress(bitext.document)[bitext.id].total == 2
    assert exclude([2], False) == 1
    assert cells(store, bitext)[1].text == "kept"
    assert store.bitexts.progress(bitext.document)[bitext.id].total == 3


@pytest.mark.parametrize("numbers", [[0], [1, 6], [-1, 2]])
def test_excluding_a_segment_that_is_not_there_changes_nothing(store, numbers):
    bitext, _ = prepared(store, 5)
    with pytest.raises(NotFound, match="it has 1 to 5"):
        store.documents.set_excluded(bitext.document, numbers, True)
    assert store.documents.get(bitext.document).excluded == 0


def test_excluding_sent_twice_is_done_once(store):
    bitext, _ = prepared(store, 5)
    exclude = partial(store.documents.set_excluded, bitext.document, [2, 3])
    assert exclude(True, op_id="out") == 2
    assert exclude(False, op_id="back") == 2
    assert exclude(True, op_id="out") == 2
    assert store.documents.get(bitext.document).excluded == 0


def test_a_new_column_knows_what_is_excluded(store):
    bitext, _ = prepared(store, 3)
    store.documents.set_excluded(bitext.document, [2], True)
    other = store.bitexts.ensure(bitext.document, "fr")
    assert store.bitexts.progress(bitext.document)[other.id].total == 2
    assert [number for _, number, _ in store.revisions.untranslated(other.id)] == [1, 3]


def test_a_long_document_can_be_excluded_and_read_whole(tmp_path):
    count = 33_000  # more than SQLite takes bound values in a statement
    with open_store(tmp_path / "store.db") as store:
        bitext = store.bitexts.ensure(add_document(store, *numbered(count)).id, "ar")
        document, columns = bitext.document, [bitext.id]
        assert store.documents.set_excluded(document, range(1, count + 1), True) == count
        assert store.bitexts.progress(document)[bitext.id].total == 0
        assert store.documents.set_excluded(document, range(1, count + 1), False) == count
        for view in (View(), View(states=frozenset({"empty"}))):
            page = store.bitexts.rows(document, columns, limit=count, view=view)
            assert [row.number for row in page.rows] == list(range(1, count + 1))


def test_columns_are_made_once(store, store_address):
    document = add_document(store, *numbered(20))
    with ExitStack() as stack, ThreadPoolExecutor(6) as threads:
        stores = [stack.enter_context(open_store(store_address)) for _ in range(6)]
        made = list(threads.map(lambda opened: opened.bitexts.ensure(document.id, "ar"), stores))
    assert set(made) == {made[0]}
    assert len(bead_ids(store, made[0])) == 20
    assert store.bitexts.of(document.id) == [made[0]]


def test_columns_of_one_language_are_told_apart_by_label(store):
    document = add_document(store, "One.")
    first = store.bitexts.ensure(document.id, "ar")
    other = store.bitexts.ensure(document.id, "ar", label="edition of 1998")
    assert store.bitexts.of(document.id) == [first, other]
    assert store.bitexts.get(other.id).label == "edition of 1998"


def test_a_column_of_no_document_is_refused(store):
    with pytest.raises(NotFound, match="no document 7"):
        store.bitexts.ensure(7, "ar")
    with pytest.raises(NotFound, match="no bitext 7"):
        store.bitexts.get(7)


def test_licence_and_source_are_said_with_the_document_or_later(store):
    document, _ = store.documents.add(
        replace(new_document("One."), licence=" CC-BY-4.0 ", retrieved_from="A Book,\n1999"), whole
    )
    assert (document.licence, document.retrieved_from) == ("CC-BY-4.0", "A Book, 1999")
    store.documents.describe(document.id, licence="CC0-1.0", author="mira")
    assert store.documents.get(document.id).licence == "CC0-1.0"
    assert store.documents.get(document.id).retrieved_from == "A Book, 1999"
    assert store.documents.describe(document.id, retrieved_from="").retrieved_from is None


def test_nothing_is_said_of_a_document_that_is_not_there(store):
    with pytest.raises(NotFound):
        store.documents.describe(99, licence="CC0-1.0")


def test_a_licence_of_no_end_is_refused(store):
    document, _ = store.documents.add(new_document("One."), whole)
    with pytest.raises(StoreError, match="licence has 1001 characters"):
        store.documents.describe(document.id, licence="x" * 1001)


def test_the_languages_of_all_documents_come_at_once(store):
    first = add_document(store, "One.", title="First")
    add_document(store, "Two.", title="Second")
    for language, label in (("pt", ""), ("ar", ""), ("ar", "other")):
        store.bitexts.ensure(first.id, language, label=label)
    assert store.bitexts.languages() == {first.id: ["ar", "pt"]}
