"""A unit as one flat record of named values: what tables, JSON and properties are made of."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from alignments.beads import Flag, MachineOrigin, Origin, State, SubState, TranslationUnit
from alignments.formats.units import UNDATED, ImportReport, ReadUnit

TEXTS = ("number", "source", "target", "state", "sub_state")
"""The fields that every file has: the last two keep a machine draft marked."""

PROVENANCE = (
    "origin",
    "author",
    "engine",
    "model",
    "model_revision",
    "score",
    "revised_at",
    "flags",
    "model_options",
    "confidence",
    "active_seconds",
    "excluded",
    "document",
    "source_language",
    "target_language",
)
"""The fields that can be left out, in the order of their columns."""

FIELDS = TEXTS + PROVENANCE

_PLAIN = frozenset({"number", "source", "target", "source_language", "target_language"})
Value = str | int | float | bool | None


def record(unit: TranslationUnit, *, provenance: bool = True) -> dict[str, Value]:
    """The unit's values by field, in the order of `FIELDS`; `None` where there is none."""
    revision = unit.revision
    values: dict[str, Value] = {
        "number": unit.number,
        "source": unit.source,
        "target": unit.target,
        "state": revision.state.value,
        "sub_state": revision.sub_state.value,
    }
    if provenance:
        values |= _provenance(unit)
    return values


def _provenance(unit: TranslationUnit) -> dict[str, Value]:
    revision, machine = unit.revision, unit.revision.machine
    return {
        "origin": revision.origin.value,
        "author": revision.author,
        "engine": machine.engine if machine else None,
        "model": machine.model if machine else None,
        "model_revision": machine.revision if machine else None,
        "score": finite(revision.score),
        "revised_at": timestamp(revision.created_at),
        "flags": flags_text(revision.flags) or None,
        "model_options": options_text(machine) if machine else None,
        "confidence": finite(unit.confidence),
        "active_seconds": finite(revision.active_seconds),
        "excluded": unit.excluded,
        "document": unit.document,
        "source_language": unit.source_language,
        "target_language": unit.target_language,
    }


def finite(number: float | None) -> float | None:
    """The number, or `None` for those that JSON and most tables have no word for."""
    return number if number is not None and math.isfinite(number) else None


def timestamp(moment: datetime) -> str | None:
    """ISO 8601 in UTC, such as `2026-03-01T09:30:00Z`; `None` for a revision without a date."""
    if moment == UNDATED:
        return None
    return _in_utc(moment).replace(tzinfo=None).isoformat() + "Z"


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def compact_timestamp(moment: datetime) -> str | None:
    """The form that TMX asks for, to the second: `20260301T093000Z`."""
    if moment == UNDATED:
        return None
    at = _in_utc(moment)
    day = at.year * 10000 + at.month * 100 + at.day
    return f"{day:08d}T{at.hour * 10000 + at.minute * 100 + at.second:06d}Z"


def moment_of(text: str) -> datetime:
    """What either form of a date says; raises ValueError for anything else."""
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def flags_text(flags: tuple[Flag, ...]) -> str:
    """`name: reason`, one flag a line."""
    return "\n".join(f"{flag.name}: {flag.reason}" for flag in flags)


def flags_of(text: str) -> tuple[Flag, ...]:
    """The flags that `flags_text` wrote."""
    parts = [line.partition(": ") for line in text.split("\n") if line]
    return tuple(Flag(name=name, reason=reason) for name, _, reason in parts)


def options_text(machine: MachineOrigin) -> str | None:
    """The decoding options as one line of JSON, keys sorted; `None` where there are none."""
    if not machine.options:
        return None
    return json.dumps(
        dict(machine.options), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def unit_of(
    values: Mapping[str, Any],
    report: ImportReport,
    *,
    properties: Mapping[str, str] | None = None,
    notes: tuple[str, ...] = (),
    codes: Mapping[str, str] | None = None,
) -> ReadUnit:
    """The unit that a record tells of; what a field cannot mean is counted in the report."""
    if values.keys() <= _PLAIN:
        return ReadUnit(
            key=_text(values.get("number")),
            source=values.get("source") or "",
            target=values.get("target") or "",
            source_language=_text(values.get("source_language")),
            target_language=_text(values.get("target_language")),
            properties=properties or {},
            notes=notes,
            codes=codes or {},
        )
    parsed = {
        name: _taken(name, value, report)
        for name, value in values.items()
        if name in _PARSERS and value is not None and value != ""
    }
    return ReadUnit(
        key=_text(values.get("number")),
        source=values.get("source") or "",
        target=values.get("target") or "",
        machine=_machine(values, parsed.pop("model_options", None)),
        flags=parsed.pop("flags", None) or (),
        excluded=parsed.pop("excluded", None) or False,
        properties=properties or {},
        notes=notes,
        codes=codes or {},
        **parsed,
    )


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)


def _taken(name: str, value: object, report: ImportReport) -> Any:  # noqa: ANN401  as many types as fields
    """What the field's value means, or `None` where it makes no sense."""
    try:
        return _PARSERS[name](value)
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError):
        report.homeless[f"{name} {str(value)[:40]!r}"] += 1
        return None


def _machine(values: Mapping[str, Any], options: dict[str, Any] | None) -> MachineOrigin | None:
    names = [values.get(name) for name in ("engine", "model", "model_revision")]
    if not any(names):
        return None
    engine, model, revision = (str(name or "") for name in names)
    return MachineOrigin(engine=engine, model=model, revision=revision, options=options or {})


def _options(text: str) -> dict[str, Any]:
    options = json.loads(text)
    if not isinstance(options, dict):
        raise TypeError("model options are a JSON object")
    return options


def _truth(value: str | bool) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[
        value.lower()
    ]


_PARSERS: Mapping[str, Callable[[Any], Any]] = {
    "source_language": str,
    "target_language": str,
    "document": str,
    "state": {state.value: state for state in State}.__getitem__,
    "sub_state": {state.value: state for state in SubState}.__getitem__,
    "origin": {origin.value: origin for origin in Origin}.__getitem__,
    "author": str,
    "score": float,
    "confidence": float,
    "revised_at": moment_of,
    "active_seconds": float,
    "flags": flags_of,
    "model_options": _options,
    "excluded": _truth,
}
