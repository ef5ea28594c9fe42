"""Opening a store: made, migrated, or refused in one line that says what to do."""

from __future__ import annotations

import multiprocessing
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import unquote

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, text

from alignments.errors import NotFound, StoreBusy, StoreError, StoreTooNew, StoreUnreachable
from alignments.store import migrations, open_store, schema
from alignments.store.addresses import shown, store_url
from alignments.store.database import Database
from tests.alignments.store.samples import add_document, correct, prepared


def refused(address, kind=StoreError, **options):
    """The line that says why a store is not opened."""
    with pytest.raises(kind) as error:
        open_store(address, **options).close()
    line = str(error.value)
    assert "\n" not in line
    assert not line.endswith(".")
    assert line[0].islower() or line[0] == "'"
    return line


@contextmanager
def held(address):
    """The write lock of a store, in another connection."""
    engine = create_engine(store_url(address))
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("begin exclusive")
        else:
            connection.exec_driver_sql("lock table beads in exclusive mode")
        yield
        connection.rollback()
    engine.dispose()


def test_migrations_make_the_schema(store, store_address):
    engine = create_engine(store_url(store_address))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    engine.dispose()


def test_the_newest_step_is_the_one_that_a_store_is_opened_with():
    script = ScriptDirectory.from_config(migrations.configuration())
    assert script.get_current_head() == migrations.HEAD


def test_every_step_is_in_a_file_named_after_it():
    script = ScriptDirectory.from_config(migrations.configuration())
    for step in script.walk_revisions():
        assert Path(step.path).name.startswith(f"{step.revision}_")


def test_a_store_opens_again_with_all_that_is_in_it(store, store_address):
    bitext, (bead, *_) = prepared(store)
    correct(store, bead, "kept", 0)
    store.close()
    with open_store(store_address) as again:
        assert again.revisions.history(bead)[0].text == "kept"
        assert again.documents.get(bitext.document).segments == 3


def _open_and_add(path, number):
    with open_store(path, busy_seconds=30) as store:
        add_document(store, f"Text {number}.", title=str(number))


