"""From a cart to an order that waits for its payment: two commits and one call to JKOPay."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.db import HOLD, Database, utc_now
from app.models import (
    Authorization,
    AuthorizationKind,
    AuthorizationStatus,
    Charge,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    Product,
    record,
)
from app.services import stock
from app.services.charge_intent import add_charge
from app.services.charge_window import last_moment
from app.services.charges import send_charge
from app.services.inquiry_schedule import LEASE
from app.services.numbers import new_order_number, new_token
from app.services.payments import add_payment, request_link
from app.services.stock import OutOfStock
from app.services.wallet import Wallet


class CartInvalid(Exception):
    """The cart is empty, or holds what is not sold or is priced in another currency."""


class AuthorizationEnded(Exception):
    """The authorization chosen for one tap cannot be charged any more."""


@dataclass(frozen=True)
class Contact:
    """Who buys, as typed at checkout."""

    name: str
    email: str
    note: str = ""


def place_order(
    db: Database,
    wallet: Wallet,
    *,
    cart: Mapping[str, int],
    currency: str,
    contact: Contact,
    locale: str,
    checkout_key: str,
    one_tap: str | None = None,
) -> str:
    """Make an order of `cart` (slug to count), reserve its stock, and get its payment link. Returns the order's token.

    With `one_tap`, the token of a limited authorization, it is charged instead, at once or when the window opens.

    The same `checkout_key` again gives the order it made first. JKOPay's silence or refusal is no error here: the order
    exists, and its page says what happened.

    Raises:
        CartInvalid: nothing to buy in this currency.
        OutOfStock: less is left than asked for; nothing was stored.
        AuthorizationEnded: `one_tap` cannot be charged, or not in this currency; nothing was stored.
        Unpayable: a setting or amount that JKOPay would never accept; nothing was stored.
    """
    try:
        with db.write() as session:
            existing = _order_of(session, checkout_key)
            if existing is not None:
                return existing.token
            authorization = _lock_one_tap(session, one_tap, currency)
            order = _store_order(session, cart, currency, contact, locale, checkout_key)
            payment = _start(session, wallet, order, authorization)
    except (IntegrityError, OutOfStock):
        # Its own double may have won meanwhile, and taken the last piece.
        with db.read() as session:
            existing = _order_of(session, checkout_key)
        if existing is None:
            raise
        return existing.token
    if isinstance(payment, Charge):
        send_charge(db, wallet, payment.id)
    else:
        request_link(db, wallet, payment.id)
    return order.token


def _lock_one_tap(session: Session, token: str | None, currency: str) -> Authorization | None:
    """Held before the stock is touched, because whoever settles a charge takes them in this order too."""
    if token is None:
        return None
    found = session.scalar(select(Authorization).where(Authorization.token == token).with_for_update(**HOLD))
    if found is None or found.kind is not AuthorizationKind.LIMITED or found.status is not AuthorizationStatus.GRANTED:
        raise AuthorizationEnded(token)
    if currency != found.currency:
        raise AuthorizationEnded(f"not for {currency}")
    return found


def _start(session: Session, wallet: Wallet, order: Order, authorization: Authorization | None) -> Payment:
    now = order.created_at
    if authorization is None:
        return add_payment(session, wallet, order, now)
    charge = add_charge(session, order, authorization, at=now, valid_until=last_moment(now), actor="shopper")
    # Held for the caller's own call, so that no sweep sends it meanwhile.
    charge.next_inquiry_at = charge.lease_until = now + LEASE
    return charge


def _order_of(session: Session, checkout_key: str) -> Order | None:
    return session.scalar(select(Order).where(Order.checkout_key == checkout_key))


def _store_order(
    session: Session, cart: Mapping[str, int], currency: str, contact: Contact, locale: str, checkout_key: str
) -> Order:
    now = utc_now()
    products = session.scalars(
        select(Product).where(Product.slug.in_(cart), Product.currency == currency).order_by(Product.id)
    ).all()
    if not products or len(products) != len(cart) or any(count < 1 for count in cart.values()):
        raise CartInvalid(f"cannot make an order in {currency} of {dict(cart)}")
    lines = [
        OrderLine(
            product_id=product.id,
            name_zh=product.name_zh,
            name_en=product.name_en,
            unit_price=product.price,
            count=cart[product.slug],
        )
        for product in products
    ]
    stock.reserve(session, lines)
    order = Order(
        number=new_order_number(now),
        token=new_token(),
        checkout_key=checkout_key,
        currency=currency,
        total=sum(line.unit_price * line.count for line in lines),
        customer_name=contact.name,
        customer_email=contact.email,
        note=contact.note,
        locale=locale,
        lines=lines,
        payments=[],
        created_at=now,
        updated_at=now,
    )
    session.add(order)
    session.flush()
    record(session, order, "order_placed", to_status=OrderStatus.OPEN, actor="shopper", at=now)
    return order
