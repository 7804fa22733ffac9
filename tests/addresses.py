"""Every address of the shop with a real order in it, every row of its database, and somebody who may open them all."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, update

from app.db import Base, Database
from app.models import ApiCall, Attention, AttentionReason, Authorization, Order, Payment, Product
from app.services.attention import raise_attention
from app.services.balances import check_books
from tests.databases import PASSWORD, STAFF
from tests.running import RunningShop
from tests.web.shopper import Shopper

ENDLESS = frozenset({"orders.events", "authorizations.events"})
JKOPAYS_OWN = frozenset(
    {"callbacks.confirm", "callbacks.result", "callbacks.binding", "callbacks.cancellation", "callbacks.rehearsal"},
)
_SLUGS = {"plans": "tea-every-month"}
_QUERIES = {"checkout.new": "?currency=TWD"}


def sign_in(shopper: Shopper) -> None:
    """The shopper's browser is the merchant's from now on."""
    shopper.open("/admin/sign-in")
    shopper.send("/admin/sign-in", username=STAFF, password=PASSWORD)
    assert shopper.open("/admin/").url.endswith("/admin/")


def addresses(shop: RunningShop, order: Order, method: str) -> Iterator[tuple[str, str]]:
    """Endpoint and path of every rule that takes `method`; fails at a rule whose parts it does not know."""
    payment, authorization = shop.payment(order), _authorization(shop)
    known: dict[str, Any] = {
        "attention_id": _attention_id(shop),
        "authorization_number": authorization.number,
        "call_id": _call_id(shop),
        "filename": "css/base.css",
        "key": _break_key(shop.db),
        "number": order.number,
        "payment_number": payment.number,
    }
    for rule in list(shop.app.url_map.iter_rules()):
        if method in (rule.methods or ()):
            blueprint = rule.endpoint.partition(".")[0]
            known["slug"] = _SLUGS.get(blueprint, "gaiwan")
            known["token"] = authorization.token if blueprint == "authorizations" else order.token
            if rule.endpoint in JKOPAYS_OWN:
                is_binding = rule.endpoint == "callbacks.binding"
                known["token"] = authorization.callback_token if is_binding else payment.callback_token
            built = rule.build({name: known[name] for name in rule.arguments}, append_unknown=False)
            assert built, rule
            yield rule.endpoint, built[1] + _QUERIES.get(rule.endpoint, "")


def read_rows(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in every table."""
    with db.read() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


def _authorization(shop: RunningShop) -> Authorization:
    with shop.db.read() as session:
        found = session.scalar(select(Authorization).order_by(Authorization.id).limit(1))
    return found or shop.bind()


def _call_id(shop: RunningShop) -> int:
    shop.wallet.calls.flush()
    with shop.db.read() as session:
        return session.scalars(select(ApiCall.id).order_by(ApiCall.id).limit(1)).one()


def _break_key(db: Database) -> str:
    if not check_books(db).breaks:
        more = update(Product).where(Product.on_hand > Product.reserved).values(reserved=Product.reserved + 1)
        with db.write() as session:
            session.execute(more)
    return check_books(db).breaks[0].key


def _attention_id(shop: RunningShop) -> int:
    """Of a matter that only a person's decision ends, so that it has every page."""
    differs = select(Attention.id).where(Attention.reason == AttentionReason.AMOUNT_DIFFERS).limit(1)
    with shop.db.read() as session:
        found = session.scalar(differs)
    if found is not None:
        return found
    payment = shop.payment(shop.buy())
    with shop.db.write() as session:
        raise_attention(session, session.get_one(Payment, payment.id), AttentionReason.AMOUNT_DIFFERS, "1 TWD")
        return session.scalars(differs).one()
