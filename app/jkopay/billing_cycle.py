"""How often a regular authorization may be charged: protocol section 5."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from . import fields
from .errors import RequestInvalid


class BillingPeriod(StrEnum):
    """A calendar period in UTC+8."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MOST_TIMES = {BillingPeriod.WEEK: 7, BillingPeriod.MONTH: 7, BillingPeriod.QUARTER: 7, BillingPeriod.YEAR: 12}


@dataclass(frozen=True, slots=True)
class BillingCycle:
    """At most `times` charges in each period: 7 a week, month or quarter, 12 a year. Raises `RequestInvalid`."""

    period: BillingPeriod
    times: int = 1

    def __post_init__(self) -> None:
        if not isinstance(self.period, BillingPeriod):
            raise RequestInvalid("billing_cycle.period", f"must be one of {', '.join(BillingPeriod)}")
        most = _MOST_TIMES[self.period]
        if type(self.times) is not int or not 1 <= self.times <= most:
            raise RequestInvalid("billing_cycle.times", f"must be an integer from 1 to {most}")

    def build_fields(self) -> dict[str, Any]:
        """The wire fields."""
        return {"period": self.period, "times": self.times}


def read_billing_cycle(source: Mapping[str, Any]) -> BillingCycle | None:
    """The `billing_cycle` of an authorization; one without a period is none. Raises `FieldUnreadable`."""
    cycle = fields.read_object(source, "billing_cycle") or {}
    period = fields.read_text(cycle, "period")
    if period is None:
        return None
    if period not in list(BillingPeriod):
        raise fields.FieldUnreadable("period: is not documented")
    times = cycle.get("times")
    try:
        return BillingCycle(BillingPeriod(period), 1 if times is None or times == "" else times)
    except RequestInvalid as error:
        raise fields.FieldUnreadable(str(error)) from None
