"""Both positions of every point of protocol section 9 that is played here."""

import json
from datetime import datetime

import pytest

from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant
from tests.sandbox.test_entry import MISMATCH, _in
from tests.sandbox.wire import Wire, result_of


@pytest.mark.parametrize("status", [200, 400])
def test_refusals_come_with_http_200_or_400(status: int, wire: Wire) -> None:
    wire.sandbox.switch(refusal_http_status=status)
    payload = json.dumps(wire.entry_fields()).encode()
    assert wire.post("/platform/entry", payload).status_code == 200
    refused = wire.post("/platform/refund", b'{"platform_order_id":"nobody","refund_amount":1}')
    assert (refused.status_code, refused.json()["result"]) == (status, "100")


@pytest.mark.parametrize("https_only", [False, True])
def test_http_callbacks_to_this_machine_are_taken_or_refused(https_only: bool, wire: Wire) -> None:
    wire.sandbox.switch(https_only_callbacks=https_only)
    answer = wire.entry(confirm_url="http://localhost:5000/confirm", result_url="http://[::1]:5000/result")
    assert answer["result"] == ("200" if https_only else "000")
    assert wire.entry("b", result_url="https://shop.example/result")["result"] == "000"


@pytest.mark.parametrize("position", ["replay", "refuse"])
def test_the_same_refund_again_is_replayed_or_refused(position: str, wire: Wire) -> None:
    wire.sandbox.switch(same_refund_again=position)
    wire.paid_order()
    first = wire.refund("order-1", 400, "refund-1")
    again = wire.refund("order-1", 400, "refund-1")
    assert again == first if position == "replay" else again["result"] == "105"
    assert len(wire.inquiry("order-1")[0]["refund_history"]) == 1


@pytest.mark.parametrize("status", [101, 100])
def test_after_the_valid_time_an_order_is_unpaid_for_ever_or_failed(status: int, wire: Wire) -> None:
    wire.sandbox.switch(status_after_valid_time_or_decline=status)
    wire.entry(valid_time=_in(60))
    assert wire.status() == 101
    wire.sandbox.clock_advance(61)
    assert wire.status() == status


@pytest.mark.parametrize("status", [100, 101])
def test_after_the_merchant_said_no_an_order_is_failed_or_unpaid(status: int, wire: Wire, merchant: Merchant) -> None:
    wire.sandbox.switch(status_after_confirm_no=status)
    merchant.answer = (200, b'{"valid": false}')
    wire.entry(confirm_url=f"{merchant.url}/confirm")
    assert wire.sandbox.pay("order-1")["refusal"]["reason"] == "merchant_refused"
    assert wire.status() == status
    merchant.answer = (200, b'{"valid": true}')
    paid_at_last = "transaction" in wire.sandbox.pay("order-1")
    assert paid_at_last == (status == 101)


@pytest.mark.parametrize("position", ["refuse", "fresh_link"])
def test_entering_a_failed_order_is_refused_or_gives_a_fresh_link(position: str, wire: Wire) -> None:
    wire.sandbox.switch(entry_after_failure=position)
    first = wire.entry(valid_time=_in(60))
    wire.sandbox.control("POST", "/orders/order-1/fail")
    wire.sandbox.clock_advance(61)
    again = wire.entry(valid_time=_in(3600))
    if position == "refuse":
        assert result_of(again) == MISMATCH
        assert wire.status() == 100
        return
    assert again["result_object"]["payment_url"] != first["result_object"]["payment_url"]
    assert wire.status() == 101
    assert result_of(wire.entry(final_price=5)) == MISMATCH
    assert wire.sandbox.pay("order-1")["transaction"]["status"] == 0


@pytest.mark.parametrize("form", ["milliseconds", "seconds"])
def test_the_qr_timeout_is_a_time_or_a_duration(form: str, wire: Wire) -> None:
    wire.sandbox.switch(qr_timeout_form=form)
    wire.sandbox.clock_advance(86_400)
    now = datetime.fromisoformat(wire.sandbox.control("GET", "/clock")["now"]).timestamp()
    timeout = wire.entry()["result_object"]["qr_timeout"]
    seconds = timeout if form == "seconds" else timeout / 1000 - now
    assert seconds == pytest.approx(1200, abs=5)
    assert isinstance(timeout, int)


@pytest.mark.parametrize("on", [True, False])
def test_callbacks_carry_a_digest_or_none(on: bool, wire: Wire, merchant: Merchant) -> None:
    wire.sandbox.switch(callback_digest=on)
    wire.paid_order(confirm_url=f"{merchant.url}/confirm")
    eventually(lambda: merchant.calls_to("/result"))
    for call in merchant.calls:
        signed = wire.headers(call.body)["digest"]
        assert call.headers.get("digest") == (signed if on else None)


def test_switches_survive_a_restart_and_a_reset_puts_them_back(wire: Wire) -> None:
    wire.sandbox.switch(qr_timeout_form="seconds")
    wire.sandbox.restart()
    assert wire.sandbox.control("GET", "/settings")["switches"]["qr_timeout_form"] == "seconds"
    wire.sandbox.control("POST", "/reset")
    assert wire.sandbox.control("GET", "/settings")["switches"]["qr_timeout_form"] == "milliseconds"
