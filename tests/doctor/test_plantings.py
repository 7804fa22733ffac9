"""Every planted misconfiguration is named, with the setting to change, and nothing that is right is called wrong."""

import pytest

from tests.doctor.plantings import PLANTINGS, Planting
from tests.doctor.stage import STATES, Stage


def test_nothing_fails_where_nothing_is_wrong(stage: Stage) -> None:
    found = stage.examine()
    assert (found.exit_code, found.failed) == (0, set())
    assert {row["state"] for row in found.findings} <= set(STATES)
    passed = {row["check"] for row in found.findings if row["state"] == "passed"}
    assert {"settings", "host", "clock", "signature", "public_reach", "callback", "proxies"} <= passed
    assert {"database", "migrations", "jobs", "data_dir", "secret_key", "passwords", "debugger"} <= passed


def test_there_are_more_than_twenty_of_them_and_each_is_another() -> None:
    assert len({planting.name for planting in PLANTINGS}) == len(PLANTINGS) >= 20


@pytest.mark.parametrize("planting", PLANTINGS, ids=lambda planting: planting.name)
def test_it_is_named_with_its_mend(stage: Stage, planting: Planting) -> None:
    planting.plant(stage)
    found = stage.examine()
    assert (found.exit_code, found.failed) == (1, {planting.check, *planting.also})
    assert found.settings(planting.check) >= planting.settings
    for row in (row for row in found.findings if row["state"] == "failed"):
        assert row["told"]
        assert row["why"]
        assert any(name in row["mend"] for name in row["settings"])
