"""Which of the languages in a file is meant, when the tags are not spelled alike."""

from __future__ import annotations

from collections.abc import Sequence


def folded(tag: str) -> str:
    """The tag for comparison: case and the choice of separator mean nothing."""
    return tag.replace("_", "-").lower()


def nearest(asked: str, tags: Sequence[str]) -> str | None:
    """The tag that is meant: the same one, else the first with the same primary language.

    `en` finds `EN`, then `en-US`; `en-GB` finds `en`, then `en-US`. `None` where there is none.
    """
    wanted = folded(asked)
    candidates = [(tag, folded(tag)) for tag in tags]
    for tag, known in candidates:
        if known == wanted:
            return tag
    primary = wanted.partition("-")[0]
    alike = [(known != primary, tag) for tag, known in candidates if _primary(known) == primary]
    return min(alike, key=lambda pair: pair[0])[1] if alike else None


def _primary(known: str) -> str:
    return known.partition("-")[0]
