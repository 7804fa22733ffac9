"""What the signed cookie of a browser remembers: cart, last orders and authorizations, language, a waiting checkout."""

import re
from collections.abc import Mapping
from typing import cast

from flask import session

from app.services.checkout import Contact
from app.web.basket import MOST_OF_ONE

ORDERS_KEPT = 10
AUTHORIZATIONS_KEPT = 10
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def cart_counts() -> dict[str, int]:
    """Slug to count."""
    return dict(cast(Mapping[str, int], session.get("cart", {})))


def put_in_cart(slug: str, count: int) -> None:
    """Add pieces, up to the most of one product."""
    counts = cart_counts()
    set_in_cart(slug, counts.get(slug, 0) + count)


def set_in_cart(slug: str, count: int) -> None:
    """Set the pieces of one product; 0 takes it out."""
    counts = cart_counts()
    counts[slug] = min(count, MOST_OF_ONE)
    _keep("cart", {kept: pieces for kept, pieces in counts.items() if pieces > 0})


def order_tokens() -> list[str]:
    """The last orders made here, newest first."""
    return [token for token in session.get("orders", []) if _TOKEN.fullmatch(token)]


def remember_order(token: str, bought: Mapping[str, int]) -> None:
    """An order was made of what was in the cart."""
    others = [kept for kept in order_tokens() if kept != token]
    _keep("orders", [token, *others][:ORDERS_KEPT])
    _keep("cart", {slug: count for slug, count in cart_counts().items() if slug not in bought})
    session.pop("contact", None)


def authorization_tokens() -> list[str]:
    """The last authorizations asked for here, newest first."""
    return [token for token in session.get("authorizations", []) if _TOKEN.fullmatch(token)]


def remember_authorization(token: str) -> None:
    """An authorization was asked for here: this browser may use it for one tap."""
    others = [kept for kept in authorization_tokens() if kept != token]
    _keep("authorizations", [token, *others][:AUTHORIZATIONS_KEPT])


def waiting_contact() -> Contact | None:
    """What was typed at a checkout that could not go on."""
    kept = session.get("contact")
    return Contact(*kept) if kept else None


def keep_contact(contact: Contact) -> None:
    """Keep what was typed until the cart is mended."""
    _keep("contact", [contact.name, contact.email, contact.note])


def set_locale(locale: str) -> None:
    """Speak this language from now on."""
    _keep("locale", locale)


def _keep(key: str, value: object) -> None:
    session[key] = value
    session.permanent = True
