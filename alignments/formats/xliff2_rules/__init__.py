"""The rules of XLIFF 2.0 to 2.2 that a schema can state, and those that it cannot.

A file is checked while it is read, unit by unit; what breaks a rule is refused with its name.
"""

from __future__ import annotations

from alignments.formats.xliff2_rules.checker import Checker
from alignments.formats.xliff2_rules.rules import RULES

__all__ = ["RULES", "Checker"]
