"""The interchange formats we write and read, by name. Their modules load when asked for."""

from __future__ import annotations

from alignments.formats.registry import FORMATS, Format, by_ending, load
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit, WriteOptions

__all__ = [
    "FORMATS",
    "Format",
    "ImportReport",
    "ReadOptions",
    "ReadUnit",
    "WriteOptions",
    "by_ending",
    "load",
]
