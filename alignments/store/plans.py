"""Plans: which beads an operation puts in the place of which, worked out before it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, select

from alignments.beads import NewRevision, Origin, State, SubState
from alignments.errors import StoreError
from alignments.languages import joined
from alignments.store import schema
from alignments.store.contents import Content, Made, merged, read_contents, same_words, unconfirmed
from alignments.store.runs import Run, read_run

beads, bitexts, links, segments = (
    schema.beads,
    schema.bitexts,
    schema.bead_segments,
    schema.segments,
)

Plan = tuple[Run, Sequence[Made]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a plan must know of a bitext."""

    id: int
    document: int
    language: str
    target_document: int | None

    @property
    def aligned(self) -> bool:
        """Whether its target side is a document of its own."""
        return self.target_document is not None


def column_of(connection: Connection, bitext: int) -> Column:
    """The bitext with that number."""
    names = (bitexts.c.id, bitexts.c.document_id, bitexts.c.language, bitexts.c.target_document_id)
    found = connection.execute(select(*names).where(bitexts.c.id == bitext)).one()
    return Column(
        id=found.id,
        document=found.document_id,
        language=found.language,
        target_document=found.target_document_id,
    )


def following(connection: Connection, run: Run) -> int | None:
    """The bead after a run of one, if there is any."""
    return _neighbour(connection, run, 1)


def preceding(connection: Connection, run: Run) -> int | None:
    """The bead before a run of one, if there is any."""
    return _neighbour(connection, run, -1)


def _neighbour(connection: Connection, run: Run, way: int) -> int | None:
    row = run.source + (run.sources if way > 0 else 0) - 1
    ahead = and_(beads.c.row >= row, beads.c.position > run.position)
    behind = and_(beads.c.row <= row + 1, beads.c.position < run.position)
    wanted = select(beads.c.id).where(beads.c.bitext_id == run.bitext, ahead if way > 0 else behind)
    if way > 0:
        wanted = wanted.order_by(beads.c.row, beads.c.position)
    else:
        wanted = wanted.order_by(beads.c.row.desc(), beads.c.position.desc())
    return connection.execute(wanted.limit(1)).scalar()


def plan_merge(connection: Connection, bead: int, author: str | None) -> Plan:
    """One bead for this one and the next."""
    last = following(connection, read_run(connection, [bead]))
    if last is None:
        raise StoreError(f"bead {bead} is the last one; there is none to merge it with")
    run = read_run(connection, [bead, last])
    return run, [_whole(connection, run, author, pinned=True)]


def _whole(
    connection: Connection,
    run: Run,
    author: str | None,
    *,
    pinned: bool,
    fewer: tuple[int, int] = (0, 0),
) -> Made:
    """One bead for all of a run, with some segments fewer on either side."""
    column = column_of(connection, run.bitext)
    contents = read_contents(connection, run.beads)
    content = merged(contents, column.language, author=author, aligned=column.aligned)
    return Made(
        source=run.sources - fewer[0],
        target=run.targets - fewer[1],
        content=content,
        parents=run.beads,
        pinned=pinned,
    )


def plan_split(
    connection: Connection,
    bead: int,
    *,
    source: int,
    target: int,
    cut: int | None,
    author: str | None,
) -> Plan:
    """Two beads for one: the first gets `source` and `target` segments, the second the others.

    The text follows its segments while it is theirs; otherwise it stays with the first, or is
    cut where the cursor was.
    """
    run = read_run(connection, [bead])
    sides = (run.sources, run.targets)
    first, second = (source, target), (sides[0] - source, sides[1] - target)
    if min(*first, *second) < 0 or not any(first) or not any(second):
        raise StoreError(
            f"bead {bead} has {sides[0]} source and {sides[1]} target segments; it cannot be "
            f"split after {source} and {target} of them"
        )
    (content,) = read_contents(connection, [bead])
    if cut is not None:
        texts = _cut(content, bead, cut)
    else:
        texts = _by_segments(connection, run, content, [first[1], second[1]])
    if not column_of(connection, run.bitext).aligned:
        texts = [unconfirmed(text, author) for text in texts]
    made = [
        Made(source=size[0], target=size[1], content=text, parents=[bead], pinned=True)
        for size, text in zip((first, second), texts, strict=True)
    ]
    return run, made


