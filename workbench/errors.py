"""Everything `workbench` raises on purpose.

* WorkbenchError
  + SettingsError  a setting is unknown or has a value it cannot have
  + JobError       a job cannot be done
  + ExportError    an export cannot be written
  + ImportRefused  a file with translations cannot come in
  + ReleaseError   a corpus cannot be released
  + ScoreError     drafts cannot be scored
"""

from __future__ import annotations


class WorkbenchError(Exception):
    """Base class. The CLI and the UI show the message, without a traceback."""


class SettingsError(WorkbenchError):
    """A setting is unknown or has a value it cannot have."""


class JobError(WorkbenchError):
    """A job cannot be done."""


class ExportError(WorkbenchError):
    """An export cannot be written."""


class ImportRefused(WorkbenchError):
    """A file with translations cannot come in."""


class ReleaseError(WorkbenchError):
    """A corpus cannot be released."""


class ScoreError(WorkbenchError):
    """Drafts cannot be scored."""
