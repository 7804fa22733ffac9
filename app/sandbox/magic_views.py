"""What the control interface shows of magic amounts and wallet users, as JSON values."""

from app.sandbox.answers import Answer
from app.sandbox.magic import DECIDING_FIELDS, MAGIC, Magic
from app.sandbox.money import wire_number
from app.sandbox.sandbox import Sandbox
from app.sandbox.transactions import Row
from app.sandbox.wallet_users import PASSWORD, WALLET_USERS, WalletUser


def magic_view(sandbox: Sandbox) -> Row:
    """Whether they do anything, and all of them."""
    return {"enabled": sandbox.magic.enabled, "values": [_magic(magic) for magic in MAGIC]}


def users_view() -> list[Row]:
    """The wallet users and what their wallets do. Amounts are TWD."""
    return [_user(user) for user in WALLET_USERS.values()]


def _magic(magic: Magic) -> Row:
    outcome = magic.outcome
    given = (
        {"result": outcome.result, "message": outcome.message, "fault": None}
        if isinstance(outcome, Answer)
        else {"result": None, "message": None, "fault": outcome.kind}
    )
    return {"api": magic.api, "amount": magic.amount, "decided_by": DECIDING_FIELDS[magic.api], **given}


def _user(user: WalletUser) -> Row:
    return {
        "user": user.name,
        "password": PASSWORD,
        "channel_type": user.channel_type,
        "maskNo": user.mask_no,
        "invoice_vehicle": user.invoice_vehicle,
        "jkos_account": user.account,
        "coins": wire_number(user.coins),
        "official_coupon": wire_number(user.official_coupon),
        "store_coupon": wire_number(user.store_coupon),
        "funds": user.funds,
        "closes_account": user.closes_account,
        "coupon_sticks": user.coupon_sticks,
    }
