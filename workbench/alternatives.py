"""What else a segment could say in the other language, and what its translation says in its own.

Nothing is stored here. `engine` is asked for an engine when one is needed, and may keep it loaded:
of a job, `Work.engine`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from alignments.beads import Flag, MachineOrigin
from alignments.characters import without_refused
from alignments.placeholders import without_codes
from models.engines import other_way
from models.engines.base import Alternative, DecodingOptions, Setup, Translation
from models.errors import ModelsError
from models.pool import EnginePool
from workbench.code_placing import put_back
from workbench.guards import check_draft
from workbench.machines import Machine, machine_for, machine_of, machines_for

GetEngine = Callable[[Setup], EnginePool]

MOST = 8
"""So many alternatives of one model differ by more than a comma, seldom more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A text that a machine proposes for a segment, beside the one that is there."""

    text: str
    machine: MachineOrigin
    """What made it: enough to store it as a draft."""
    rank: int
    """Among those of its model, from 1, the one that it likes best."""
    score: float | None
    """The mean log-probability of its tokens, where the model has one."""
    how: str
    """In words, where it was got in another way than the model's best."""
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """What the models propose for one segment."""

    proposals: tuple[Proposal, ...]
    """Without the text that is there already; those that look right first."""
    failures: tuple[tuple[str, str], ...]
    """Models that could not be asked: id and reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTrip:
    """A translation translated back into the language of its source."""

    text: str
    machine: MachineOrigin
    chrf: float
    """How like the source it is: chrF2++ from 0 to 100. A hint only, as either way may err."""


def propose(
    source_text: str,
    *,
    source: str,
    target: str,
    models: str | Path,
    engine: GetEngine,
    current: str = "",
    made_by: MachineOrigin | None = None,
    count: int = 4,
    others: bool = True,
) -> Proposals:
    """Gather what could stand in place of the text `current`.

    These are the next best translations by the model that made it, at most `count` (where no
    model did, by the best one installed), and with `others` the best by every other model that is
    installed for the pair. Models get the text without its inline codes, and these are put back.
    Raises NoModel where there is no model at all.
    """
    failures: list[tuple[str, str]] = []
    wanted: list[tuple[Machine, int]] = []
    try:
        wanted.append((_first(source, target, models, made_by), count))
    except ModelsError as error:
        if made_by is None:
            raise
        failures.append((made_by.model, str(error)))
    if others:
        asked = {machine.origin.model for machine, _ in wanted}
        rest = machines_for(source, target, models=models)
        wanted += [(machine, 0) for machine in rest if machine.origin.model not in asked]
    found: list[Proposal] = []
    for machine, further in wanted:
        try:
            found += _asked(source_text, machine, engine, source, target, further)
        except ModelsError as error:
            failures.append((machine.origin.model, str(error)))
    return Proposals(proposals=_sorted(found, current), failures=tuple(failures))


def round_trip(
    source_text: str,
    text: str,
    *,
    source: str,
    target: str,
    models: str | Path,
    engine: GetEngine,
    model: str | None = None,
) -> RoundTrip:
    """Translate `text`, in the language `target`, back into `source`.

    By `model`, or by the best one installed. Raises NoModel where there is none.
    """
    machine = machine_for(target, source, models=models, model=model)
    (back,) = engine(machine.setup).translate([without_codes(text)], source=target, target=source)
    return RoundTrip(
        text=without_refused(back.text),
        machine=machine.origin,
        chrf=_likeness(back.text, without_codes(source_text)),
    )


def _first(source: str, target: str, models: str | Path, made_by: MachineOrigin | None) -> Machine:
    if made_by is None:
        return machine_for(source, target, models=models, model=None)
    return machine_of(made_by, source, target, models=models)


def _asked(
    marked: str, machine: Machine, engine: GetEngine, source: str, target: str, count: int
) -> Iterator[Proposal]:
    text = without_codes(marked)
    usual = DecodingOptions(alternatives=min(count, MOST))
    pool = engine(machine.setup)
    (best,) = pool.translate([text], source=source, target=target, options=usual)
    found = _texts(best)
    other = other_way(machine.origin.engine)
    if count and len(found) == 1 and other is not None:
        # A model without alternatives of its own says it otherwise when it is asked otherwise
        (again,) = pool.translate([text], source=source, target=target, options=other)
        found += [replace(each, how=each.how or "decoded in another way") for each in _texts(again)]
    for rank, each in enumerate(found[: count + 1], start=1):
        said = without_refused(each.text)
        yield Proposal(
            text=put_back(marked, said, None),
            machine=machine.origin,
            rank=rank,
            score=each.score,
            how=each.how,
            flags=check_draft(text, said, source_language=source, target_language=target),
        )


def _texts(found: Translation) -> list[Alternative]:
    return [Alternative(text=found.text, score=found.score), *found.alternatives]


def _sorted(found: list[Proposal], current: str) -> tuple[Proposal, ...]:
    """Each text once, by the first model that says it; those with a flag last."""
    seen = {_folded(current)} if current else set()
    kept = []
    for each in found:
        if _folded(each.text) not in seen:
            seen.add(_folded(each.text))
            kept.append(each)
    return tuple(sorted(kept, key=lambda each: bool(each.flags)))


def _folded(text: str) -> str:
    """The text for comparison, in which neither white space nor inline codes count."""
    return " ".join(without_codes(text).split())


def _likeness(text: str, source_text: str) -> float:
    from sacrebleu.metrics.chrf import CHRF

    return round(float(CHRF(word_order=2).sentence_score(text, [source_text]).score), 1)
