"""Guards: what a machine draft must pass before a person reads it."""

from workbench.guards.draft import check_draft
from workbench.guards.flags import GUARDS, GuardOptions

__all__ = ["GUARDS", "GuardOptions", "check_draft"]
