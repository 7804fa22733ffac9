"""Choosing a wallet, and its password: the same on every page that asks for one."""

from collections.abc import Callable

from flask import request
from flask_babel import gettext as _

from app.sandbox.pages.wording import user_title
from app.sandbox.wallet_users import PASSWORD, WALLET_USERS, Funds, WalletUser

Choice = tuple[WalletUser, str, str]


def group_users(outlook: Callable[[WalletUser], str]) -> list[list[Choice]]:
    """The wallets that pay and take refunds, then those that get into trouble, each with its title and outlook."""
    groups: list[list[Choice]] = [[], []]
    for user in WALLET_USERS.values():
        in_trouble = user.funds is not Funds.ENOUGH or user.closes_account or user.coupon_sticks
        groups[in_trouble].append((user, user_title(user), outlook(user)))
    return groups


def password_problem() -> tuple[str, str] | None:
    """A heading and a sentence when the password of the form is wrong."""
    if request.form.get("password") == PASSWORD:
        return None
    return _("Wrong password"), _("The password of every wallet here is %(password)s.", password=PASSWORD)
