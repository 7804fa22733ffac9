"""How a call of JKOPay by hand is made, told and ended: 0 it said yes, 1 it said no, 2 nothing was sent, 3 silence."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn
from urllib.parse import urlsplit

import click
from flask_babel import force_locale, gettext
from structlog.contextvars import bound_contextvars

from app.cli_jkopay_options import Telling
from app.cli_jkopay_wire import print_exchanges
from app.cli_text import say
from app.logs import new_request_id
from app.models import Outcome
from app.payment_errors import ACTOR_WORDS, RETRY_WORDS, explain
from app.services.calls_by_hand import InOurBooks, Said, Unsendable
from app.shop import current_shop

NOTHING_SENT = 2
_EXITS = {Outcome.ANSWERED: 0, Outcome.REFUSED: 1, Outcome.SILENT: 3}


@contextmanager
def refused_before_sending() -> Iterator[None]:
    """Say what is wrong with what was typed or set, and end the command with 2."""
    try:
        yield
    except Unsendable as error:
        raise click.UsageError(f"Nothing was sent. {error}") from None
    except InOurBooks as error:
        raise click.UsageError(
            f"Nothing was sent. {error.number} is this shop's own, and its money moves through the shop's books: "
            f"use {error.page}"
        ) from None


def confirm_or_end(question: str, *, yes: bool) -> None:
    """Ask before money moves, naming the host; ends the command with 2 unless the answer is yes."""
    settings = current_shop().settings
    host = urlsplit(settings.jkopay_base_url).netloc
    kind = "the sandbox" if settings.uses_sandbox else "JKOPay itself"
    try:
        if yes or click.confirm(f"{question}\nAt {host}, {kind}. Go on?", err=True):
            return
    except click.Abort:
        click.echo("Nobody answered; --yes goes on without asking.", err=True)
    click.echo("Nothing was sent.", err=True)
    sys.exit(NOTHING_SENT)


def ask_and_tell(
    ask: Callable[[], Said], how: Telling, *, after_silence: Sequence[str], after_refusal: Sequence[str] = ()
) -> NoReturn:
    """Make one call, print what came of it, and end the command with the exit code that says so."""
    request_id = new_request_id()
    with refused_before_sending(), bound_contextvars(request_id=request_id):
        said = ask()
    if how.is_verbose:
        print_exchanges(request_id)
    advice = _advise(said, after_silence, after_refusal)
    if how.as_json:
        click.echo(json.dumps(_as_object(said, advice, how.locale), ensure_ascii=False, indent=2))
    else:
        _print_lines(said, advice, how.locale)
    sys.exit(_EXITS[said.outcome])


def _advise(said: Said, after_silence: Sequence[str], after_refusal: Sequence[str]) -> Sequence[str]:
    if said.outcome is Outcome.ANSWERED:
        return ()
    if said.outcome is Outcome.REFUSED:
        return after_refusal
    checked = [said.hint] if said.hint else []
    if said.may_have_arrived:
        return [*checked, *after_silence]
    return [*checked, "Nothing left this machine: check JKOPAY_BASE_URL, then give the same command again."]


def _as_object(said: Said, advice: Sequence[str], locale: str) -> dict[str, Any]:
    told: dict[str, Any] = {"api": said.api, "outcome": said.outcome, "result": said.result, "message": said.message}
    if said.outcome is Outcome.REFUSED:
        error = explain(said.api, said.result, said.message)
        with force_locale(locale):
            told["error"] = {
                "code": error.code,
                "means": gettext(error.english),
                "actor": gettext(ACTOR_WORDS[error.actor]),
                "retry": gettext(RETRY_WORDS[error.retry]),
                "remedy": gettext(error.staff),
            }
    if said.outcome is Outcome.SILENT:
        told["may_have_arrived"] = said.may_have_arrived
    return told | {"facts": said.facts, "advice": list(advice)}


def _print_lines(said: Said, advice: Sequence[str], locale: str) -> None:
    details = " ".join(part for part in (said.result, said.message) if part)
    say(f"{said.outcome}: {said.api} {details}")
    if said.outcome is Outcome.REFUSED:
        error = explain(said.api, said.result, said.message)
        with force_locale(locale):
            say(f"  {error.code} {gettext(error.english)}")
            say(f"  {gettext(ACTOR_WORDS[error.actor])} · {gettext(RETRY_WORDS[error.retry])}")
            say(f"  {gettext(error.staff)}")
    print_facts(said.facts)
    for line in advice:
        say(f"  → {line}")


def print_facts(facts: dict[str, Any], indent: str = "  ") -> None:
    """A JSON object as lines; lists of objects are indented below their name."""
    for name, value in facts.items():
        if isinstance(value, list):
            say(f"{indent}{name}:")
            for item in value:
                say(f"{indent}  -")
                print_facts(item, f"{indent}    ")
        else:
            say(f"{indent}{name}: {str(value).lower() if isinstance(value, bool) else value}")
