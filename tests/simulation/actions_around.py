"""What happens around people: jobs, callbacks that come or do not, forged ones, and time."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time, timedelta

import requests

from app.db import utc_now
from app.sandbox.callbacks import CallbackAnswer
from app.sandbox.deliveries import NOT_SENT
from app.sandbox.deliveries import call as call_merchant
from app.sandbox.delivery_log import (
    Delivery,
    DeliveryState,
    claim_due,
    end_delivery,
    log_attempt,
    postpone,
    schedule_retry,
)
from app.services.charge_recovery import sweep_charges
from app.services.details import sweep_authorizations
from app.services.inquiries import sweep_links, sweep_payments
from app.services.inquiry_schedule import CLOSING_GRACE, PAYMENT_VALID
from app.services.numbers import TAIPEI
from app.services.refund_recovery import sweep_refunds
from app.services.subscriptions import sweep_subscriptions
from tests.simulation.story import Story
from tests.simulation.world import SHOP
from tests.simulation.wsgi import call

_DUE = """SELECT DISTINCT kind, status FROM (
    SELECT kind, status, next_inquiry_at AS due_at, lease_until FROM payments
    UNION ALL SELECT 'refund', '', next_attempt_at, lease_until FROM refunds
    UNION ALL SELECT 'authorization', '', next_inquiry_at, lease_until FROM authorizations
    UNION ALL SELECT 'subscription', '', next_charge_at, lease_until FROM subscriptions WHERE status = 'active'
    ) AS planned WHERE due_at <= :now AND (lease_until IS NULL OR lease_until <= :now)"""
_MOST_SWEEPS = 60


def work(story: Story) -> str | None:
    """The jobs do what is due."""
    done = do_due(story)
    return ", ".join(done) if done else None


def follow_hint(story: Story) -> str | None:
    """The queue's worker takes one of its tasks; others may be lost."""
    if not story.hints:
        return None
    hint = story.hints.pop(story.rng.randrange(len(story.hints)))
    hint()
    return "followed"


def deliver(story: Story) -> str | None:
    """JKOPay sends what it has to tell: in any order, late, twice, or not this time."""
    sandbox = story.world.sandbox
    with sandbox.database.write() as connection:
        due = claim_due(connection, sandbox.clock.now(), 8)
    story.rng.shuffle(due)
    for delivery in due:
        _deliver(story, delivery)
    return f"{len(due)} callbacks" if due else None


def forge(story: Story) -> str | None:
    """Somebody who is not JKOPay says that it was paid."""
    found = story.pick_row(
        "SELECT callback_token, number, amount, currency FROM payments WHERE kind = 'payment' ORDER BY id"
    )
    if found is None:
        return None
    token, number, amount, currency = found
    row = {"platform_order_id": number, "status": 0, "tradeNo": "J1", "currency": currency, "final_price": str(amount)}
    body = json.dumps({"transaction": row}).encode()
    status, _ = call(story.world.shop, "POST", f"{SHOP}/jkopay/{token}/result", {}, body)
    return f"{number} paid, they say: {status}"


def ask_once_more(story: Story) -> str | None:
    """JKOPay asks whether the money of some payment may move: late, once more, or after all has ended."""
    found = story.pick_row("SELECT callback_token, number FROM payments WHERE kind = 'payment' ORDER BY id")
    if found is None:
        return None
    token, number = found
    body = json.dumps({"platform_order_id": number}).encode()
    with suppress(requests.RequestException):
        story.wire.post(f"{SHOP}/jkopay/{token}/confirm", body, None)
    return f"about {number}"


def settle_with_store(story: Story) -> str:
    """JKOPay pays out what the store has there, so that refunds are refused, or more comes in, so that they are not."""
    balance = story.rng.choice((0, 1_000_000))
    with story.world.sandbox.database.write() as ledger:
        ledger.execute("UPDATE stores SET balance = ?", (balance,))
    return f"balance {balance}"


def wait(story: Story) -> str:
    """A moment, an hour, until the morning, a week."""
    rng = story.rng
    spans: tuple[Callable[[], timedelta], ...] = (
        lambda: timedelta(seconds=rng.randrange(1, 40)),
        lambda: timedelta(seconds=rng.randrange(1, 40)),
        lambda: timedelta(minutes=rng.randrange(1, 25)),
        lambda: timedelta(minutes=rng.randrange(50, 75)),
        until_ten,
        lambda: until_ten() + timedelta(days=rng.choice((0, 1, 6, 29))),
    )
    span = rng.choice(spans)()
    story.let_pass(span)
    return str(span)


def let_links_end(story: Story) -> str:
    """The last moment of every link there is passes, and the time in which stock is kept for late money."""
    span = PAYMENT_VALID + CLOSING_GRACE + timedelta(seconds=1)
    story.let_pass(span)
    return str(span)


def until_ten() -> timedelta:
    """From now to ten in the morning of tomorrow in Taipei, when charges are taken."""
    tomorrow = utc_now().astimezone(TAIPEI).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(10), TAIPEI) - utc_now()


def do_due(story: Story) -> list[str]:
    """Sweep until nothing is due; returns the names of the sweeps that found work."""
    done: list[str] = []
    db, wallet = story.world.db, story.world.wallet
    while len(done) < _MOST_SWEEPS:
        found = story.world.rows(_DUE, now=utc_now())
        if not found:
            return done
        sweeps: list[tuple[str, Callable[[], int]]] = []
        kinds = {kind for kind, _ in found}
        if "payment" in kinds:
            if ("payment", "new") in found:
                sweeps.append(("links", lambda: sweep_links(db, wallet)))
            sweeps.append(("payments", lambda: sweep_payments(db, wallet)))
        for kind, sweep in (
            ("refund", lambda: sweep_refunds(db, wallet)),
            ("authorization", lambda: sweep_authorizations(db, wallet)),
            ("subscription", lambda: sweep_subscriptions(db)),
            ("charge", lambda: sweep_charges(db, wallet)),
        ):
            if kind in kinds:
                sweeps.append((f"{kind}s", sweep))
        story.rng.shuffle(sweeps)
        before = len(done)
        done += [name for name, sweep in sweeps if sweep()]
        if len(done) == before:
            return done
    story.finding("stuck", f"the jobs never come to an end: {done[-6:]}")
    return done


def _deliver(story: Story, delivery: Delivery) -> None:
    sandbox, rng = story.world.sandbox, story.rng
    roll = rng.random()
    if roll < story.weather.lost_callback / 4:
        with sandbox.database.write() as connection:
            postpone(connection, delivery, utc_now() + timedelta(seconds=rng.randrange(1, 4000)), held=False)
        return
    twice = roll > 1 - story.weather.lost_callback / 4
    answer: CallbackAnswer = NOT_SENT
    for _ in range(1 + twice):
        answer = call_merchant(sandbox, delivery)
    with sandbox.database.write() as connection:
        log_attempt(connection, delivery.number, utc_now(), answer)
        if answer.is_ok:
            end_delivery(connection, delivery.number, DeliveryState.DELIVERED)
        else:
            schedule_retry(connection, delivery, utc_now(), is_retried=True)
