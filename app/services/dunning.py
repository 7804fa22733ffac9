"""What follows when JKOPay refuses a charge: one written table, and its application (protocol section 6).

| answer | what follows |
|---|---|
| 104 monthly limit, 115 failed, 121 balance | again tomorrow, at most three tries in the cycle |
| 303 over the user's quota | ask the shopper to raise it; nothing is tried by itself |
| 302 cancelled | ask `detail`, which ends the authorization and its subscription |
| 305 cycle used up | wait for the next cycle; the books differ, so a person looks |
| 306 window, 307 another in flight | again later today, or at the next opening |
| 100, 110, 200, 201, 301, 304 | ours to mend: a person looks, nothing is tried by itself |

An order without a subscription has its shopper at hand: it is tried again by itself only after 306 and 307, and closed
otherwise, so that the shopper can pay it another way. So is an order whose subscription has ended.
"""

import random
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.db import HOLD
from app.models import (
    AttentionReason,
    Authorization,
    Charge,
    OrderStatus,
    PaymentStatus,
    Subscription,
    SubscriptionStatus,
)
from app.services.attention import raise_attention
from app.services.charge_intent import add_charge
from app.services.charge_window import next_moment, next_opening
from app.services.detail_plan import hint_authorization
from app.services.settlement import close_order

MOST_TRIES = 3
"""In one cycle, for want of money."""

MOST_POSTPONED = 10
"""Charges of one order refused as too early or too many at once; then a person looks."""

_LATER = timedelta(minutes=15)


class Step(StrEnum):
    """What follows a refusal."""

    TOMORROW = "tomorrow"
    LATER = "later"
    ASK_SHOPPER = "ask_shopper"
    END = "end"
    NEXT_CYCLE = "next_cycle"
    MEND = "mend"


DUNNING: dict[str, Step] = {
    "100": Step.MEND,
    "104": Step.TOMORROW,
    "110": Step.MEND,
    "115": Step.TOMORROW,
    "121": Step.TOMORROW,
    "200": Step.MEND,
    "201": Step.MEND,
    "301": Step.MEND,
    "302": Step.END,
    "303": Step.ASK_SHOPPER,
    "304": Step.MEND,
    "305": Step.NEXT_CYCLE,
    "306": Step.LATER,
    "307": Step.LATER,
}


def follow_refusal(session: Session, charge: Charge, now: datetime) -> None:
    """Do what the table says after `charge`, whose order is locked, was refused or failed."""
    code = charge.refusal_code or ""
    step = DUNNING.get(code, Step.MEND)
    subscription = charge.order.subscription
    if step in (Step.END, Step.MEND):
        # The answer says something about the authorization.
        hint_authorization(session.get_one(Authorization, charge.authorization_id, with_for_update=HOLD), now)
    if step in (Step.MEND, Step.NEXT_CYCLE):
        raise_attention(session, charge, AttentionReason.CHARGE_REFUSED, code)
    if charge.order.status is OrderStatus.PAID:
        # By another payment of it: nothing is left to be charged.
        return
    if step is Step.LATER:
        _try_again(session, charge, next_moment(now + _LATER * (1 + random.random()), random.random()), now)  # noqa: S311
    elif subscription is None or subscription.status is SubscriptionStatus.ENDED:
        close_order(session, charge.order, "refused", at=now, detail=code)
    else:
        _note_trouble(session, charge, subscription, code)
        if step is Step.TOMORROW and _count(charge, step) < MOST_TRIES:
            _try_again(session, charge, next_opening(now, random.random()), now)  # noqa: S311
        elif step in (Step.TOMORROW, Step.END, Step.NEXT_CYCLE):
            close_order(session, charge.order, "unpaid", at=now, detail=code)


def _try_again(session: Session, charge: Charge, at: datetime, now: datetime) -> None:
    order = charge.order
    authorization = session.get_one(Authorization, charge.authorization_id)
    if at >= charge.valid_until:
        close_order(session, order, "unpaid", at=now, detail=charge.refusal_code or "")
    elif _count(charge, Step.LATER) > MOST_POSTPONED:
        raise_attention(session, charge, AttentionReason.CHARGE_REFUSED, charge.refusal_code or "")
        close_order(session, order, "unpaid", at=now, detail=charge.refusal_code or "")
    else:
        add_charge(session, order, authorization, at=at, valid_until=charge.valid_until)


def _count(charge: Charge, step: Step) -> int:
    """How many charges of the order ended in this step."""
    ended = (PaymentStatus.REFUSED, PaymentStatus.FAILED)
    return sum(
        payment.status in ended and DUNNING.get(payment.refusal_code or "") is step for payment in charge.order.payments
    )


def _note_trouble(session: Session, charge: Charge, subscription: Subscription, code: str) -> None:
    # Authorizations are locked before their subscriptions, everywhere.
    session.get_one(Authorization, charge.authorization_id, with_for_update=HOLD)
    subscription.trouble = code
