"""Commands about JKOPay: `flask --app app jkopay <command>`."""

import sys

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale, gettext

from app.cli_jkopay_calls import detail_command, entry_command, inquiry_command
from app.cli_jkopay_money import cancel_command, refund_command
from app.doctor import Patient, examine
from app.doctor.report import print_findings
from app.locales import LOCALES
from app.payment_errors import (
    ACTOR_WORDS,
    ANSWERS,
    CODES,
    RETRY_WORDS,
    Answer,
    PaymentError,
    answers_of,
    find_answers,
)
from app.shop import current_shop

jkopay = AppGroup("jkopay", help="Ask JKOPay, and understand what it says.")
for _command in (entry_command, inquiry_command, refund_command, detail_command, cancel_command):
    jkopay.add_command(_command)


@jkopay.command("error")
@click.argument("code")
@click.option(
    "--locale", type=click.Choice(list(LOCALES)), default="en", show_default=True, help="Language of the words."
)
def error_command(code: str, locale: str) -> None:
    """What CODE means: a result of JKOPay (113) on every API that has it, or a code of the catalogue (100101)."""
    with force_locale(locale):
        if code in CODES:
            _print_code(CODES[code], answers_of(code))
            return
        answers = find_answers(code)
        if not answers:
            known = ", ".join(dict.fromkeys(answer.result for answer in ANSWERS))
            raise click.BadParameter(f"neither a code of the catalogue nor a result of JKOPay; results are: {known}")
        for answer in answers:
            _print_answer(answer)
            _print_code(answer.error, [])


@jkopay.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@click.option(
    "--locale", type=click.Choice(list(LOCALES)), default="en", show_default=True, help="Language of the words."
)
@with_appcontext
def doctor_command(*, as_json: bool, locale: str) -> None:
    """Look at how this shop is set up; exits 1 when a line fails. `python -m app.doctor` works without a shop."""
    shop = current_shop()
    patient = Patient(shop.settings, shop.db, current_app.debug)
    sys.exit(print_findings(examine(patient), as_json=as_json, locale=locale))


def _print_code(error: PaymentError, answers: list[Answer]) -> None:
    click.echo(f"{error.code} {gettext(error.english)} ({error.chinese}), {error.category}")
    click.echo(f"  {gettext(ACTOR_WORDS[error.actor])} · {gettext(RETRY_WORDS[error.retry])}")
    click.echo(f"  {gettext('To the shopper')}: {gettext(error.shopper)}")
    click.echo(f"  {gettext('To the staff')}: {gettext(error.staff)}")
    click.echo()
    for answer in answers:
        _print_answer(answer)


def _print_answer(answer: Answer) -> None:
    click.echo(" ".join(part for part in (answer.api, answer.result, answer.message) if part))