def _cut(content: Content, bead: int, cut: int) -> list[Content]:
    parts = content.text[:cut].strip(), content.text[cut:].strip()
    if not all(parts):
        raise StoreError(f"the text of bead {bead} has nothing before or after character {cut}")
    return [content.with_text(part) for part in parts]


def _by_segments(
    connection: Connection, run: Run, content: Content, sizes: Sequence[int]
) -> list[Content]:
    """The text in parts, as its segments are divided; whole in the first where it is not theirs."""
    texts = target_texts(connection, run)
    language = column_of(connection, run.bitext).language
    if not texts or not same_words(content.text, joined(texts, language)):
        return [content, *(Content() for _ in sizes[1:])]
    parts, place = [], 0
    for size in sizes:
        text = joined(texts[place : place + size], language)
        parts.append(content.with_text(text) if text else Content())
        place += size
    return parts


def target_texts(connection: Connection, run: Run) -> list[str]:
    """The texts of the target segments of a run, in order."""
    document = column_of(connection, run.bitext).target_document
    if document is None or not run.targets:
        return []
    wanted = (
        select(segments.c.text)
        .where(segments.c.document_id == document)
        .where(segments.c.number.between(run.target, run.target + run.targets - 1))
        .order_by(segments.c.number)
    )
    return list(connection.execute(wanted).scalars())


def plan_move(connection: Connection, bead: int, side: str, to: str, author: str | None) -> Plan:
    """Give the last segment of a side to the next bead, or the first one to the previous."""
    own = read_run(connection, [bead])
    onward = to == "next"
    other = (following if onward else preceding)(connection, own)
    if other is None:
        raise StoreError(f"bead {bead} has no {to} one to give a segment to")
    size = [own.sources, own.targets]
    place = 0 if side == "source" else 1
    if not size[place]:
        raise StoreError(f"bead {bead} has no {side} segment to give away")
    run = read_run(connection, [bead, other])
    sizes = [[shape.source, shape.target] for shape in run.shapes]
    giver, taker = (0, 1) if onward else (1, 0)
    sizes[giver][place] -= 1
    sizes[taker][place] += 1
    contents = read_contents(connection, run.beads)
    texts = _divided(connection, run, contents, sizes, author)
    made = [
        Made(source=size[0], target=size[1], content=text, parents=run.beads, pinned=True)
        for size, text in zip(sizes, texts, strict=True)
        if any(size)
    ]
    return run, made


def _divided(
    connection: Connection,
    run: Run,
    contents: Sequence[Content],
    sizes: Sequence[Sequence[int]],
    author: str | None,
) -> list[Content]:
    """The texts of two beads after a segment went from one to the other.

    They follow their segments while they are theirs; a text that somebody changed stays where
    it is, and where its bead goes it goes with the segments.
    """
    column = column_of(connection, run.bitext)
    both = merged(contents, column.language, author=author, aligned=column.aligned)
    if not all(any(size) for size in sizes):
        return [both, both]
    if [shape.target for shape in run.shapes] == [size[1] for size in sizes]:
        return list(contents)
    texts = target_texts(connection, run)
    if same_words(both.text, joined(texts, column.language)):
        return _by_segments(connection, run, both, [size[1] for size in sizes])
    return list(contents)


def plan_separate(connection: Connection, bead: int) -> Plan:
    """Null beads for one: each of its segments has no partner any more."""
    run = read_run(connection, [bead])
    if not (run.sources and run.targets):
        raise StoreError(f"bead {bead} is without a partner already")
    column = column_of(connection, run.bitext)
    (content,) = read_contents(connection, [bead])
    theirs = same_words(content.text, joined(target_texts(connection, run), column.language))
    sizes = [1] * run.targets if theirs else [run.targets]
    texts = _by_segments(connection, run, content, sizes)
    alone = [(1, 0, Content())] * run.sources + [
        (0, size, text) for size, text in zip(sizes, texts, strict=True)
    ]
    made = [
        Made(source=source, target=target, content=text, parents=[bead], pinned=True)
        for source, target, text in alone
    ]
    return run, made


