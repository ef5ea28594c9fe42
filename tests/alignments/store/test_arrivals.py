"""Imports: others write meanwhile, see nothing of them until they are whole, and no remains."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from alignments.beads import State
from alignments.errors import NotFound, StoreError
from alignments.pairs import PairRow
from alignments.store import NewPairs, Wanted, open_store, schema
from alignments.store.database import Database
from tests.alignments.store.samples import correct, new_document, prepared, whole
from tests.alignments.store.test_pairs import target

MANY = 2500  # rows: three parts
NEW = NewPairs(title="Sea", language="en", media_type="text/csv", digest="1" * 64, content=b"raw")


def pair_rows(count=MANY):
    return (PairRow(text=f"Wave {n}.", targets=[target("ar", f"موجة {n}.")]) for n in range(count))


def left(address):
    """How many rows there are of whatever a document is made of."""
    database = Database(address)
    tables = ("documents", "contents", "blocks", "segments", "bitexts", "beads", "revisions")
    with database.reading() as connection:
        found = {
            name: connection.execute(
                select(func.count()).select_from(schema.metadata.tables[name])
            ).scalar_one()
            for name in tables
        }
    database.close()
    return found


def test_others_write_and_see_nothing_while_a_document_comes_in(store, store_address):
    _, (bead, *_) = prepared(store, 1)
    seen = []

    def rows():
        for count, row in enumerate(pair_rows()):
            if count % 1000 == 400:
                with open_store(store_address, busy_seconds=0.1) as another:
                    correct(another, bead, f"text {count}", len(seen))
                    shown = another.documents.all(), another.shelf.find(Wanted(words="sea"))
                    seen.append(tuple(map(len, shown)))
            yield row

    document = store.pairs.add(NEW, rows())
    assert seen == [(1, 0)] * 3
    assert document.segments == MANY
    assert [each.id for each in store.documents.all()] == [1, document.id]
    assert store.pairs.known(NEW.digest) == [document]
    (bitext,) = store.bitexts.of(document.id)
    assert store.bitexts.progress(document.id)[bitext.id].reviewed == MANY


def test_nothing_stays_of_what_went_wrong_half_way(store, store_address):
    prepared(store, 2)
    before = left(store_address)

    def rows():
        yield from pair_rows(1500)
        raise StoreError("line 1501: it is torn")

    with pytest.raises(StoreError, match="torn"):
        store.pairs.add(NEW, rows())
    assert left(store_address) == before
    assert store.pairs.add(NEW, pair_rows(3)).segments == 3


def test_who_was_killed_half_way_leaves_nothing_that_is_seen_or_stays(tmp_path):
    path = tmp_path / "store.db"
    with open_store(path) as store:
        prepared(store, 2)
    before = left(path)
    child = os.fork()
    if child == 0:
        with open_store(path) as store:

            def rows():
                yield from pair_rows(1500)
                os.kill(os.getpid(), signal.SIGKILL)

            store.pairs.add(NEW, rows())
        os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    with open_store(path) as store:
        assert [each.title for each in store.documents.all()] == ["A title"]
        assert store.documents.find("A title").id == 1
        with pytest.raises(NotFound):
            store.documents.get(2)
        assert left(path)["segments"] == before["segments"] + 1000
        assert store.pairs.add(NEW, pair_rows(3)).segments == 3
        _give_up_time(path)
        store.documents.add(new_document("Another.", title="Another"), whole)
        assert left(path)["documents"] == 3
        assert left(path)["segments"] == before["segments"] + 3 + 1


def test_an_import_that_was_given_up_says_so(store, store_address):
    def rows():
        yield from pair_rows(1500)
        _give_up_time(store_address)
        with open_store(store_address) as another:
            another.documents.add(new_document("Another.", title="Another"), whole)
        yield from pair_rows(1500)

    with pytest.raises(StoreError, match="given up; start it again"):
        store.pairs.add(NEW, rows())
    assert [each.title for each in store.documents.all()] == ["Another"]


def test_of_two_that_bring_the_same_one_is_told(store, store_address):
    def rows():
        yield from pair_rows(2)
        with open_store(store_address) as another:
            another.pairs.add(NEW, pair_rows(2))

    with pytest.raises(StoreError, match="imported by someone else meanwhile"):
        store.pairs.add(NEW, rows())
    (document,) = store.documents.all()
    assert left(store_address)["segments"] == document.segments == 2


def test_a_long_document_is_deleted_with_all_that_it_has(store, store_address):
    _, beads = prepared(store, 3)
    before = left(store_address)
    document = store.pairs.add(NEW, pair_rows())
    bitext = store.bitexts.ensure(document.id, "fr")
    (first, *_) = [row for row in store.revisions.untranslated(bitext.id, limit=1)]
    store.revisions.correct(
        first[0], text="Vague.", state=State.TRANSLATED, base_revision=0, author="mira"
    )
    store.shelf.archive(document.id)
    store.shelf.delete(document.id, title="Sea")
    assert left(store_address) == before
    assert correct(store, beads[0], "نص", 0).number == 1


def _give_up_time(address):
    """Let it be long ago that an import gave a sign of life."""
    database = Database(address)
    arriving = schema.documents.c.arriving_at
    with database.writing() as connection:
        long_ago = datetime.now(UTC) - timedelta(hours=1)
        connection.execute(
            update(schema.documents).where(arriving.is_not(None)).values(arriving_at=long_ago)
        )
    database.close()
