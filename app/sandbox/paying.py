"""What is taken from a wallet, for an order or under an authorization."""

from datetime import datetime

from app.sandbox.records import Payment, Priced
from app.sandbox.rules import split_payment
from app.sandbox.times import TAIPEI
from app.sandbox.wallet_users import WalletUser


def payment_of(user: WalletUser, priced: Priced, letters: str, number: int, now: datetime) -> Payment:
    """How `user` pays what is `priced`. The trade number is made of `letters`, the day in Taipei and `number`."""
    parts = split_payment(user, priced)
    return Payment(
        trade_no=f"{letters}{now.astimezone(TAIPEI):%Y%m%d}{number:011d}",
        paid_at=now,
        user=user.name,
        channel_type=user.channel_type,
        mask_no=user.mask_no,
        invoice_vehicle=user.invoice_vehicle,
        debit=parts.debit,
        redeemed=parts.redeemed,
    )
