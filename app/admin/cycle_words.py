"""When an authorization lets the shop charge, as a phrase."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models import Authorization, Period

_ONCE: dict[Period, Any] = {
    Period.WEEK: _l("every week"),
    Period.MONTH: _l("every month"),
    Period.QUARTER: _l("every quarter"),
    Period.YEAR: _l("every year"),
}
_OFTEN: dict[Period, Any] = {
    Period.WEEK: _l("%(times)s times a week"),
    Period.MONTH: _l("%(times)s times a month"),
    Period.QUARTER: _l("%(times)s times a quarter"),
    Period.YEAR: _l("%(times)s times a year"),
}


def cycle_of(authorization: Authorization) -> str:
    """Such as "every month"; a limited one has no cycle."""
    if authorization.period is None:
        return str(_("any time, with one tap"))
    if authorization.times == 1:
        return str(_ONCE[authorization.period])
    return str(_OFTEN[authorization.period]).replace("%(times)s", str(authorization.times))
