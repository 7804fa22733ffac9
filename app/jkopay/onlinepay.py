"""An OnlinePay order and the link it is paid at: protocol section 2."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from . import checks, fields
from .errors import RequestInvalid
from .wire import write_json

QR_LIFE_SECONDS = 20 * 60


@dataclass(frozen=True, slots=True)
class Product:
    """One line of an order; prices are of one unit, in the order's currency."""

    name: str
    unit_count: int
    unit_price: Decimal
    unit_final_price: Decimal
    img: str | None = None

    def build_fields(self, currency: str) -> dict[str, Any]:
        """The wire fields. Raises `RequestInvalid`."""
        if type(self.unit_count) is not int or self.unit_count < 1:
            raise RequestInvalid("products.unit_count", "must be a positive integer")
        built: dict[str, Any] = {"name": checks.check_text("products.name", self.name, 60)}
        if self.img is not None:
            built["img"] = checks.check_url("products.img", self.img)
        built["unit_count"] = self.unit_count
        built["unit_price"] = checks.check_amount("products.unit_price", self.unit_price, currency)
        built["unit_final_price"] = checks.check_amount("products.unit_final_price", self.unit_final_price, currency)
        return built


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRequest:
    """An order to be paid. Amounts are in `currency`; `valid_time` is aware and cut to the second.

    Raises `RequestInvalid` when made, so one that exists can be sent. Source: protocol section 2.
    """

    platform_order_id: str
    store_id: str
    currency: str
    total_price: Decimal
    final_price: Decimal
    unredeem: Decimal
    valid_time: datetime | None
    # The callback addresses may hold a secret of the caller.
    confirm_url: str | None = field(repr=False)
    result_url: str = field(repr=False)
    result_display_url: str = field(repr=False)
    products: Sequence[Product] = ()

    def __post_init__(self) -> None:
        self.build_fields()

    def build_fields(self) -> dict[str, Any]:
        """The wire fields. Raises `RequestInvalid`."""
        currency = checks.check_currency(self.currency)
        built: dict[str, Any] = {
            "platform_order_id": checks.check_id("platform_order_id", self.platform_order_id),
            "store_id": checks.check_text("store_id", self.store_id, 36),
            "currency": currency,
            "total_price": checks.check_price("total_price", self.total_price, currency),
            "final_price": checks.check_price("final_price", self.final_price, currency),
            "unredeem": checks.check_amount("unredeem", self.unredeem, currency),
        }
        if self.unredeem > self.final_price:
            raise RequestInvalid("unredeem", "must not be above final_price")
        if self.valid_time is not None:
            built["valid_time"] = checks.check_time("valid_time", self.valid_time)
        if self.confirm_url is not None:
            built["confirm_url"] = checks.check_url("confirm_url", self.confirm_url)
        built["result_url"] = checks.check_url("result_url", self.result_url)
        built["result_display_url"] = checks.check_url("result_display_url", self.result_display_url)
        if self.products:
            built["products"] = [product.build_fields(currency) for product in self.products]
        return built

    def to_bytes(self) -> bytes:
        """The body to store before the call: these bytes are signed and sent, now and at every repetition."""
        return write_json(self.build_fields()).encode()


@dataclass(frozen=True, slots=True)
class EntryAnswer:
    """Where the shopper pays. `qr_timeout` is as it came; ask `qr_seconds` what it means."""

    payment_url: str
    qr_img: str | None
    qr_timeout: Decimal | None
    raw: dict[str, Any] = field(repr=False, compare=False)

    def qr_seconds(self, now: datetime) -> int:
        """Seconds the QR still lives at `now` (aware), from 0 to 1200.

        A number below 10⁹ counts from the moment of the answer, so for that form, and when JKOPay sent none, `now`
        changes nothing. Source: protocol section 2.
        """
        if now.utcoffset() is None:
            raise ValueError("now must carry its time zone")
        timeout = self.qr_timeout
        if timeout is None:
            return QR_LIFE_SECONDS
        if timeout >= 10**9:
            expires_at = timeout if timeout <= 10**12 else timeout / 1000
            timeout = expires_at - Decimal(now.timestamp())
        return int(min(max(timeout, Decimal(0)), Decimal(QR_LIFE_SECONDS)))


def _read_link(source: Mapping[str, Any], name: str) -> str | None:
    link = fields.read_text(source, name)
    if link is not None:
        try:
            checks.split_web_address(name, link)
        except RequestInvalid as error:
            raise fields.FieldUnreadable(str(error)) from None
    return link


def read_entry_answer(result_object: dict[str, Any] | None) -> EntryAnswer:
    """Raises `FieldUnreadable`; an answer without a link is none."""
    source = fields.require_storable(result_object or {})
    payment_url = _read_link(source, "payment_url")
    if payment_url is None:
        raise fields.FieldUnreadable("payment_url: is missing")
    return EntryAnswer(
        payment_url=payment_url,
        qr_img=_read_link(source, "qr_img"),
        qr_timeout=fields.read_amount(source, "qr_timeout"),
        raw=source,
    )