def plan_resegmented(
    connection: Connection,
    document: int,
    wanted: Sequence[int],
    *,
    grown: int,
    author: str | None,
) -> list[Plan]:
    """What becomes of the beads over some neighbouring segments that are merged, or one split.

    `wanted` are the segments' ids; `grown` is 1 for a split and -1 for a merge.
    """
    plans: list[Plan] = []
    for bitext, side, over in _standing_on(connection, document, wanted):
        run = read_run(connection, _all_between(connection, over))
        column = column_of(connection, bitext)
        fewer = (-grown, 0) if side == "source" else (0, -grown)
        alone = grown > 0 and not column.aligned and run.sources == 1
        plans.append(
            (
                run,
                _parted(connection, run, author)
                if alone
                else [_regrown(connection, run, author, fewer)],
            )
        )
    return plans


def _parted(connection: Connection, run: Run, author: str | None) -> list[Made]:
    """Two beads for the two parts of a segment: the text stays with the first."""
    (content,) = read_contents(connection, run.beads)
    return [
        Made(source=1, target=0, content=unconfirmed(content, author), parents=run.beads),
        Made(source=1, target=0, content=Content(), parents=run.beads),
    ]


def _regrown(connection: Connection, run: Run, author: str | None, fewer: tuple[int, int]) -> Made:
    known = select(beads.c.pinned, beads.c.confidence, beads.c.reasons)
    known = known.where(beads.c.id.in_(run.beads))
    found = connection.execute(known).all()
    alone = found[0] if len(found) == 1 else None
    made = _whole(connection, run, author, fewer=fewer, pinned=all(bead.pinned for bead in found))
    if alone is None:
        return made
    return Made(
        source=made.source,
        target=made.target,
        content=made.content,
        parents=made.parents,
        pinned=made.pinned,
        confidence=alone.confidence,
        reasons=alone.reasons,
    )


def _standing_on(
    connection: Connection, document: int, wanted: Sequence[int]
) -> list[tuple[int, str, list[int]]]:
    """Bitext, side and beads, for each side of a bitext that has the document on it."""
    found: dict[tuple[int, str], list[int]] = {}
    standing = (
        select(beads.c.bitext_id, links.c.side, beads.c.id)
        .join(links, links.c.bead_id == beads.c.id)
        .join(bitexts, bitexts.c.id == beads.c.bitext_id)
        .where(links.c.segment_id.in_(wanted), ~bitexts.c.attic)
        .distinct()
        .order_by(beads.c.bitext_id, links.c.side, beads.c.id)
    )
    for bitext, side, bead in connection.execute(standing):
        found.setdefault((bitext, side), []).append(bead)
    return [(bitext, side, over) for (bitext, side), over in found.items()]


def _all_between(connection: Connection, wanted: Sequence[int]) -> list[int]:
    """The beads from the first of some to the last: null beads may stand between them."""
    ends = select(beads.c.bitext_id, beads.c.row, beads.c.position).where(beads.c.id.in_(wanted))
    found = connection.execute(ends).all()
    rows, positions = [each.row for each in found], [each.position for each in found]
    between = select(beads.c.id).where(
        beads.c.bitext_id == found[0].bitext_id,
        beads.c.row.between(min(rows), max(rows)),
        beads.c.position.between(min(positions), max(positions)),
    )
    return list(connection.execute(between.order_by(beads.c.position)).scalars())


def from_document(text: str) -> Content:
    """A text as the segments of a translation have it."""
    if not text:
        return Content()
    last = NewRevision(
        text=text,
        state=State.TRANSLATED,
        sub_state=SubState.IMPORTED,
        origin=Origin.DOCUMENT,
    )
    return Content(last=last, touched=True)
