"""Commands that make things happen in the sandbox: `flask --app app sandbox trigger|events`."""

import json
import sys
from dataclasses import asdict
from typing import NoReturn

import click
from flask.cli import AppGroup, with_appcontext

from app.services.checkout import CartInvalid
from app.services.payments import Unpayable
from app.services.sandbox_control import SandboxAway, SandboxControl, SandboxRefused, SandboxUnsuited
from app.services.sandbox_events import EVENTS, Event, trigger_event
from app.services.sandbox_stage import Happened, Stage
from app.services.stock import OutOfStock
from app.shop import current_shop

sandbox = AppGroup("sandbox", help="Make things happen in the sandbox, and see the shop react.")

_REFUSED, _AWAY = 1, 3


@sandbox.command("events")
def events_command() -> None:
    """List the events."""
    width = max(map(len, EVENTS))
    for event, meaning in EVENTS.items():
        click.echo(f"{event:<{width}}  {meaning}")


@sandbox.command("trigger")
@click.argument("event", metavar="EVENT", type=click.Choice([event.value for event in Event]))
@click.argument("number", required=False)
@click.option("--user", default="balance", show_default=True, help="The wallet user who pays or binds.")
@click.option("--by", type=click.Choice(["user", "jkopay"]), default="user", show_default=True, help="Who cancels.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@with_appcontext
def trigger_command(*, event: str, number: str | None, user: str, by: str, as_json: bool) -> None:
    """Make EVENT happen to NUMBER, of an order, payment or authorization; without it, to a new one of the shop.

    `sandbox events` lists the events. Exits 1 when the sandbox or the shop says no, 2 when a setting is in the way,
    3 when no sandbox answers.
    """
    stage = _set_stage(user, by)
    try:
        happened = trigger_event(stage, Event(event), number)
    except SandboxUnsuited as error:
        raise click.UsageError(str(error)) from None
    except SandboxAway as error:
        _end(str(error), _AWAY)
    except (SandboxRefused, OutOfStock, CartInvalid, Unpayable) as error:
        _end(f"{event}: {error}", _REFUSED)
    if as_json:
        click.echo(json.dumps({"event": event, **asdict(happened)}, ensure_ascii=False, indent=2))
    else:
        _print_lines(event, happened)


def _set_stage(user: str, by: str) -> Stage:
    shop = current_shop()
    settings = shop.settings
    if not settings.uses_sandbox:
        raise click.UsageError(
            f"JKOPAY_BASE_URL is {settings.jkopay_base_url}, not a sandbox: set it to the http address of one in your "
            f"own network, such as http://127.0.0.1:5001 (python -m app starts one)."
        )
    control = SandboxControl(settings.jkopay_base_url, settings.jkopay_store_id)
    return Stage(shop.db, shop.wallet, control, settings.shop_locale, user, by)


def _end(sentence: str, code: int) -> NoReturn:
    click.echo(f"Error: {sentence}", err=True)
    sys.exit(code)


def _print_lines(event: str, happened: Happened) -> None:
    click.echo(event)
    for step in happened.steps:
        click.echo(f"  {step}")
    for name, value in (("now", happened.status), ("page", happened.page), ("admin", happened.admin_page)):
        if value:
            click.echo(f"  {name}: {value}")
