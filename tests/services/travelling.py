"""Time for charges: a Monday morning in Taipei, and the verbs that let it pass for shop and sandbox alike."""

from datetime import timedelta

import time_machine

from app.services.charge_recovery import sweep_charges
from app.services.details import sweep_authorizations
from app.services.refund_recovery import sweep_refunds
from app.services.subscriptions import sweep_subscriptions
from tests.running import RunningShop

MONDAY = "2026-11-23T10:00:00+08:00"


def do_due(shop: RunningShop) -> None:
    """Let the jobs do what is due by now, and nothing that is not."""
    while sum(
        (
            sweep_authorizations(shop.db, shop.wallet),
            sweep_subscriptions(shop.db),
            sweep_charges(shop.db, shop.wallet),
            sweep_refunds(shop.db, shop.wallet),
        )
    ):
        pass


def let_pass(shop: RunningShop, clock: time_machine.Traveller, span: timedelta, *, steps: int = 1) -> None:
    """Let `span` pass in `steps`, with the jobs at work after each."""
    for _ in range(steps):
        clock.shift(span / steps)
        do_due(shop)
