"""Commands that move money or end a consent: `flask --app app jkopay refund|cancel`. Never for what the books know."""

from decimal import Decimal

import click
from flask.cli import with_appcontext

from app.cli_jkopay_options import Amount, Telling, authpay_option, call_options, currency_option, yes_option
from app.cli_jkopay_told import ask_and_tell, confirm_or_end, refused_before_sending
from app.services.calls_by_hand import (
    cancel_authorization_by_hand,
    new_refund_id,
    refund_order,
    refuse_own_authorization,
    refuse_own_order,
)
from app.shop import current_shop

_COMMAND = "flask --app app jkopay"


@click.command("refund")
@click.argument("order_id", metavar="ID")
@click.argument("amount", type=Amount())
@currency_option
@click.option("--refund-id", help="Made up when left out. The same one again is the same refund, a new one a second.")
@authpay_option
@yes_option
@call_options
@with_appcontext
def refund_command(
    *, order_id: str, amount: Decimal, currency: str, refund_id: str | None, authpay: bool, yes: bool, how: Telling
) -> None:
    """Give back AMOUNT of the order ID (platform_order_id), sent once.

    Refuses orders of the shop: the admin refunds those.
    """
    shop, number = current_shop(), refund_id or new_refund_id()
    with refused_before_sending():
        refuse_own_order(shop.db, shop.wallet, order_id)
    confirm_or_end(f"Refund {amount} {currency} of {order_id} as {number}.", yes=yes)
    # Before the call: whoever is interrupted in it must send this very number again.
    click.echo(f"refund id {number}", err=True)
    inquiry = f"{_COMMAND} inquiry {order_id}{' --authpay' if authpay else ''}"
    ask_and_tell(
        lambda: refund_order(
            shop.db,
            shop.wallet,
            order_id=order_id,
            amount=amount,
            currency=currency,
            refund_id=number,
            is_charge=authpay,
        ),
        how,
        after_silence=(
            f"Nobody knows whether the money went back. First ask: {inquiry}",
            f"If its refunds hold {number}, it is done. If not, give the same command again with --refund-id {number}.",
            "Never with another refund id: that is a second refund.",
        ),
        after_refusal=(
            (f"If this refund id was sent before and got no answer, a refusal proves nothing. Ask: {inquiry}",)
            if refund_id
            else ()
        ),
    )


@click.command("cancel")
@click.argument("auth_no")
@yes_option
@call_options
@with_appcontext
def cancel_command(*, auth_no: str, yes: bool, how: Telling) -> None:
    """End the authorization AUTH_NO for good, sent once.

    Refuses authorizations of the shop: the admin cancels those.
    """
    shop = current_shop()
    with refused_before_sending():
        refuse_own_authorization(shop.db, shop.wallet, auth_no)
    confirm_or_end(f"Cancel the authorization {auth_no}; it cannot be taken back.", yes=yes)
    ask_and_tell(
        lambda: cancel_authorization_by_hand(shop.db, shop.wallet, auth_no),
        how,
        after_silence=(
            f"It may be cancelled. Ask: {_COMMAND} detail {auth_no}",
            "If its status is cancel, it is done. If it is granted, give the same command again.",
        ),
    )
