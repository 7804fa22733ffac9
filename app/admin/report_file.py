"""The daily report as a file that a spreadsheet opens without running anything in it."""

import csv
import io

from flask_babel import gettext as _

from app.admin.status_words import channel_name
from app.models.money import to_decimal
from app.services.daily_report import Line, Report

_BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads Chinese as noise."""

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(report: Report) -> str:
    """A heading, the lines, and a total for each currency. Amounts are plain numbers in units of their currency."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(_heading())
    writer.writerows(_cells(line, f"{line.day}") for line in report.lines)
    writer.writerows(_cells(line, _("Total")) for line in report.totals)
    return _BYTE_ORDER_MARK + file.getvalue()


def guard_text(text: str) -> str:
    """`text` as a cell that stays text: an apostrophe goes before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def _heading() -> list[str]:
    return [
        _("Day"),
        _("Currency"),
        _("Channel"),
        _("Payments"),
        _("Paid"),
        _("Of it coins and coupons"),
        _("Refunds"),
        _("Refunded"),
        _("Settlement before fees, TWD"),
        _("Without a told deduction"),
    ]


def _cells(line: Line, day: str) -> list[object]:
    return [
        day,
        line.currency,
        guard_text(channel_name(line.channel)),
        line.paid_count,
        to_decimal(line.paid, line.currency),
        to_decimal(line.redeemed, line.currency),
        line.refunded_count,
        to_decimal(line.refunded, line.currency),
        line.settlement,
        line.untold,
    ]
