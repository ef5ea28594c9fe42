"""Guards: what a machine draft must pass before a person reads it."""

from workbench.guards.draft import check_draft
from workbench.guards.flags import GUARDS, Flag, GuardOptions

__all__ = ["GUARDS", "Flag", "GuardOptions", "check_draft"]
