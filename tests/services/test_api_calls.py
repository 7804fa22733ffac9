"""What is noted of the calls between shop and JKOPay: what helps and no secret, at no cost to the money."""

import json
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from app.db import Database, utc_now
from app.heart import Heart
from app.jkopay import Silence, WalletSilent
from app.models import ApiCall, Direction, Outcome
from app.services import api_calls_log
from app.services.api_calls import Call
from app.services.api_calls_digest import check_call_digest
from app.services.api_calls_keeping import forget_calls
from app.services.api_calls_log import BATCH, MOST_WAITING, CallLog
from app.services.api_calls_masking import KEPT_BYTES, mask
from app.services.api_calls_reading import PAGE_SIZE, CallFilter, list_calls, open_call, subjects_of
from tests.running import RunningShop

ENTRY, INQUIRY = "POST /platform/entry", "GET /platform/inquiry"


def calls(shop: RunningShop, **wanted: str) -> list[ApiCall]:
    """The noted calls, the newest first, with their bytes."""
    shop.wallet.calls.flush()
    found = [open_call(shop.db, call.id) for call in list_calls(shop.db, CallFilter(**wanted)).calls]  # type: ignore[arg-type]
    return [call for call in found if call is not None]


def a_call(number: str = "T1-1", **changed: object) -> Call:
    call = Call(
        at=utc_now(),
        direction=Direction.SENT,
        api=INQUIRY,
        outcome=Outcome.ANSWERED,
        result="000",
        message=None,
        cause="",
        status=200,
        seconds=0.012,
        request_id="request-1",
        digest="d" * 64,
        digest_verified=None,
        address="https://jkopay.example/platform/inquiry",
        headers=(("digest", "d" * 64), ("API-Key", "a key")),
        answer_headers=(),
        payload=f"platform_order_ids={number}".encode(),
        answer=b"{}",
    )
    return replace(call, **changed)  # type: ignore[arg-type]


