"""What people read in the console about faults, callbacks and mistakes in its forms."""

from json import JSONDecodeError

from flask_babel import gettext as _
from pydantic import ValidationError

from app.sandbox.delivery_log import DeliveryState
from app.sandbox.faults import FaultKind
from app.sandbox.merchant_changes import Kept
from app.sandbox.merchants import KeyTaken
from app.sandbox.production import ProductionRefused
from app.sandbox.records import OrderState
from app.sandbox.transfer import NotAnExport


def mistake_words(error: Exception) -> tuple[str, str]:
    """A heading and a sentence about a form that makes no sense."""
    return _("This cannot be done"), _mistake_sentence(error)


def _mistake_sentence(error: Exception) -> str:
    match error:
        case ValidationError():
            first = error.errors()[0]
            field, words = str(first["loc"][0]) if first["loc"] else "", first["msg"].removeprefix("Value error, ")
        case JSONDecodeError():
            field, words = "result_object", str(error)
        case Kept():
            return str(_("It stays: the sandbox starts with it, or it has orders or authorizations. Close it instead."))
        case KeyTaken():
            return str(_("This API key belongs to another merchant."))
        case ProductionRefused():
            return str(_("This looks like a real key of JKOPay. Use only made-up keys here."))
        case NotAnExport():
            return str(_("This file is no whole export of a sandbox. Nothing was changed."))
        case LookupError():
            return str(_("It is not there any more."))
        case _:
            field, _colon, words = str(error).rpartition(": ")
    return _field_words().get(field) or words


def _field_words() -> dict[str, str]:
    return {
        "times": _("Calls: a whole number from 1 to 1,000,000, or nothing."),
        "seconds": _("Seconds: a number from 0 to 86,400."),
        "copies": _("Copies: a whole number from 2 to 100."),
        "probability": _("Probability: more than 0 and at most 1."),
        "seed": _("Seed: a whole number."),
        "result": _("Result: three digits."),
        "result_object": _("result_object: a JSON object, or nothing."),
        "name": _("Name: 1 to 60 characters."),
        "store_id": _("Store ID: 1 to 36 characters, and not taken by another store."),
        "currencies": _("Choose at least one currency."),
        "balance": _("Balance: whole dollars, 0 or more."),
        "books_closed_before": _("Books closed before: a date and a time."),
        "cancellation_url": _("Cancellation address: https, or http to this machine."),
        "quota": _("The most per charge: whole dollars, 1 or more."),
    }


def fault_words(kind: FaultKind) -> str:
    """What goes wrong, in a sentence."""
    words: dict[FaultKind, str] = {
        FaultKind.TIMEOUT_BEFORE: _("No answer, and nothing was done"),
        FaultKind.TIMEOUT_AFTER: _("No answer, but it was done"),
        FaultKind.HTTP_500: _("HTTP 500, and nothing was done"),
        FaultKind.HTTP_302: _("A redirect, and nothing was done"),
        FaultKind.BAD_JSON: _("Half the JSON, but it was done"),
        FaultKind.WRONG_TYPE: _("Fields of the wrong type, but it was done"),
        FaultKind.RESET: _("Connection reset, but it was done"),
        FaultKind.SLOW: _("The answer comes late"),
        FaultKind.HUGE: _("An answer of 24 MB, but it was done"),
        FaultKind.DROP: _("The call is not made"),
        FaultKind.DELAY: _("The call is made later"),
        FaultKind.DUPLICATE: _("The call is made more than once"),
        FaultKind.REORDER: _("The call waits until another was made"),
        FaultKind.NO_DIGEST: _("The call carries no digest"),
        FaultKind.BAD_DIGEST: _("The call carries a digest of other bytes"),
    }
    return words[kind]


def delivery_words(state: DeliveryState) -> tuple[str, str]:
    """How a callback stands, in a word, and the badge that goes with it."""
    words: dict[DeliveryState, tuple[str, str]] = {
        DeliveryState.CONFIRMING: (_("Asking"), "open"),
        DeliveryState.WAITING: (_("Waiting"), "open"),
        DeliveryState.SENDING: (_("Sending"), "open"),
        DeliveryState.DELIVERED: (_("Delivered"), "paid"),
        DeliveryState.GIVEN_UP: (_("Given up"), "failed"),
    }
    return words[state]


def order_state_words(state: OrderState) -> tuple[str, str]:
    """What happened to an order, in a word, and the badge that goes with it."""
    words: dict[OrderState, tuple[str, str]] = {
        OrderState.OPEN: (_("Open"), "open"),
        OrderState.DECLINED: (_("Cancelled by the shopper"), "ended"),
        OrderState.REJECTED: (_("Stopped by the store"), "failed"),
        OrderState.FAILED: (_("Failed"), "failed"),
        OrderState.PAID: (_("Paid"), "paid"),
    }
    return words[state]
