"""One call as it went over the wire, for a caller who wants to keep or show it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from .apis import Api

Headers = tuple[tuple[str, str], ...]

MASKED = "[masked]"
"""Stands where the API key was."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The request that was sent and the answer, if one came. The API key is masked, the secret key in none of it.

    `payload` are the bytes that were signed: the body of a POST, the raw query of a GET (protocol section 1). `status`
    and `answer` are None where no whole answer came; `answer` is decompressed.
    """

    api: Api
    url: str = field(repr=False)
    headers: Headers = field(repr=False)
    payload: bytes = field(repr=False)
    digest: str = field(repr=False)
    status: int | None
    answer_headers: Headers = field(repr=False)
    answer: bytes | None = field(repr=False)
    seconds: float


OnExchange = Callable[[Exchange], object]


def tell_nobody(_exchange: Exchange) -> None:
    """For a caller who does not want to know."""
