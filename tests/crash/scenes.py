"""What goes on while a process is killed: who dies, how it comes to it, and what there is more of when all is over."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from app.models import Authorization
from tests.crash.books import Totals
from tests.crash.lane import Lane

Act = Callable[[], object]
"""What a person or a wallet user does. May be done again, as the impatient do."""

_NOTEBOOK = "kraft-notebook"
_PLAN = "tea-every-month"
_BOUGHT = Totals(orders=1, paid=1, refunded=0, bound=0, cancelled=0)
_REFUNDED = _BOUGHT._replace(refunded=1)
_BOUND = Totals(orders=0, paid=0, refunded=0, bound=1, cancelled=0)
_SUBSCRIBED = _BOUGHT._replace(bound=1)
_CANCELLED = _BOUND._replace(cancelled=1)


@dataclass(frozen=True)
class Scene:
    """`stage` brings a lane to the moment before, and returns the act during which the web process may die.

    The jobs process dies at the work that was left to it; its acts are empty. `gain` is the difference in the end.
    """

    name: str
    victim: Literal["web", "jobs"]
    stage: Callable[[Lane], Act]
    gain: Totals


def _check_out(lane: Lane) -> Act:
    shopper = lane.person()
    return partial(shopper.send, shopper.fill_cart(_NOTEBOOK))


def _wallet_pays(lane: Lane) -> Act:
    return partial(lane.pay, lane.payment(_buy(lane)).number)


def _wallet_grants(lane: Lane) -> Act:
    return partial(lane.grant, _asked(lane))


def _wallet_cancels(lane: Lane) -> Act:
    return partial(lane.cancel_in_wallet, _bound(lane))


def _another_payment(lane: Lane) -> Act:
    token = _buy(lane)
    lane.pay(lane.payment(token).number, "failing")
    lane.work_by_hand()
    shopper = lane.person()
    return partial(shopper.send, shopper.button(f"/orders/{token}", "/retry"))


def _refund(lane: Lane) -> Act:
    token = _paid(lane)
    lane.work_by_hand()
    return partial(lane.staff.send, lane.staff.refund(lane.payment(token).number, "10"))


def _bind(lane: Lane) -> Act:
    shopper = lane.person()
    return partial(shopper.send, shopper.ask_for_binding())


def _one_tap(lane: Lane) -> Act:
    return partial(lane.tapper.send, lane.tapper.fill_cart(_NOTEBOOK, lane.one_tap))


def _cancel(lane: Lane) -> Act:
    page = f"/admin/authorizations/{_bound(lane).number}/cancel"
    return partial(lane.staff.send, lane.staff.button(page, "/cancel"))


def _silent_entry(lane: Lane) -> Act:
    _silence(lane, "POST /platform/entry")
    _buy(lane)
    return _nothing


def _paid_unknown(lane: Lane) -> Act:
    _paid(lane)
    return _nothing


def _silent_refund(lane: Lane) -> Act:
    refund = _refund(lane)
    _silence(lane, "POST /platform/refund")
    refund()
    return _nothing


def _silent_charge(lane: Lane) -> Act:
    tap = _one_tap(lane)
    _silence(lane, "POST /platform/authpay/transaction")
    tap()
    return _nothing


def _silent_cancel(lane: Lane) -> Act:
    cancel = _cancel(lane)
    _silence(lane, "POST /platform/authpay/cancel")
    cancel()
    return _nothing


def _subscription(lane: Lane) -> Act:
    shopper = lane.person()
    lane.grant(lane.authorization(shopper.send(shopper.take_plan(_PLAN))))
    return _nothing


def _nothing() -> None:
    return


def _buy(lane: Lane) -> str:
    shopper = lane.person()
    return shopper.send(shopper.fill_cart(_NOTEBOOK))


def _paid(lane: Lane) -> str:
    token = _buy(lane)
    lane.pay(lane.payment(token).number)
    return token


def _asked(lane: Lane) -> Authorization:
    shopper = lane.person()
    return lane.authorization(shopper.send(shopper.ask_for_binding()))


def _bound(lane: Lane) -> Authorization:
    authorization = _asked(lane)
    lane.grant(authorization)
    lane.work_by_hand()
    return authorization


def _silence(lane: Lane, api: str) -> None:
    """The next answer is none; JKOPay did it all the same, or did not."""
    lane.sandbox.faults(api, lane.rng.choice(("reset", "http_500")))


SCENES = (
    Scene("checkout", "web", _check_out, _BOUGHT),
    Scene("the wallet user pays", "web", _wallet_pays, _BOUGHT),
    Scene("another payment", "web", _another_payment, _BOUGHT),
    Scene("refund", "web", _refund, _REFUNDED),
    Scene("binding", "web", _bind, _BOUND),
    Scene("the wallet user grants", "web", _wallet_grants, _BOUND),
    Scene("one tap", "web", _one_tap, _BOUGHT),
    Scene("cancellation", "web", _cancel, _CANCELLED),
    Scene("the wallet user cancels", "web", _wallet_cancels, _CANCELLED),
    Scene("sweep of a link", "jobs", _silent_entry, _BOUGHT),
    Scene("sweep of a payment", "jobs", _paid_unknown, _BOUGHT),
    Scene("sweep of a refund", "jobs", _silent_refund, _REFUNDED),
    Scene("sweep of a charge", "jobs", _silent_charge, _BOUGHT),
    Scene("sweep of a cancellation", "jobs", _silent_cancel, _CANCELLED),
    Scene("sweep of a subscription", "jobs", _subscription, _SUBSCRIBED),
)
