"""The `authpay` object of callbacks and of `detail`, and the links of a binding (protocol section 5)."""

from app.sandbox.authpay_records import Authorization
from app.sandbox.money import wire_number
from app.sandbox.sandbox import Sandbox
from app.sandbox.transactions import Row
from app.sandbox.wallet_users import WALLET_USERS


def authpay_url(sandbox: Sandbox, token: str) -> str:
    """Where the wallet user binds."""
    return f"{sandbox.settings.public_url}/web/authpay?j={token}"


def authpay_qr_url(sandbox: Sandbox, token: str) -> str:
    """A picture of the QR code of `authpay_url`."""
    return f"{sandbox.settings.public_url}/web/authpay/qr?j={token}"


def authpay_row(authorization: Authorization) -> Row:
    """How an authorization stands. `jkos_account` is there once granted, `billing_cycle` for a regular one."""
    binding = authorization.binding
    account = {"jkos_account": WALLET_USERS[authorization.user].account} if authorization.user else {}
    cycle = {"billing_cycle": vars(binding.billing_cycle)} if binding.billing_cycle else {}
    return {
        "type": binding.type,
        "auth_no": authorization.auth_no,
        "status": authorization.status,
        "platform_authpay_id": binding.platform_authpay_id,
        **account,
        "billing_amount": wire_number(binding.billing_amount),
        "billing_currency": binding.billing_currency,
        **cycle,
    }
