"""How an event is told."""

from typing import Any, NamedTuple


class Telling(NamedTuple):
    """A sentence, which may name `%(amount)s` and `%(staff)s`, and the tone of its mark."""

    sentence: Any
    tone: str
