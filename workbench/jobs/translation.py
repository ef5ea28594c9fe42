"""Jobs of the kind `translate`: drafts for one bitext, taken up again where they stopped."""

from __future__ import annotations

from alignments.store import Job, Store
from workbench.jobs.kinds import ask
from workbench.jobs.work import Outcome, Work
from workbench.machines import machine_for
from workbench.translating import Drafted, translate_bitext

_MOST_FAILURES = 100


def ask_for_translation(
    store: Store,
    document: int,
    language: str,
    *,
    model: str | None = None,
    via: str | None = None,
    context: int = 0,
    author: str | None = None,
) -> Job:
    """Put a translation into the queue. A worker takes it up.

    `model`, `via` and `context` mean what they mean to `machine_for`.
    """
    parameters = {"language": language, "model": model, "via": via, "context": context}
    return ask(store, "translate", document=document, parameters=parameters, author=author)


def run(work: Work) -> Outcome:
    """Draft what has no text yet; with a model named, other models' untouched drafts too."""
    document = work.document()
    language, model = work.parameters["language"], work.parameters["model"]
    machine = machine_for(
        document.language,
        language,
        models=work.models,
        model=model,
        via=work.parameters.get("via"),
        context=work.parameters.get("context", 0),
    )
    bitext = work.store.bitexts.for_drafts(document.id, language)
    work.log(f"{document.language} to {bitext.tag} with {machine.origin.model}")
    drafted = translate_bitext(
        work.store,
        bitext,
        work.engine(machine.setup),
        machine=machine.origin,
        source=document.language,
        redo=model is not None,
        context=machine.context,
        progress=work.progress,
        check_cancelled=work.check_cancelled,
    )
    for number, reason in drafted.failures[:_MOST_FAILURES]:
        work.log(f"segment {number} was not translated: {reason}")
    counts = {
        "written": drafted.written,
        "mended": drafted.mended,
        "flagged": drafted.flagged,
        "failed": len(drafted.failures),
    }
    return Outcome(note=summary(drafted), result=counts)


def summary(drafted: Drafted) -> str:
    """Say in one line what came of a translation."""
    speed = drafted.written / drafted.seconds if drafted.seconds else 0.0
    parts = [f"{drafted.written:,} drafts by {drafted.machine.model}, {speed:.0f} segments/s"]
    if drafted.mended:
        parts.append(f"{drafted.mended:,} mended by a second try")
    if drafted.flagged:
        parts.append(f"{drafted.flagged:,} flagged")
    if drafted.failures:
        number, reason = drafted.failures[0]
        parts.append(f"{len(drafted.failures):,} failed (segment {number}: {reason})")
    return ", ".join(parts)
