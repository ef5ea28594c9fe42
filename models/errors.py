"""Everything `models` raises on purpose.

* ModelsError
  + CatalogueError    the catalogue says something it must not
  + UnknownModel      no model has that name
  + UnknownEngine     no engine family has that name
  + NoModel           nothing installed translates between these languages
  + ModelFileError    a model's files are missing, cut short or not what they should be
  + ModelUnreachable  a model could not be fetched
  + InstallError      a model could not be put where models are kept
  + EngineError       an engine stopped working
"""

from __future__ import annotations


class ModelsError(Exception):
    """Base class. The CLI and the UI show the message, without a traceback."""


class CatalogueError(ModelsError):
    """The catalogue says something it must not."""


class UnknownModel(ModelsError):
    """No model has that name."""


class UnknownEngine(ModelsError):
    """No engine family has that name."""


class NoModel(ModelsError):
    """Nothing installed translates between these languages."""


class ModelFileError(ModelsError):
    """A model's files are missing, cut short or not what they should be."""


class ModelUnreachable(ModelsError):
    """A model could not be fetched."""


class InstallError(ModelsError):
    """A model could not be put where models are kept."""


class EngineError(ModelsError):
    """An engine stopped working."""
