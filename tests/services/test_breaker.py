"""While JKOPay is away no call waits for it, nothing is lost, and its first answer starts everything again."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest

from app.db import utc_now
from app.jkopay import Api, Silence, WalletRefused, WalletSilent
from app.jobs import start_sweepers
from app.models import Order, OrderStatus, Payment, PaymentStatus, RefundStatus
from app.queue import Queue
from app.services.breaker import SILENCES_TO_OPEN, Breaker
from app.services.numbers import new_refund_number
from app.services.refunds import request_refund
from tests.jkopay.every_call import CALLS
from tests.running import RunningShop

ENTRY, INQUIRY, REFUND = "POST /platform/entry", "GET /platform/inquiry", "POST /platform/refund"
PATIENCE = 60
PROBE = b"platform_order_ids=shop-probe"


@dataclass
class Away:
    """A shop that has just learnt that JKOPay answers nothing but 500; before, one order was paid and one made."""

    shop: RunningShop
    paid: Payment
    open_order: Order

    def comes_back(self) -> None:
        """JKOPay answers again, and a probe finds out."""
        self.shop.sandbox.clear_faults()
        eventually(lambda: not self.shop.wallet.breaker.is_open)


@pytest.fixture
def away(shop: RunningShop) -> Away:
    shop.sandbox.faults("callback result_url", "drop", times=100)
    paid, open_order = shop.payment(shop.paid()), shop.buy()
    for api in (ENTRY, INQUIRY, REFUND):
        shop.sandbox.faults(api, "http_500", times=10_000)
    for _ in range(SILENCES_TO_OPEN):
        assert not shop.wallet.breaker.is_open
        shop.buy()
    assert shop.wallet.breaker.is_open
    return Away(shop, paid, open_order)


def eventually(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def silence(reason: Silence, status: int | None = None) -> WalletSilent:
    return WalletSilent(ENTRY, reason, may_have_arrived=True, http_status=status)


def test_a_checkout_stores_its_order_without_a_call(away: Away) -> None:
    shop = away.shop
    before = len(shop.calls.payloads(ENTRY))
    order = shop.buy()
    assert len(shop.calls.payloads(ENTRY)) == before
    payment = shop.payment(order)
    assert (order.status, payment.status) == (OrderStatus.OPEN, PaymentStatus.NEW)
    assert payment.silent_since is not None
    assert not payment.entry_silent, "certainly nothing was sent"
    assert payment.next_inquiry_at is not None


def test_every_call_is_held_back_and_nothing_of_it_was_sent(away: Away) -> None:
    client, before = away.shop.wallet.client, {api: len(away.shop.calls.payloads(api)) for api in Api}
    assert set(CALLS) == set(Api)
    for api in Api:
        with pytest.raises(WalletSilent) as held_back:
            CALLS[api](client)
        silence = held_back.value
        assert (silence.api, silence.reason, silence.may_have_arrived) == (api, Silence.NOT_SENT, False)
        asked = away.shop.calls.payloads(api)[before[api] :]
        assert set(asked) <= {PROBE}


@pytest.mark.parametrize("api", Api)
def test_the_silences_of_every_call_open_it(shop: RunningShop, api: str) -> None:
    shop.sandbox.faults(api, "http_500", times=SILENCES_TO_OPEN)
    for _ in range(SILENCES_TO_OPEN):
        assert not shop.wallet.breaker.is_open
        with pytest.raises(WalletSilent):
            CALLS[api](shop.wallet.client)
    assert shop.wallet.breaker.is_open


def test_when_it_is_back_the_link_comes_by_itself(away: Away) -> None:
    order = away.shop.buy()
    away.comes_back()
    away.shop.sweep()
    payment = away.shop.payment(order)
    assert (payment.status, payment.silent_since) == (PaymentStatus.PENDING, None)


def test_a_refund_asked_for_meanwhile_is_sent_once_when_it_is_back(away: Away) -> None:
    shop = away.shop
    refund = request_refund(
        shop.db,
        shop.wallet,
        payment_number=away.paid.number,
        refund_number=new_refund_number(away.paid.number),
        amount=Decimal(20),
        seen_refundable=away.paid.amount,
        reason="破損",
        staff="merchant",
    )
    assert refund.status is RefundStatus.UNKNOWN
    assert refund.silent_at is None, "certainly nothing was sent"
    assert shop.calls.payloads(REFUND) == []
    away.comes_back()
    shop.sweep()
    assert len(shop.calls.payloads(REFUND)) == 1


def test_sweeps_and_tasks_leave_due_rows_alone_and_only_probes_go_out(away: Away) -> None:
    shop = away.shop
    order = shop.order(away.open_order.token)
    payment = shop.payment(order)
    with shop.db.write() as session:
        session.get_one(Payment, payment.id).next_inquiry_at = utc_now()
    payment = shop.payment(order)
    before = len(shop.calls.payloads(INQUIRY))
    stopping = threading.Event()
    sweepers = start_sweepers(shop.db, shop.wallet, stopping)
    queue = Queue(shop.settings, shop.db, shop.wallet)
    queue.ask_soon(payment.id)
    task = queue.huey.dequeue()
    queue.huey.execute(task)
    eventually(lambda: len(shop.calls.payloads(INQUIRY)) >= before + 2)
    asked = shop.calls.payloads(INQUIRY)[before:]
    untouched = shop.payment(order)
    stopping.set()
    for sweeper in sweepers:
        sweeper.join()
    assert set(asked) == {PROBE}
    assert (untouched.inquiry_count, untouched.next_inquiry_at) == (payment.inquiry_count, payment.next_inquiry_at)


def test_a_refusal_closes_it_and_never_opens_it(shop: RunningShop) -> None:
    breaker = shop.wallet.breaker
    shop.sandbox.next_answer(INQUIRY, "201", message="Validation error", times=2 * SILENCES_TO_OPEN)
    for _ in range(2 * SILENCES_TO_OPEN):
        with pytest.raises(WalletRefused):
            shop.wallet.client.inquiry(["none"])
    assert not breaker.is_open
    for _ in range(SILENCES_TO_OPEN):
        breaker.note_silence(silence(Silence.NO_ANSWER))
    assert breaker.is_open
    shop.sandbox.next_answer(INQUIRY, "201", message="Validation error")
    eventually(lambda: not breaker.is_open)


def test_only_five_silences_in_a_row_open_it() -> None:
    told: list[bool] = []
    breaker = Breaker(told.append)
    for _ in range(4):
        breaker.note_silence(silence(Silence.DEADLINE))
    breaker.note_answer()
    for _ in range(4):
        breaker.note_silence(silence(Silence.DEADLINE))
    assert (breaker.is_open, told) == (False, [])
    for _ in range(2):
        breaker.note_silence(silence(Silence.DEADLINE))
        assert (breaker.is_open, told) == (True, [True])
    breaker.note_answer()
    breaker.note_answer()
    assert (breaker.is_open, told) == (False, [True, False])


@pytest.mark.parametrize(
    "of_one_answer",
    [silence(Silence.MALFORMED), silence(Silence.UNKNOWN_RESULT), silence(Silence.HTTP_STATUS, 401)],
)
def test_an_answer_that_cannot_be_read_or_names_a_setting_does_not_open_it(of_one_answer: WalletSilent) -> None:
    breaker = Breaker()
    for _ in range(2 * SILENCES_TO_OPEN):
        breaker.note_silence(of_one_answer)
    assert not breaker.is_open
