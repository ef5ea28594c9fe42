"""Several models on one document in one run: texts side by side, scores, flags, speed, memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from alignments.beads import CONFIRMED, Bitext, MachineOrigin, Origin
from alignments.documents import Document
from alignments.placeholders import without_codes
from alignments.store import Store
from models.engines.base import CheckCancelled, Failure, Translation
from models.errors import ModelsError
from models.pool import EnginePool
from workbench.errors import ScoreError
from workbench.evaluation import (
    Score,
    ScoredPair,
    metrics_for,
    score_drafts,
    warn_of_characters,
    warn_of_few,
)
from workbench.guards import GuardOptions
from workbench.machines import Machine
from workbench.references import references_of
from workbench.second_try import Judge, Judged
from workbench.translating import draft_of, with_codes

Progress = Callable[[str, int, int], None]
"""Hears the model's id, how many segments are done and of how many."""

_RESAMPLES = 1000
_TESTED = ("BLEU", "CHRF")
_PAIR = 2
_DRAFTS_A_COMMIT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What one model did with the document."""

    machine: MachineOrigin
    drafts: Mapping[int, Judged]
    """By the number of the segment, with what the guards say of each."""
    failures: Mapping[int, str]
    loading: float
    """Seconds until it could translate."""
    seconds: float
    """That it translated for."""
    memory: int
    """The most bytes that its processes held; 0 if not known."""
    scores: tuple[Score, ...] = ()

    @property
    def system(self) -> str:
        return f"{self.machine.model}@{self.machine.revision}"

    @property
    def flagged(self) -> int:
        return sum(bool(each.flags) for each in self.drafts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Whether a model's score differs from that of the first by more than chance.

    By paired bootstrap resampling (Koehn, 2004), as sacreBLEU does it.
    """

    metric: str
    signature: str
    baseline: str
    system: str
    difference: float
    """Positive where the second is better."""
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Models side by side."""

    document: str
    language: str
    against: Literal["reference", "corrections", "nothing"]
    segments: Mapping[int, str]
    """The source texts by their numbers."""
    models: tuple[Compared, ...]
    differences: tuple[Difference, ...]
    warnings: tuple[str, ...]


def compare(
    store: Store,
    document: Document,
    language: str,
    machines: Sequence[Machine],
    *,
    reference: Path | None = None,
    most: int | None = None,
    workers: int = 1,
    progress: Progress,
    check_cancelled: CheckCancelled,
) -> Comparison:
    """Translate a document, or its first `most` segments, by each of several models.

    The drafts are scored against the `reference`, a file as `references_of` reads it, else against
    the texts that people have confirmed. Nothing is stored.
    """
    against, references = _references(store, document, language, reference)
    segments = {
        each.number: without_codes(each.text)
        for each in store.documents.segments(document.id)
        if not each.excluded
    }
    segments = dict(list(segments.items())[:most])
    task = _Task(
        segments=segments,
        source=document.language,
        target=language,
        workers=workers,
        progress=progress,
        check_cancelled=check_cancelled,
    )
    found = [_run(machine, task) for machine in machines]
    common = [
        number
        for number in segments
        if number in references and all(number in each.drafts for each in found)
    ]
    scored = _scored(found, references, common, language)
    counts = {each.system: len(common) for each in found}
    return Comparison(
        document=document.title,
        language=language,
        against=against if common else "nothing",
        segments=segments,
        models=tuple(scored),
        differences=_differences(scored, references, common, language),
        warnings=tuple(_warnings(against, counts, language) if common else ()),
    )


def keep(store: Store, bitext: Bitext, compared: Compared) -> int:
    """Store one model's drafts as `translate` would, and return how many were written."""
    wanted = store.revisions.untranslated(bitext.id, model=compared.machine.model)
    drafts = [
        (bead, draft_of(with_codes(text, compared.drafts[number]), compared.machine))
        for bead, number, text in wanted
        if number in compared.drafts
    ]
    return sum(
        store.revisions.add_drafts(drafts[start : start + _DRAFTS_A_COMMIT])
        for start in range(0, len(drafts), _DRAFTS_A_COMMIT)
    )


