"""Every rule of XLIFF 2: what breaks it is refused with its name, what is near it is read."""

from __future__ import annotations

import io
import re
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest

from alignments import formats
from alignments.errors import FormatError
from alignments.formats.xliff2_rules import RULES
from tests.shared_data import shared

CORE = "urn:oasis:names:tc:xliff:document:2.0"
MODULES = "".join(
    f' xmlns:{prefix}="urn:oasis:names:tc:xliff:{name}:2.0"'
    for prefix, name in {
        "mtc": "matches",
        "gls": "glossary",
        "fs": "fs",
        "mda": "metadata",
        "res": "resourcedata",
        "ctr": "changetracking",
        "slr": "sizerestriction",
        "val": "validation",
    }.items()
)


def file(body: str, languages: str = 'srcLang="en" trgLang="ar"') -> bytes:
    return (
        f'<xliff xmlns="{CORE}" version="2.1" {languages}{MODULES} xmlns:my="urn:my">{body}</xliff>'
    ).encode()


def unit(inside: str, about: str = "") -> bytes:
    return file(f'<file id="f"><unit id="u"{about}>{inside}</unit></file>')


def segment(source: str, target: str | None = None, before: str = "") -> bytes:
    other = "" if target is None else f"<target>{target}</target>"
    return unit(f"{before}<segment><source>{source}</source>{other}</segment>")


def read(content: bytes):
    return list(formats.load("xliff").read(io.BytesIO(content)))


S = "<segment><source>a</source></segment>"
DATA = '<originalData><data id="d">x</data></originalData>'
FIXED = 'canReorder="{}" canCopy="no" canDelete="no"'
FIRST, NEXT = FIXED.format("firstNo"), FIXED.format("no")
U = f'<unit id="u">{S}</unit>'
TARGET = "<segment><source>a</source><target{}>b</target></segment>"
MATCH = "<mtc:matches><mtc:match{}><source>a</source><target>b</target></mtc:match></mtc:matches>"
TERM = "<gls:glossary><gls:glossEntry><gls:term>a</gls:term></gls:glossEntry></gls:glossary>"
ITEM = "<ctr:revision><ctr:item property='content'>x</ctr:item></ctr:revision>"
REVISIONS = f'<ctr:revisions appliesTo="note" ref="n">{ITEM}</ctr:revisions>'
SOURCE = '<res:source href="a">x</res:source>'
RESOURCE = f"<res:resourceData><res:resourceItem>{SOURCE}</res:resourceItem></res:resourceData>"
MOVED = f'<ph id="1" {FIRST}/><ph id="3"/><ph id="2" {NEXT}/>'
RULE = '<val:rule isPresent="a" endsWith="b"/>'
NOTE = '<notes><note id="1">n</note></notes>'
SIZED = '<segment><source><ph id="1" slr:sizeInfoRef="s"/></source></segment>'
SIZES = '<slr:data profile="p"><my:d id="s"/></slr:data>'
PROFILES = '<slr:profiles generalProfile="xliff:codepoints" storageProfile="xliff:utf8"/>'

