"""What narrows a list. It lives in the address, so that a list can be kept, shared and walked back to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.admin.typed import tidy

_LONGEST_TEXT = 100


@dataclass(frozen=True)
class Filters:
    """`status` is a key of `words`, which name the tabs of the list at `endpoint`."""

    endpoint: str
    words: Mapping[str, Any]
    text: str
    status: str
    page: int

    @classmethod
    def of(cls, args: Mapping[str, str], endpoint: str, words: Mapping[str, Any]) -> "Filters":
        """What the address asks for; what makes no sense in it is left out."""
        status, page = args.get("status", ""), args.get("page", "")
        return cls(
            endpoint=endpoint,
            words=words,
            text=tidy(args.get("q"))[:_LONGEST_TEXT],
            status=status if status in words else "",
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
        )

    @property
    def tabs(self) -> list[tuple[str, Any, str]]:
        """Key, words and address of every tab, the search kept."""
        return [(key, words, self.address(status=key)) for key, words in self.words.items()]

    @property
    def is_narrow(self) -> bool:
        """Whether anything may be hidden by them."""
        return bool(self.text or self.status)

    def address(self, *, status: str | None = None, page: int = 1) -> str:
        """The list with this tab or this page instead, everything else kept."""
        return url_for(
            self.endpoint,
            q=self.text or None,
            status=(self.status if status is None else status) or None,
            page=page if page > 1 else None,
        )
