"""The clock stands still: everything that goes by it waits."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.sandbox.authpay_wire import AuthpayWire
from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant
from tests.sandbox.server import SandboxServer
from tests.sandbox.wire import Wire

LAST_MOMENT = "2027-03-01T19:59:59.900000+08:00"


def _clock(sandbox: SandboxServer, **change: object) -> dict[str, object]:
    shown: dict[str, object] = sandbox.control("PUT", "/clock", change)
    return shown


def test_a_frozen_clock_stands_still_over_a_restart_and_goes_on_from_there(sandbox: SandboxServer) -> None:
    frozen = _clock(sandbox, now="2027-05-01T08:00:00+08:00", frozen=True)
    assert frozen == {"now": "2027-05-01T00:00:00+00:00", "frozen": True}
    time.sleep(0.05)
    assert sandbox.control("GET", "/clock") == frozen
    sandbox.restart()
    assert sandbox.control("GET", "/clock") == frozen
    thawed = _clock(sandbox, frozen=False)
    assert (str(thawed["now"])[:19], thawed["frozen"]) == ("2027-05-01T00:00:00", False)
    eventually(lambda: sandbox.control("GET", "/clock")["now"] > thawed["now"])


def test_a_frozen_clock_is_moved_by_hand(sandbox: SandboxServer) -> None:
    _clock(sandbox, now="2027-05-01T08:00:00+08:00", frozen=True)
    assert _clock(sandbox, advance_seconds=90) == {"now": "2027-05-01T00:01:30+00:00", "frozen": True}
    assert _clock(sandbox, now="2027-06-01T00:00:00Z") == {"now": "2027-06-01T00:00:00+00:00", "frozen": True}


def test_freezing_twice_does_not_move_it(sandbox: SandboxServer) -> None:
    first = _clock(sandbox, frozen=True)
    assert _clock(sandbox, frozen=True) == first


def test_a_reset_sets_it_going_at_the_machines_time(sandbox: SandboxServer) -> None:
    _clock(sandbox, now="2027-05-01T08:00:00+08:00", frozen=True)
    sandbox.control("POST", "/reset", {})
    shown = sandbox.control("GET", "/clock")
    assert shown["frozen"] is False
    assert abs(datetime.fromisoformat(shown["now"]) - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "body", [{}, {"frozen": "yes please"}, {"now": "1999-01-01T00:00:00Z"}, {"now": "9999-12-31T23:59:59-12:00"}]
)
def test_a_time_that_makes_no_sense_is_refused(body: dict[str, object], sandbox: SandboxServer) -> None:
    _clock(sandbox, frozen=True)
    before = sandbox.control("GET", "/clock")
    assert sandbox.control_response("PUT", "/clock", body).status_code == 400
    assert sandbox.control("GET", "/clock") == before


def test_the_deduction_window_does_not_close_while_it_stands(wire: Wire) -> None:
    _clock(wire.sandbox, now=LAST_MOMENT, frozen=True)
    authpay = AuthpayWire(wire.sandbox, wire.merchant_url)
    auth_no = authpay.bound()
    time.sleep(0.2)
    assert authpay.charge(auth_no)["result"] == "000"
    _clock(wire.sandbox, advance_seconds=0.1)
    assert authpay.charge(auth_no, "charge-2")["result"] == "306"


def test_a_link_and_its_last_moment_wait_too(wire: Wire) -> None:
    _clock(wire.sandbox, now="2027-05-01T08:00:00+08:00", frozen=True)
    wire.entry("order-1")
    wire.entry("order-2", valid_time="2027-05-01 08:00:01")
    _clock(wire.sandbox, advance_seconds=2)
    assert wire.sandbox.pay("order-2")["refusal"]["reason"] == "past_valid_time"
    _clock(wire.sandbox, advance_seconds=20 * 60 - 3)
    assert "transaction" in wire.sandbox.pay("order-1")


def test_retries_of_callbacks_wait_until_it_is_moved(wire: Wire, merchant: Merchant) -> None:
    _clock(wire.sandbox, frozen=True)
    merchant.answer = (500, b"")
    wire.paid_order()
    eventually(lambda: len(merchant.calls) == 1)
    eventually(lambda: len(wire.sandbox.deliveries()[0]["attempts"]) == 1)
    # The first retry is due after a second.
    time.sleep(1.3)
    assert len(merchant.calls) == 1
    _clock(wire.sandbox, advance_seconds=1)
    eventually(lambda: len(merchant.calls) == 2)
    eventually(lambda: len(wire.sandbox.deliveries()[0]["attempts"]) == 2)
    _clock(wire.sandbox, frozen=False)
    eventually(lambda: len(merchant.calls) == 3)
