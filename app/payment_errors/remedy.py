"""What an answer needs other words for than its code."""

from typing import NamedTuple

ANY = "*"
"""Any text, result or API."""


class Remedy(NamedTuple):
    """The staff's sentence, and the shopper's where that differs from the code's too."""

    staff: str
    shopper: str = ""
