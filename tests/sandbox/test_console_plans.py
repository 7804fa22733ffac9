"""Planning faults and answers, moving the clock, and the whole state, on the console's pages."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.browser import Browser, Page
from tests.sandbox.server import SandboxServer
from tests.sandbox.test_console import open_page, press
from tests.sandbox.wire import ENTRY, REFUND, Wire

FAULT = {"api": ENTRY, "fault": "http_500", "times": "1"}


def test_a_fault_is_planned_struck_and_removed(wire: Wire, browser: Browser) -> None:
    sandbox = wire.sandbox
    planned = press(browser, sandbox, "faults", "faults", **FAULT, seconds="", probability="", seed="", store_id="")
    assert "HTTP 500, and nothing was done" in planned.text
    assert wire.post("/platform/entry", b"{}").status_code == 500
    assert sandbox.control("GET", "/faults") == []
    press(browser, sandbox, "faults", "faults", **FAULT | {"times": "", "store_id": "sandbox-identities"})
    press(browser, sandbox, "faults", "faults", **FAULT | {"times": "", "probability": "0.5", "seed": "7"})
    first, second = sandbox.control("GET", "/faults")
    assert (first["times"], first["store_id"]) == (None, "sandbox-identities")
    assert (second["probability"], second["seed"], second["times"]) == (0.5, 7, None)
    press(browser, sandbox, "faults", f"faults/{first['id']}/remove")
    assert [fault["id"] for fault in sandbox.control("GET", "/faults")] == [second["id"]]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"times": "0"}, "Calls: a whole number"),
        ({"probability": "2"}, "Probability: more than 0"),
        ({"seconds": "-1"}, "Seconds: a number"),
        ({"fault": "drop"}, "drop cannot happen"),
    ],
    ids=str,
)
def test_a_fault_that_makes_no_sense_is_explained_and_not_planned(
    wrong: dict[str, str], words: str, sandbox: SandboxServer, browser: Browser
) -> None:
    page = press(browser, sandbox, "faults", "faults", **FAULT | wrong)
    assert page.status == 422
    assert words in page.text
    assert sandbox.control("GET", "/faults") == []


def test_a_documented_answer_is_planned_given_and_removed(wire: Wire, browser: Browser) -> None:
    sandbox = wire.sandbox
    press(browser, sandbox, "faults", "faults/answers", answer=f"{REFUND}#6", times="1", result_object='{"a": 1}')
    (planned,) = sandbox.control("GET", "/next")
    assert wire.refund("order-1", 1) == {
        "result": planned["result"],
        "message": planned["message"],
        "result_object": {"a": 1},
    }
    assert planned["result"] == "116"
    press(browser, sandbox, "faults", "faults/answers", answer=f"{REFUND}#0", times="")
    (planned,) = sandbox.control("GET", "/next")
    press(browser, sandbox, "faults", f"faults/answers/{planned['id']}/remove")
    assert sandbox.control("GET", "/next") == []


@pytest.mark.parametrize("result_object", ["{", "[]", '"a"'])
def test_an_answer_whose_object_is_none_is_explained(
    result_object: str, sandbox: SandboxServer, browser: Browser
) -> None:
    answer = f"{REFUND}#0"
    page = press(browser, sandbox, "faults", "faults/answers", answer=answer, times="1", result_object=result_object)
    assert page.status == 422
    assert "result_object: a JSON object" in page.text


def test_the_clock_is_set_advanced_frozen_and_put_back(sandbox: SandboxServer, browser: Browser) -> None:
    def move(**fields: str) -> Page:
        return press(browser, sandbox, "clock", "clock", **fields)

    def told() -> dict[str, Any]:
        clock: dict[str, Any] = sandbox.control("GET", "/clock")
        return clock

    move(what="freeze")
    shown = move(what="set", now="2027-03-01T21:00")
    assert "2027-03-01 21:00:00" in shown.text
    assert "No deductions now" in shown.text
    move(what="advance", amount="1.5", unit="days")
    assert (told()["frozen"], told()["now"]) == (True, "2027-03-03T01:00:00+00:00")
    move(what="thaw")
    assert told()["frozen"] is False
    move(what="reset")
    assert abs(datetime.fromisoformat(told()["now"]) - datetime.now(UTC)) < timedelta(minutes=5)
    for wrong in ({"what": "set", "now": "soon"}, {"what": "advance", "amount": "nan", "unit": "days"}):
        page = move(**wrong)
        assert page.status == 422
        assert "2000 to 2199" in page.text


def test_a_state_is_taken_away_and_brought_in_again(wire: Wire, browser: Browser) -> None:
    wire.paid_order()
    document = browser.session.get(f"{wire.sandbox.url}/_sandbox/export", timeout=20).content
    emptied = press(browser, wire.sandbox, "state", "state/reset", sure="on")
    assert "is empty" in emptied.text
    assert wire.status() == 102
    assert _upload(browser, wire.sandbox, document).status == 303
    assert wire.status() == 0


def test_nothing_is_lost_without_a_tick_or_by_a_file_that_is_no_export(wire: Wire, browser: Browser) -> None:
    wire.paid_order()
    assert press(browser, wire.sandbox, "state", "state/reset").status == 422
    refused = _upload(browser, wire.sandbox, json.dumps({"format": "other"}).encode())
    assert refused.status == 422
    assert "Nothing was changed" in refused.text
    assert press(browser, wire.sandbox, "state", "state/import", sure="on").status == 422
    assert wire.status() == 0


def test_a_file_of_more_than_a_megabyte_is_taken_in(wire: Wire, browser: Browser) -> None:
    document = json.loads(browser.session.get(f"{wire.sandbox.url}/_sandbox/export", timeout=20).content)
    large = json.dumps(document).encode() + b" " * 2_000_000
    assert _upload(browser, wire.sandbox, large).status == 303


def _upload(browser: Browser, sandbox: SandboxServer, document: bytes) -> Page:
    page = open_page(browser, sandbox, "state")
    answer = browser.session.post(
        f"{sandbox.url}/console/state/import",
        data={"csrf_token": page.csrf_token, "sure": "on"},
        files={"file": ("jkopay-sandbox.json", document)},
        timeout=60,
        allow_redirects=False,
    )
    return Page(answer)
