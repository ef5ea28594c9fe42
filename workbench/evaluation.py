"""Scores of machine drafts, each with what it takes to compute it again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from alignments.beads import CONFIRMED, Origin, Revision
from alignments.languages import primary
from alignments.placeholders import without_codes
from alignments.store import Store
from workbench.errors import ScoreError
from workbench.references import references_for

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric

FEW_SEGMENTS = 30
"""Below so many segments a figure says little about a model."""

# languages written without spaces, and sacreBLEU's tokenizer for those that have their own
_TOKENIZERS = {"zh": "zh", "ja": "char", "th": "char", "lo": "char", "km": "char", "my": "char"}
_WITHOUT_WORDS = frozenset(_TOKENIZERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One metric over one set of pairs, with what it takes to compute it again."""

    metric: str
    value: float
    """From 0 to 100, higher is better; of TER and HTER in percent, lower is better."""
    signature: str
    """sacreBLEU's own, verbatim."""
    system: str
    """The model's id and revision: `opus-mt-en-de@7f1c2e0`."""
    pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPair:
    """A machine's text and the text that it is measured by."""

    system: str
    hypothesis: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The scores of one document in one language, by model."""

    document: str
    language: str
    against: Literal["reference", "corrections"]
    scores: tuple[Score, ...]
    warnings: tuple[str, ...]
    """What a reader of the figures has to know, one line each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The last text that a model made for a bead, and what a person made of it."""

    number: int
    """Of the segment."""
    source: str
    system: str
    text: str
    correction: str | None
    """The last text that a person answers for, where she worked on this draft."""


def score_against_reference(store: Store, bitext_id: int, reference: Path) -> Evaluation:
    """Score the drafts of a bitext by a translation that somebody made without them.

    The file has one line a segment, or is a TSV or TMX whose sources are the document's. Raises
    ScoreError where it does not fit.
    """
    drafts = drafts_of(store, bitext_id)
    expected = references_for(store, bitext_id, reference)
    pairs = [
        ScoredPair(system=draft.system, hypothesis=draft.text, reference=expected[draft.number])
        for draft in drafts
        if draft.number in expected
    ]
    if not pairs:
        raise ScoreError(f"{reference.name} has no translation of a segment that has a draft")
    missing = len(drafts) - len(pairs)
    left_out = [f"{missing} drafts have no reference and are not scored"] if missing else []
    return _evaluation(store, bitext_id, "reference", pairs, left_out)


def score_against_corrections(store: Store, bitext_id: int) -> Evaluation:
    """Score the drafts of a bitext by what people made of them; TER is then called HTER.

    (Snover et al., 2006: the edit rate against a targeted human post-edit.)
    """
    pairs = [
        ScoredPair(system=draft.system, hypothesis=draft.text, reference=draft.correction)
        for draft in drafts_of(store, bitext_id)
        if draft.correction is not None
    ]
    if not pairs:
        raise ScoreError("nobody has confirmed a draft yet; correct some segments first")
    biased = "corrections start from the same drafts: the scores flatter the model that made them"
    found = _evaluation(store, bitext_id, "corrections", pairs, [biased])
    named = (
        replace(score, metric="HTER") if score.metric == "TER" else score for score in found.scores
    )
    return replace(found, scores=tuple(named))


def drafts_of(store: Store, bitext_id: int) -> list[Draft]:
    """For every bead and model its last draft, excluded segments and inline codes left out."""
    drafts = []
    for unit in store.bitexts.units(bitext_id):
        history = _history(store, unit.revision)
        last = {
            system_of(revision): revision
            for revision in history
            if revision.origin is Origin.MACHINE and revision.machine is not None
        }
        for system, revision in last.items():
            drafts.append(
                Draft(
                    number=unit.number,
                    source=without_codes(unit.source, unit.codes),
                    system=system,
                    text=without_codes(revision.text, unit.codes),
                    correction=_correction(history, revision, unit.codes),
                )
            )
    return drafts


def system_of(revision: Revision) -> str:
    """The model that made a revision, with its own revision."""
    machine = revision.machine
    return f"{machine.model}@{machine.revision}" if machine else "unknown"


def _history(store: Store, current: Revision) -> Sequence[Revision]:
    """All revisions; the first one is the whole history and needs no asking."""
    return [current] if current.number == 1 else store.revisions.history(current.bead)


def _correction(
    history: Sequence[Revision], draft: Revision, codes: Mapping[str, str]
) -> str | None:
    """The last confirmed text of a person who had this draft before her, not a later one."""
    later = [revision for revision in history if revision.number > draft.number]
    if later and later[0].origin is Origin.MACHINE:
        return None
    texts = [
        revision.text
        for revision in later
        if revision.origin is Origin.HUMAN and revision.state in CONFIRMED
    ]
    return without_codes(texts[-1], codes) if texts else None


def score_drafts(pairs: Iterable[ScoredPair], *, language: str) -> tuple[Score, ...]:
    """BLEU, chrF2++ and TER for every system, in the order in which the systems come."""
    by_system: dict[str, list[ScoredPair]] = defaultdict(list)
    for pair in pairs:
        by_system[pair.system].append(pair)
    return tuple(
        score
        for system, its_pairs in by_system.items()
        for score in _scores(system, its_pairs, language)
    )


def _scores(system: str, pairs: Sequence[ScoredPair], language: str) -> list[Score]:
    hypotheses = [pair.hypothesis for pair in pairs]
    references = [[pair.reference for pair in pairs]]
    scores = []
    for make in metrics_for(language):
        metric = make()
        found = metric.corpus_score(hypotheses, references)
        scores.append(
            Score(
                metric=found.name,
                value=found.score,
                signature=str(metric.get_signature()),
                system=system,
                pairs=len(pairs),
            )
        )
    return scores


def metrics_for(language: str) -> list[Callable[[], Metric]]:
    """The metrics for a language; each score takes new ones, as they remember their references."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    code = primary(language)
    without_words = code in _WITHOUT_WORDS
    return [
        lambda: BLEU(tokenize=_TOKENIZERS.get(code, "13a")),
        lambda: CHRF(word_order=2),
        lambda: TER(normalized=without_words, asian_support=without_words),
    ]


def _evaluation(
    store: Store,
    bitext_id: int,
    against: Literal["reference", "corrections"],
    pairs: Sequence[ScoredPair],
    warnings: Sequence[str],
) -> Evaluation:
    bitext = store.bitexts.get(bitext_id)
    scores = score_drafts(pairs, language=bitext.language)
    counts = {score.system: score.pairs for score in scores}
    return Evaluation(
        document=store.documents.get(bitext.document).title,
        language=bitext.language,
        against=against,
        scores=scores,
        warnings=(*warnings, *warn_of_few(counts), *warn_of_characters(bitext.language)),
    )


def warn_of_few(counts: Mapping[str, int]) -> list[str]:
    return [
        f"{system}: {count} segments are too few for the figures to mean much; "
        f"{FEW_SEGMENTS} are the least"
        for system, count in counts.items()
        if count < FEW_SEGMENTS
    ]


def warn_of_characters(language: str) -> list[str]:
    """Say where BLEU has no words to count."""
    if _TOKENIZERS.get(primary(language)) != "char":
        return []
    return [f"BLEU for {language} counts characters here: compare it with no other BLEU"]
