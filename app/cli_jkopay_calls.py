"""Commands that ask JKOPay and move no money: `flask --app app jkopay entry|inquiry|detail`."""

from decimal import Decimal

import click
from flask.cli import with_appcontext

from app.cli_jkopay_options import Amount, Telling, authpay_option, call_options, currency_option, yes_option
from app.cli_jkopay_told import ask_and_tell, confirm_or_end
from app.services.calls_by_hand import ask_authorization, ask_orders, make_order, new_order_id
from app.shop import current_shop

_ASK_AGAIN = ("Asking changes nothing: give the same command again.",)


@click.command("entry")
@click.option("--amount", type=Amount(), required=True, help="What it costs.")
@currency_option
@click.option("--name", default="Made by hand", show_default=True, help="What is bought, as the wallet shows it.")
@click.option("--order-id", help="Begins with CLI-; made up when left out. The same again gives the same link.")
@yes_option
@call_options
@with_appcontext
def entry_command(*, amount: Decimal, currency: str, name: str, order_id: str | None, yes: bool, how: Telling) -> None:
    """Make one order at JKOPay that is none of the shop's, and print where it is paid.

    The shop never knows of it: ask `inquiry` whether it was paid, and give it back with `refund`.
    """
    shop, order_id = current_shop(), order_id or new_order_id()
    if not shop.settings.uses_sandbox:
        confirm_or_end(f"Make {order_id}, which can be paid with {amount} {currency} of real money.", yes=yes)
    click.echo(f"order id {order_id}", err=True)
    ask_and_tell(
        lambda: make_order(shop.wallet, order_id=order_id, amount=amount, currency=currency, name=name),
        how,
        after_silence=(
            f"The order may exist. Give the same command again with --order-id {order_id}: its link is the same.",
        ),
    )


@click.command("inquiry")
@click.argument("order_ids", metavar="ID...", nargs=-1, required=True)
@authpay_option
@call_options
@with_appcontext
def inquiry_command(*, order_ids: tuple[str, ...], authpay: bool, how: Telling) -> None:
    """Ask after 1 to 20 orders (platform_order_id): paid or not, with what, and what went back."""
    wallet = current_shop().wallet
    ask_and_tell(
        lambda: ask_orders(wallet, order_ids, are_charges=authpay),
        how,
        after_silence=_ASK_AGAIN,
    )


@click.command("detail")
@click.argument("auth_no")
@call_options
@with_appcontext
def detail_command(*, auth_no: str, how: Telling) -> None:
    """Ask how the authorization AUTH_NO stands."""
    wallet = current_shop().wallet
    ask_and_tell(
        lambda: ask_authorization(wallet, auth_no),
        how,
        after_silence=_ASK_AGAIN,
    )
