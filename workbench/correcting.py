"""What a person makes of a text: checked, and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from alignments.beads import Flag, Revision, State
from alignments.store import Sides, Store
from workbench.checks import check_text


def correct(
    store: Store,
    bead: int,
    *,
    text: str,
    state: State,
    base_revision: int,
    author: str | None,
    op_id: str | None = None,
    active_seconds: float | None = None,
    allowed: Callable[[int], None] = lambda document: None,
) -> Revision:
    """Keep a person's text or verdict, with flags on what she should look at once more.

    `allowed` is told the bead's document, and raises where that is not hers. Raises as it does, and
    as `store.revisions.correct`.
    """

    def look(sides: Sides) -> Sequence[Flag]:
        allowed(sides.document)
        return () if state is State.INITIAL else _flags(sides, text)

    return store.revisions.correct(
        bead,
        text=text,
        state=state,
        base_revision=base_revision,
        author=author,
        op_id=op_id,
        active_seconds=active_seconds,
        look=look,
    )


def _flags(sides: Sides, text: str) -> Sequence[Flag]:
    if not sides.source:
        return ()
    return check_text(
        sides.source,
        text,
        source_language=sides.source_language,
        target_language=sides.target_language,
        off=sides.checks_off,
    )
