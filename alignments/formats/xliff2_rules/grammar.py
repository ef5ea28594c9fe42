"""What the elements of the core and of the modules may hold, as tables.

Attributes are `name` or `name:kind`, with `!` at the end where needed. Children are names in their
order, alternatives joined by `|`, with the usual `?`, `*` and `+`; `any` is a foreign element, and
`text` at the beginning says that text may stand between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from alignments.formats.xliff2_rules.values import VALUES, Test

XML = "http://www.w3.org/XML/1998/namespace"
ITS = "http://www.w3.org/2005/11/its"
_OASIS = "urn:oasis:names:tc:xliff"
CORES = (f"{_OASIS}:document:2.0", f"{_OASIS}:document:2.2")
MODULES = {
    "mtc": f"{_OASIS}:matches:2.0",
    "gls": f"{_OASIS}:glossary:2.0",
    "fs": f"{_OASIS}:fs:2.0",
    "mda": f"{_OASIS}:metadata:2.0",
    "res": f"{_OASIS}:resourcedata:2.0",
    "ctr": f"{_OASIS}:changetracking:2.0",
    "slr": f"{_OASIS}:sizerestriction:2.0",
    "val": f"{_OASIS}:validation:2.0",
    "pgs": f"{_OASIS}:pgs:1.0",
    "its": ITS,
    "itsm": f"{_OASIS}:itsm:2.1",
    "xml": XML,
}

_FOREIGN = "foreign"
_MODULES = "modules"
_NONE = "none"
_CONTAINER = (
    "translate:yes-no canResegment:yes-no srcDir:direction trgDir:direction xml:space:space"
)
_CAN = (
    "canCopy:yes-no canDelete:yes-no canReorder:yes-no-first copyOf:nmtoken subType:own type:type"
)
_ONE = "disp equiv dataRef:nmtoken subFlows:nmtokens"
_PAIRED = (
    "dispStart dispEnd equivStart equivEnd dataRefStart:nmtoken dataRefEnd:nmtoken "
    "subFlowsStart:nmtokens subFlowsEnd:nmtokens canOverlap:yes-no dir:direction"
)
_MARK = "id:nmtoken! translate:yes-no type:mark ref value"
_INLINE = "text cp|ph|pc|sc|ec|mrk|sm|em*"
_SIDE = "xml:lang:language xml:space:space"

_ELEMENTS = (
    ("xliff", "version:version! srcLang:language! trgLang:language xml:space:space", _FOREIGN,
     "notes? mda:metadata? file+"),
    ("file", f"id:nmtoken! original {_CONTAINER}", _FOREIGN, "skeleton? any* notes? unit|group+"),
    ("skeleton", "href", _NONE, "text any*"),
    ("group", f"id:nmtoken! name type:own {_CONTAINER}", _FOREIGN, "any* notes? unit|group*"),
    ("unit", f"id:nmtoken! name type:own {_CONTAINER}", _FOREIGN,
     "any* notes? originalData? segment|ignorable+"),
    ("segment", "id:nmtoken canResegment:yes-no state:state subState:own", _NONE,
     "source target?"),
    ("ignorable", "id:nmtoken", _NONE, "source target?"),
    ("notes", "", _NONE, "note+"),
    ("note", "id:nmtoken appliesTo:side category priority:priority ref", _FOREIGN, "text"),
    ("originalData", "", _NONE, "data+"),
    ("data", "id:nmtoken! dir:direction xml:space:preserve", _NONE, "text cp*"),
    ("source", _SIDE, _NONE, _INLINE),
    ("target", f"{_SIDE} order:positive", _NONE, _INLINE),
    ("cp", "hex:control!", _NONE, ""),
    ("ph", f"id:nmtoken! {_CAN} {_ONE}", _MODULES, ""),
    ("pc", f"id:nmtoken! {_CAN} {_PAIRED}", _MODULES, _INLINE),
    ("sc", f"id:nmtoken! isolated:yes-no canOverlap:yes-no dir:direction {_CAN} {_ONE}",
     _MODULES, ""),
    ("ec", "id:nmtoken isolated:yes-no startRef:nmtoken canOverlap:yes-no dir:direction "
     f"{_CAN} {_ONE}", _MODULES, ""),
    ("mrk", _MARK, _FOREIGN, _INLINE),
    ("sm", _MARK, _FOREIGN, ""),
    ("em", "startRef:nmtoken!", _NONE, ""),
    ("mtc:matches", "", _NONE, "mtc:match+"),
    ("mtc:match", "id:nmtoken ref! origin type:match subType:own reference:yes-no "
     "similarity:percent matchQuality:percent matchSuitability:percent", _FOREIGN,
     "mda:metadata? originalData? source target any*"),
    ("gls:glossary", "", _NONE, "gls:glossEntry+"),
    ("gls:glossEntry", "id:nmtoken ref", _FOREIGN,
     "gls:term gls:translation* gls:definition? any*"),
    ("gls:term", "source", _FOREIGN, "text"),
    ("gls:translation", "id:nmtoken ref source", _FOREIGN, "text"),
    ("gls:definition", "source", _FOREIGN, "text"),
    ("mda:metadata", "id:nmtoken", _NONE, "mda:metaGroup+"),
    ("mda:metaGroup", "id:nmtoken category appliesTo:part", _NONE, "mda:metaGroup|mda:meta+"),
    ("mda:meta", "type!", _NONE, "text"),
    ("res:resourceData", "", _NONE, "res:resourceItemRef* res:resourceItem*"),
    ("res:resourceItemRef", "id:nmtoken ref:nmtoken!", _FOREIGN, ""),
    ("res:resourceItem", "id:nmtoken mimeType context:yes-no", _FOREIGN,
     "notes? res:source? res:target? res:reference*"),
    ("res:source", "href xml:lang:language", _FOREIGN, "text any*"),
    ("res:target", "href xml:lang:language", _FOREIGN, "text any*"),
    ("res:reference", "href! xml:lang:language", _FOREIGN, ""),
    ("ctr:changeTrack", "", _FOREIGN, "ctr:revisions+"),
    ("ctr:revisions", "appliesTo:nmtoken! ref:nmtoken currentVersion:nmtoken", _FOREIGN,
     "ctr:revision+"),
    ("ctr:revision", "author datetime version:nmtoken", _FOREIGN, "ctr:item+"),
    ("ctr:item", "property!", _FOREIGN, "text any*"),
    ("slr:profiles", "generalProfile storageProfile", _NONE, "slr:normalization? any*"),
    ("slr:normalization", "general:normal storage:normal", _NONE, ""),
    ("slr:data", "profile!", _FOREIGN, "any*"),
    ("val:validation", "", _FOREIGN, "val:rule+"),
    ("val:rule", "isPresent occurs:positive isNotPresent startsWith endsWith existsInSource:yes-no "
     "caseSensitive:yes-no normalization:normal disabled:yes-no", _FOREIGN, ""),
)  # fmt: skip

_ITS = (
    "version allowedCharacters annotatorsRef localeFilterList localeFilterType "
    "locQualityIssueComment locQualityIssueEnabled:yes-no locQualityIssueProfileRef "
    "locQualityIssuesRef locQualityIssueSeverity:percent locQualityIssueType "
    "locQualityRatingProfileRef locQualityRatingScore:percent "
    "locQualityRatingScoreThreshold:percent locQualityRatingVote locQualityRatingVoteThreshold "
    "mtConfidence:fraction org orgRef person personRef provenanceRecordsRef revOrg revOrgRef "
    "revPerson revPersonRef revTool revToolRef taClassRef taConfidence:fraction taIdent taIdentRef "
    "taSource term termConfidence:fraction termInfoRef tool toolRef domains"
)
_MODULE_ATTRIBUTES = {
    "fs": "fs:style subFs",
    "slr": "equivStorage sizeInfo sizeInfoRef:nmtoken sizeRestriction storageRestriction",
    "pgs": "switch case",
    "its": _ITS,
    "itsm": "domains lang:language",
    "xml": "lang:language space:space id base",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What one element may hold, by names with their namespaces."""

    name: str
    """As in the tables."""
    attributes: Mapping[str, tuple[Test, str] | None]
    needed: tuple[str, ...]
    foreign: str
    """Whose attributes it takes besides: anybody's, those of modules, or no others."""
    children: Mapping[str, tuple[int, bool]]
    """The place in the order of each, and whether more than one may come."""
    least: tuple[tuple[int, str], ...]
    """The places that may not stay empty, with their names."""
    text: bool