BROKEN = [
    ("element", unit(f"<val:rules/>{S}")),
    ("place", unit(f"{S}<notes><note>n</note></notes>")),
    ("place", file(f'<file id="f">{U}<my:e/></file>')),
    ("place", file(f'<file id="f">{U}</file><my:e/>')),
    ("once", unit("<segment><source>a</source><source>b</source></segment>")),
    ("needed", unit("<segment><target>a</target></segment>")),
    ("needed", file('<file id="f"/>')),
    ("needed", file("")),
    ("needed", unit("<ignorable><source> </source></ignorable>")),
    ("needed", file(f'<file id="f"><group>{U}</group></file>')),
    ("text", unit(f"loose{S}")),
    ("text", unit(f"{S}loose")),
    ("text", unit(S.replace("</segment>", "x</segment>"))),
    ("attribute", unit(S, ' colour="red"')),
    ("attribute", unit('<segment my:a="b"><source>a</source></segment>')),
    ("attribute", segment('<ph id="1" my:a="b"/>')),
    ("attribute", unit(S, ' fs:colour="red"')),
    ("value", unit('<segment state="done"><source>a</source></segment>')),
    ("value", segment('<cp hex="0041"/>')),
    ("value", unit(S).replace(b'"u"', b'"#u"')),
    ("value", unit(S).replace(b'"en"', b'"e"')),
    ("id", file(f'<file id="f">{U}{U}</file>')),
    ("id", file(f'<file id="f">{U}</file>' * 2)),
    ("id", segment('<ph id="1"/><ph id="1"/>')),
    ("id", unit(f'<notes><note id="n">a</note><note id="n">b</note></notes>{S}')),
    ("id", unit(f'<my:e id="x"><my:e xml:id="x"/></my:e>{S}')),
    ("skeleton", file(f'<file id="f"><skeleton/>{U}</file>')),
    ("language", unit(TARGET.format("")).replace(b' trgLang="ar"', b"")),
    ("language", unit('<segment><source xml:lang="de">a</source></segment>')),
    ("language", unit(S, ' xml:lang="de"')),
    ("space", unit('<segment><source xml:space="preserve">a</source><target>b</target></segment>')),
    ("order", unit('<segment><source>a</source><target order="2">b</target></segment>' * 2)),
    ("order", unit(f'{S}<segment><source>a</source><target order="3">b</target></segment>')),
    ("state", unit('<segment subState="my:a"><source>a</source></segment>')),
    ("state", unit('<segment state="final"><source>a</source></segment>')),
    ("sub-type", segment('<ph id="1" subType="my:a"/>')),
    ("sub-type", segment('<ph id="1" type="fmt" subType="xlf:var"/>')),
    ("data", segment('<ph id="1" dataRef="x"/>', before=DATA)),
    ("data", segment('<pc id="1" dataRefStart="d" dataRefEnd="x">a</pc>', before=DATA)),
    ("copy", segment('<ph id="1" copyOf="2"/>')),
    ("copy", segment('<ph id="1" canCopy="no"/><ph id="2" copyOf="1"/>')),
    ("copy", segment('<ph id="1"/><ph id="2" copyOf="1" dataRef="d"/>', before=DATA)),
    ("pair", segment('<sc id="1"/>a')),
    ("pair", segment('a<ec startRef="1"/>')),
    ("pair", segment('<ec startRef="1"/>a<sc id="1"/>')),
    ("pair", segment('<sc id="1"/>a<ec id="1"/>')),
    ("pair", segment('<sc id="1" isolated="yes"/>a<ec startRef="1"/>')),
    ("pair-alike", segment('<sc id="1" dir="rtl"/>a<ec startRef="1" dir="ltr"/>')),
    ("pair-alike", segment(f'<sc id="1" {FIRST}/>a<ec startRef="1" canReorder="yes"/>')),
    ("annotation", segment('<sm id="1"/>a')),
    ("annotation", segment('a<em startRef="1"/>')),
    ("comment", segment('<mrk id="1" type="comment">a</mrk>')),
    ("comment", segment('<mrk id="1" type="comment" value="b" ref="#n=1">a</mrk>')),
    ("comment", segment('<mrk id="1" type="comment" ref="#n=1">a</mrk>')),
    ("code-kept", segment('<ph id="1" canDelete="no"/>a', "b")),
    ("code-order", segment(f'<ph id="1" {NEXT}/>')),
    ("code-order", segment('<ph id="1" canReorder="firstNo"/>')),
    ("code-order", segment(f'<ph id="1" {FIRST}/><ph id="2" {NEXT}/><ph id="3"/>', MOVED)),
    ("code-order", segment(f'<pc id="1" {FIRST}><ph id="2" {NEXT}/></pc>',
                           f'<pc id="1" {FIRST}/><ph id="2" {NEXT}/>')),
    ("code-alike", segment('<ph id="1"/>', '<pc id="1">a</pc>')),
    ("code-alike", segment('<mrk id="1" translate="yes">a</mrk>', '<mrk id="1" translate="no"/>')),
    ("sub-flow", segment('<ph id="1" subFlows="v"/>')),
    ("fragment", segment('<mrk id="1" type="my:a" ref="#u=u/f=f">a</mrk>')),
    ("fragment", segment('<mrk id="1" type="my:a" ref="#a/b">a</mrk>')),
    ("fragment", segment('<mrk id="1" type="my:a" ref="#zz=a">a</mrk>')),
    ("fragment", segment('<mrk id="1" type="my:a" ref="#f=$">a</mrk>')),
    ("fragment", unit(f'<notes><note ref="#">n</note></notes>{S}')),
    ("reference", unit(f'<notes><note ref="#x">n</note></notes>{S}')),
    ("match", unit(MATCH.format(' ref="#x"') + S)),
    ("match", unit(MATCH.format(' ref="x"') + S)),
    ("glossary", unit(TERM + S)),
    ("resource", unit(RESOURCE + S)),
    ("change", unit(f"<ctr:changeTrack>{REVISIONS}</ctr:changeTrack>{S}")),
    ("format-style", unit(S, ' fs:subFs="a,b"')),
    ("format-style", segment('<sc id="1"/>a<ec startRef="1" fs:fs="b"/>')),
    ("size", segment('<sc id="1"/>a<ec startRef="1" slr:equivStorage="7"/>')),
    ("size", segment('<ph id="1" slr:sizeInfo="1" slr:sizeInfoRef="x"/>')),
    ("size", segment('<ph id="1" slr:sizeInfoRef="x"/>')),
    ("size", file(f'<file id="f" slr:storageRestriction="1">{PROFILES}'
                  f'<unit id="u" slr:sizeRestriction="ten">{S}</unit></file>')),
    ("validation", unit(f"<val:validation><val:rule/></val:validation>{S}")),
    ("validation", unit(f"<val:validation>{RULE}</val:validation>{S}")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "content"), BROKEN)
