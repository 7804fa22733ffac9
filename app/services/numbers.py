"""Numbers people read and tokens nobody guesses."""

import secrets
from datetime import datetime, timedelta, timezone

TAIPEI = timezone(timedelta(hours=8), "Asia/Taipei")
# Without I, L, O and U: a number is read aloud on the telephone.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_order_number(now: datetime) -> str:
    """Such as T261121-7K2M9Q: the day in Taipei and 30 random bits; the unique column has the last word."""
    return f"T{now.astimezone(TAIPEI):%y%m%d}-{_random(6)}"


def new_refund_number(payment_number: str) -> str:
    """A refund number to offer in a form, so that a form sent twice is one refund."""
    return f"{payment_number}-R{_random(8)}"


def new_token() -> str:
    """128 random bits for an address."""
    return secrets.token_urlsafe(16)


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