@cache
def shapes(core: str) -> dict[str, Shape]:
    """The shapes of all elements by their names, for one namespace of the core."""
    return {
        full(name, core): _shape(name, attributes, foreign, children, core)
        for name, attributes, foreign, children in _ELEMENTS
    }


@cache
def module_attributes() -> dict[str, tuple[Test, str] | None]:
    """The attributes that modules add to elements of the core."""
    return {
        full(f"{prefix}:{name}", ""): kind
        for prefix, attributes in _MODULE_ATTRIBUTES.items()
        for name, kind, _ in _attributes(attributes)
    }


def full(name: str, core: str) -> str:
    """The name of an element of the tables as lxml writes it."""
    prefix, _, local = name.rpartition(":")
    return f"{{{MODULES[prefix] if prefix else core}}}{local}"


def _attributes(text: str) -> Iterator[tuple[str, tuple[Test, str] | None, bool]]:
    for word in text.split():
        name, _, kind = word.rstrip("!").partition(":")
        if name == "xml":
            local, _, kind = kind.partition(":")
            name = f"{{{XML}}}{local}"
        yield name, (VALUES[kind], kind) if kind else None, word.endswith("!")


def _shape(name: str, attributes: str, foreign: str, children: str, core: str) -> Shape:
    words = children.split()
    text = words[:1] == ["text"]
    places: dict[str, tuple[int, bool]] = {}
    least = []
    for place, word in enumerate(words[text:]):
        for alternative in word.rstrip("?*+").split("|"):
            known = alternative if alternative == "any" else full(alternative, core)
            places[known] = (place, word[-1] in "*+")
        if word[-1] not in "?*":
            least.append((place, word.rstrip("+").replace("|", "> or <")))
    known_attributes = list(_attributes(attributes))
    return Shape(
        name=name,
        attributes={each: kind for each, kind, _ in known_attributes},
        needed=tuple(each for each, _, needed in known_attributes if needed),
        foreign=foreign,
        children=places,
        least=tuple(least),
        text=text,
    )
