"""Counts in words."""


def counted(count: int, thing: str) -> str:
    """`1 segment`, `2,000 segments`."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
