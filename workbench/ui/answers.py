"""How the store's values look as JSON, for the editor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby, zip_longest
from operator import attrgetter
from typing import Any

from alignments.beads import Addition, Bitext, Cell, Flag, RefusedWrite, Revision, Row
from alignments.documents import Document
from alignments.languages import autonym, direction, name, script
from alignments.store import Comment, Progress


def row_answer(row: Row, comments: int = 0) -> dict[str, Any]:
    """A row of the grid with its cells, by bitext, and how many comments on it are open."""
    return {
        "segment": row.segment,
        "number": row.number,
        "text": row.text,
        "excluded": row.excluded,
        "kind": row.kind,
        "level": row.level,
        "comments": comments,
        "codes": dict(row.codes),
        "cells": {str(bitext): _cell(cell) for bitext, cell in row.cells.items()},
    }


def additions_answer(additions: Sequence[Addition]) -> list[dict[str, Any]]:
    """What the translations add, line by line: those at the same place stand beside each other."""
    lines = []
    for after, here in groupby(additions, attrgetter("after")):
        columns: dict[int, list[Cell]] = defaultdict(list)
        for addition in here:
            columns[addition.bitext].append(addition.cell)
        for cells in zip_longest(*columns.values()):
            beside = zip(columns, cells, strict=True)
            shown = {str(bitext): _cell(cell) for bitext, cell in beside if cell}
            lines.append({"after": after, "cells": shown})
    return lines


def revision_answer(revision: Revision) -> dict[str, Any]:
    """One version of a text, with who or what made it."""
    machine = revision.machine
    return {
        "revision": revision.number,
        "text": revision.text,
        "state": revision.state,
        "sub_state": revision.sub_state,
        "origin": revision.origin,
        "author": revision.author,
        "engine": machine.engine if machine else None,
        "model": machine.model if machine else None,
        "model_revision": machine.revision if machine else None,
        "second_try": machine.options.get("retry") if machine else None,
        "score": revision.score,
        "flags": flags_answer(revision.flags),
        "dismissed": [],
        "created_at": revision.created_at.isoformat(),
    }


def flags_answer(flags: Sequence[Flag]) -> list[dict[str, str]]:
    """What is to be looked at in a text."""
    return [{"name": flag.name, "reason": flag.reason} for flag in flags]


def comment_answer(comment: Comment) -> dict[str, Any]:
    """What someone said about a segment."""
    return {
        "id": comment.id,
        "text": comment.text,
        "author": comment.author,
        "created_at": comment.created_at.isoformat(),
        "resolved_by": comment.resolved_by,
        "resolved_at": comment.resolved_at.isoformat() if comment.resolved_at else None,
    }


def refused_answer(refused: RefusedWrite) -> dict[str, Any]:
    """A text that came too late."""
    return {
        "text": refused.text,
        "author": refused.author,
        "base_revision": refused.base_revision,
        "created_at": refused.created_at.isoformat(),
    }


def progress_answer(progress: Progress) -> dict[str, int]:
    """How many beads stand where, and how many are confirmed."""
    names = "total empty draft rejected translated reviewed final flagged confirmed".split()
    return {name: getattr(progress, name) for name in names}


def column_answer(bitext: Bitext) -> dict[str, Any]:
    """A target column: which bitext, and how its language is written and called."""
    return {"bitext": bitext.id, "label": bitext.label, **language_answer(bitext.language)}


def source_answer(document: Document) -> dict[str, Any]:
    """The source column."""
    return language_answer(document.language)


def language_answer(tag: str) -> dict[str, Any]:
    """How a language is written and called."""
    return {
        "language": tag,
        "name": name(tag),
        "autonym": autonym(tag),
        "direction": direction(tag),
        "script": script(tag),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "bead": cell.bead,
        "revision": cell.revision,
        "text": cell.text,
        "state": cell.state,
        "sub_state": cell.sub_state,
        "origin": cell.origin,
        "author": cell.author,
        "model": cell.model,
        "flags": flags_answer(cell.flags),
        "dismissed": flags_answer(cell.dismissed),
        "confidence": cell.confidence,
        "pinned": cell.pinned,
        "first": cell.first,
        "segments": cell.segments,
        "rows": cell.rows,
    }


def by_bitext(progress: Mapping[int, Progress]) -> dict[str, dict[str, int]]:
    """The progress of every bitext of a document."""
    return {str(bitext): progress_answer(found) for bitext, found in progress.items()}