def test_what_breaks_a_rule_is_refused_with_its_name_on_one_line(rule, content) -> None:
    with pytest.raises(FormatError, match=rf"^line \d+: .*\(XLIFF rule '{rule}': ") as refusal:
        read(content)
    assert "\n" not in str(refusal.value)


def test_every_rule_is_tried() -> None:
    assert {rule for rule, _ in BROKEN} == set(RULES)


@pytest.mark.parametrize(
    "content",
    [
        segment('<sc id="1"/>a<ec startRef="1"/>', '<pc id="1">b</pc>'),
        segment('<ph id="1"/>', "b<ph id='2'/>"),
        segment('<mrk id="1" type="comment" ref="#n=1">a</mrk>', before=NOTE),
        segment('<mrk id="m" type="my:a" ref="#/f=f/u=u/n=1">a</mrk>'),
        segment('<sc id="1" slr:sizeInfo="wide"/>a<ec startRef="1"/>'),
        segment('<ph id="1" subFlows="u"/>'),
        unit(TARGET.format(' order="2"') + TARGET.format(' order="1"')),
        file(f'<file id="f"><my:unit id="u"/>{U}</file>'),
        file(f'<file id="f">{U}</file>', 'srcLang="en"'),
        file(f'<file id="f">{SIZES}<unit id="u">{SIZED}</unit></file>'),
        unit(f"{SIZES}{SIZED}"),
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_read(content) -> None:
    assert read(content)


def test_the_rules_are_those_of_version_2_alone() -> None:
    content = (
        '<xliff version="1.2"><file><body><trans-unit id="#1"><source colour="red">a</source>'
        "</trans-unit></body></file></xliff>"
    )
    assert [each.source for each in read(content.encode())] == ["a"]


def test_another_namespace_is_not_taken_for_xliff_2() -> None:
    with pytest.raises(FormatError, match="'urn:x' is not the namespace of XLIFF 2"):
        read(unit(S).replace(CORE.encode(), b"urn:x"))


PAIRS = ["toJoin1", "toJoin2", "toJoin3", "toJoin4", "toRemoveAnnotations", "toRemoveExtensions",
         "toRewrite1", "toRewrite2", "toSegment1"]  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_both_files_of_a_pair_say_the_same(name) -> None:
    """What OASIS does between them is joining, cutting and stripping: no text or code is lost.

    Where segments are joined whose targets stand in another order, OASIS puts both sides into it.
    """
    folder = shared("formats/oasis_xliff/xliff-21/test-suite/core/in-out")
    before, after = (_texts(folder / f"{name}_{end}.xlf") for end in ("in", "out"))
    assert before == after


def _texts(path: Path) -> tuple[str, str]:
    """All text of both sides, without the white space that stands between segments."""
    units = []
    for _, segments in groupby(read(path.read_bytes()), key=lambda each: _unit_name(each.key)):
        places = enumerate(segments, start=1)
        placed = [(int(each.properties.get("order", place)), each) for place, each in places]
        units += [each for _, each in sorted(placed, key=itemgetter(0))]
    source, target = (
        "".join(getattr(each, side) for each in units) for side in ("source", "target")
    )
    return _bare(source), _bare(target)


def _unit_name(key: str) -> str:
    return key.partition("/")[0]


def _bare(text: str) -> str:
    return re.sub(r"⟦/?\d+/?⟧|\s", "", text)