def test_a_new_store_may_be_opened_by_many_at_once(tmp_path):
    context = multiprocessing.get_context("spawn")
    path = str(tmp_path / "store.db")
    workers = [context.Process(target=_open_and_add, args=(path, number)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 4
    with open_store(path) as store:
        assert len(store.documents.all()) == 4


def test_folders_are_made(tmp_path):
    path = tmp_path / "new" / "folder" / "store.db"
    open_store(path).close()
    assert path.exists()


def test_a_path_may_begin_at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with open_store("~/store.db") as store:
        assert store.name == str(tmp_path / "store.db")


def test_an_empty_file_becomes_a_store(tmp_path):
    (tmp_path / "store.db").touch()
    with open_store(tmp_path / "store.db") as store:
        assert store.documents.all() == []


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()
    line = refused(tmp_path / "file" / "store.db")
    assert f"{tmp_path}/file/store.db: its folder cannot be made" in line


def test_a_folder_is_no_store(tmp_path):
    assert refused(tmp_path).endswith("it is a folder; name a file in it")


def test_a_text_file_is_no_store_and_stays_as_it_is(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("a shopping list, longer than the header of an SQLite file\n" * 20)
    before = path.read_bytes()
    assert refused(path).endswith("it is not an SQLite file; name another file")
    assert path.read_bytes() == before


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / "store.db"
    with open_store(path) as store:
        add_document(store, *["A sentence."] * 500)
    content = bytearray(path.read_bytes())
    content[100:] = b"\xff" * (len(content) - 100)
    path.write_bytes(content)
    assert "damaged" in refused(path)


@pytest.mark.parametrize("table", ["customers", "alembic_version"])
def test_another_programs_database_is_left_alone(tmp_path, table):
    path = tmp_path / "shop.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"create table {table} (version_num text)")
        connection.execute(f"insert into {table} values ('f00')")
        connection.commit()
    assert f"another program (it has a table '{table}')" in refused(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("select name from sqlite_master").fetchall() == [(table,)]


def test_a_store_of_a_newer_version_is_refused(store, store_address):
    engine = create_engine(store_url(store_address))
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9876'"))
    engine.dispose()
    line = refused(store_address, StoreTooNew)
    assert "schema 9876" in line
    assert line.endswith("update the workbench")


@pytest.mark.parametrize(
    ("address", "sign"),
    [
        ("", "is empty"),
        ("sqlite://", "a store in memory would be gone at the end"),
        ("sqlite:///:memory:", "a store in memory would be gone at the end"),
        ("mysql://root:hunter2@somewhere/corpus", "'mysql://…' is a store of an unknown kind"),
        ("postgresql+asyncpg://a:hunter2@b/c", "a store of an unknown kind"),
        ("postgresql://a:hunter2@b:port/c", "is no database URL"),
        ("postgresql://a:hunter2@nowhere.invalid/c", "its host name is unknown"),
        ("postgresql://a:hunter2@localhost:1/c", "no server answers there"),
        ("postgresql://a@/c?host=/nowhere&password=hunter2", "no server answers there"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused(address, sign):
    line = refused(address)
    assert sign in line
    assert "hunter2" not in line


def test_a_missing_database_is_refused(postgres):
    address = postgres.address("missing")
    assert refused(address).endswith("the server has no such database; make it with 'createdb'")


def test_a_server_that_ends_the_connection_is_named(postgres):
    address = postgres.new()
    database = Database(address)

    def read():
        with database.reading() as connection:
            postgres.drop(make_url(address).database)
            connection.execute(text("select 1"))

    with closing(database), pytest.raises(StoreUnreachable, match="gone; try again in a moment"):
        read()


def test_an_unknown_user_is_refused(postgres):
    url = make_url(postgres.address("postgres")).set(username="nobody-known", password="hunter2")
    line = refused(url.render_as_string(hide_password=False))
    assert "the server " in line
    assert "hunter2" not in line


def test_a_wrong_password_is_refused_and_not_shown(postgres):
    with postgres.wanting_passwords() as address:
        url = make_url(address)
        for password in ("hunter2", None):
            line = refused(url.set(password=password).render_as_string(hide_password=False))
            assert "password" in line
            assert "hunter2" not in line


def test_a_short_form_of_the_address_will_do(postgres):
    address = postgres.new(migrated=False)
    with open_store(address.replace("postgresql+psycopg://", "postgres://")) as store:
        assert store.documents.all() == []


def test_a_database_without_its_driver_is_refused():
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from alignments.store import open_store\n"
        "from alignments.errors import StoreError\n"
        "try: open_store('postgresql://a:hunter2@localhost/b')\n"
        "except StoreError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "no driver for it; install 'translation-workbench[postgres]'" in done.stdout
    assert "hunter2" not in done.stdout


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/corpora/store.db", "/corpora/store.db"),
        ("sqlite:////corpora/store.db", "/corpora/store.db"),
        ("postgres://mira:hunter2@host/corpus", "postgresql+psycopg://mira:***@host/corpus"),
        (
            "postgresql:///corpus?host=/run&password=hunter2",
            "postgresql+psycopg:///corpus?host=/run",
        ),
    ],
)
def test_a_store_is_named_without_its_password(address, name):
    assert unquote(shown(store_url(address))) == name


def test_a_store_that_another_process_writes_to_is_busy(store, store_address):
    _, (bead, *_) = prepared(store)
    with open_store(store_address, busy_seconds=0.05) as waiting, held(store_address):
        assert waiting.revisions.history(bead) == []
        with pytest.raises(StoreBusy, match="another process is writing to it; try again"):
            correct(waiting, bead, "mine", 0)
    correct(store, bead, "mine", 0)
    assert len(store.revisions.history(bead)) == 1


def test_a_file_that_another_process_keeps_for_itself_is_busy(tmp_path):
    path = tmp_path / "store.db"
    open_store(path).close()
    code = (
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('pragma locking_mode = exclusive')\n"
        "connection.execute('begin exclusive')\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout.readline() == b"held\n"
        assert "another process" in refused(path, StoreBusy, busy_seconds=0.05)
    open_store(path).close()


def make_at(address, step, *statements):
    """A store as an older version made it, with something in it."""
    engine = create_engine(store_url(address))
    config = migrations.configuration()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, step)
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_a_store_of_an_older_version_keeps_its_jobs(postgres, tmp_path):
    for address in (str(tmp_path / "store.db"), postgres.new(migrated=False)):
        make_at(
            address,
            "0001",
            "insert into documents (title, language, media_type, digest, after, segments, "
            "created_at) values ('A', 'en', 'text/plain', 'd', '', 0, '2026-01-01')",
            "insert into jobs (document_id, kind, parameters, state, done, total, note, "
            "cancel_requested, created_at) "
            "values (1, 'translate', '{}', 'failed', 3, 9, 'no room', false, '2026-01-01')",
        )
        with open_store(address) as store:
            (job,) = store.jobs.all()
            assert (job.document, job.done, job.note, job.interactive) == (1, 3, "no room", False)
            assert (job.result, store.jobs.lines(job.id)) == ({}, [])


_SAID = (
    "insert into documents (id, title, language, media_type, digest, after, segments, created_at) "
    "values (1, 'A title', 'en', 'text/plain', 'd', '', 1, '2026-01-01')",
    "insert into segments (document_id, number, block, before, text, folded, excluded) "
    "values (1, 1, 1, '', 'One.', 'one.', false)",
    "insert into bitexts (document_id, language, label, created_at) "
    "values (1, 'ar', '', '2026-01-01')",
    "insert into beads (bitext_id, position, row, rows, pinned, excluded, revision, state, "
    "sub_state, standing, flagged, touched, folded) values (1, 1, 1, 1, false, false, 1, "
    "'translated', 'edited', 'translated', false, true, 'واحد')",
    "insert into bead_segments (bead_id, side, position, segment_id) values (1, 'source', 0, 1)",
    "insert into revisions (bead_id, number, text, state, sub_state, origin, options, flags, "
    "created_at) values (1, 1, 'واحد.', 'translated', 'edited', 'human', '{}', '[]', "
    "'2026-01-01')",
    "update numbers set last = 7",
)
"""A store of before its databases saw to it that no number is given out twice."""


def test_a_store_of_an_older_version_keeps_its_texts_and_its_numbers(postgres, tmp_path):
    for address in (str(tmp_path / "store.db"), postgres.new(migrated=False)):
        make_at(address, "0011", *_SAID)
        with open_store(address) as store:
            (row,) = store.bitexts.rows(1, [1]).rows
            assert (row.text, row.cells[1].text) == ("One.", "واحد.")
            assert [revision.text for revision in store.revisions.history(1)] == ["واحد."]
            assert add_document(store, "Later.", title="Later").id == 8
            assert store.jobs.add("translate", 1, parameters={}).id == 8
            store.shelf.archive(1)
            store.shelf.delete(1, title="A title")  # and all that belongs to it
            with pytest.raises(NotFound):
                store.revisions.history(1)
        engine = create_engine(store_url(address))
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
        engine.dispose()


def test_sqlite_numbers_the_rows_of_every_table_with_numbers_once(tmp_path):
    open_store(tmp_path / "store.db").close()
    with closing(sqlite3.connect(tmp_path / "store.db")) as connection:
        made = dict(connection.execute("select name, sql from sqlite_master where type = 'table'"))
    once = {name for name, sql in made.items() if "AUTOINCREMENT" in sql}
    assert once == {table.name for table in schema.metadata.sorted_tables if "id" in table.columns}
