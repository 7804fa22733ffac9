"""The five first steps in words, each with the page where one does it or sees it done."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.doctor import FirstStep, Step


@dataclass(frozen=True)
class Guide:
    """One step: what to do, and where; `door` names the link."""

    first: FirstStep
    title: str
    how: str
    door: str
    address: str


def guide(steps: Sequence[FirstStep]) -> list[Guide]:
    """The steps in words. A refund and a charge are made where the payment and the binding are seen."""
    numbers = {first.step: first.number for first in steps}
    return [_guide(first, numbers) for first in steps]


def _guide(first: FirstStep, numbers: dict[Step, str | None]) -> Guide:
    authorization = numbers[Step.BINDING]
    match first.step:
        case Step.PAYMENT:
            title, door = _("First payment"), _("Open the shop")
            how = _("Buy the cheapest thing in the shop, and pay for it with the JKOPay app.")
            address = url_for("catalog.index")
        case Step.REFUND:
            title, door = _("First refund"), _("Open the order")
            how = _("Open the paid order, and give a part of it back.")
            address = _order(numbers[Step.PAYMENT])
        case Step.BINDING:
            title, door = _("First binding"), _("Bind a JKOPay account")
            how = _("Allow payments by one tap, and agree in the JKOPay app.")
            address = url_for("authorizations.new")
        case Step.CHARGE:
            title, door = _("First charge"), _("Open the shop")
            how = _("Buy again, and choose to pay by one tap: between 08:05 and 19:55, Taipei time.")
            address = url_for("catalog.index")
        case Step.CANCEL:
            title, door = _("First cancellation"), _("Open the authorization")
            how = _("Open the authorization, and cancel it.")
            address = _authorization(authorization)
    return Guide(first, title, how, door, address)


def _order(number: str | None) -> str:
    return url_for("admin.orders.show", number=number) if number else url_for("admin.orders.index")


def _authorization(number: str | None) -> str:
    if number is None:
        return url_for("admin.authorizations.index")
    return url_for("admin.authorizations.show", authorization_number=number)
