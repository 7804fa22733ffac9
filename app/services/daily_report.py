"""What was paid and given back on each day in Taipei, by currency and by where the money came from.

Settlement pays the merchant `debit_amount`, always in TWD, not `final_price` (protocol section 3). JKOPay's fees are
not in it, because no answer tells them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from app.db import Database
from app.models import Payment, PaymentStatus, Refund, RefundStatus
from app.services.numbers import TAIPEI

LONGEST = timedelta(days=366)
"""A report is of at most this many days."""


class PeriodInvalid(ValueError):
    """Not two dates, the first not after the last, at most `LONGEST` apart."""


@dataclass(frozen=True)
class Line:
    """Of one day, currency and channel, or a sum of such. Amounts are smallest units: of `currency`, debits of TWD.

    `channel` is JKOPay's `channel_type`, empty where it was not told; a refund goes to the channel of its payment.
    `untold` counts payments and refunds whose `debit_amount` JKOPay did not tell: they are missing in the settlement.
    """

    day: date | None
    currency: str
    channel: str
    paid_count: int = 0
    paid: int = 0
    redeemed: int = 0
    paid_debit: int = 0
    refunded_count: int = 0
    refunded: int = 0
    refunded_debit: int = 0
    untold: int = 0

    @property
    def settlement(self) -> int:
        """What JKOPay owes for it before its fees, in TWD; below zero where more went back than came."""
        return self.paid_debit - self.refunded_debit


@dataclass(frozen=True)
class Report:
    """The lines in order of day, currency and channel, and their sum for each currency."""

    lines: list[Line]
    totals: list[Line]

    @property
    def settlement(self) -> int:
        """Of all currencies, in TWD before fees."""
        return sum(line.settlement for line in self.totals)


def report_days(db: Database, first: date, last: date) -> Report:
    """The report of `first` to `last`, both included, as dates in Taipei.

    Raises:
        PeriodInvalid: no such period.
    """
    if not timedelta(0) <= last - first < LONGEST:
        raise PeriodInvalid(f"{first} to {last}")
    try:
        start, end = _midnight(first), _midnight(last) + timedelta(days=1)
    except OverflowError as error:
        raise PeriodInvalid(f"{first} to {last}") from error
    lines: defaultdict[tuple[date, str, str], list[Line]] = defaultdict(list)
    for line in (*_paid(db, start, end), *_refunded(db, start, end)):
        if line.day is not None:
            lines[line.day, line.currency, line.channel].append(line)
    merged = [_add(lines[key], *key) for key in sorted(lines)]
    currencies = sorted({line.currency for line in merged})
    totals = [_add([line for line in merged if line.currency == code], None, code, "") for code in currencies]
    return Report(merged, totals)


def _paid(db: Database, start: datetime, end: datetime) -> list[Line]:
    columns = (Payment.paid_at, Payment.currency, Payment.channel_type, Payment.amount)
    query = select(*columns, Payment.redeem_amount, Payment.debit_amount).where(
        Payment.status == PaymentStatus.PAID, Payment.paid_at >= start, Payment.paid_at < end
    )
    with db.read() as session:
        return [
            Line(
                _day(paid_at),
                currency,
                channel or "",
                paid_count=1,
                paid=amount,
                redeemed=redeemed or 0,
                paid_debit=debit or 0,
                untold=int(debit is None),
            )
            for paid_at, currency, channel, amount, redeemed, debit in session.execute(query)
        ]


def _refunded(db: Database, start: datetime, end: datetime) -> list[Line]:
    columns = (Refund.refunded_at, Refund.currency, Payment.channel_type, Refund.amount, Refund.debit_amount)
    query = (
        select(*columns)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Refund.status == RefundStatus.DONE, Refund.refunded_at >= start, Refund.refunded_at < end)
    )
    with db.read() as session:
        return [
            Line(
                _day(refunded_at),
                currency,
                channel or "",
                refunded_count=1,
                refunded=amount,
                refunded_debit=debit or 0,
                untold=int(debit is None),
            )
            for refunded_at, currency, channel, amount, debit in session.execute(query)
        ]


def _add(lines: Sequence[Line], day: date | None, currency: str, channel: str) -> Line:
    return Line(day, currency, channel, **{name: sum(getattr(line, name) for line in lines) for name in _SUMS})


_SUMS = tuple(name for name, kind in Line.__annotations__.items() if kind is int)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TAIPEI).astimezone(UTC)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.astimezone(TAIPEI).date()
