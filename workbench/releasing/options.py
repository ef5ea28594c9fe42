"""What a release is asked to hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from alignments.beads import DOUBTFUL_BELOW, SubState, TranslationUnit
from alignments.duplicates.near import ALIKE, THE_SAME
from workbench.errors import ReleaseError
from workbench.exporting import Selection, unsure

FORMATS = ("parquet", "jsonl", "tsv", "tmx")
"""The files of a release. All hold the same units."""
ANY_FLAG = "any"
EMPTY = "without a translation"
_LARGEST_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitOptions:
    """How a corpus is split for training, development and test."""

    seed: int = 1
    dev: float = 0.05
    """Its share of the pairs, about: documents stay whole."""
    test: float = 0.05
    by: Literal["document", "passage"] = "document"
    """What stays whole: a document, or a passage of it where there are too few documents."""

    def __post_init__(self) -> None:
        for name, share in (("dev", self.dev), ("test", self.test)):
            if not 0 <= share <= _LARGEST_SHARE:
                raise ReleaseError(f"the share of {name} is {share}; it may be 0 to 0.5")
        if self.by not in ("document", "passage"):
            raise ReleaseError(f"no split by {self.by!r}; known: document, passage")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOptions:
    """Which units go into a release, and how it is made of them."""

    language: str
    """Of the targets."""
    name: str = ""
    """What the corpus is called; made of its languages where nobody says."""
    states: frozenset[str] = frozenset()
    """As an export has them; none means everything that is confirmed."""
    include_drafts: bool = False
    """Whether untouched machine drafts come too. They are marked as such."""
    without_flags: frozenset[str] = frozenset()
    """Names of flags whose units stay out; `any` is every flag."""
    least_confidence: float = DOUBTFUL_BELOW
    """Of aligned units that nobody has looked at, 0 to 100. Others stay."""
    near: float = THE_SAME
    """From which resemblance on one pair stands for another; 1 removes the same words only."""
    split: SplitOptions = field(default_factory=SplitOptions)
    against: tuple[Path, ...] = ()
    """Texts that must not be in the corpus, such as a test set that it will be measured by."""
    formats: tuple[str, ...] = FORMATS

    def __post_init__(self) -> None:
        if not ALIKE <= self.near <= 1:
            raise ReleaseError(f"near-duplicates from {self.near}; it may be {ALIKE} to 1")
        if not 0 <= self.least_confidence <= 100:
            raise ReleaseError(f"a confidence of {self.least_confidence:g}; it may be 0 to 100")
        unknown = [name for name in self.formats if name not in FORMATS]
        if unknown or not self.formats:
            told = repr(unknown[0]) if unknown else "none"
            raise ReleaseError(f"no format {told} in a release; known: {', '.join(FORMATS)}")

    @property
    def selection(self) -> Selection:
        """The part that exports know, too."""
        return Selection(states=self.states, include_drafts=self.include_drafts)

    def refusal(self, unit: TranslationUnit) -> str | None:
        """Why a unit stays out, as the card says it; `None` where it may come."""
        if unit.revision.sub_state is SubState.REJECTED and not unit.excluded:
            return _REFUSALS["rejected"]  # nobody publishes what somebody refused, even if asked to
        refused = self.selection.refusal(unit)
        if refused is not None:
            return _REFUSALS[refused]
        if not unit.source.strip():
            return "without a source"
        if unsure(unit, self.least_confidence):
            return f"aligned at a confidence below {self.least_confidence:g}, and not looked at"
        names = {flag.name for flag in unit.revision.flags}
        if names and (ANY_FLAG in self.without_flags or names & self.without_flags):
            return "flagged"
        return None


_REFUSALS = {
    "excluded": "excluded by a person",
    "rejected": "rejected by a person",
    "empty": EMPTY,
    "drafts": "untouched machine drafts",
    "states": "in states that were not asked for",
}
