"""The people who can pay in the sandbox, and what their wallets do."""

import zlib
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

# Published on the wallet page: there is nothing to protect.
PASSWORD = "0000"  # noqa: S105


class Funds(StrEnum):
    """What comes of it when the wallet is asked for the money."""

    ENOUGH = "enough"
    SHORT = "short"
    OVER_LIMIT = "over_limit"
    FAILING = "failing"


@dataclass(frozen=True)
class WalletUser:
    """One wallet. Coins and coupons are the most it will put towards one TWD order, in TWD."""

    name: str
    channel_type: str
    mask_no: str | None = None
    invoice_vehicle: str = ""
    coins: Decimal = Decimal(0)
    official_coupon: Decimal = Decimal(0)
    store_coupon: Decimal = Decimal(0)
    funds: Funds = Funds.ENOUGH
    closes_account: bool = False
    coupon_sticks: bool = False

    @property
    def account(self) -> str:
        """A made-up account, masked as `jkos_account` is: `0912***678`."""
        digits = zlib.crc32(self.name.encode())
        return f"09{digits % 100:02d}***{digits // 100 % 1000:03d}"


_ALL = (
    WalletUser("balance", "account", invoice_vehicle="/SAND+01"),
    WalletUser("bank", "bank"),
    WalletUser("creditcard", "creditcard", mask_no="400022******1234", invoice_vehicle="/SAND.03"),
    WalletUser("coins", "account", coins=Decimal(50)),
    WalletUser("official_coupon", "account", official_coupon=Decimal(100), invoice_vehicle="/SAND-05"),
    WalletUser("store_coupon", "bank", store_coupon=Decimal(80)),
    WalletUser("short", "bank", funds=Funds.SHORT),
    WalletUser("over_limit", "account", funds=Funds.OVER_LIMIT),
    WalletUser("failing", "bank", funds=Funds.FAILING),
    WalletUser("closed", "account", closes_account=True),
    WalletUser("coupon_stuck", "account", official_coupon=Decimal(100), coupon_sticks=True),
)
WALLET_USERS = {user.name: user for user in _ALL}
