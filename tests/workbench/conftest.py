import pytest

from tests.stores import new_store
from tests.workbench.command_line import CommandLine


@pytest.fixture
def workbench(tmp_path):
    """The command, with an empty store."""
    line = CommandLine(tmp_path)
    new_store(line.store)
    return line
