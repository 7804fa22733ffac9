"""`flask --app app logs tail`: the exchanges with JKOPay as they happen, one line each."""

import json
from itertools import chain

import click
from flask.cli import AppGroup, with_appcontext

from app.cli_text import say
from app.locales import format_taipei_seconds
from app.models import ApiCall, Direction, Outcome
from app.services.api_calls_reading import APIS, CallFilter
from app.services.api_calls_tail import follow_calls, last_calls
from app.shop import current_shop

logs = AppGroup("logs", help="Watch what goes over the wire to and from JKOPay.")

_ARROWS = {Direction.SENT: "->", Direction.RECEIVED: "<-"}


class ApiName(click.ParamType[str]):
    """An API by its method and path or by its path, or a call of JKOPay's by its kind."""

    name = "api"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Raises `click.BadParameter` with the names there are."""
        named = [str(api) for api in APIS if value in (str(api), api.partition(" ")[2])]
        return named[0] if named else self.fail(f"must be one of: {', '.join(APIS)}", param, ctx)


@logs.command("tail")
@click.option("-n", "count", type=click.IntRange(0, 100_000), default=20, show_default=True, help="How many.")
@click.option("-f", "--follow", is_flag=True, help="Then wait for more, until Ctrl-C.")
@click.option("--order", metavar="NUMBER", help="Only calls about this order, payment or refund.")
@click.option("--authorization", metavar="NUMBER", help="Only calls about this authorization and its charges.")
@click.option("--api", type=ApiName(), metavar="API", help="Only calls of this API, such as /platform/refund.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")
@with_appcontext
def tail_command(
    *, count: int, follow: bool, order: str | None, authorization: str | None, api: str | None, as_json: bool
) -> None:
    """Print the newest calls, newest last: time in Taipei, who called, API, outcome, milliseconds, numbers.

    The admin's inspector has the same calls with their bytes.
    """
    if order and authorization:
        raise click.UsageError("--order and --authorization name the same column: give one.")
    shop, wanted = current_shop(), CallFilter(api=api or "", number=order or authorization or "")
    shop.wallet.calls.flush()
    newest = last_calls(shop.db, wanted, max(count, 1))
    if not newest and not follow:
        click.echo("No such call was noted.", err=True)
    try:
        for call in chain(newest if count else (), follow_calls(shop.db, wanted, newest) if follow else ()):
            say(_write_object(call) if as_json else _write_line(call))
    except KeyboardInterrupt:
        return


def _write_line(call: ApiCall) -> str:
    outcome = call.outcome if call.outcome is Outcome.ANSWERED else f"{call.outcome} {call.result}"
    cells = (
        format_taipei_seconds(call.at),
        _ARROWS[call.direction],
        f"{call.api:<34}",
        f"{outcome:<20}",
        f"{call.milliseconds:>6} ms",
        "",
        " ".join(subject.number for subject in call.subjects),
    )
    return " ".join(cells).rstrip()


def _write_object(call: ApiCall) -> str:
    told = {
        "id": call.id,
        "at": call.at.isoformat(),
        "direction": call.direction,
        "api": call.api,
        "outcome": call.outcome,
        "result": call.result,
        "message": call.message,
        "status": call.status,
        "milliseconds": call.milliseconds,
        "numbers": [subject.number for subject in call.subjects],
        "request_id": call.request_id,
    }
    return json.dumps(told, ensure_ascii=False)
