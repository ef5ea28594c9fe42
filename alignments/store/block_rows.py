"""Blocks as rows: a paragraph of which there is nothing else to say has none."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import RowMapping, and_, func

from alignments.documents import BlockKind
from alignments.store import schema

blocks, segments = schema.blocks, schema.segments

OF_SEGMENT = and_(
    blocks.c.document_id == segments.c.document_id, blocks.c.number == segments.c.block
)
"""Joins segments to the blocks that have a row: an outer join."""
COLUMNS = (
    func.coalesce(blocks.c.kind, BlockKind.PARAGRAPH.value).label("kind"),
    func.coalesce(blocks.c.level, 0).label("level"),
    blocks.c.data,
)


def codes_of(row: RowMapping) -> Mapping[str, str]:
    """The inline codes of a block."""
    codes: Mapping[str, str] = (row["data"] or {}).get("codes", {})
    return codes
