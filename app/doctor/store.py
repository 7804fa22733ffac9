"""What only an order can tell: whether JKOPay knows the store, and in which currencies it may sell.

No call of the protocol asks for either, and an order that is sent for the sake of asking is an order at JKOPay. So
these lines read the answers to the orders that shoppers (or the merchant, with the first payment) really made.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db import Database
from app.doctor.check import Check, Outcome, failed, not_applicable, passed
from app.doctor.patient import Patient
from app.models import Attention, AttentionReason, Authorization, Payment, Product
from app.payment_errors.marking import mark as _l

MOST_READ = 50
"""The newest orders of each kind; older ones tell of other days."""

_UNKNOWN_STORE = "Store not found"
_UNSUPPORTED = "Using the currency unsupported by the Store"


@dataclass(frozen=True)
class _Told:
    """The answer to one order of this store: `refusal` is JKOPay's text, empty where it made a link."""

    currency: str
    refusal: str


def _list_told(db: Database, store_id: str) -> Iterator[_Told]:
    """The newest first, without those that are not answered or were sent for another store."""
    with db.read() as session:
        payments = session.scalars(
            select(Payment).where(Payment.kind == "payment").order_by(Payment.id.desc()).limit(MOST_READ)
        ).all()
        bindings = session.scalars(select(Authorization).order_by(Authorization.id.desc()).limit(MOST_READ)).all()
    links: list[tuple[datetime, Payment | Authorization, str | None]] = [
        (row.created_at, row, row.payment_url) for row in payments
    ]
    links += [(row.created_at, row, row.authpay_url) for row in bindings]
    for _, row, link in sorted(links, key=lambda told: told[0], reverse=True):
        is_answered = bool(link) or row.refusal_message is not None
        if is_answered and json.loads(row.request_body).get("store_id") == store_id:
            yield _Told(row.currency, "" if link else row.refusal_message or "")


def _look_at_store(patient: Patient) -> Outcome:
    newest = next(_list_told(patient.db, patient.settings.jkopay_store_id), None)
    if newest is None:
        return not_applicable(_l("Only an order can tell, and none was answered yet: make the first payment."))
    if newest.refusal == _UNKNOWN_STORE:
        return failed(
            _l("JKOPay answered the newest order with: Store not found."),
            _l(
                "Copy JKOPAY_STORE_ID again from your contract, of the same environment as JKOPAY_BASE_URL; "
                "then make a payment."
            ),
            "JKOPAY_STORE_ID",
        )
    return passed(_l("JKOPay knows the store: it answered an order of it."))


def _look_at_currencies(patient: Patient) -> Outcome:
    newest: dict[str, str] = {}
    for told in _list_told(patient.db, patient.settings.jkopay_store_id):
        newest.setdefault(told.currency, told.refusal)
    refused = sorted(currency for currency, refusal in newest.items() if refusal == _UNSUPPORTED)
    if refused:
        return failed(
            _l("JKOPay does not take %(currencies)s for this store."),
            _l("Ask JKOPay to allow the currency for JKOPAY_STORE_ID, or take its products off sale: on_hand 0."),
            "JKOPAY_STORE_ID",
            currencies=", ".join(refused),
        )
    with patient.db.read() as session:
        sold = set(session.scalars(select(Product.currency).where(Product.on_hand > 0).distinct()))
    untold = sorted(sold - {currency for currency, refusal in newest.items() if not refusal})
    if untold:
        return not_applicable(
            _l("Only an order can tell, and none was answered in %(currencies)s yet."), currencies=", ".join(untold)
        )
    return passed(_l("JKOPay takes every currency on sale."))


def _look_at_links(patient: Patient) -> Outcome:
    with patient.db.read() as session:
        found = session.scalar(
            select(Attention.subject)
            .where(Attention.reason == AttentionReason.LINK_UNTRUSTED, Attention.settled_at.is_(None))
            .order_by(Attention.id.desc())
            .limit(1)
        )
    if found is None:
        return passed(_l("No payment link was held back."))
    return failed(
        _l("The link of %(number)s is on a host that is not trusted, so nobody can pay with it."),
        _l(
            "Ask JKOPay whether the host is its own; if so add it to JKOPAY_LINK_HOSTS, and settle the "
            "notice under Attention."
        ),
        "JKOPAY_LINK_HOSTS",
        number=found,
    )


STORE = Check(
    "store",
    _l("JKOPay knows the store"),
    _l("Every order names the store; one that JKOPay does not know can be paid by nobody."),
    _look_at_store,
    needs_database=True,
)
CURRENCIES = Check(
    "currencies",
    _l("The currencies are allowed"),
    _l("A product in another currency can be put in the cart and never be paid."),
    _look_at_currencies,
    needs_database=True,
)
LINKS = Check(
    "links",
    _l("Payment links are trusted"),
    _l("A link on an unknown host is shown to nobody, because it could be somebody else's."),
    _look_at_links,
    needs_database=True,
)
