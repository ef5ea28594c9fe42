"""Our states in XLIFF's words, both versions of them, and back.

The table that `docs` publishes: XLIFF 2.1 has four states and `subState` with a prefix of ours;
XLIFF 1.2 has ten states, `state-qualifier` and `approved`.
"""

from __future__ import annotations

from alignments.beads import Origin, State, SubState

PREFIX = "workbench"

_SUB_STATES = {
    SubState.EMPTY: "empty",
    SubState.DRAFT: "mt",
    SubState.REJECTED: "rejected",
    SubState.EDITED: "edited",
    SubState.UNCHANGED: "accepted-unchanged",
    SubState.IMPORTED: "imported",
}
_BY_STATE = {state.value: state for state in State}
_BY_WORD = {word: sub_state for sub_state, word in _SUB_STATES.items()}

_QUALIFIERS = {
    SubState.DRAFT: "mt-suggestion",
    SubState.UNCHANGED: "leveraged-mt",
    SubState.REJECTED: "rejected-inaccurate",
}
_FROM_MEMORY = {SubState.DRAFT: "tm-suggestion", SubState.UNCHANGED: "leveraged-tm"}
_STATES_12 = {
    State.TRANSLATED: "translated",
    State.REVIEWED: "signed-off",
    State.FINAL: "final",
}
_STATES_FROM_12 = {
    "translated": State.TRANSLATED,
    "needs-review-translation": State.TRANSLATED,
    "needs-review-l10n": State.TRANSLATED,
    "needs-review-adaptation": State.TRANSLATED,
    "signed-off": State.REVIEWED,
    "final": State.FINAL,
    "new": State.INITIAL,
    "needs-translation": State.INITIAL,
    "needs-l10n": State.INITIAL,
    "needs-adaptation": State.INITIAL,
}
_SUGGESTIONS = frozenset({"mt-suggestion", "tm-suggestion", "fuzzy-match"})
_CONFIRMATIONS = {
    "Draft": (State.INITIAL, SubState.DRAFT),
    "Translated": (State.TRANSLATED, SubState.EDITED),
    "RejectedTranslation": (State.INITIAL, SubState.REJECTED),
    "ApprovedTranslation": (State.REVIEWED, SubState.EDITED),
    "RejectedSignOff": (State.INITIAL, SubState.REJECTED),
    "ApprovedSignOff": (State.FINAL, SubState.EDITED),
}
_LEVELS = {
    State.INITIAL: "Draft",
    State.TRANSLATED: "Translated",
    State.REVIEWED: "ApprovedTranslation",
    State.FINAL: "ApprovedSignOff",
}
_ORIGINS = {
    "mt": Origin.MACHINE,
    "amt": Origin.MACHINE,
    "nmt": Origin.MACHINE,
    "tm": Origin.MEMORY,
    "document-match": Origin.MEMORY,
    "auto-propagated": Origin.MEMORY,
    "interactive": Origin.HUMAN,
}

Mapped = tuple[State | None, SubState | None]


def sub_state_word(sub_state: SubState) -> str:
    """The value of `subState`, with our prefix."""
    return f"{PREFIX}:{_SUB_STATES[sub_state]}"


def is_foreign(sub_state: str) -> bool:
    """Whether a value of `subState` is another tool's."""
    return not sub_state.startswith(f"{PREFIX}:")


def from_version_2(state: str | None, sub_state: str | None, *, translated: bool) -> Mapped:
    """What the attributes of a segment mean; foreign sub-states mean nothing to us.

    A text that is said to be in its initial state is a draft, whoever made it.
    """
    found = _BY_STATE.get(state or "")
    prefix, _, word = (sub_state or "").partition(":")
    if prefix == PREFIX and word in _BY_WORD:
        return found, _BY_WORD[word]
    if found is State.INITIAL:
        return found, SubState.DRAFT if translated else SubState.EMPTY
    return found, SubState.IMPORTED if found else None


def to_version_12(
    state: State, sub_state: SubState, origin: Origin | None
) -> tuple[str, str | None]:
    """The values of `state` and `state-qualifier` for a target that is there."""
    from_memory = _FROM_MEMORY if origin is Origin.MEMORY else {}
    qualifier = from_memory.get(sub_state) or _QUALIFIERS.get(sub_state)
    if state is State.INITIAL:
        draft = sub_state is SubState.DRAFT
        return ("needs-review-translation" if draft else "needs-translation"), qualifier
    return _STATES_12[state], qualifier


def from_version_12(state: str | None, qualifier: str | None, *, approved: bool) -> Mapped:
    """What a target's attributes mean. A suggestion that waits for review is a draft."""
    if approved:
        return State.FINAL, SubState.IMPORTED
    if state is None:
        return None, None
    if (qualifier or "").startswith("rejected-"):
        return State.INITIAL, SubState.REJECTED
    if qualifier in _SUGGESTIONS:
        return State.INITIAL, SubState.DRAFT
    found = _STATES_FROM_12.get(state)
    if found is State.INITIAL:
        return found, SubState.DRAFT
    if qualifier == "leveraged-mt":
        return found, SubState.UNCHANGED
    return found, SubState.IMPORTED if found else None


def from_confirmation(level: str | None, origin: str | None = None) -> Mapped:
    """What a confirmation level of SDLXLIFF means.

    Whoever confirms a machine's text as it is leaves its origin; who changes it does not.
    """
    state, sub_state = _CONFIRMATIONS.get(level or "", (None, None))
    machine = from_origin(origin) is Origin.MACHINE
    if state is None:
        return (State.INITIAL, SubState.DRAFT) if machine else (None, None)
    if machine and sub_state is SubState.EDITED:
        return state, SubState.UNCHANGED
    return state, sub_state


def to_confirmation(state: State, sub_state: SubState) -> str:
    """The confirmation level of SDLXLIFF for a text."""
    return "RejectedTranslation" if sub_state is SubState.REJECTED else _LEVELS[state]


def to_origin(origin: Origin | None) -> str | None:
    """The origin of a segment of SDLXLIFF; `None` for what it has no word for."""
    return next((word for word, meant in _ORIGINS.items() if meant is origin), None)


def from_origin(origin: str | None) -> Origin | None:
    """What the origin of a segment of SDLXLIFF means; `None` where it says nothing."""
    return _ORIGINS.get(origin or "")
