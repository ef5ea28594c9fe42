"""What every test shares."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.postgres import Postgres, PostgresMissing, running_postgres

# a machine with both cores busy makes single examples slow, which says nothing about the code
settings.register_profile("workbench", deadline=None)
settings.load_profile("workbench")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    try:
        with running_postgres() as server:
            yield server
    except PostgresMissing as reason:
        pytest.skip(str(reason))
