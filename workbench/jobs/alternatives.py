"""Jobs of the kind `alternatives`: what else machines would say for one bead, stored nowhere."""

from __future__ import annotations

from typing import Any, TypedDict

from alignments.beads import MachineOrigin
from alignments.languages import joined
from alignments.store import Store
from models.errors import ModelsError
from workbench.alternatives import GetEngine, Proposal, Proposals, propose, round_trip
from workbench.jobs.work import Outcome, Work


class _Between(TypedDict):
    """What both questions have in common."""

    source: str
    target: str
    models: str
    engine: GetEngine


def run(work: Work) -> Outcome:
    """Ask the models that are installed for the pair, and translate the text back."""
    bead, text = work.parameters["bead"], work.parameters["text"]
    document = work.document()
    bitext = work.store.bitexts.of_bead(bead)
    source_text = joined(work.store.bitexts.source_texts(bead), document.language)
    between: _Between = {
        "source": document.language,
        "target": bitext.language,
        "models": work.models,
        "engine": work.engine,
    }
    proposals = propose(
        source_text,
        **between,
        current=text,
        made_by=_machine(work.store, bead),
    )
    work.check_cancelled()
    result = {**_answer(proposals), "back": None}
    if text.strip():
        try:
            back = round_trip(source_text, text, **between)
        except ModelsError:
            work.log(f"no model translates {bitext.language} back into {document.language}")
        else:
            said = {"text": back.text, "model": back.machine.model, "chrf": back.chrf}
            result["back"] = said
    return Outcome(note=f"{len(proposals.proposals)} other wordings", result=result)


def _machine(store: Store, bead: int) -> MachineOrigin | None:
    """What made the bead's last draft."""
    made = [found.machine for found in store.revisions.history(bead) if found.machine]
    return made[-1] if made else None


def _answer(proposals: Proposals) -> dict[str, Any]:
    return {
        "proposals": [_proposal(proposal) for proposal in proposals.proposals],
        "failures": [{"model": model, "reason": why} for model, why in proposals.failures],
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "text": proposal.text,
        "model": proposal.machine.model,
        "how": proposal.how,
        "score": proposal.score,
        "flags": [{"name": flag.name, "reason": flag.reason} for flag in proposal.flags],
    }
