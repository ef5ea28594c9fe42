"""A small bitext with everything that formats stumble over, and hypothesis strategies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from alignments.beads import (
    Flag,
    MachineOrigin,
    Origin,
    Revision,
    State,
    SubState,
    TranslationUnit,
)
from alignments.formats import WriteOptions

GOLDEN = Path(__file__).parents[1] / "data" / "formats"
OPTIONS = WriteOptions(
    source_language="en", target_language="ar", tool_version="0.1.0", title="Tides & tables"
)

_START = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
_FIREFOX = MachineOrigin(
    engine="firefox", model="firefox-en-ar", revision="base-1.0", options={"beam": 1}
)

_LINES: Sequence[tuple[str, str, State, SubState]] = (
    ("The harbour opens at six.", "يفتح الميناء في السادسة.", State.FINAL, SubState.EDITED),
    ("“Who pays?” asked Mira.", "سألت ميرا: «من يدفع؟»", State.REVIEWED, SubState.EDITED),
    ("=SUM(A1:A9) is a formula.", "=SUM(A1:A9) صيغة.", State.TRANSLATED, SubState.EDITED),
    ("Salt & pepper < 5 €", "ملح وفلفل < 5 €", State.TRANSLATED, SubState.UNCHANGED),
    ("Two\nlines\tand a tab", "سطران\nوعلامة\tجدولة", State.TRANSLATED, SubState.IMPORTED),
    ('"Quoted" — it is \\n here', "«مقتبس» — هنا \\n", State.TRANSLATED, SubState.EDITED),
    ("It was 36 °C on 3 May.", "كانت الحرارة ٣٦ درجة في ٣ مايو.", State.INITIAL, SubState.DRAFT),
    ("-4 degrees at night", "⁦-4⁩ درجات ليلًا", State.TRANSLATED, SubState.EDITED),
)


def unit(
    number: int = 1,
    source: str = "One.",
    target: str = "واحد.",
    state: State = State.TRANSLATED,
    sub_state: SubState = SubState.EDITED,
    **changes: object,
) -> TranslationUnit:
    """A unit as the store would give it: drafts by a machine, everything else by Mira."""
    draft = sub_state is SubState.DRAFT
    by_machine = draft or sub_state is SubState.UNCHANGED
    values: dict[str, object] = {
        "bead": number,
        "number": changes.pop("versions", 1 if draft else 2),
        "text": target,
        "state": state,
        "sub_state": sub_state,
        "origin": Origin.MACHINE if draft else Origin.HUMAN,
        "author": None if draft else "mira",
        "machine": _FIREFOX if by_machine else None,
        "score": -0.25 if by_machine else None,
        "flags": (Flag(name="numbers", reason="36 is not in the target"),) if draft else (),
        "active_seconds": None if draft else 12.5,
        "created_at": _START + timedelta(minutes=number),
    }
    outer = {name: changes.pop(name) for name in ("excluded", "confidence") if name in changes}
    return TranslationUnit(
        number=number,
        document="Tides & tables",
        source_language="en",
        target_language="ar",
        source=source,
        target=target,
        revision=Revision(**(values | changes)),  # type: ignore[arg-type]
        excluded=bool(outer.get("excluded", False)),
        confidence=outer.get("confidence"),  # type: ignore[arg-type]
    )


SAMPLE = [
    unit(number, source, target, state, sub_state)
    for number, (source, target, state, sub_state) in enumerate(_LINES, start=1)
]

# what an import lets in: no controls but tab and line ends, no surrogates, no noncharacters
_characters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
_anything = st.text(st.one_of(_characters, st.sampled_from("\t\n\r=+-@\\\"'<>&⟦⟧/1 ")), max_size=40)
_nothing_or = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False))
_name = st.text(_characters, min_size=1, max_size=12)
_machines = st.builds(
    MachineOrigin,
    engine=_name,
    model=_name,
    revision=_name,
    options=st.dictionaries(_name, st.integers(), max_size=2),
)
_flags = st.lists(
    st.builds(Flag, name=st.sampled_from(["numbers", "script"]), reason=_name), max_size=2
).map(tuple)


@st.composite
def units(draw: st.DrawFn, texts: st.SearchStrategy[str] = _anything) -> list[TranslationUnit]:
    """Units in document order, each with a target and any provenance."""
    return [
        unit(
            number,
            draw(texts),
            draw(texts.filter(bool)),
            draw(st.sampled_from(State)),
            draw(st.sampled_from(SubState)),
            versions=draw(st.integers(1, 3)),
            origin=draw(st.sampled_from(Origin)),
            author=draw(st.none() | _name),
            machine=draw(st.none() | _machines),
            score=draw(_nothing_or),
            flags=draw(_flags),
            active_seconds=draw(_nothing_or),
            excluded=draw(st.booleans()),
            confidence=draw(_nothing_or),
        )
        for number in range(1, 1 + draw(st.integers(0, 3)))
    ]
