"""Numbers people read and tokens nobody guesses."""

import secrets
from datetime import datetime, timedelta, timezone

TAIPEI = timezone(timedelta(hours=8), "Asia/Taipei")
# Without I, L, O and U: a number is read aloud on the telephone.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_order_number(now: datetime) -> str:
    """Such as T261121-7K2M9Q: the day in Taipei and 30 random bits; the unique column has the last word."""
    return _dated("T", now)


def new_authorization_number(now: datetime) -> str:
    """Such as A261121-7K2M9Q."""
    return _dated("A", now)


def new_subscription_number(now: datetime) -> str:
    """Such as S261121-7K2M9Q."""
    return _dated("S", now)


def new_refund_number(payment_number: str) -> str:
    """A refund number to offer in a form, so that a form sent twice is one refund."""
    return f"{payment_number}-R{_random(8)}"


def new_token() -> str:
    """128 random bits for an address."""
    return secrets.token_urlsafe(16)


def _dated(letter: str, now: datetime) -> str:
    return f"{letter}{now.astimezone(TAIPEI):%y%m%d}-{_random(6)}"


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
