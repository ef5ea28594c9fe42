"""What every translation engine does, and the values it takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
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
    links: bool = False
    """Whether to return word links, where the engine has them; they cost time."""
    temperature: float = 0.0
    """How freely a language model may choose its words; 0 takes the likeliest."""
    context: tuple[str, ...] = ()
    """Segments before this one, the nearest last, for models that were made to see them."""


DEFAULT_OPTIONS = DecodingOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A translation that the engine liked less than its best."""

    text: str
    score: float | None = None
    how: str = ""
    """In words, where it was got in another way than the best one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A segment that is to be translated in another way than the others of its stream."""

    text: str
    options: DecodingOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """What an engine says a segment means in another language."""

    text: str
    score: float | None = None
    """Log-probability divided by the number of target tokens; `None` where there is none."""
    links: tuple[tuple[int, int], ...] | None = None
    """Pairs of (source, target) word numbers, counted between white space, by attention."""
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What stands in a stream of results for a segment that could not be translated."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """One file of a model, and how to know it again; `None` where that is not known."""

    name: str
    size: int | None = None
    """In bytes."""
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """All that an engine family needs in order to load one model."""

    family: str
    model: str
    """The model's id, for messages."""
    folder: Path | None = None
    """Where its files are; `None` for families that have none."""
    files: tuple[ModelFile, ...] = ()
    """What those files must be; checked while loading."""
    codes: tuple[tuple[str, str], ...] = ()
    """(BCP 47 tag, the model's own name of that language), where the two differ."""
    threads: int = 1
    device: str = "cpu"
    compute_type: str | None = None
    """Such as `int8`; `None` is the family's own choice for the device."""
    server: str | None = None
    """Address of the server that runs the model, for families that talk to one."""
    served_model: str | None = None
    """What that server calls the model."""
    legs: tuple[Leg, ...] = ()
    """Of the family `pivot`: the models that a text goes through, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One model of several that a text goes through, and its languages (BCP 47 tags)."""

    setup: Setup
    source: str
    target: str


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
