"""All guards over one draft."""

from __future__ import annotations

from collections.abc import Callable

from alignments.beads import Flag
from workbench.guards.copying import copied, empty
from workbench.guards.flags import GuardOptions
from workbench.guards.language import wrong_language, wrong_script
from workbench.guards.length import dropped, wrong_length
from workbench.guards.numbers import wrong_numbers
from workbench.guards.pair import Pair, read_pair
from workbench.guards.punctuation import doubled_punctuation
from workbench.guards.repetition import repetition

# Each answers with a reason, or with `None` where the draft looks right.
_CHECKS: dict[str, Callable[[Pair], str | None]] = {
    "empty": empty,
    "copy": copied,
    "script": wrong_script,
    "language": wrong_language,
    "length": wrong_length,
    "dropped": dropped,
    "repetition": repetition,
    "numbers": wrong_numbers,
    "punctuation": doubled_punctuation,
}
# What follows these would only say the same thing in other words.
_FINAL = frozenset({"empty", "copy"})
_DEFAULT = GuardOptions()


def check_draft(
    source: str,
    draft: str,
    *,
    source_language: str,
    target_language: str,
    options: GuardOptions = _DEFAULT,
) -> tuple[Flag, ...]:
    """Say what looks wrong about a machine draft; an empty tuple means that nothing does.

    Languages are BCP 47 tags. For a language the guards know nothing about, those that need
    knowledge of it stay silent. Flags come in the order of `GUARDS`, each name at most once.
    """
    pair = read_pair(source, draft, source_language, target_language)
    flags: list[Flag] = []
    for name in options.running(source_language, target_language):
        reason = _CHECKS[name](pair)
        if reason:
            flags.append(Flag(name=name, reason=reason))
            if name in _FINAL:
                break
    return tuple(flags)
