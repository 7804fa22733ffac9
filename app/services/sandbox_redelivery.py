"""A call of the sandbox to the shop, made once more."""

from app.services.sandbox_bindings import find_shop_authorization, tell_authorization
from app.services.sandbox_payments import find_shop_payment, pay, tell_payment
from app.services.sandbox_stage import Happened, Stage


def tell_again(stage: Stage, number: str | None) -> Happened:
    """`notification.redelivered`: without a number, about an order that is made and paid first."""
    happened = pay(stage, None) if number is None else _find(stage, number)
    sent = stage.sandbox.redeliver(happened.number)
    attempt = sent["attempts"][-1]
    answer = f"HTTP {attempt['status']}" if attempt["status"] else f"no answer ({attempt['problem']})"
    happened.steps.append(f"called {sent['callback']} about {happened.number} again: {answer}")
    return happened


def _find(stage: Stage, number: str) -> Happened:
    payment = find_shop_payment(stage, number)
    if payment is not None:
        return tell_payment(stage, payment)
    return tell_authorization(stage, find_shop_authorization(stage, number), number)
