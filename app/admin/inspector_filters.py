"""What narrows the list of calls. It lives in the address, so that a list can be kept and shared."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from app.admin.typed import tidy
from app.services.api_calls_reading import CallFilter

_LONGEST_TEXT = 100
# No row has a greater id, and PostgreSQL would refuse it.
_LONGEST_ID = 9


@dataclass(frozen=True)
class Narrowing:
    """What is asked for, and the addresses of the pages beside it."""

    wanted: CallFilter

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Narrowing":
        """What the address asks for; what makes no sense in it is left out."""
        before = args.get("before", "")
        return cls(
            CallFilter(
                **{name: tidy(args.get(name))[:_LONGEST_TEXT] for name in ("api", "outcome", "direction", "number")},
                text=tidy(args.get("q"))[:_LONGEST_TEXT],
                before=int(before) if before.isascii() and before.isdigit() and len(before) <= _LONGEST_ID else None,
            )
        )

    @property
    def is_narrow(self) -> bool:
        """Whether anything may be hidden."""
        wanted = self.wanted
        return any((wanted.api, wanted.outcome, wanted.direction, wanted.number, wanted.text))

    def address(self, before: int | None = None) -> str:
        """The same list from the newest on, or older than a call."""
        wanted = self.wanted
        return url_for(
            "admin.inspector.index",
            api=wanted.api or None,
            outcome=wanted.outcome or None,
            direction=wanted.direction or None,
            number=wanted.number or None,
            q=wanted.text or None,
            before=before,
        )