def test_a_checkout_is_noted_as_it_went_over_the_wire(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    (call,) = calls(shop)
    assert (call.direction, call.api, call.outcome, call.result, call.status) == (
        Direction.SENT,
        ENTRY,
        Outcome.ANSWERED,
        "000",
        200,
    )
    assert call.address == f"{shop.sandbox.url}/platform/entry"
    assert call.digest == shop.wallet.sign(payment.request_body)
    assert check_call_digest(shop.db, call, shop.wallet.sign) is True
    assert call.payload == mask(payment.request_body)[0]
    assert call.payload_length == len(payment.request_body)
    assert call.masked == 3
    assert [subject.number for subject in call.subjects] == [payment.number]
    assert call.answer is not None
    assert json.loads(call.answer)["result"] == "000"
    assert ["api-key", "[masked]"] in json.loads(call.headers)


def test_a_key_that_has_changed_shows_in_the_digest(shop: RunningShop) -> None:
    shop.buy()
    (call,) = calls(shop)
    assert check_call_digest(shop.db, call, lambda _payload: "0" * 64) is False


def test_a_payment_is_found_from_its_order_with_every_call_of_both_sides(shop: RunningShop) -> None:
    shop.buy()
    order = shop.paid()
    payment = shop.payment(order)
    shop.refund(payment, 10)
    found = calls(shop, number=order.number)
    assert {ENTRY, INQUIRY, "confirm_url", "POST /platform/refund"} <= {call.api for call in found}
    (confirm,) = [call for call in found if call.api == "confirm_url"]
    assert (confirm.direction, confirm.outcome, confirm.digest_verified) == (Direction.RECEIVED, Outcome.ANSWERED, True)
    assert json.loads(confirm.answer or b"") == {"valid": True}
    assert confirm.address == f"{shop.url}/jkopay/[masked]/confirm"
    (refund,) = [call for call in found if call.api == "POST /platform/refund"]
    assert [order_number for _number, order_number in subjects_of(shop.db, refund).refunds] == [order.number]
    assert subjects_of(shop.db, confirm).orders == [order.number]


def test_an_authorization_is_found_by_our_number_and_by_jkopay_s(shop: RunningShop) -> None:
    shop.sandbox.faults("callback result_url", "drop", times=100)
    authorization = shop.bind()
    found = calls(shop, number=authorization.number)
    apis = {call.api for call in found}
    assert {"POST /platform/authpay/limited", "GET /platform/authpay/detail"} <= apis
    assert [call.id for call in calls(shop, number=authorization.auth_no or "")] == [call.id for call in found]
    (binding,) = [call for call in found if call.api == "POST /platform/authpay/limited"]
    assert check_call_digest(shop.db, binding, shop.wallet.sign) is True
    assert subjects_of(shop.db, binding).authorizations == [authorization.number]
    assert (authorization.callback_token or "").encode() not in binding.payload
    assert authorization.token.encode() not in binding.payload


def test_refusals_and_silences_are_told_apart(shop: RunningShop) -> None:
    shop.sandbox.next_answer(ENTRY, "201", message="Validation error")
    shop.buy()
    shop.sandbox.faults(ENTRY, "reset")
    shop.buy()
    silent, refused = calls(shop, api=ENTRY)
    assert (refused.outcome, refused.result, refused.message) == (Outcome.REFUSED, "201", "Validation error")
    assert (silent.outcome, silent.result, silent.status, silent.answer) == (
        Outcome.SILENT,
        Silence.NO_ANSWER,
        None,
        None,
    )
    assert [call.id for call in calls(shop, outcome="silent")] == [silent.id]
    assert [call.id for call in calls(shop, text="validation")] == [refused.id]


def test_an_answer_that_is_no_answer_is_kept_all_the_same(shop: RunningShop) -> None:
    shop.sandbox.faults(ENTRY, "bad_json")
    shop.buy()
    (call,) = calls(shop)
    assert (call.outcome, call.result, call.status) == (Outcome.SILENT, Silence.NOT_JSON, 200)
    assert call.answer


def test_a_stranger_s_call_fills_nothing(shop: RunningShop) -> None:
    for path in ("made-up-token/confirm", "made-up-token/result", "cancellations"):
        assert shop.app.test_client().post(f"/jkopay/{path}", data=b"{}").status_code == 404
    assert calls(shop) == []


def test_probes_nobody_answers_are_not_noted(shop: RunningShop) -> None:
    shop.sandbox.faults(INQUIRY, "reset")
    with pytest.raises(WalletSilent):
        shop.wallet.client.inquiry(["shop-probe"])
    assert calls(shop) == []
    shop.wallet.client.inquiry(["shop-probe"])
    assert [call.outcome for call in calls(shop)] == [Outcome.ANSWERED]


def test_a_thread_writes_without_being_asked(shop: RunningShop) -> None:
    shop.wallet.calls.keep(a_call())
    for _ in range(200):
        if list_calls(shop.db, CallFilter()).calls:
            return
        time.sleep(0.05)
    pytest.fail("nothing was written")


def test_noting_costs_no_commit_of_the_money_s(shop: RunningShop) -> None:
    commits: list[object] = []
    event.listen(shop.db.engine, "commit", commits.append)
    shop.buy()
    shop.wallet.calls.flush()
    assert len(commits) == 2
    assert len(calls(shop)) == 1


def test_a_log_that_cannot_be_written_fails_no_checkout(shop: RunningShop) -> None:
    with shop.db.write() as session:
        session.execute(text("DROP TABLE api_call_subjects"))
        session.execute(text("DROP TABLE api_calls"))
    assert shop.payment(shop.buy()).payment_url
    shop.wallet.calls.flush()


def test_what_is_more_than_can_wait_is_left_out(shop: RunningShop, monkeypatch: pytest.MonkeyPatch) -> None:
    # No thread, so that everything waits.
    monkeypatch.setattr(threading.Thread, "start", lambda _thread: None)
    log = CallLog(shop.db)
    for number in range(MOST_WAITING + 3):
        log.keep(a_call(f"T{number}"))
    monkeypatch.undo()
    log.flush()
    assert list_calls(shop.db, CallFilter()).count == MOST_WAITING
    assert list_calls(shop.db, CallFilter(number=f"T{MOST_WAITING}")).count == 0
    log.flush()


def test_what_is_noted_is_written_at_the_end(shop: RunningShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_calls_log, "_FAREWELL_SECONDS", 60)
    log = CallLog(shop.db)
    log.keep(a_call())
    log.close()
    assert list_calls(shop.db, CallFilter()).count == 1


def test_the_list_is_walked_from_the_newest_to_the_oldest(shop: RunningShop) -> None:
    for number in range(BATCH + 10):
        shop.wallet.calls.keep(a_call(f"T{number}"))
    shop.wallet.calls.flush()
    first = list_calls(shop.db, CallFilter())
    assert (len(first.calls), first.count) == (PAGE_SIZE, BATCH + 10)
    second = list_calls(shop.db, CallFilter(before=first.older))
    assert (len(second.calls), second.older) == (10, None)
    ids = [call.id for call in (*first.calls, *second.calls)]
    assert ids == sorted(set(ids), reverse=True)


def test_old_calls_and_too_many_are_forgotten_with_their_numbers(shop: RunningShop) -> None:
    now = utc_now()
    for days in (40, 29, 3, 2, 1):
        shop.wallet.calls.keep(a_call(f"T{days}", at=now - timedelta(days=days)))
    shop.wallet.calls.flush()
    assert forget_calls(shop.db, days=30, most=100, now=now) == 1
    assert forget_calls(shop.db, days=30, most=100, now=now) == 0
    assert forget_calls(shop.db, days=30, most=2, now=now) == 2
    assert _numbers(shop.db) == ["T1", "T2"]


def test_the_jobs_process_forgets_what_is_too_old(shop: RunningShop) -> None:
    for days in (shop.settings.api_calls_days + 1, 1):
        shop.wallet.calls.keep(a_call(f"T{days}", at=utc_now() - timedelta(days=days)))
    shop.wallet.calls.flush()
    stopping = threading.Event()
    stopping.set()
    Heart(shop.settings, shop.db, stopping).run()
    assert _numbers(shop.db) == ["T1"]


def test_a_long_answer_is_cut_and_its_length_told(shop: RunningShop) -> None:
    shop.wallet.calls.keep(a_call(answer=b"x" * (KEPT_BYTES + 5)))
    (call,) = calls(shop)
    assert (len(call.answer or b""), call.answer_length) == (KEPT_BYTES, KEPT_BYTES + 5)


def test_what_is_no_text_is_kept_to_the_byte(shop: RunningShop) -> None:
    shop.wallet.calls.keep(a_call(answer=b"\xff\x00\xfe{", message="a\x00b"))
    (call,) = calls(shop)
    assert (call.answer, call.message) == (b"\xff\x00\xfe{", "ab")


def _numbers(db: Database) -> list[str]:
    with db.read() as session:
        return list(session.scalars(text("SELECT number FROM api_call_subjects ORDER BY number")))
