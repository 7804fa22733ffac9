"""Why JKOPay takes no money, or takes it: the cause of every answer to a charge."""

import threading
from contextlib import suppress

import requests

from app.models import Order
from tests.refusals import planting
from tests.refusals.documented import TRANSACTION, Answer
from tests.refusals.row import CHARGE_REFUSED, Cause, Row, answer_of, fault, shopper_words, staff_words
from tests.refusals.stage import Scene
from tests.sandbox.eventually import eventually

PAID = "Paid, thank you"
PROVED = "JKOPay proved it: %(amount)s were taken."
WE_KEEP_ASKING = "We have not heard from JKOPay yet. We keep asking, and nothing can be charged twice."
UNTOLD = "JKOPay did not answer: whether %(amount)s were taken is unknown. The shop keeps asking."
_UNCHARGED, _WAITS = "The order could not be charged", "Your order waits to be charged"


def _tap(scene: Scene) -> None:
    scene.bind()
    scene.tap()


def _tap_with(user: str) -> Cause:
    def cause(scene: Scene) -> None:
        scene.bind(user)
        scene.tap()

    return cause


def _entered_at_onlinepay(scene: Scene) -> None:
    """Somebody with the same keys entered an order of this number at OnlinePay, while the charge waited for morning."""
    scene.bind()
    scene.tap_at_night(lambda order: scene.wire.entry(scene.shop.payment(order).number))


def _taken_already(scene: Scene) -> None:
    """Somebody with the same keys made this very charge, while the shop's waited for morning."""

    def send(order: Order) -> None:
        answer = scene.wire.post("/platform/authpay/transaction", scene.shop.payment(order).request_body)
        assert answer.json()["result"] == "000"

    scene.bind()
    scene.tap_at_night(send)
    scene.advance()


def _over_quota(scene: Scene) -> None:
    """The wallet user set a lower limit after the consent."""
    scene.shop.sandbox.change_user(scene.bind(), "balance", quota=1)
    scene.tap()


def _store_closed(scene: Scene) -> None:
    scene.bind()
    with planting.other_store(scene.shop.sandbox, {"closed": False}, closed=True):
        scene.tap()


def _unknown(scene: Scene) -> None:
    planting.forget_authorization(scene.shop.sandbox, scene.bind())
    scene.tap()


def _cancelled(scene: Scene) -> None:
    """The wallet user cancelled, and the shop was not told."""
    scene.shop.sandbox.cancel(scene.bind())
    scene.tap()


def _another_amount(scene: Scene) -> None:
    planting.change_billing_amount(scene.shop.sandbox, scene.bind(kind="regular"), 1)
    scene.charge_plan()


def _cycle_used_up(scene: Scene) -> None:
    """Somebody with the same keys charged this month already."""
    auth_no = scene.bind(kind="regular")
    assert scene.authorization is not None
    price = scene.authorization.billing_amount
    assert scene.wire.charge(auth_no, f"elsewhere-{auth_no}", price)["result"] == "000"
    scene.charge_plan()


def _night_at_jkopay(scene: Scene) -> None:
    """Its clock is ahead of the shop's."""
    scene.bind()
    with planting.later(scene.shop.sandbox, hours=12):
        scene.tap()


def _another_in_flight(scene: Scene) -> None:
    """Somebody with the same keys charges meanwhile, and JKOPay is slow with it."""
    auth_no = scene.bind()
    # Longer than any run; nobody waits for its end.
    scene.shop.sandbox.faults(TRANSACTION, "slow", seconds=3600)

    def charge() -> None:
        with suppress(requests.RequestException):
            scene.wire.charge(auth_no, f"slow-{auth_no}", 10)

    threading.Thread(target=charge, daemon=True).start()
    eventually(lambda: scene.shop.sandbox.authorizations()[0]["deductions"], seconds=60)
    scene.tap()


def _damaged(scene: Scene) -> None:
    scene.bind()
    with planting.damaged(scene.shop, "payments"):
        scene.tap()


def _wrong_keys(scene: Scene) -> None:
    scene.bind()
    with planting.wrong_keys(scene.shop):
        scene.tap()


def _broken(scene: Scene) -> None:
    scene.bind()
    with planting.broken_books(scene.shop):
        scene.tap()


def _row(result: str) -> Answer:
    return answer_of(TRANSACTION, result)


def _refused(cause: Cause, result: str, *attention: str) -> Row:
    """The order ends unpaid, and both read why."""
    answer = _row(result)
    return Row(cause, (_UNCHARGED, shopper_words(answer)), (staff_words(answer),), attention)


def _to_mend(cause: Cause, result: str) -> Row:
    """It is neither the shopper's doing nor time's, so a person is asked to look."""
    return _refused(cause, result, CHARGE_REFUSED, staff_words(_row(result)))


def _our_fault(cause: Cause, result: str) -> Row:
    return _refused(cause, result, CHARGE_REFUSED, *fault(_row(result)))


def _later(cause: Cause, result: str) -> Row:
    """The shop tries again by itself, and both read why it waits."""
    answer = _row(result)
    return Row(cause, (_WAITS, shopper_words(answer)), (staff_words(answer),))


CHARGES: dict[Answer, Row] = {
    _row("000"): Row(_tap, (PAID,), (PROVED,)),
    _row("100"): _to_mend(_entered_at_onlinepay, "100"),
    _row("101"): Row(_taken_already, (PAID,), (PROVED,)),
    _row("104"): _refused(_tap_with("over_limit"), "104"),
    _row("110"): _to_mend(_store_closed, "110"),
    _row("115"): _refused(_tap_with("failing"), "115"),
    _row("121"): _refused(_tap_with("short"), "121"),
    _row("200"): _our_fault(_damaged, "200"),
    _row("201"): _our_fault(_wrong_keys, "201"),
    _row("301"): _to_mend(_unknown, "301"),
    _row("302"): _refused(_cancelled, "302"),
    _row("303"): _refused(_over_quota, "303"),
    _row("304"): _to_mend(_another_amount, "304"),
    _row("305"): _to_mend(_cycle_used_up, "305"),
    _row("306"): _later(_night_at_jkopay, "306"),
    _row("307"): _later(_another_in_flight, "307"),
    _row("999"): Row(_broken, (WE_KEEP_ASKING,), (UNTOLD,)),
}
