"""The cart as the shopper sees it: the signed cookie's counts beside what the house has now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.models import Product

MOST_OF_ONE = 20
"""Pieces of one product in one cart; more is a matter for the telephone."""

Counts = Mapping[str, int]
"""Slug to count, as the cookie keeps it."""


class Shortage(StrEnum):
    """What happened to the stock since the goods were put in the cart."""

    NONE = ""
    FEWER = "fewer"
    GONE = "gone"


@dataclass(frozen=True)
class Line:
    """Some pieces of one product."""

    product: Product
    count: int

    @property
    def total(self) -> int:
        """Smallest units of the product's currency."""
        return self.product.price * self.count

    @property
    def shortage(self) -> Shortage:
        """Whether all of it can still be sold."""
        if self.count <= self.product.available:
            return Shortage.NONE
        return Shortage.FEWER if self.product.available else Shortage.GONE


@dataclass(frozen=True)
class Basket:
    """The lines that one order can hold: an order has one currency."""

    currency: str
    lines: Sequence[Line]

    @property
    def total(self) -> int:
        """Smallest units of the currency."""
        return sum(line.total for line in self.lines)

    @property
    def is_sellable(self) -> bool:
        """Whether the house has everything in it."""
        return not any(line.shortage for line in self.lines)


def fill_baskets(products: Sequence[Product], counts: Counts) -> list[Basket]:
    """One basket a currency, in the order of the catalogue; what is sold no more is left out."""
    lines: dict[str, list[Line]] = {}
    for product in products:
        if product.slug in counts:
            lines.setdefault(product.currency, []).append(Line(product, counts[product.slug]))
    return [Basket(currency, kept) for currency, kept in lines.items()]
