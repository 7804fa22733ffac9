"""Commands of the shop: `flask --app app <command>`."""

import os
import sys
from collections.abc import Sequence

import click
from flask import Flask
from flask.cli import with_appcontext

from app.cli_jkopay import jkopay
from app.cli_logs import logs
from app.cli_sandbox import sandbox
from app.logs import configure_logs
from app.models.money import format_money
from app.prepare import migrate
from app.services.balances import check_books
from app.services.catalogue import seed_products
from app.services.reconciliation import Asked, reconcile
from app.services.staff import PasswordWeak, UsernameTaken, UsernameUnknown, change_password, create_staff
from app.shop import current_shop


def register(app: Flask) -> None:
    """Add the commands to `app`, and in a process that is one of them send the log where servers send theirs."""
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        # Without it the log is printed among the answers, unredacted.
        configure_logs(app.extensions["shop"].settings.log_level)
    app.cli.add_command(migrate_command)
    app.cli.add_command(seed_command)
    app.cli.add_command(create_admin_command)
    app.cli.add_command(change_password_command)
    app.cli.add_command(reconcile_command)
    app.cli.add_command(jkopay)
    app.cli.add_command(sandbox)
    app.cli.add_command(logs)


@click.command("migrate")
@with_appcontext
def migrate_command() -> None:
    """Bring the tables up to date."""
    migrate(current_shop().db)


@click.command("seed")
@with_appcontext
def seed_command() -> None:
    """Fill an empty catalogue."""
    click.echo(f"{seed_products(current_shop().db)} products added")


@click.command("create-admin")
@click.argument("username")
@click.password_option()
@with_appcontext
def create_admin_command(username: str, password: str) -> None:
    """Make an account for the admin; the password is asked for, never given on the command line."""
    try:
        create_staff(current_shop().db, username, password)
    except (PasswordWeak, UsernameTaken) as error:
        raise click.ClickException(str(error)) from error


@click.command("change-password")
@click.argument("username")
@click.password_option()
@with_appcontext
def change_password_command(username: str, password: str) -> None:
    """Give an account of the admin another password, and sign it out everywhere."""
    try:
        change_password(current_shop().db, username, password)
    except (PasswordWeak, UsernameUnknown) as error:
        raise click.ClickException(str(error)) from error


@click.command("reconcile")
@click.option("--check", is_flag=True, help="Compare the rows with their history; asks nobody, exits 1 if any differ.")
@with_appcontext
def reconcile_command(*, check: bool) -> None:
    """Ask JKOPay now about everything that is open or unknown, and say what changed."""
    if check:
        _check_books()
        return
    asked = reconcile(current_shop().db, current_shop().wallet)
    changed, still_open = [row for row in asked if row.was != row.now], [row for row in asked if row.is_open]
    click.echo(f"asked about {len(asked)}: {len(changed)} changed, {len(still_open)} still open")
    for title, rows in (("changed", changed), ("still open", still_open)):
        if rows:
            _print_table((title, "number", "was", "is"), [_tell(row) for row in rows])


def _check_books() -> None:
    books = check_books(current_shop().db)
    for (what, currency), minor in sorted(books.totals.items()):
        click.echo(f"{what} {currency}: {format_money(minor, currency)}")
    click.echo(f"{len(books.breaks)} differences, {books.settled} more explained by staff")
    if books.breaks:
        rows = [(row.kind, row.subject, row.says, row.should) for row in books.breaks]
        _print_table(("what", "id", "says", "should be"), rows)
        sys.exit(1)


def _tell(row: Asked) -> tuple[str, ...]:
    return row.what, row.number, row.was, row.now


def _print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = [head, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(head))]
    click.echo()
    for row in table:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())
