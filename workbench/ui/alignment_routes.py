"""The routes that the Alignment page reads and works through.

Each operation is on disk when it is answered, and done once however often it is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from alignments.beads import Bitext
from alignments.roles import Role
from alignments.store import AlignedBead, AlignmentSummary, Done, Job, Recorded
from workbench.jobs.kinds import ask
from workbench.ui import requests
from workbench.ui.calls import Call, Spec
from workbench.ui.errors import BadRequest, BadToken

Work = Callable[[Call], Done | None]
_SIDES = ("source", "target")
_MOST = 200
"""Beads that are answered in full; where an operation changed more, the page is read again."""


def specs() -> list[Spec]:
    """The routes under `/api/v1`."""
    viewer, translator = Role.VIEWER, Role.TRANSLATOR
    table = (
        ("/bitexts/{bitext:int}/beads", "GET", viewer, _beads),
        ("/bitexts/{bitext:int}/alignment", "GET", viewer, _alignment),
        ("/bitexts/{bitext:int}/alignment", "POST", translator, _realign),
        ("/documents/{document:int}/operations", "POST", translator, _operate),
    )
    return [
        Spec(path=path, method=method, needs=needs, work=work)
        for path, method, needs, work in table
    ]


def _beads(call: Call) -> Mapping[str, Any]:
    """Beads with their segments: in the order of the document, or `order=doubtful`.

    With those that other bitexts have `beside` them.
    """
    bitext = _own_bitext(call)
    doubtful = call.query.get("order") == "doubtful"
    aligned = call.store.aligned
    offset = requests.query_number(call.query, "offset", 0, most=2**62)
    limit = requests.query_number(call.query, "limit", 50, most=requests.MOST_ROWS)
    if bead := requests.query_number(call.query, "bead", 0, most=2**62):
        offset = aligned.offset(bead, doubtful_first=doubtful) // max(limit, 1) * limit
    page = aligned.page(bitext.id, offset=offset, limit=limit, doubtful_first=doubtful)
    numbers = [segment.number for found in page.beads for segment in found.source]
    others = requests.query_numbers(call.query, "beside")
    for other in others:
        _check_own(call, other)
    return {
        "beads": [bead_answer(found) for found in page.beads],
        "beside": {
            str(other): [bead_answer(found) for found in aligned.over(other, numbers)]
            for other in others
        },
        "total": page.total,
        "offset": offset,
    }


def _alignment(call: Call) -> Mapping[str, Any]:
    """Counts of the whole alignment, what can be undone, and whether it is aligned anew now."""
    bitext = _own_bitext(call)
    operations, document = call.store.operations, call.access.document
    job = next((job for job in call.store.jobs.all(document=document) if _about(job, bitext)), None)
    return {
        **summary_answer(call.store.aligned.summary(bitext.id)),
        "undo": _recorded_answer(operations.next_undo(document)),
        "redo": _recorded_answer(operations.next_redo(document)),
        "job": {"id": job.id, "state": job.state, "note": job.note} if job else None,
    }


def _about(job: Job, bitext: Bitext) -> bool:
    return job.kind == "align" and job.parameters.get("bitext") == bitext.id


def _realign(call: Call) -> Mapping[str, Any]:
    """Ask for the bitext to be aligned anew between what people settled."""
    bitext = _own_bitext(call)
    if bitext.target_document is None:
        raise BadRequest("this column is no translation that was aligned")
    document = call.access.document
    for job in call.store.jobs.all(document=document, unfinished=True):
        if _about(job, bitext):
            return {"job": job.id}
    parameters = {"bitext": bitext.id}
    job = ask(
        call.store, "align", document=document, parameters=parameters, author=call.access.user
    )
    return {"job": job.id}


def _operate(call: Call) -> Mapping[str, Any]:
    """Do one operation, or take one back."""
    kind = requests.text_in(call.body, "kind")
    if kind not in _KINDS:
        raise BadRequest(f"'kind' must be one of {', '.join(_KINDS)}")
    bitext = requests.number_in(call.body, "bitext")
    _check_own(call, bitext)
    done = _KINDS[kind](call)
    if done is None:
        return {"kind": None, "beads": [], "gone": [], "all": False}
    shown = call.store.aligned.some(bitext, done.beads[:_MOST])
    return {
        "kind": done.kind,
        "beads": [bead_answer(bead) for bead in shown],
        "gone": list(done.gone[:_MOST]),
        "all": len(done.beads) <= _MOST and len(done.gone) <= _MOST,
    }


def _named(call: Call) -> dict[str, Any]:
    return {"author": call.access.user, "op_id": call.op_id()}


def _own(call: Call) -> int:
    """The bead that the body names, which must belong to the token's document."""
    bead = requests.number_in(call.body, "bead")
    if call.store.bitexts.of_bead(bead).document != call.access.document:
        raise BadToken("this page has no right to that document; open it again")
    return bead


