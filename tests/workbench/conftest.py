import pytest

from tests.workbench.command_line import CommandLine


@pytest.fixture
def workbench(tmp_path):
    return CommandLine(tmp_path)
