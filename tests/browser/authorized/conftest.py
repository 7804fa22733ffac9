"""A stage of its own for every test: time leaps on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.authorized.stage import Stage
from tests.browser.conftest import OpenContext
from tests.browser.staff import Staff
from tests.databases import PASSWORD, STAFF


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Shop, jobs and sandbox, where it is day."""
    stage = Stage(tmp_path)
    yield stage
    stage.stop()


@pytest.fixture
def origins(stage: Stage) -> tuple[str, str]:
    """Where the browsers of these tests may go."""
    return stage.origins


@pytest.fixture
def staff(open_context: OpenContext, stage: Stage) -> Staff:
    """Somebody of the shop who is signed in."""
    staff = Staff(open_context().new_page(), stage.shop_url)
    staff.sign_in(STAFF, PASSWORD)
    return staff
