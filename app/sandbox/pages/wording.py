"""What people read about wallet users, problems and orders."""

from flask_babel import gettext as _

from app.sandbox.money import TWD, shown
from app.sandbox.records import Entry, Order, OrderState
from app.sandbox.rules import PaymentProblem, split_payment, user_problem
from app.sandbox.wallet_users import Funds, WalletUser


def user_title(user: WalletUser) -> str:
    """Who that is, in a few words."""
    titles: dict[str, str] = {
        "balance": _("JKOPay balance"),
        "bank": _("Bank account"),
        "creditcard": _("Credit card"),
        "coins": _("JKO coins and balance"),
        "official_coupon": _("JKOPay coupon and balance"),
        "store_coupon": _("Store coupon and bank account"),
        "short": _("Empty bank account"),
        "over_limit": _("Monthly limit used up"),
        "failing": _("Payment that fails"),
        "closed": _("Account closed afterwards"),
        "coupon_stuck": _("Coupon that cannot be returned"),
    }
    return titles[user.name]


def user_effect(user: WalletUser) -> str:
    """What will happen with any order."""
    effects: dict[str, str] = {
        "balance": _("Paid in full from the stored value account."),
        "bank": _("Paid in full from a linked bank account."),
        "creditcard": _("Paid in full by card. TWD only."),
        "coins": _("Up to NT$50 in coins, the rest from the balance."),
        "official_coupon": _("Up to NT$100 by JKOPay coupon. Refunds in full only."),
        "store_coupon": _("Up to NT$80 by store coupon. Refunds in full only."),
        "short": _("The bank says no (121). The order can still be paid."),
        "over_limit": _("JKOPay says no (104). The order can still be paid."),
        "failing": _("The payment fails for good (115, status 100)."),
        "closed": _("Pays well, but refunds are refused (978)."),
        "coupon_stuck": _("Pays with a coupon, but refunds are refused (116)."),
    }
    return effects[user.name]


def user_outlook(user: WalletUser, entry: Entry) -> str:
    """What will happen with this order, amounts included where they are split."""
    if user_problem(user, entry.currency) is PaymentProblem.CARD_NOT_ABROAD:
        return str(_("Cards pay in TWD only."))
    parts = split_payment(user, entry)
    if parts.redeemed.total and not user.coupon_sticks:
        redeemed, debit = shown(parts.redeemed.total, TWD), shown(parts.debit, TWD)
        return str(_("%(redeemed)s redeemed, %(debit)s debited.", redeemed=redeemed, debit=debit))
    if entry.currency != TWD and user.funds is Funds.ENOUGH and not user.closes_account:
        return str(_("%(debit)s debited at the sandbox's rate.", debit=shown(parts.debit, TWD)))
    return user_effect(user)


def problem_words(problem: PaymentProblem) -> tuple[str, str]:
    """A heading and a sentence for the shopper."""
    words: dict[PaymentProblem, tuple[str, str]] = {
        PaymentProblem.NO_SUCH_ORDER: (_("No such order"), _("This link leads to no order.")),
        PaymentProblem.ALREADY_PAID: (_("Already paid"), _("This order is paid. Nothing more is due.")),
        PaymentProblem.FAILED: (
            _("The payment failed"),
            _("No money was taken. Go back to the store and pay again."),
        ),
        PaymentProblem.PAST_VALID_TIME: (
            _("Too late for this order"),
            _("The store accepted payment until a moment ago. Go back to the store and order again."),
        ),
        PaymentProblem.LINK_EXPIRED: (
            _("This code has expired"),
            _("A code lives for 20 minutes. Go back to the store for a new one."),
        ),
        PaymentProblem.CARD_NOT_ABROAD: (
            _("This card cannot be used"),
            _("Cards pay in TWD only. Choose another way to pay."),
        ),
        PaymentProblem.OVER_LIMIT: (
            _("Monthly limit reached"),
            _("Nothing was paid. Choose another way to pay."),
        ),
        PaymentProblem.MERCHANT_REFUSED: (
            _("The store stopped this payment"),
            _("No money was taken. Go back to the store to see why."),
        ),
        PaymentProblem.MERCHANT_SILENT: (
            _("The store does not answer"),
            _("Nothing was paid. Try again in a moment."),
        ),
        PaymentProblem.SHORT: (_("Not enough money"), _("Nothing was paid. Choose another way to pay.")),
        PaymentProblem.PAYMENT_FAILED: (
            _("The payment failed"),
            _("No money was taken. Go back to the store and pay again."),
        ),
    }
    return words[problem]


def ended_problem(order: Order, problem: PaymentProblem) -> PaymentProblem:
    """The problem to tell of: an order that the store stopped failed for that reason."""
    stopped = problem is PaymentProblem.FAILED and order.state is OrderState.REJECTED
    return PaymentProblem.MERCHANT_REFUSED if stopped else problem


def order_words(problem: PaymentProblem | None) -> str:
    """How an order stands, in a few words."""
    words: dict[PaymentProblem | None, str] = {
        None: _("Waiting for payment"),
        PaymentProblem.ALREADY_PAID: _("Paid"),
        PaymentProblem.PAST_VALID_TIME: _("Past its valid time"),
        PaymentProblem.LINK_EXPIRED: _("Link expired"),
    }
    return words.get(problem) or str(_("Failed"))
