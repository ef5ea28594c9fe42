"""XLIFF says more than texts and states: it is kept, or counted in the report."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from alignments.beads import MachineOrigin, Origin, State, SubState
from alignments.formats import ImportReport
from tests.alignments.formats_sample import unit
from tests.alignments.test_formats import read, written
from tests.alignments.test_formats_xliff import CORE_20, xliff2, xliff12

MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
GLOSSARY = "urn:oasis:names:tc:xliff:glossary:2.0"
SEGMENT = '<segment id="s"><source>One term.</source></segment>'
CONFIDENT = 'type="its:any" its:mtConfidence="0.5" its:annotatorsRef="mt-confidence|Engine-X"'


def test_proposals_and_terms_are_kept_as_properties() -> None:
    report = ImportReport()
    body = (
        f'<unit id="u"><m:matches xmlns:m="{MATCHES}"><m:match ref="#s" type="tm" similarity="90">'
        "<source>One.</source><target>واحد.</target></m:match></m:matches>"
        f'<g:glossary xmlns:g="{GLOSSARY}"><g:glossEntry><g:term>term</g:term>'
        "<g:translation>مصطلح</g:translation><g:definition>a word</g:definition></g:glossEntry>"
        f"</g:glossary>{SEGMENT}</unit>"
    )
    [found] = read("xliff", xliff2(body), report=report)
    assert found.properties == {
        "match 1": '{"source": "One.", "target": "واحد.", "type": "tm", "similarity": "90"}',
        "term 1": '{"term": "term", "translations": ["مصطلح"], "definition": "a word"}',
    }
    assert report.homeless == {"match": 1, "term": 1}
    again = read("xliff", written("xliff", [found.translation_unit(1)]))[0]
    assert again.properties == found.properties


def test_the_confidence_of_a_machine_becomes_origin_engine_and_score() -> None:
    body = (
        '<unit id="u"><segment state="initial"><source>One.</source><target>'
        f'<mrk id="m" {CONFIDENT}>واحد.</mrk></target></segment></unit>'
    )
    content = xliff2(body).replace(b"<xliff", b'<xliff xmlns:its="http://www.w3.org/2005/11/its"')
    [found] = read("xliff", content)
    assert (found.origin, found.machine.engine) == (Origin.MACHINE, "Engine-X")
    assert found.score == math.log(0.5)
    assert (found.state, found.sub_state) == (State.INITIAL, SubState.DRAFT)


def test_how_likely_a_machine_found_its_draft_goes_out_and_comes_back() -> None:
    machine = MachineOrigin(engine="firefox", model="firefox en-ar", revision="1", options={})
    draft = unit(state=State.INITIAL, sub_state=SubState.DRAFT)
    draft = replace(draft, revision=replace(draft.revision, machine=machine, score=-0.5))
    content = written("xliff", [draft])
    assert b'its:mtConfidence="0.6065" its:annotatorsRef="mt-confidence|firefox%20en-ar"' in content
    [found] = read("xliff", content)
    assert (found.target, found.score, found.machine) == (draft.target, -0.5, machine)
    without_ours = re.sub(b"<mda:metadata>.*</mda:metadata>", b"", content, flags=re.DOTALL)
    [found] = read("xliff", without_ours)
    assert (found.origin, found.machine.engine) == (Origin.MACHINE, "firefox en-ar")
    assert found.score == pytest.approx(-0.5, abs=1e-3)


def test_order_and_foreign_sub_states_are_kept_and_counted() -> None:
    report = ImportReport()
    body = (
        '<unit id="u" name="n"><segment state="final" subState="my:done"><source>a</source>'
        '<target order="1">b</target></segment></unit>'
    )
    [found] = read("xliff", xliff2(body), report=report)
    assert found.properties == {"order": "1", "subState": "my:done"}
    assert (found.state, found.sub_state) == (State.FINAL, SubState.IMPORTED)
    assert report.homeless == {
        "attribute name": 1,
        "attribute order": 1,
        "sub-state my:done": 1,
    }


def test_what_files_and_groups_say_is_counted() -> None:
    report = ImportReport()
    content = (
        f'<xliff version="2.0" xmlns="{CORE_20}" srcLang="en" trgLang="ar"><file id="f" '
        'canResegment="no"><skeleton href="a"/><notes><note>n</note></notes><group id="g" '
        f'name="x"><unit id="u">{SEGMENT}</unit></group></file></xliff>'
    ).encode()
    assert len(read("xliff", content, report=report)) == 1
    assert report.homeless == {
        "attribute canResegment of file": 1,
        "attribute name of group": 1,
        "notes of file": 1,
        "skeleton of file": 1,
    }


def test_proposals_of_1_2_are_kept_and_binary_units_skipped() -> None:
    report = ImportReport()
    body = (
        '<trans-unit id="1" resname="r"><source>a</source><alt-trans match-quality="80">'
        "<target>b</target></alt-trans></trans-unit><bin-unit/>"
    )
    [found] = read("xliff-1.2", xliff12(body), report=report)
    assert found.properties == {"resname": "r", "alt-trans 1": "b (match-quality 80)"}
    assert report.homeless == {"attribute resname": 1, "alt-trans": 1}
    assert report.skipped == {"it holds no text but a file": 1}


def test_a_phase_says_who_worked_on_a_target_and_when() -> None:
    content = xliff12(
        '<trans-unit id="1"><source>a</source><target phase-name="p" state="translated">b</target>'
        '</trans-unit><trans-unit id="2"><source>c</source><target phase-name="q">d</target>'
        "</trans-unit>"
    ).replace(
        b"<body>",
        b'<header><phase-group><phase phase-name="p" process-name="translation" '
        b'contact-name="Leila" date="2026-03-01T09:00:00Z"/></phase-group></header><body>',
    )
    first, second = read("xliff-1.2", content)
    assert (first.author, first.revised_at) == ("Leila", datetime(2026, 3, 1, 9, tzinfo=UTC))
    assert (second.author, second.revised_at) == (None, None)


def test_trados_says_where_a_text_came_from() -> None:
    def segment(attributes: str):
        content = (
            f'<trans-unit id="t"><source>a</source><seg-source><mrk mtype="seg" mid="1">a</mrk>'
            '</seg-source><target><mrk mtype="seg" mid="1">b</mrk></target><sdl:seg-defs '
            f'xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0"><sdl:seg id="1" {attributes}/>'
            "</sdl:seg-defs></trans-unit>"
        )
        [found] = read("sdlxliff", xliff12(content))
        return found.state, found.sub_state, found.origin

    assert segment('origin="mt"') == (State.INITIAL, SubState.DRAFT, Origin.MACHINE)
    assert segment('origin="nmt" conf="Translated"') == (
        State.TRANSLATED,
        SubState.UNCHANGED,
        Origin.MACHINE,
    )
    assert segment('origin="tm" conf="ApprovedTranslation"') == (
        State.REVIEWED,
        SubState.EDITED,
        Origin.MEMORY,
    )
    assert segment("") == (None, None, None)


def test_comments_and_flags_of_po_without_a_home_are_counted() -> None:
    report = ImportReport()
    content = b'#: a.c:1\n#| msgid "b"\n#, fuzzy, c-format\nmsgid "a"\nmsgstr "b"\n'
    [found] = read("po", content, report=report)
    assert found.sub_state is SubState.DRAFT
    assert report.homeless == {
        "reference to the program": 1,
        "previous text": 1,
        "flag c-format": 1,
    }
