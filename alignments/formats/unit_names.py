"""Names for units in a file: their number, and a suffix for those that share one."""

from __future__ import annotations

from collections.abc import Callable


def unit_names() -> Callable[[int], str]:
    """Return a function that names one unit after the other: `4`, `4-2`, `4-3`, `5`.

    Units of one number follow each other, as they do in a document's order.
    """
    last, repeated = 0, 0

    def name(number: int) -> str:
        nonlocal last, repeated
        repeated = repeated + 1 if number == last else 0
        last = number
        return f"{number}-{repeated + 1}" if repeated else str(number)

    return name
