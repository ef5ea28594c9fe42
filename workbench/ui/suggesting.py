"""The routes for what machines say about a text: other wordings, words that belong together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from alignments.languages import joined
from workbench.jobs import ask
from workbench.ui import requests
from workbench.ui.calls import Call
from workbench.ui.errors import BadRequest, BadToken
from workbench.word_links import Lexicons, links

_MOST_BEADS = 8
_lexicons = Lexicons()


def ask_alternatives(call: Call) -> Mapping[str, Any]:
    """Ask what could stand in place of a text; a worker answers."""
    job = ask(
        call.store,
        "alternatives",
        document=call.access.document,
        parameters={"bead": call.own_bead(), "text": requests.text_in(call.body, "text")},
        author=call.access.user,
    )
    return {"job": job.id}


def alternatives(call: Call) -> Mapping[str, Any]:
    """How far that is, and what came of it."""
    job = call.store.jobs.get(call.path["job"])
    if job.kind != "alternatives" or job.document != call.access.document:
        raise BadToken("this page has no right to that job")
    return {"state": job.state, "note": job.note, "result": job.result}


def word_links(call: Call) -> Mapping[str, Any]:
    """Which words of some beads belong to which of their sources, by bead."""
    beads = requests.query_numbers(call.query, "beads")
    if len(beads) > _MOST_BEADS:
        raise BadRequest(f"links of at most {_MOST_BEADS} beads at once")
    found: dict[str, Any] = {}
    for bead in beads:
        document = call.store.bitexts.of_bead(bead).document
        call.allow(document)
        texts = call.store.bitexts.source_texts(bead)
        source = joined(texts, call.store.documents.get(document).language)
        # the rows show segments apart: their words can be counted on where spaces are between
        apart = source == " ".join(texts)
        known = links(call.store, _lexicons, bead, source) if apart else None
        found[str(bead)] = asdict(known) if known else None
    return {"links": found}
