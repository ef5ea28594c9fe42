"""Files that nobody here wrote, and what our readers make of each of them.

    python -m tests.conformance     writes docs/conformance.md anew

The files lie beside the checkout on some machines only; the table is part of the project.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from alignments import formats
from alignments.errors import FormatError
from alignments.formats import ReadOptions, ReadUnit, WriteOptions
from alignments.formats.xliff2_rules import RULES
from tests.shared_data import SHARED_DATA

PAGE = Path(__file__).parents[1] / "docs" / "conformance.md"
FORMATS = SHARED_DATA / "formats"
_OASIS = "oasis_xliff/xliff-22/test-suite"
_OKAPI_2 = "okapi/okapi/libraries/lib-xliff2/src/test/resources"
_MOST = 1_000_000
"""In bytes: larger ones say nothing that smaller ones do not, and take long."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A set of files that have something in common."""

    title: str
    folder: str
    endings: tuple[str, ...]
    format: str
    valid: bool = True
    """Whether its files are to be read; those of the others are to be refused."""
    without: tuple[str, ...] = ()
    """Folders inside that belong to another suite."""

    def paths(self) -> list[Path]:
        root = FORMATS / self.folder
        return sorted(
            path
            for path in root.rglob("*")
            if path.suffix.lower() in self.endings
            and not any(part in str(path.relative_to(root)) for part in self.without)
            and path.stat().st_size < _MOST
        )

    def name(self, path: Path) -> str:
        return str(path.relative_to(FORMATS / self.folder))


_XLIFF = (".xlf", ".xliff")
SUITES = (
    Suite("OASIS XLIFF 2.2, valid core files", f"{_OASIS}/core/valid", _XLIFF, "xliff"),
    Suite("OASIS XLIFF 2.2, valid module files", f"{_OASIS}/modules/valid", _XLIFF, "xliff"),
    Suite("OASIS XLIFF 2.2, invalid core files", f"{_OASIS}/core/invalid", _XLIFF, "xliff", False),
    Suite(
        "OASIS XLIFF 2.2, invalid module files", f"{_OASIS}/modules/invalid", _XLIFF, "xliff", False
    ),
    Suite("OASIS XLIFF 2.1, pairs", "oasis_xliff/xliff-21", _XLIFF, "xliff"),
    Suite("Okapi, valid XLIFF 2 files", f"{_OKAPI_2}/valid", _XLIFF, "xliff"),
    Suite("Okapi, invalid XLIFF 2 files", f"{_OKAPI_2}/invalid", _XLIFF, "xliff", False),
    Suite("Okapi, other XLIFF files", "okapi", _XLIFF, "xliff", without=("libraries/lib-xliff2/",)),
    Suite("Okapi, SDLXLIFF files", "okapi", (".sdlxliff",), "sdlxliff"),
    Suite("Okapi, TMX files, with the compliance kit", "okapi", (".tmx",), "tmx"),
    Suite("Okapi, PO files", "okapi", (".po",), "po"),
    Suite("OmegaT, XLIFF files", "omegat", _XLIFF, "xliff"),
    Suite("OmegaT, TMX files, with the compliance kit", "omegat", (".tmx",), "tmx"),
    Suite("OmegaT, PO files", "omegat", (".po",), "po"),
    Suite("translate-toolkit, XLIFF files", "translate-toolkit", _XLIFF, "xliff"),
    Suite("translate-toolkit, PO files", "translate-toolkit", (".po",), "po"),
)

