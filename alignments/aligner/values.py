"""What goes into an alignment and what comes out: options, fixed points, beads with confidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

LARGEST_GROUP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A bead that someone has settled: it comes out as it is, and both its ends are fixed."""

    source: range
    target: range

    def __post_init__(self) -> None:
        if self.source.step != 1 or self.target.step != 1:
            raise ValueError("a pin covers segments that follow one another")
        if not (self.source or self.target):
            raise ValueError("a pin needs segments on at least one side")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, heading, list item or table cell: how many segments it has, and its kind.

    Two blocks can correspond if their kinds are equal, as `heading-2` and `heading-2` are.
    """

    size: int
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignOptions:
    """How to align. The defaults need no tuning."""

    largest_group: int = LARGEST_GROUP
    """The most segments on one side of a bead, 1 to 5."""
    null_cost: float = 0.0
    """Added to the cost of leaving a segment alone, in nats: positive makes nulls rarer."""
    pins: tuple[Pin, ...] = ()
    """Beads that stay as they are, in order, not overlapping."""
    source_blocks: tuple[Block, ...] | None = None
    """The source's blocks in order; their sizes add up to its segments. `None`: not known."""
    target_blocks: tuple[Block, ...] | None = None
    lexicon: Mapping[tuple[str, str], float] = field(default_factory=lambda: MappingProxyType({}))
    """How likely (source word, target word) pairs are to translate each other, 0 to 1."""

    def __post_init__(self) -> None:
        if not 1 <= self.largest_group <= LARGEST_GROUP:
            raise ValueError(f"largest_group is {self.largest_group}, not 1 to {LARGEST_GROUP}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedBead:
    """Segments that correspond, as the aligner sees it. One side may be empty, never both."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    confidence: int
    """0 to 100: of beads at 90, about 90 % are right."""
    cost: float
    """What the bead adds to the cost of the alignment, in nats; lower is better."""
    pinned: bool = False
    reasons: tuple[str, ...] = ()
    """Why to trust or doubt it, in words for people."""

    @property
    def shape(self) -> str:
        """`1-1`, `2-1`, `0-1`: how many segments stand on each side."""
        return f"{len(self.source)}-{len(self.target)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Beads in order: each segment of either side is in exactly one."""

    beads: tuple[ProposedBead, ...]
    warnings: tuple[str, ...] = ()
    """What is wrong with the pair of documents as a whole, in words for people."""
    encoder: str | None = None
    """Which encoder compared the meanings; `None` if only lengths and words did."""
