"""Everything that happened to an order or an authorization, oldest first: history and JKOPay's calls in one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _

from app.admin.event_details import tell_detail, tell_objection
from app.admin.event_words import tell_call, tell_event
from app.admin.telling import Telling
from app.models import Authorization, History, Notification, Order, Payment, Refund, Subscription
from app.models.money import format_money
from app.services.authorization_lists import AuthorizationFile
from app.services.numbers import TAIPEI
from app.services.orders import OrderFile

_Subject = Order | Payment | Refund | Authorization | Subscription

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


def read_timeline(file: OrderFile | AuthorizationFile) -> list[tuple[str, Sequence[Moment]]]:
    """The moments of each day."""
    rows = _rows(file)
    subjects = {row.number: row for row in rows}
    called = Payment if isinstance(file, OrderFile) else Authorization
    callers = {row.id: row.number for row in rows if isinstance(row, called)}
    moments = [_event(row, subjects.get(row.subject)) for row in file.history if row.event != _TOLD_BY_A_NOTIFICATION]
    moments += [_call(row, callers[row.payment_id or row.authorization_id or 0]) for row in file.notifications]
    moments.sort(key=lambda moment: moment.at)
    return [(day, list(group)) for day, group in groupby(moments, key=lambda moment: moment.day)]


def _rows(file: OrderFile | AuthorizationFile) -> list[_Subject]:
    if isinstance(file, OrderFile):
        own: list[_Subject] = [file.order]
        payments: Sequence[Payment] = file.order.payments
    else:
        subscription = file.authorization.subscription
        own = [file.authorization, *([subscription] if subscription else [])]
        payments = file.authorization.charges
    return [*own, *payments, *(refund for payment in payments for refund in payment.refunds)]


def _event(row: History, subject: _Subject | None) -> Moment:
    actors = {"system": _("Shop"), "shopper": _("Shopper"), "jkopay": _("JKOPay")}
    actor = str(actors.get(row.actor, row.actor))
    told = tell_event(row, type(subject))
    amount = format_money(subject.amount, subject.currency) if isinstance(subject, Payment | Refund) else ""
    return Moment(row.at, _fill(told, amount=amount, staff=actor), told.tone, row.subject, actor, tell_detail(row))


def _call(row: Notification, subject: str) -> Moment:
    told = tell_call(row)
    return Moment(
        at=row.received_at,
        sentence=str(told.sentence),
        tone=told.tone,
        subject=subject,
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
