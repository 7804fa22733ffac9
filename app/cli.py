"""Commands of the shop: `flask --app app <command>`."""

import click
from flask import Flask
from flask.cli import with_appcontext

from app.prepare import migrate
from app.services.catalogue import seed_products
from app.services.staff import PasswordWeak, UsernameTaken, create_staff
from app.shop import current_shop


def register(app: Flask) -> None:
    """Add the commands to `app`."""
    app.cli.add_command(migrate_command)
    app.cli.add_command(seed_command)
    app.cli.add_command(create_admin_command)


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
