"""What every translation engine does, and the values it takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

Progress = Callable[[int, int], None]
CheckCancelled = Callable[[], None]


def no_progress(done: int, total: int) -> None:
    """Report to nobody."""


def never_cancelled() -> None:
    """Let the work run to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodingOptions:
    """How an engine searches for a translation. Families ignore what they do not have."""

    beam_size: int | None = None
    """Hypotheses kept at each step; `None` is the model's own default."""
    alternatives: int = 0
    """How many further translations to return beside the best."""
    repetition_penalty: float = 1.0
    no_repeat_ngram: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A translation that the engine liked less than its best."""

    text: str
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """What an engine says a segment means in another language."""

    text: str
    score: float | None = None
    """Log-probability divided by the number of target tokens; `None` where there is none."""
    links: tuple[tuple[int, int], ...] | None = None
    """Pairs of (source, target) word numbers, counted between white space."""
    alternatives: tuple[Alternative, ...] = ()


class Engine(Protocol):
    """A loaded model. It belongs to the thread that made it."""

    def translate(
        self,
        segments: Sequence[str],
        *,
        source: str,
        target: str,
        options: DecodingOptions = ...,
        progress: Progress = ...,
        check_cancelled: CheckCancelled = ...,
    ) -> list[Translation]:
        """One translation per segment, in order, never more or fewer.

        `source` and `target` are BCP 47 tags. `progress` hears how many are done of how many;
        `check_cancelled` is called between batches and raises to stop.
        """

    def close(self) -> None:
        """Free what the model holds."""
