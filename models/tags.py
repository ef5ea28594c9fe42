"""BCP 47 tags, as far as choosing a model needs them."""

from __future__ import annotations

# Tags that mean the same language to every model of the catalogue
_SAME = {"iw": "he", "in": "id", "arb": "ar", "pes": "fa", "nb": "no", "cmn": "zh"}


def normalised(tag: str) -> str:
    """`PT_br` as `pt-BR`; only the form changes, and old codes become today's."""
    first, *rest = tag.strip().replace("_", "-").split("-")
    parts = [_SAME.get(first.lower(), first.lower())]
    for part in rest:
        parts.append(part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part)
    return "-".join(parts)


def fallbacks(tag: str) -> tuple[str, ...]:
    """The tag and ever wider ones: `zh-Hant-TW`, `zh-Hant`, `zh`."""
    parts = normalised(tag).split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


def closest(tag: str, offered: tuple[str, ...]) -> str | None:
    """The offered tag that serves for `tag`: itself, a wider one, or a variety of the same.

    A model for `pt` serves `pt-BR`, and one for `pt-BR` serves `pt`, rather than none at all.
    """
    known = {normalised(each): each for each in offered}
    for candidate in fallbacks(tag):
        if candidate in known:
            return known[candidate]
    primary = normalised(tag).partition("-")[0]
    return next((each for each in offered if normalised(each).partition("-")[0] == primary), None)
