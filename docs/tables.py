"""Draws the picture of the store's tables from its schema: `python docs/tables.py`.

Columns of boxes, and in the gap between two columns one line for each table that others belong
to. `tests/test_docs.py` draws it anew and compares, so that the picture stays true.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Table

from alignments.store.schema import metadata

DOCS = Path(__file__).parent
COLUMNS = (
    ("contents", "blocks", "members", "operations", "jobs", "job_lines"),
    ("documents", "segments", "bitexts", "secrets"),
    ("bead_segments", "beads"),
    ("revisions", "refused_writes", "comments"),
)
WIDTH, GAP, LINE, HEAD = 236, 64, 17, 40
"""Of a box, between two columns, of a line of text and of a box's heading, in pixels."""
CHARACTERS = 31
NOTES = {"revisions": " (only ever added)", "contents": " (the file as it came)"}
STYLE = """
text{font:14px system-ui,'Noto Sans','DejaVu Sans',sans-serif;fill:#1d2b2a}
.h{font-weight:600;font-size:15px}.s{font-weight:400;font-size:12px;fill:#48605d}
.m{font-family:ui-monospace,'DejaVu Sans Mono',monospace;font-size:11.5px}
rect{fill:#f6f8f7;stroke:#0f766e;stroke-width:1.4;rx:8}
path{stroke:#48605d;stroke-width:1.4;fill:none}path.e{marker-end:url(#a)}
marker path{fill:#48605d;stroke:none}
@media (prefers-color-scheme:dark){svg{background:#171918}text{fill:#e8efee}
.s{fill:#a9bbb8}rect{fill:#20302e}path{stroke:#a9bbb8}marker path{fill:#a9bbb8}}
"""
ARROW = (
    '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>'
)


class Box(NamedTuple):
    """A table's place in the picture, in pixels."""

    table: Table
    column: int
    top: int
    lines: list[str]

    @property
    def left(self) -> int:
        return 20 + self.column * (WIDTH + GAP)

    @property
    def height(self) -> int:
        return HEAD + LINE * len(self.lines)

    @property
    def middle(self) -> int:
        return self.top + self.height // 2


def drawing() -> str:
    """The picture as SVG."""
    boxes = placed()
    width = 20 + len(COLUMNS) * (WIDTH + GAP) - GAP + 20
    height = max(box.top + box.height for box in boxes.values()) + 20
    title = "The tables of the store"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" aria-label="{title}">',
            f"<title>{title}</title><style>{STYLE}</style>{ARROW}",
            *lines(boxes),
            *(drawn(box) for box in boxes.values()),
            "</svg>\n",
        ]
    )


def placed() -> dict[str, Box]:
    """Every table of the schema in its column, one below the other."""
    boxes = {}
    for column, names in enumerate(COLUMNS):
        top = 20
        for name in names:
            table = metadata.tables[name]
            text = ", ".join(each.name for each in table.columns)
            box = boxes[name] = Box(table, column, top, textwrap.wrap(text, CHARACTERS))
            top += box.height + 24
    if missing := metadata.tables.keys() - boxes.keys():
        raise SystemExit(f"no place in the picture for {', '.join(sorted(missing))}; add them")
    return boxes


def drawn(box: Box) -> str:
    """A table: its name, and its columns below."""
    texts = [
        f'<text x="{box.left + 12}" y="{box.top + 22}" class="h">{box.table.name}'
        f'<tspan class="s">{NOTES.get(box.table.name, "")}</tspan></text>'
    ]
    for number, line in enumerate(box.lines):
        y = box.top + HEAD + 2 + LINE * number
        texts.append(f'<text x="{box.left + 12}" y="{y}" class="m">{line}</text>')
    frame = f'<rect x="{box.left}" y="{box.top}" width="{WIDTH}" height="{box.height}"/>'
    return frame + "".join(texts)


def lines(boxes: dict[str, Box]) -> list[str]:
    """An arrow to every table from those that belong to it, each gap with its own tracks."""
    found = []
    tracks: dict[tuple[int, str], int] = {}
    for child in boxes.values():
        parents = {key.column.table.name for key in child.table.foreign_keys}
        for parent in (boxes[name] for name in sorted(parents)):
            # the gap to the right of the column on the left, or of the column of both
            gap = min(child.column, parent.column)
            track = tracks.setdefault((gap, parent.table.name), len(tracks) % 4)
            found.append(line(child, parent, gap, track))
    return found


def line(child: Box, parent: Box, gap: int, track: int) -> str:
    """From a child's edge along its parent's track to the parent."""
    x = 20 + gap * (WIDTH + GAP) + WIDTH + 14 + 12 * track
    begin = child.left + (WIDTH if child.column <= gap else 0)
    end = parent.left + (WIDTH if parent.column <= gap else 0)
    y = parent.top + 17 if parent.column > gap else parent.top + 30
    return f'<path class="e" d="M{begin} {child.middle}H{x}V{y}H{end}"/>'


if __name__ == "__main__":
    (DOCS / "tables.svg").write_text(drawing(), encoding="utf-8")
