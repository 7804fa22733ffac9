"""Rules a request must keep before anything is sent: protocol sections 2, 5 to 7 and 9.

Every check raises `RequestInvalid` with the wire name of the field, and never repeats the value.
"""

import re
from datetime import datetime
from decimal import Decimal
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from .errors import RequestInvalid
from .wire import CURRENCIES, is_storable, write_amount, write_time

_ID = re.compile(r"[A-Za-z0-9_-]{1,60}")
_AUTH_NO = re.compile(r"[A-Za-z0-9_-]{1,30}")
_URL = re.compile(r"[!-~]+")
_LONGEST_URL = 500


def check_id(field: str, value: str) -> str:
    """An id of ours. Stricter than documented, so that none can smuggle `,` or `&` into a query."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise RequestInvalid(field, "must be 1 to 60 of A-Z a-z 0-9 _ -")
    return value


def check_auth_no(value: str) -> str:
    """JKOPay's number of an authorization; the samples are digits, and no other than these can go into a query."""
    if not isinstance(value, str) or not _AUTH_NO.fullmatch(value):
        raise RequestInvalid("auth_no", "must be 1 to 30 of A-Z a-z 0-9 _ -")
    return value


def check_text(field: str, value: str, longest: int) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > longest or not is_storable(value):
        raise RequestInvalid(field, f"must be a text of 1 to {longest} characters")
    return value


def check_currency(field: str, value: str) -> str:
    if value not in CURRENCIES:
        raise RequestInvalid(field, f"must be one of {', '.join(CURRENCIES)}")
    return value


def check_amount(field: str, value: Decimal, currency: str) -> Decimal:
    """Not negative, and with no more decimals than the currency; returns it with exactly those."""
    if not isinstance(value, Decimal):
        raise RequestInvalid(field, "must be a Decimal")
    try:
        exact = write_amount(value, currency)
    except ValueError as error:
        raise RequestInvalid(field, str(error)) from None
    if exact.is_signed():
        raise RequestInvalid(field, "must not be negative")
    return exact


def check_price(field: str, value: Decimal, currency: str) -> Decimal:
    """An amount an order may cost: not below the currency's minimum."""
    price = check_amount(field, value, currency)
    if price < CURRENCIES[currency].minimum:
        raise RequestInvalid(field, f"must be at least {CURRENCIES[currency].minimum} {currency}")
    return price


def check_prices(total_price: Decimal, final_price: Decimal, unredeem: Decimal, currency: str) -> dict[str, Decimal]:
    """The three amounts of an order or a charge, under their wire names."""
    built = {
        "total_price": check_price("total_price", total_price, currency),
        "final_price": check_price("final_price", final_price, currency),
        "unredeem": check_amount("unredeem", unredeem, currency),
    }
    if unredeem > final_price:
        raise RequestInvalid("unredeem", "must not be above final_price")
    return built


def check_time(field: str, value: datetime) -> str:
    try:
        return write_time(value)
    except ValueError as error:
        raise RequestInvalid(field, str(error)) from None


def split_web_address(field: str, value: str) -> SplitResult:
    """The parts of an http or https address with a host and without user information."""
    if not isinstance(value, str) or not _URL.fullmatch(value):
        raise RequestInvalid(field, "must be a URL of printable ASCII characters")
    try:
        parts = urlsplit(value)
        port_is_possible = parts.port != 0
    except ValueError:
        raise RequestInvalid(field, "must be a URL") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_possible:
        raise RequestInvalid(field, "must be an http or https URL")
    if "@" in parts.netloc:
        raise RequestInvalid(field, "must not carry a user name or password")
    return parts


def _is_of_own_network(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost"


def check_url(field: str, value: str) -> str:
    """An address JKOPay or the shopper is given: https, except in one's own network, where only a sandbox is."""
    parts = split_web_address(field, value)
    if len(value) > _LONGEST_URL:
        raise RequestInvalid(field, f"must have at most {_LONGEST_URL} characters")
    if parts.scheme != "https" and not _is_of_own_network(parts.hostname or ""):
        raise RequestInvalid(field, "must be https outside one's own network")
    return value