_SUB_FS = "Okapi's own sample breaks the style module: `subFs` stands without `fs`"
EXCEPTIONS = {
    "Good-mda_top-level.xlf": "defective: its `meta` is an element of the core, which has none",
    "Good-pgs_plural.xlf": "defective: it uses a prefix that it does not declare",
    "withSLR.xlf": "Okapi does not check sizes; the OASIS suite has the same as invalid",
    "gold/test01.xliff2.xlf": _SUB_FS,
    "test01.xlf": _SUB_FS,
    "test02.xlf": _SUB_FS,
    "roundtrips/test02_input.xlf": _SUB_FS,
    "roundtrips/test02_output.xlf": _SUB_FS,
    "roundtrips/comprehensive_data_output.xlf": "what Okapi wrote has `skeleton` behind `notes`",
    "invalid_xml_entity.xlf": "broken on purpose: a control character",
    "file-XLIFFFilter-invalid-content.xlf": "broken on purpose: a control character",
    "ex.9.5.xlf": "a target in a file that does not say its language, which 2.0 forbids",
    "msgctxt_notes.po": "broken on purpose: its header has no `msgid`",
    "ExportTest1D.po": "in Latin-1 without saying so",
    "ExportTest1D_fr.po": "in Latin-1 without saying so",
}
"""Files that are not what their suite says, by the end of their names, and why."""


def reason(path: Path) -> str:
    """Why a file is an exception; empty where it is none."""
    found = [why for end, why in EXCEPTIONS.items() if str(path).endswith(f"/{end}")]
    return found[0] if found else ""


def outcome(path: Path, name: str) -> str:
    """What became of a file, in a few words."""
    try:
        units = _read(name, path.read_bytes())
    except FormatError as refusal:
        rule = re.search(r"XLIFF rule '([a-z-]+)'", str(refusal))
        if rule:
            return f"refused, rule `{rule[1]}`"
        return (
            "refused, not UTF-8" if "is not UTF-8" in str(refusal) else "refused, not well-formed"
        )
    again = {"sdlxliff": "xliff"}.get(name, name)
    back = _read(again, _written(again, units))
    if [_told(unit) for unit in back] != [_told(unit) for unit in units]:
        return "read, but not the same when written and read again"
    return f"{len(units)} units, the same when written and read again"


def _read(name: str, content: bytes) -> list[ReadUnit]:
    return list(formats.load(name).read(io.BytesIO(content), options=ReadOptions()))


def _written(name: str, units: list[ReadUnit]) -> bytes:
    stream = io.BytesIO()
    options = WriteOptions(source_language="en", target_language="ar")
    given = [unit.translation_unit(number) for number, unit in enumerate(units, start=1)]
    formats.load(name).write(given, stream, options=options)
    return stream.getvalue()


def _told(unit: ReadUnit) -> tuple[object, ...]:
    """What must be the same: texts, codes, and all that is known of the translation."""
    given = unit.translation_unit(1)
    revision = replace(given.revision, bead=0, created_at=given.revision.created_at)
    return given.source, given.target, dict(given.codes), given.excluded, revision


def table() -> Iterator[tuple[Suite, Path, str]]:
    for suite in SUITES:
        for path in suite.paths():
            yield suite, path, outcome(path, suite.format)


def row(suite: Suite, path: Path, found: str) -> str:
    """The line of the table for one file."""
    why = reason(path)
    return f"| {suite.name(path)} | {found}{f': {why}' if why else ''} |"


def page() -> Iterator[str]:
    """The whole page, line by line."""
    yield from _HEAD.splitlines()
    yield from (f"| `{name}` | {meaning} |" for name, meaning in RULES.items())
    last = None
    for suite, path, found in table():
        if suite is not last:
            yield from ("", f"## {suite.title}", "", "| file | outcome |", "|---|---|")
            last = suite
        yield row(suite, path, found)


_HEAD = """\
# Conformance

What the readers make of files that nobody here wrote: the OASIS test suite of XLIFF 2.2, the TMX
compliance kit, and what Okapi, OmegaT and translate-toolkit test with. *Read* means read, written
by us, read again, and equal: texts, inline codes, states, authors and dates. Files of more than a
megabyte are left out. `python -m tests.conformance` writes this page where the files are at hand,
and a test compares it with what the readers do.

## Rules of XLIFF 2

A schema cannot state most of what the standard demands: of the 119 invalid core files, 89 are valid
by the official one. These rules are checked while a file is read, unit by unit, and a refusal names
the rule.

| rule | what it demands |
|---|---|"""


def main() -> None:
    if not FORMATS.exists():
        sys.exit(f"the files are not at hand: there is no {FORMATS}")
    PAGE.write_text("".join(f"{line}\n" for line in page()), encoding="utf-8")


if __name__ == "__main__":
    main()