def _references(
    store: Store, document: Document, language: str, reference: Path | None
) -> tuple[Literal["reference", "corrections"], dict[int, str]]:
    if reference is not None:
        return "reference", references_of(store, document.id, language, reference)
    texts: dict[int, str] = {}
    for bitext in store.bitexts.of(document.id):
        if bitext.language != language:
            continue
        for unit in store.bitexts.units(bitext.id):
            revision = unit.revision
            if revision.state in CONFIRMED and revision.origin is not Origin.MACHINE:
                texts.setdefault(unit.number, without_codes(unit.target, unit.codes))
    return "corrections", texts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """What every model is to do."""

    segments: Mapping[int, str]
    source: str
    target: str
    workers: int
    progress: Progress
    check_cancelled: CheckCancelled


def _run(machine: Machine, task: _Task) -> Compared:
    """Load a model, let it translate, and see what its drafts look like."""
    begun = time.monotonic()
    with EnginePool(machine.setup, workers=task.workers) as pool:
        try:
            # what has no letters is not translated: this only waits for the model
            pool.translate(["1"] * task.workers, source=task.source, target=task.target)
            loaded = time.monotonic()
            results = _translated(pool, machine, task)
        except ModelsError as error:
            raise ScoreError(f"{machine.origin.model} cannot be compared: {error}") from error
        done = time.monotonic()
        memory = pool.peak_memory
    judge = Judge(source_language=task.source, target_language=task.target, guards=GuardOptions())
    drafts, failures = {}, {}
    for number, text in task.segments.items():
        result = results[number]
        if isinstance(result, Failure):
            failures[number] = result.reason
        else:
            drafts[number] = Judged(result=result, flags=judge.flags(text, result.text))
    return Compared(
        machine=machine.origin,
        drafts=drafts,
        failures=failures,
        loading=loaded - begun,
        seconds=done - loaded,
        memory=memory,
    )


def _translated(
    pool: EnginePool, machine: Machine, task: _Task
) -> dict[int, Translation | Failure]:
    numbers = list(task.segments)
    results: dict[int, Translation | Failure] = {}
    stream = pool.translate_stream(
        task.segments.values(),
        source=task.source,
        target=task.target,
        check_cancelled=task.check_cancelled,
    )
    for place, result in stream:
        results[numbers[place]] = result
        task.progress(machine.origin.model, len(results), len(numbers))
    return results


def _scored(
    found: Sequence[Compared], references: Mapping[int, str], common: Sequence[int], language: str
) -> list[Compared]:
    """With scores over the segments that all models translated and that have a reference."""
    pairs = [
        ScoredPair(
            system=each.system,
            hypothesis=each.drafts[number].result.text,
            reference=references[number],
        )
        for each in found
        for number in common
    ]
    scores = score_drafts(pairs, language=language)
    return [
        replace(each, scores=tuple(score for score in scores if score.system == each.system))
        for each in found
    ]


def _differences(
    found: Sequence[Compared], references: Mapping[int, str], common: Sequence[int], language: str
) -> tuple[Difference, ...]:
    """The first model against each other one."""
    if len(found) < _PAIR or not common:
        return ()
    from sacrebleu.significance import PairedTest

    texts = [[each.drafts[number].result.text for number in common] for each in found]
    made = [make() for make in metrics_for(language)]
    test = PairedTest(
        [(each.system, lines) for each, lines in zip(found, texts, strict=True)],
        {type(metric).__name__: metric for metric in made if type(metric).__name__ in _TESTED},
        [[references[number] for number in common]],
        test_type="bs",
        n_samples=_RESAMPLES,
    )
    signatures, results = test()
    differences = []
    for metric, signature in signatures.items():
        base, *others = (each for each in results[metric] if not isinstance(each, str))
        for other, tested in zip(found[1:], others, strict=True):
            differences.append(
                Difference(
                    metric=metric,
                    signature=str(signature),
                    baseline=found[0].system,
                    system=other.system,
                    difference=tested.score - base.score,
                    p_value=1.0 if tested.p_value is None else tested.p_value,
                )
            )
    return tuple(differences)


def _warnings(
    against: Literal["reference", "corrections"], counts: Mapping[str, int], language: str
) -> list[str]:
    biased = "corrections start from drafts: the scores flatter the model that made those"
    said = [biased] if against == "corrections" else []
    return [*said, *warn_of_few(counts), *warn_of_characters(language)]
