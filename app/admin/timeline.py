"""Everything that happened to an order, oldest first: its history and JKOPay's calls in one line of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _

from app.admin.event_words import Telling, tell_call, tell_event, tell_objection
from app.models import History, Notification, Order, Payment, Refund
from app.models.money import format_money
from app.services.numbers import TAIPEI
from app.services.orders import OrderFile

# Each has a notification, which says more.
_TOLD_BY_A_NOTIFICATION = "confirm_asked"


@dataclass(frozen=True)
class Moment:
    """One event. `detail` is what was noted with it, `body` what JKOPay sent, `signed` whether its digest was right."""

    at: datetime
    sentence: str
    tone: str
    subject: str
    actor: str
    detail: str = ""
    body: str = ""
    signed: bool | None = None

    @property
    def day(self) -> str:
        """In Taipei, such as 2026-11-21."""
        return f"{self.at.astimezone(TAIPEI):%Y-%m-%d}"

    @property
    def clock(self) -> str:
        """In Taipei, with seconds: much happens within one minute."""
        return f"{self.at.astimezone(TAIPEI):%H:%M:%S}"


def read_timeline(file: OrderFile) -> list[tuple[str, Sequence[Moment]]]:
    """The moments of each day."""
    subjects = _subjects(file.order)
    moments = [_event(row, subjects.get(row.subject)) for row in file.history if row.event != _TOLD_BY_A_NOTIFICATION]
    numbers = {payment.id: payment.number for payment in file.order.payments}
    moments += [_call(row, numbers[row.payment_id]) for row in file.notifications]
    moments.sort(key=lambda moment: moment.at)
    return [(day, list(group)) for day, group in groupby(moments, key=lambda moment: moment.day)]


def _subjects(order: Order) -> dict[str, Order | Payment | Refund]:
    refunds = [refund for payment in order.payments for refund in payment.refunds]
    rows: list[Order | Payment | Refund] = [order, *order.payments, *refunds]
    return {row.number: row for row in rows}


def _event(row: History, subject: Order | Payment | Refund | None) -> Moment:
    actors = {"system": _("Shop"), "shopper": _("Shopper"), "jkopay": _("JKOPay")}
    actor = str(actors.get(row.actor, row.actor))
    told = tell_event(row, type(subject))
    amount = format_money(subject.amount, subject.currency) if isinstance(subject, Payment | Refund) else ""
    return Moment(row.at, _fill(told, amount=amount, staff=actor), told.tone, row.subject, actor, row.detail)


def _call(row: Notification, payment_number: str) -> Moment:
    told = tell_call(row)
    return Moment(
        at=row.received_at,
        sentence=str(told.sentence),
        tone=told.tone,
        subject=payment_number,
        actor=str(_("JKOPay")),
        detail=tell_objection(row.answer),
        body=row.body,
        signed=row.digest_verified,
    )


def _fill(told: Telling, **names: str) -> str:
    sentence = str(told.sentence)
    for name, value in names.items():
        sentence = sentence.replace(f"%({name})s", value)
    return sentence
