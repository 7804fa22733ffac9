"""What the commands that call JKOPay take in common."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import wraps
from typing import Any

import click

from app.locales import LOCALES

_AMOUNT = re.compile(r"[0-9]{1,20}(\.[0-9]{1,4})?")


@dataclass(frozen=True)
class Telling:
    """How the outcome of a call is printed."""

    as_json: bool
    is_verbose: bool
    locale: str


class Amount(click.ParamType[Decimal]):
    """Money in major units, as `120` or `1.50`."""

    name = "amount"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Raises `click.BadParameter` for anything else, exponents and signs included."""
        text = str(value)
        if not _AMOUNT.fullmatch(text):
            self.fail("must be an amount such as 120 or 1.50", param, ctx)
        return Decimal(text)


def call_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give `command` the options `--json`, `--verbose` and `--locale`, as its argument `how`."""

    @click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
    @click.option(
        "--verbose",
        "is_verbose",
        is_flag=True,
        help="Also the call as it went over the wire, secrets masked, to stderr.",
    )
    @click.option(
        "--locale", type=click.Choice(list(LOCALES)), default="en", show_default=True, help="Language of the advice."
    )
    @wraps(command)
    def with_telling(*, as_json: bool, is_verbose: bool, locale: str, **others: Any) -> None:
        command(how=Telling(as_json, is_verbose, locale), **others)

    return with_telling


currency_option = click.option(
    "--currency", default="TWD", show_default=True, help="ISO 4217; decides how many decimals the amount may have."
)
authpay_option = click.option("--authpay", is_flag=True, help="It is a charge under an authorization.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask whether to go on.")
