"""The link a shopper pays or binds at, and how long its QR lives: protocol sections 2 and 5."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from . import checks, fields
from .errors import RequestInvalid

QR_LIFE_SECONDS = 20 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAnswer:
    """What comes with every link. `qr_timeout` is as it came; ask `qr_seconds` what it means."""

    qr_img: str | None
    qr_timeout: Decimal | None
    raw: dict[str, Any] = field(repr=False, compare=False)

    def qr_seconds(self, now: datetime) -> int:
        """Seconds the QR still lives at `now` (aware), from 0 to 1200, as `link.count_qr_seconds` says.

        Raises ValueError for a naive time.
        """
        return count_qr_seconds(self.qr_timeout, now)


def count_qr_seconds(qr_timeout: Decimal | None, now: datetime) -> int:
    """Seconds a QR still lives at `now` (aware), from 0 to 1200.

    A number below 10⁹ counts from the moment of the answer, so for that form, and when JKOPay sent none, `now`
    changes nothing. Raises ValueError for a naive time. Source: protocol section 2.
    """
    if now.utcoffset() is None:
        raise ValueError("now must carry its time zone")
    if qr_timeout is None:
        return QR_LIFE_SECONDS
    seconds = qr_timeout
    if qr_timeout >= 10**9:
        expires_at = qr_timeout if qr_timeout <= 10**12 else qr_timeout / 1000
        seconds = expires_at - Decimal(now.timestamp())
    return int(min(max(seconds, Decimal(0)), Decimal(QR_LIFE_SECONDS)))


def read_link(source: Mapping[str, Any], name: str) -> str | None:
    """An http or https address of any length. Raises `FieldUnreadable`."""
    link = fields.read_text(source, name)
    if link is not None:
        try:
            checks.split_web_address(name, link)
        except RequestInvalid as error:
            raise fields.FieldUnreadable(str(error)) from None
    return link


def require_link(source: Mapping[str, Any], name: str) -> str:
    """The address an answer is useless without. Raises `FieldUnreadable`."""
    link = read_link(source, name)
    if link is None:
        raise fields.FieldUnreadable(f"{name}: is missing")
    return link
