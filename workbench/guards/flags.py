"""What a guard says about a machine draft, and which guards are switched off."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from workbench.errors import SettingsError

GUARDS = (
    "empty",
    "copy",
    "script",
    "language",
    "length",
    "dropped",
    "repetition",
    "numbers",
    "punctuation",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardOptions:
    """Which guards are switched off.

    An entry of `off` is the name of a guard (`numbers`: for every language) or that of a guard
    after a language pair (`en-zh:numbers`: for that pair alone; `*-zh:numbers` and `en-*:numbers`
    leave one side open). Pairs are compared by primary language, so `en-zh` is also `en-zh-Hant`.
    """

    off: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for entry in sorted(self.off):
            _check(entry)

    def running(self, source_language: str, target_language: str) -> tuple[str, ...]:
        """The guards that run for this pair of BCP 47 tags, in the order of their flags."""
        return _running(self.off, primary(source_language), primary(target_language))


def primary(tag: str) -> str:
    """The primary language of a BCP 47 tag, in lower case: `zh` of `zh-Hant-TW`."""
    return tag.replace("_", "-").partition("-")[0].lower()


def _check(entry: str) -> None:
    pair, colon, name = entry.rpartition(":")
    if name not in GUARDS:
        raise SettingsError(f"unknown guard {name!r} in {entry!r}; use one of {', '.join(GUARDS)}")
    source, hyphen, target = pair.partition("-")
    if colon and not (source and hyphen and target):
        raise SettingsError(f"unknown language pair {pair!r} in {entry!r}; write en-ar:{name}")


@lru_cache(maxsize=256)
def _running(off: frozenset[str], source: str, target: str) -> tuple[str, ...]:
    pairs = ("", f"{source}-{target}:", f"*-{target}:", f"{source}-*:")
    return tuple(name for name in GUARDS if off.isdisjoint(pair + name for pair in pairs))
