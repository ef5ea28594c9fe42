"""The documents as a list to work from: found, sorted, tagged, set up, put away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, update

from alignments.beads import CONFIRMED
from alignments.errors import NotFound, StoreError
from alignments.folding import folded
from alignments.store import members, schema
from alignments.store.arrivals import delete_hidden, hide, whole
from alignments.store.checks import check_text
from alignments.store.database import Database

documents, bitexts, beads = schema.documents, schema.bitexts, schema.beads
segments, links = schema.segments, schema.bead_segments
ORDERS = ("newest", "oldest", "title", "least done")
_LONGEST_TAG = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSettings:
    """What is wanted of one document."""

    languages: tuple[str, ...] = ()
    """Into which it is to be translated."""
    model: str | None = None
    """Which model drafts it; `None` for the best that is installed."""
    checks_off: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Checks that are not wanted, by target language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which documents, in which order."""

    words: str = ""
    """All of them in the title or the file's name, whatever their case and accents."""
    tags: frozenset[str] = frozenset()
    """Each of them is on it."""
    archived: bool = False
    """Those that were put away, and no others."""
    known_to: str | None = None
    """Leaves out what this person neither brought in nor has a role on."""
    order: str = "newest"


class Shelf:
    """What `store.shelf` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, wanted: Wanted) -> list[int]:
        """Return the numbers of the documents that are wanted, in order. Raises StoreError."""
        if wanted.order not in ORDERS:
            raise StoreError(f"no order {wanted.order!r}; known: {', '.join(ORDERS)}")
        query = select(documents.c.id, documents.c.title, documents.c.source, documents.c.tags)
        query = query.where(*_kept(wanted)).order_by(documents.c.id)
        words = folded(wanted.words).split()
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
            found = [
                (int(row["id"]), str(row["title"]))
                for row in rows
                if wanted.tags <= set(row["tags"])
                and all(word in folded(f"{row['title']} {row['source'] or ''}") for word in words)
            ]
            if wanted.order == "title":
                found.sort(key=lambda one: folded(one[1]))
            elif wanted.order == "least done":
                shares = {row[0]: row[1] for row in connection.execute(_shares())}
                found.sort(key=lambda one: shares.get(one[0], 0.0))
        numbers = [identifier for identifier, _ in found]
        return numbers[::-1] if wanted.order == "newest" else numbers

    def all_tags(self, *, known_to: str | None = None) -> list[str]:
        """Return every tag that is on some document, in order."""
        kept = _kept(Wanted(known_to=known_to))
        with self._database.reading() as connection:
            found = connection.execute(select(documents.c.tags).where(*kept)).scalars()
            return sorted({tag for tags in found for tag in tags}, key=folded)

    def tags(self, document: int) -> list[str]:
        """Return the tags of a document. Raises NotFound."""
        return list(self._value(document, documents.c.tags))

    def set_tags(self, document: int, tags: Collection[str]) -> None:
        """Put these tags on a document, and no others. Raises NotFound and StoreError."""
        wanted = list(dict.fromkeys(stripped for tag in tags if (stripped := tag.strip())))
        for tag in wanted:
            check_text("the tag", tag, longest=_LONGEST_TAG)
        self._change(document, {"tags": wanted})

    def rename(self, document: int, title: str) -> None:
        """Give a document another title. Raises NotFound and StoreError."""
        check_text("the title", title)
        if not title.strip():
            raise StoreError("the title is empty; write one")
        self._change(document, {"title": title.strip()})

    def settings(self, document: int) -> DocumentSettings:
        """Return what is wanted of a document. Raises NotFound."""
        return _settings(self._value(document, documents.c.settings))

    def set_settings(self, document: int, settings: DocumentSettings) -> None:
        """Keep what is wanted of a document. Raises NotFound."""
        self._change(document, {"settings": asdict(settings)})

    def archived(self, document: int) -> bool:
        """Whether a document was put away. Raises NotFound."""
        return self._value(document, documents.c.archived_at) is not None

    def archive(self, document: int, archived: bool = True) -> None:
        """Put a document away, or bring it back. Nothing in it changes. Raises NotFound."""
        self._change(document, {"archived_at": datetime.now(UTC) if archived else None})

    def delete(self, document: int, *, title: str) -> None:
        """Delete an archived document for good, with every text that anybody wrote in it.

        Its title has to be said. Raises NotFound and StoreError.
        """
        with self._database.writing() as connection:
            named = select(documents.c.title, documents.c.archived_at).where(whole())
            row = connection.execute(named.where(documents.c.id == document)).one_or_none()
            if row is None:
                raise _missing(document)
            if row.archived_at is None:
                raise StoreError(f"document {document} is not archived; archive it first")
            if title != row.title:
                raise StoreError(f"document {document} is called {row.title!r}, not {title!r}")
            hidden = hide(connection, document)
        delete_hidden(self._database, hidden)

    def withdraw(self, document: int) -> None:
        """Delete a document whose import came to nothing after all."""
        with self._database.writing() as connection:
            hidden = hide(connection, document)
        delete_hidden(self._database, hidden)

    def _value(self, document: int, column: ColumnElement[Any]) -> Any:  # noqa: ANN401
        with self._database.reading() as connection:
            row = connection.execute(select(column).where(documents.c.id == document)).one_or_none()
        if row is None:
            raise _missing(document)
        return row[0]

    def _change(self, document: int, values: Mapping[str, Any]) -> None:
        with self._database.writing() as connection:
            changed = update(documents).where(documents.c.id == document).values(**values)
            if not connection.execute(changed).rowcount:
                raise _missing(document)


def _settings(stored: Mapping[str, Any]) -> DocumentSettings:
    off = {tag: tuple(names) for tag, names in stored.get("checks_off", {}).items()}
    return DocumentSettings(
        languages=tuple(stored.get("languages", ())), model=stored.get("model"), checks_off=off
    )


def _missing(document: int) -> NotFound:
    return NotFound(f"no document {document}; 'workbench documents' lists them")


def _kept(wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    away = documents.c.archived_at
    kept = [whole(), away.is_not(None) if wanted.archived else away.is_(None)]
    return [*kept, members.known_to(wanted.known_to)] if wanted.known_to is not None else kept


def _shares() -> Select[int, float]:
    """How much of each document's translations is confirmed, from 0 to 1."""
    confirmed = func.sum(case((beads.c.standing.in_(sorted(CONFIRMED)), 1.0), else_=0.0))
    return (
        select(bitexts.c.document_id, confirmed / func.count())
        .join(beads, beads.c.bitext_id == bitexts.c.id)
        .where(~beads.c.excluded)
        .group_by(bitexts.c.document_id)
    )
