"""Translation units: a bead with its text, as exporters see it, read by rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, select

from alignments.beads import Bitext, Origin, Revision, State, SubState, TranslationUnit
from alignments.languages import joined
from alignments.placeholders import told_apart
from alignments.store import block_rows, schema
from alignments.store.pins import put_aside
from alignments.store.revision_rows import read_revision

segments, beads, revisions = schema.segments, schema.beads, schema.revisions
_CURRENT = and_(revisions.c.bead_id == beads.c.id, revisions.c.number == beads.c.revision)


def unit_rows(chosen: Sequence[ColumnElement[bool]], *, empty: bool = False) -> Select[Any]:
    """A row per bead and source segment, with the bead's current revision."""
    links = schema.bead_segments
    return (
        select(
            revisions,
            beads.c.id.label("bead"),
            beads.c.row.label("bead_row"),
            beads.c.excluded.label("bead_excluded"),
            beads.c.confidence,
            beads.c.dismissed,
            beads.c.pinned,
            segments.c.text.label("source_text"),
            segments.c.block.label("source_block"),
            schema.blocks.c.data.label("block_data"),
        )
        .select_from(beads)
        .join(revisions, _CURRENT, isouter=empty)
        .outerjoin(links, and_(links.c.bead_id == beads.c.id, links.c.side == "source"))
        .outerjoin(segments, segments.c.id == links.c.segment_id)
        .outerjoin(schema.blocks, block_rows.OF_SEGMENT)
        .where(*chosen)
        .order_by(beads.c.position, beads.c.id, links.c.position)
    )


def unit_of(
    rows: Sequence[RowMapping], bitext: Bitext, document: str, language: str
) -> TranslationUnit:
    """Make a unit of the rows of one bead."""
    first = rows[0]
    parts = [
        (row["source_block"], row["source_text"], (row["block_data"] or {}).get("codes", {}))
        for row in rows
        if row["source_text"] is not None
    ]
    revision = _nothing(first["bead"]) if first["id"] is None else read_revision(first)
    if revision.flags and (aside := put_aside(first["dismissed"], first["pinned"])):
        flags = tuple(flag for flag in revision.flags if flag.name not in aside)
        revision = replace(revision, flags=flags)
    texts, text, codes = [each for _, each, _ in parts], revision.text, _codes(rows)
    if codes and len({block for block, _, _ in parts}) > 1:
        texts, text, codes = told_apart(parts, text)
    return TranslationUnit(
        number=first["bead_row"],
        document=document,
        source_language=language,
        target_language=bitext.language,
        source=joined(texts, language),
        target=text,
        revision=revision,
        excluded=first["bead_excluded"],
        confidence=first["confidence"],
        codes=codes,
        properties=_properties(rows),
        segments=len(texts),
        source_parts=texts if len(texts) > 1 else (),
        pinned=first["pinned"],
    )


def _nothing(bead: int) -> Revision:
    """What stands for the text of a bead that has none."""
    return Revision(
        bead=bead,
        number=0,
        text="",
        state=State.INITIAL,
        sub_state=SubState.EMPTY,
        origin=Origin.DOCUMENT,
        author=None,
        machine=None,
        score=None,
        flags=(),
        active_seconds=None,
        created_at=datetime.min.replace(tzinfo=UTC),
    )


def _properties(rows: Sequence[RowMapping]) -> Mapping[str, str]:
    """Of the first block: units that came with some have a block each."""
    found: Mapping[str, str] = (rows[0]["block_data"] or {}).get("properties", {})
    return found


def _codes(rows: Sequence[RowMapping]) -> Mapping[str, str]:
    """Of all blocks that a bead reaches into; they are mostly one."""
    found = [data["codes"] for row in rows if (data := row["block_data"]) and "codes" in data]
    return {token: code for codes in reversed(found) for token, code in codes.items()}
