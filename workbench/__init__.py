"""The translation and alignment workbench: jobs, evaluation, command line and user interface."""

__version__ = "0.1.0"
