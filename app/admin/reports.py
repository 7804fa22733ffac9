"""The daily report, as a page and as a file."""

from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.admin.report_file import write_csv
from app.admin.status_words import channel_name
from app.db import utc_now
from app.services.daily_report import PeriodInvalid, Report, report_days
from app.services.numbers import TAIPEI
from app.shop import current_shop

blueprint = Blueprint("reports", __name__, url_prefix="/reports")


@blueprint.get("/daily")
def daily() -> ResponseReturnValue:
    """A day, currency and channel a line; this month up to today where the address names no days."""
    try:
        return _page(_report())
    except PeriodInvalid:
        return _page(None), 422


@blueprint.get("/daily.csv")
def daily_file() -> ResponseReturnValue:
    """The same lines for a spreadsheet."""
    try:
        text = write_csv(_report())
    except PeriodInvalid:
        return _page(None), 422
    first, last = _asked()
    name = f"daily-{first}-{last}.csv"
    return Response(text, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _asked() -> tuple[str, str]:
    today = f"{utc_now().astimezone(TAIPEI):%Y-%m-%d}"
    return request.args.get("from", f"{today[:8]}01"), request.args.get("to", today)


def _report() -> Report:
    try:
        first, last = (datetime.strptime(text, "%Y-%m-%d").date() for text in _asked())  # noqa: DTZ007  a day has no zone
    except ValueError as error:
        raise PeriodInvalid(*_asked()) from error
    return report_days(current_shop().db, first, last)


def _page(report: Report | None) -> str:
    first, last = _asked()
    return render_template(
        "admin/reports/daily.html",
        report=report,
        first=first,
        last=last,
        channel_name=channel_name,
        language_next=f"{url_for('.daily')}?{urlencode({'from': first, 'to': last})}",
    )
