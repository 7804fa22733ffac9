"""One line of an order or of a charge: protocol sections 2 and 6."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from . import checks
from .errors import RequestInvalid


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
