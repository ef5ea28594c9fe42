"""The documentation says what is true: its commands run, and nothing is left out of it."""

from __future__ import annotations

import re
import runpy
import shlex
from pathlib import Path

import pytest
import typer.main

from alignments.formats import FORMATS
from alignments.store.views import STATES
from models.engines import FAMILIES
from tests.workbench.command_line import CommandLine
from workbench.cli import app

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def text_of(*names: str) -> str:
    return "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names)


def sessions(page: Path) -> list[tuple[str, str]]:
    """Every `$ command` in a page's console blocks, with the output that is printed below it."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.S):
        for part in re.split(r"(?m)^\$ ", block)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def alike(shown: str, real: str) -> bool:
    """Whether real output is what a page shows, where `…` stands for anything."""
    shown, real = (" ".join(re.sub("─+", "─", text).split()) for text in (shown, real))
    pattern = ".*".join(re.escape(piece.strip()) for piece in shown.split("…"))
    return re.fullmatch(pattern, real, re.S) is not None


def commands(group=None, prefix: str = "") -> dict[str, str]:
    """Every command with its help."""
    group = group or typer.main.get_command(app)
    found = {}
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found |= commands(command, f"{prefix}{name} ")
        else:
            found[prefix + name] = command.help or ""
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_print_what_it_shows(page, tmp_path):
    run = CommandLine(tmp_path)
    for command, shown in sessions(page):
        words = shlex.split(command, comments=True)
        if words[0] != "workbench":
            assert words[0] in {"make", "git", "cd", "pip", "curl"}, command
            continue
        if words[1] in {"ui", "worker"}:  # they serve until they are stopped
            continue
        result = run.any_ending(*words[1:])
        real = result.stdout + result.stderr
        assert not shown.strip() or alike(shown, real), f"$ {command}\n{real}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_links_of_a_page_lead_somewhere(page):
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert not [target for target in local if not (page.parent / target).exists()]


def test_the_picture_of_the_tables_shows_the_schema():
    drawing = runpy.run_path(str(ROOT / "docs" / "tables.py"))["drawing"]
    assert text_of("docs/tables.svg") == drawing(), "draw it anew: python docs/tables.py"


def test_every_make_target_in_the_documentation_exists():
    named = set(re.findall(r"`make (\w+)", text_of("README.md", "CONTRIBUTING.md")))
    assert named <= set(re.findall(r"(?m)^(\w+):", text_of("Makefile")))


def test_every_command_has_help_and_is_documented():
    documented = text_of("README.md", *(f"docs/{page.name}" for page in PAGES[1:]))
    for name, help_text in commands().items():
        assert help_text, f"'workbench {name}' has no help"
        assert f"workbench {name}" in documented, f"'workbench {name}' is documented nowhere"


def test_every_format_is_documented():
    page = text_of("docs/formats.md")
    assert not [name for name in FORMATS if f"`{name}`" not in page]


def test_every_state_is_documented():
    page = text_of("docs/formats.md")
    assert not [
        state for state in STATES if state not in {"flagged", "excluded"} and state not in page
    ]


def test_every_engine_family_is_documented():
    page = text_of("docs/engines.md")
    assert not [family for family in FAMILIES if f"`{family}`" not in page]


def test_every_route_is_documented():
    from workbench.ui.routes import specs

    page = text_of("docs/http.md")
    for spec in specs():
        path = re.sub(r":\w+}", "}", spec.path)
        assert f"{spec.method} /api/v1{path}" in page


def test_the_changelog_begins_with_this_version():
    import workbench

    newest = re.search(r"(?m)^## \[?([\d.]+)", text_of("CHANGELOG.md"))
    assert newest
    assert newest[1] == workbench.__version__
    assert f'version = "{workbench.__version__}"' in text_of("pyproject.toml")
