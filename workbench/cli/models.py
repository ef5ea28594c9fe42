"""Commands about models: which there are, get one, bring one, check one."""

from __future__ import annotations

import typer

app = typer.Typer(
    help="List, get, bring and check models.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