def _split(call: Call) -> Done:
    return call.store.operations.split(
        _own(call),
        source=requests.number_in(call.body, "source"),
        target=requests.number_in(call.body, "target"),
        **_named(call),
    )


def _move(call: Call) -> Done:
    side, to = requests.text_in(call.body, "side"), requests.text_in(call.body, "to")
    if side not in _SIDES or to not in ("next", "previous"):
        raise BadRequest("'side' must be source or target, and 'to' next or previous")
    return call.store.operations.move(_own(call), side=side, to=to, **_named(call))


def _split_segment(call: Call) -> Done:
    """Cut a sentence of either side in two: the other document is then changed as well."""
    bitext = call.store.bitexts.of_bead(_own(call))
    side = requests.text_in(call.body, "side")
    if side not in _SIDES:
        raise BadRequest("'side' must be source or target")
    document = bitext.document if side == "source" else bitext.target_document
    if document is None:
        raise BadRequest("this column is no translation that was aligned")
    call.need(Role.TRANSLATOR, document=document)
    return call.store.operations.split_segment(
        document,
        requests.number_in(call.body, "number"),
        requests.number_in(call.body, "offset"),
        text=requests.text_in(call.body, "text"),
        undone_from=bitext.document,
        **_named(call),
    )


def _accept(call: Call) -> Done:
    bitext = requests.number_in(call.body, "bitext")
    threshold = requests.number_in(call.body, "threshold")
    return call.store.operations.accept(bitext, threshold, **_named(call))


_KINDS: Mapping[str, Work] = {
    "merge": lambda call: call.store.operations.merge(_own(call), **_named(call)),
    "split": _split,
    "split segment": _split_segment,
    "move": _move,
    "separate": lambda call: call.store.operations.separate(_own(call), **_named(call)),
    "pin": lambda call: call.store.operations.pin([_own(call)], True, **_named(call)),
    "unpin": lambda call: call.store.operations.pin([_own(call)], False, **_named(call)),
    "accept": _accept,
    "undo": lambda call: call.store.operations.undo(call.access.document, own=True, **_named(call)),
    "redo": lambda call: call.store.operations.redo(call.access.document, own=True, **_named(call)),
}


def _own_bitext(call: Call) -> Bitext:
    """The bitext of the path, which must belong to the token's document."""
    _check_own(call, call.path["bitext"])
    return call.store.bitexts.get(call.path["bitext"])


def _check_own(call: Call, bitext: int) -> None:
    if bitext not in {own.id for own in call.store.bitexts.of(call.access.document)}:
        raise BadToken("this page has no right to that document; open it again")


def bead_answer(bead: AlignedBead) -> dict[str, Any]:
    """A bead with its segments."""
    return {
        "id": bead.id,
        "position": bead.position,
        "source": [_segment(segment.number, segment.text) for segment in bead.source],
        "target": [_segment(segment.number, segment.text) for segment in bead.target],
        "text": bead.text if bead.edited else None,
        "confidence": bead.confidence,
        "pinned": bead.pinned,
        "reasons": list(bead.reasons),
        "state": bead.state,
    }


def _segment(number: int, text: str) -> dict[str, Any]:
    return {"number": number, "text": text}


def summary_answer(summary: AlignmentSummary) -> dict[str, Any]:
    """Counts of a whole alignment."""
    return {
        "shapes": dict(summary.shapes),
        "total": summary.total,
        "pinned": summary.pinned,
        "confidences": list(summary.confidences),
        "unaligned": {"source": summary.unaligned_source, "target": summary.unaligned_target},
    }


def _recorded_answer(entry: Recorded | None) -> dict[str, Any] | None:
    if entry is None:
        return None
    return {"kind": entry.kind, "author": entry.author, "at": entry.created_at.isoformat()}
