"""What modules ask of their elements besides the grammar, one function for each element."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from alignments.formats.xliff2_rules.grammar import MODULES
from alignments.formats.xliff2_rules.rules import broken, shown
from alignments.formats.xliff2_rules.scopes import LANG, FileScope, Ids, Scope

_SLR = f"{{{MODULES['slr']}}}"
_FS = f"{{{MODULES['fs']}}}"
_SIZES = (f"{_SLR}sizeInfo", f"{_SLR}sizeInfoRef", f"{_SLR}equivStorage")
_RESTRICTION = re.compile(r"\*|\d+|\d+,(?:\d+|\*)")
_FRACTION = re.compile(r"\d*[.,]\d+")
_COUNTED = frozenset({"xliff:codepoints"})
_STORED = frozenset({"xliff:utf8", "xliff:utf16", "xliff:utf32"})
_FINDERS = ("isPresent", "startsWith", "endsWith")


def check_glossary(glossary: etree._Element) -> None:
    ids = Ids("in the glossary")
    for entry in glossary:
        ids.add(entry, entry.get("id"))
        inside = [str(child.tag).rpartition("}")[2] for child in entry]
        if "translation" not in inside and "definition" not in inside:
            broken(entry, "glossary", "the entry has neither")
        for child in entry.iterchildren("{*}translation"):
            ids.add(child, child.get("id"))


def check_metadata(metadata: etree._Element) -> None:
    ids = Ids("in the metadata")
    for group in metadata.iter("{*}metaGroup"):
        ids.add(group, group.get("id"))


def check_matches(matches: etree._Element) -> None:
    ids = Ids("among the matches")
    for match in matches:
        ids.add(match, match.get("id"))
        if match.get(LANG) is not None:
            broken(match, "match", "the match has an xml:lang")
        if match.get("subType") is not None and match.get("type") is None:
            broken(match, "sub-type", "the match has a subType and no type")


def check_resources(resources: etree._Element, source_language: str) -> None:
    ids = Ids("among the resources")
    for item in resources:
        ids.add(item, item.get("id"))
        for side in item.iterchildren(f"{{{MODULES['res']}}}source", f"{{{MODULES['res']}}}target"):
            full = len(side) > 0 or bool(side.text and side.text.strip())
            if full == (side.get("href") is not None):
                broken(side, "resource", "it has both" if full else "it has neither")
            language = side.get(LANG)
            source = str(side.tag).endswith("source")
            if source and language and language.lower() != source_language.lower():
                broken(side, "resource", f"xml:lang={shown(language)} is not the file's")


def check_changes(track: etree._Element) -> None:
    """Changes of one element beside the track, which is named or pointed to."""
    parent = track.getparent()
    if parent is None:
        return
    named = {element.get("id"): element for element in parent.iter() if element.get("id")}
    for revisions in track:
        reference, kind = revisions.get("ref"), revisions.get("appliesTo")
        if reference is not None and reference not in named:
            broken(revisions, "change", f"ref={shown(reference)} is no id in here")
        several = [each for each in parent.iter(f"{{*}}{kind}") if each.get("id")]
        if reference is None and len(several) > 1:
            broken(revisions, "change", f"which <{kind}> is meant it does not say")
        subject = named.get(reference)
        for revision in revisions:
            _check_items(revision, subject)


def _check_items(revision: etree._Element, subject: etree._Element | None) -> None:
    told: set[str] = set()
    for item in revision:
        name = item.get("property") or ""
        if name in told:
            broken(item, "change", f"the revision tells {shown(name)} twice")
        told.add(name)
        if name != "content" and subject is not None and subject.get(name) is None:
            broken(item, "change", f"the element has no {shown(name)}")


def check_validation(validation: etree._Element) -> None:
    for rule in validation:
        said = [name for name in (*_FINDERS, "isNotPresent") if rule.get(name) is not None]
        own = [name for name in map(str, rule.keys()) if name[0] == "{"]
        if len(said) + len(own) != 1:
            broken(rule, "validation", f"the rule says {len(said) + len(own)}")
        if rule.get("existsInSource") is not None and said and said[0] not in _FINDERS:
            broken(rule, "validation", f"existsInSource does not go with {said[0]}")


def take_profiles(profiles: etree._Element, file: FileScope) -> None:
    """From here on sizes are what the profiles say."""
    file.counted = profiles.get("generalProfile") in _COUNTED
    file.stored = profiles.get("storageProfile") in _STORED


def check_adorned(element: etree._Element, file: FileScope, scopes: Sequence[Scope]) -> None:
    """Attributes of the style and size modules, on whatever element they stand."""
    names = [str(name) for name in element.keys()]  # noqa: SIM118  lxml's elements iterate children
    tag = str(element.tag).rpartition("}")[2]
    if tag == "ec" and element.get("isolated") != "yes":
        for name in names:
            if name.startswith(_FS):
                broken(element, "format-style", "an <ec> that is not isolated has a style")
            if name in _SIZES:
                broken(element, "size", "an <ec> that is not isolated has a size")
    if element.get(f"{_FS}subFs") is not None and element.get(f"{_FS}fs") is None:
        broken(element, "format-style", "subFs stands without fs")
    _check_sizes(element, file, scopes)


def _check_sizes(element: etree._Element, file: FileScope, scopes: Sequence[Scope]) -> None:
    size, reference = element.get(f"{_SLR}sizeInfo"), element.get(f"{_SLR}sizeInfoRef")
    if size is not None and reference is not None:
        broken(element, "size", "it has both a size and a reference to one")
    if reference is not None and not any(reference in scope.data for scope in scopes):
        broken(element, "size", f"sizeInfoRef={shown(reference)} is no size data around it")
    if size is not None and (file.counted or _FRACTION.fullmatch(size)):
        _check_number(element, "sizeInfo")
    if file.counted:
        _check_restriction(element, "sizeRestriction")
    if file.stored:
        _check_number(element, "equivStorage")
        _check_restriction(element, "storageRestriction")


def _check_number(element: etree._Element, name: str) -> None:
    said = element.get(_SLR + name)
    if said is not None and not said.isdecimal():
        broken(element, "size", f"{name}={shown(said)} is not a number")


def _check_restriction(element: etree._Element, name: str) -> None:
    said = element.get(_SLR + name)
    if said is not None and not _RESTRICTION.fullmatch(said):
        broken(element, "size", f"{name}={shown(said)} is not *, a number, or two of them")
