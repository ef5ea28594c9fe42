"""Schema history, kept by Alembic. Append a step; never change one that has been released."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from alignments.errors import StoreError, StoreTooNew

if TYPE_CHECKING:
    from alembic.config import Config

    from alignments.store.database import Database

HEAD = "0013"
"""The newest step. Known without importing Alembic, so that a current store opens at once."""


def migrate(database: Database) -> None:
    """Bring the store to the newest schema, in one transaction."""
    with database.reading() as connection:
        if _version(connection) == HEAD:
            return
    with database.rebuilding() as connection:
        if database.dialect == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(7302871)"))
        version = _version(connection)  # another process may have migrated meanwhile
        if version == HEAD:
            return
        _check(connection, version, database.name)
        _upgrade(connection)


def _version(connection: Connection) -> str | None:
    tables = inspect(connection)
    if not tables.has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()


def _check(connection: Connection, version: str | None, name: str) -> None:
    found = sorted(inspect(connection).get_table_names())
    if found and "beads" not in found:
        raise StoreError(
            f"the store {name}: it belongs to another program (it has a table {found[0]!r}); "
            "name another file"
        )
    if version is not None and version not in _versions():
        raise StoreTooNew(
            f"the store {name}: a newer version of the workbench made it (schema {version}, "
            f"this one knows {HEAD}); update the workbench"
        )


def _versions() -> set[str]:
    """Every step there is."""
    return {path.stem.partition("_")[0] for path in _folder().glob("versions/[0-9]*.py")}


def _folder() -> Path:
    return Path(__file__).parent


def configuration() -> Config:
    """Alembic's configuration, without a file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_folder()).replace("%", "%%"))
    return config


def _upgrade(connection: Connection) -> None:
    from alembic import command

    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
