"""What others wrote, on a terminal."""

import click

_KEPT = "\n\t"


def say(text: str, *, err: bool = False) -> None:
    """Print a line in which control characters, which could clear or forge what a person reads, are U+FFFD."""
    click.echo("".join(char if char.isprintable() or char in _KEPT else "\ufffd" for char in text), err=err)
