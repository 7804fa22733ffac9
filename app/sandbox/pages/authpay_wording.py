"""What people read about authorizations and charges."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from app.sandbox.authpay_records import (
    Authorization,
    AuthpayStatus,
    AuthpayType,
    Binding,
    CancelledBy,
    Deduction,
    DeductionState,
    Period,
)
from app.sandbox.authpay_rules import BindingProblem, CancelProblem, binding_problem
from app.sandbox.money import TWD, shown
from app.sandbox.records import Refund
from app.sandbox.wallet_users import WalletUser


def terms_words(binding: Binding) -> str:
    """The amount and how often it is charged."""
    amount, cycle = shown(binding.billing_amount, TWD), binding.billing_cycle
    if cycle is None:
        return str(_("About %(amount)s each time", amount=amount))
    once: dict[Period, str] = {
        Period.WEEK: _("%(amount)s a week", amount=amount),
        Period.MONTH: _("%(amount)s a month", amount=amount),
        Period.QUARTER: _("%(amount)s a quarter", amount=amount),
        Period.YEAR: _("%(amount)s a year", amount=amount),
    }
    often: dict[Period, str] = {
        Period.WEEK: _("%(amount)s, up to %(times)s times a week", amount=amount, times=cycle.times),
        Period.MONTH: _("%(amount)s, up to %(times)s times a month", amount=amount, times=cycle.times),
        Period.QUARTER: _("%(amount)s, up to %(times)s times a quarter", amount=amount, times=cycle.times),
        Period.YEAR: _("%(amount)s, up to %(times)s times a year", amount=amount, times=cycle.times),
    }
    return (once if cycle.times == 1 else often)[cycle.period]


def terms_note(binding: Binding) -> str:
    """What saying yes means, in a sentence."""
    if binding.type is AuthpayType.REGULAR:
        return str(_("The same amount every time, without asking you again."))
    return str(_("The store may charge other amounts too, but never more at once than you allow."))


def kind_words(binding: Binding) -> str:
    """Limited or regular, in plain words."""
    return str(_("Regular, on a cycle") if binding.type is AuthpayType.REGULAR else _("Limited, when needed"))


def quota_hint(binding: Binding) -> str:
    """What to type as the most of one charge."""
    amount = shown(binding.billing_amount, TWD)
    if binding.type is AuthpayType.REGULAR:
        return str(_("Not below %(amount)s, the amount of each charge.", amount=amount))
    return str(_("Your own limit: JKOPay refuses any single charge above it."))


def charge_outlook(user: WalletUser) -> str:
    """What will happen with every charge."""
    outlooks: dict[str, str] = {
        "balance": _("Every charge comes from the stored value account."),
        "bank": _("Every charge comes from a linked bank account."),
        "creditcard": _("Every charge goes to this card."),
        "coins": _("Up to NT$50 of each charge in coins, the rest from the balance."),
        "official_coupon": _("Up to NT$100 of each charge by JKOPay coupon. Refunds in full only."),
        "store_coupon": _("Up to NT$80 of each charge by store coupon. Refunds in full only."),
        "short": _("The bank says no to every charge (121)."),
        "over_limit": _("JKOPay says no to every charge (104)."),
        "failing": _("Every charge fails for good (115, status 100)."),
        "closed": _("Charges and their refunds go well: no refusal is documented."),
        "coupon_stuck": _("Charges use a coupon, and refunds are refused (116)."),
    }
    return outlooks[user.name]


def binding_problem_words(problem: BindingProblem, binding: Binding) -> tuple[str, str]:
    """A heading and a sentence for the wallet user."""
    words: dict[BindingProblem, tuple[str, str]] = {
        BindingProblem.NO_SUCH_AUTHORIZATION: (_("No such authorization"), _("This link leads to no authorization.")),
        BindingProblem.ALREADY_GRANTED: (
            _("Already authorized"),
            _("You said yes to this store. Nothing is left to do."),
        ),
        BindingProblem.CANCELLED: (
            _("This authorization was cancelled"),
            _("The store cannot charge you any more. Go back to the store to authorize it anew."),
        ),
        BindingProblem.DECLINED: (
            _("You refused"),
            _("The store cannot charge you. Go back to the store if you change your mind."),
        ),
        BindingProblem.LINK_EXPIRED: (
            _("This code has expired"),
            _("A code lives for 20 minutes. Go back to the store for a new one."),
        ),
        BindingProblem.QUOTA_TOO_LOW: (
            _("The most per charge is too low"),
            _("Allow at least %(amount)s.", amount=shown(lowest_quota(binding), TWD)),
        ),
    }
    return words[problem]


def lowest_quota(binding: Binding) -> Decimal:
    """What `BindingProblem.QUOTA_TOO_LOW` asks for, in TWD."""
    return binding.billing_amount if binding.type is AuthpayType.REGULAR else Decimal(1)


def cancel_problem_words(problem: CancelProblem) -> tuple[str, str]:
    """A heading and a sentence for the wallet user."""
    words: dict[CancelProblem, tuple[str, str]] = {
        CancelProblem.NO_SUCH_AUTHORIZATION: (_("No such authorization"), _("It may have been removed since.")),
        CancelProblem.ALREADY_CANCELLED: (_("Already cancelled"), _("The store cannot charge you any more.")),
        CancelProblem.UNGRANTED: (_("Not authorized yet"), _("There is nothing to cancel.")),
        CancelProblem.NOT_CANCELABLE: (_("It cannot be cancelled here"), _("Ask the store to end it.")),
    }
    return words[problem]


def ended_words(by: CancelledBy) -> str:
    """Who ended an authorization."""
    words: dict[CancelledBy, str] = {
        CancelledBy.USER: _("You cancelled this authorization. The store cannot charge you any more."),
        CancelledBy.JKOPAY: _("JKOPay cancelled this authorization. The store cannot charge you any more."),
        CancelledBy.MERCHANT: _("The store cancelled this authorization. It cannot charge you any more."),
    }
    return words[by]


def standing(authorization: Authorization, now: datetime) -> tuple[str, str]:
    """How an authorization stands, in a few words, and the badge that goes with them."""
    if authorization.status is AuthpayStatus.GRANTED:
        return _("Authorized"), "paid"
    words: dict[BindingProblem | None, str] = {
        BindingProblem.CANCELLED: _("Cancelled"),
        BindingProblem.DECLINED: _("Refused"),
        BindingProblem.LINK_EXPIRED: _("Link expired"),
    }
    problem = binding_problem(authorization, None, now)
    return (words[problem], "ended") if problem else (_("Waiting for consent"), "open")


def deduction_words(deduction: Deduction, refunds: Sequence[Refund]) -> tuple[str, str]:
    """How a charge stands, in a few words, and the badge that goes with them."""
    if deduction.state is DeductionState.PAID and refunds:
        whole = sum(refund.amount for refund in refunds) == deduction.entry.final_price
        return (_("Refunded") if whole else _("Partly refunded")), "ended"
    words: dict[DeductionState, tuple[str, str]] = {
        DeductionState.PAID: (_("Paid"), "paid"),
        DeductionState.IN_FLIGHT: (_("In progress"), "open"),
        DeductionState.UNPAID: (_("Not charged"), "ended"),
        DeductionState.FAILED: (_("Failed"), "ended"),
    }
    return words[deduction.state]
