"""Magic amounts as people read them."""

from app.sandbox.answers import Answer
from app.sandbox.magic import MAGIC
from app.sandbox.pages.console_wording import fault_words


def magic_rows(api: str) -> list[tuple[int, str | None, str | None]]:
    """The magic amounts of an API: amount, documented result, and its message or what goes wrong."""
    return [
        (magic.amount, magic.outcome.result, magic.outcome.message)
        if isinstance(magic.outcome, Answer)
        else (magic.amount, None, fault_words(magic.outcome.kind))
        for magic in MAGIC
        if magic.api == api
    ]
