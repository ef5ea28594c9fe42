"""What speaks for and against an alignment, in words for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from alignments.aligner.path import Step
from alignments.aligner.sides import Pair

AGREES = 0.2
"""A margin from which two sides belong together."""
SURE = 0.85
"""A chance from which a bead stands on its own, whatever its neighbours are like."""
LEAST_TOLD = 0.42
"""The share of both texts that is in the right bead by the search's own account."""
LEAST_SURE = 0.72
"""The same of the text in beads with two sides alone: less, and they are hardly translations."""
ELSEWHERE = 0.35
"""A margin from which an unaligned segment has its counterpart elsewhere."""
MOST_ELSEWHERE = 0.08
"""The share of segments with their counterpart elsewhere that speaks for another order."""
LONG_RUN = 10
SAMPLE = 400
MOST_NAMED = 4


def doubts(pair: Pair, steps: Sequence[Step]) -> tuple[str, ...]:
    """Why the two documents may not be translations of each other, if there is reason."""
    if not steps or not len(pair.source.lengths) or not len(pair.target.lengths):
        return ()
    warnings = []
    told, sure = _told(pair, steps)
    if told < LEAST_TOLD or sure < LEAST_SURE:
        warnings.append(
            f"only {told:.0%} of the text has a counterpart that says the same; "
            "these may not be translations of each other"
        )
    moved = _moved_share(pair, steps)
    if moved > MOST_ELSEWHERE:
        warnings.append(
            f"{moved:.0%} of the segments have their counterpart out of order; "
            "parts of the documents may be in another order"
        )
    return tuple(warnings)


def _told(pair: Pair, steps: Sequence[Step]) -> tuple[float, float]:
    """The share of the text that can be expected to be in the right bead: of all, and of beads."""
    running = [
        np.concatenate([[0.0], np.cumsum(side.lengths, dtype=np.float64)])
        for side in (pair.source, pair.target)
    ]
    both = [step for step in steps if not step.is_null]
    source = _sizes(running[0], [step.source for step in both])
    target = _sizes(running[1], [step.target for step in both])
    size = source * pair.ratio + target
    told = float(size @ np.array([step.chance for step in both]))
    whole = float(running[0][-1]) * pair.ratio + float(running[1][-1])
    return told / whole, told / max(float(size.sum()), 1e-9)


def _sizes(running: NDArray[np.float64], groups: Sequence[range]) -> NDArray[np.float64]:
    ends = np.array([(group.start, group.stop) for group in groups], dtype=np.int64).reshape(-1, 2)
    sizes: NDArray[np.float64] = running[ends[:, 1]] - running[ends[:, 0]]
    return sizes


def _moved_share(pair: Pair, steps: Sequence[Step]) -> float:
    """The share of segments without a counterpart in order that have one somewhere."""
    if not pair.encoded:
        return 0.0
    total = len(pair.source.lengths) + len(pair.target.lengths)
    moved = 0.0
    for one, other, own in ((pair.source, pair.target, 0), (pair.target, pair.source, 1)):
        alone = [(step.source, step.target)[own] for step in steps if step.is_null]
        places = np.array([group.start for group in alone if group], dtype=np.int64)
        if not len(places):
            continue
        sample = places[:: -(-len(places) // SAMPLE)]
        similar = one.guide[sample] @ other.guide.T
        similar -= (one.guide[sample] @ other.mean)[:, None] / 2
        similar -= (other.guide @ one.mean)[None, :] / 2
        moved += float((similar.max(axis=1) > ELSEWHERE).mean()) * len(places)
    return moved / total


def omissions(steps: Sequence[Step]) -> Iterator[str]:
    """Long runs of segments that have no counterpart."""
    for name, own in (("source", 0), ("target", 1)):
        run: list[int] = []
        for step in (*steps, None):
            sides = (step.source, step.target) if step is not None else ((), ())
            if step is not None and step.is_null and sides[own]:
                run.extend(sides[own])
            elif step is None or not step.is_null:
                if len(run) >= LONG_RUN:
                    yield f"{name} segments {run[0] + 1} to {run[-1] + 1} have no counterpart"
                run = []


def reasons(
    pair: Pair, step: Step, *, similarity: float, support: float, chance: float
) -> Iterator[str]:
    """What speaks for and against one bead, most telling first."""
    if step.pinned:
        yield "pinned"
        return
    if step.is_null:
        yield "nothing on the other side says the same"
    else:
        yield from _meaning(pair, similarity)
        yield from _length(pair, step)
        yield from _numbers(pair, step)
    if support < AGREES / 2 and chance < SURE:
        yield "the neighbours say little for it"


def _meaning(pair: Pair, similarity: float) -> Iterator[str]:
    if pair.encoded:
        yield f"similarity of meaning {similarity:.2f}"
    elif similarity > 0:
        yield f"{similarity:.0%} of the words are on both sides"


def _length(pair: Pair, step: Step) -> Iterator[str]:
    source = float(pair.source.lengths[step.source.start : step.source.stop].sum())
    target = float(pair.target.lengths[step.target.start : step.target.stop].sum())
    times = (target + 10) / (source * pair.ratio + 10)
    if times > 1.5:
        yield f"target {times:.1f} times as long as expected"
    elif times < 1 / 1.5:
        yield f"target {1 / times:.1f} times as short as expected"


def _numbers(pair: Pair, step: Step) -> Iterator[str]:
    left, right = pair.source.words.weighed(step.source), pair.target.words.weighed(step.target)
    shared = [word for word in left if word in right]
    numbers = sorted(word[1:] for word in shared if word.startswith("#"))
    names = [word for word in shared if len(word) > 3 and not word.startswith("#")]
    if numbers:
        yield f"numbers on both sides: {', '.join(numbers[:MOST_NAMED])}"
    if names:
        names.sort(key=lambda word: (-left[word], word))
        yield f"words on both sides: {', '.join(names[:MOST_NAMED])}"
    for name, one, other in (("source", left, right), ("target", right, left)):
        lone = sorted((Counter(list(one)) - Counter(list(other))).elements())
        lone = [word[1:] for word in lone if word.startswith("#")]
        if lone:
            yield f"numbers only in the {name}: {', '.join(lone[:MOST_NAMED])}"
