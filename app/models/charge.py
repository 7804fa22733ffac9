"""One deduction under an authorization: a payment of an order that needs no shopper at hand."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.authorization import Authorization
from app.models.payment import Payment, PaymentStatus

_P = PaymentStatus
# new → pending: its bytes may leave from now on. Only one charge of an authorization is pending (money rule 7).
CHARGE_TRANSITIONS: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    _P.NEW: frozenset({_P.PENDING, _P.EXPIRED, _P.PAID}),
    _P.PENDING: frozenset({_P.REFUSED, _P.FAILED, _P.EXPIRED, _P.PAID}),
    _P.REFUSED: frozenset({_P.PAID}),
    _P.FAILED: frozenset({_P.PAID}),
    _P.EXPIRED: frozenset({_P.PAID}),
    _P.PAID: frozenset(),
}


class Charge(Payment):
    """A row of `payments`: money, answer and refunds are alike; it has an authorization instead of a link.

    `new`: it waits for its time, which is `next_inquiry_at`. `pending`: sent, and not answered for good. `expired`:
    not taken, because the authorization ended or its last moment passed.
    """

    # Inline: whoever reads the payments of an order has a charge whole, and its session is gone by then.
    __mapper_args__ = {"polymorphic_identity": "charge", "polymorphic_load": "inline"}  # noqa: RUF012

    authorization_id: Mapped[int | None] = mapped_column(ForeignKey("authorizations.id"), index=True)
    silent_at: Mapped[datetime | None] = mapped_column(doc="when a send of it last went unanswered")

    authorization: Mapped[Authorization] = relationship(back_populates="charges")


# The last line of money rule 7, which even a hand at the database cannot cross.
Index(
    "uq_payments_in_flight",
    Charge.authorization_id,
    unique=True,
    sqlite_where=text("status = 'pending'"),
    postgresql_where=text("status = 'pending'"),
)
Payment.__table__.append_constraint(  # type: ignore[attr-defined]
    CheckConstraint("(kind = 'charge') = (authorization_id IS NOT NULL)", name="charge_has_authorization")
)
