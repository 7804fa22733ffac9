"""The bodies of control calls."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from app.sandbox.answers import APIS, Answer, usual_message
from app.sandbox.authpay_records import CancelledBy
from app.sandbox.faults import Fault, FaultKind, fault_problem
from app.sandbox.wallet_users import WALLET_USERS

Times = Annotated[int, Field(ge=1, le=1_000_000)] | None
CurrencyCode = Literal["TWD", "JPY", "USD", "CNY", "HKD"]
# Longer than any client waits, so that by default every timeout is one.
_DEFAULT_SECONDS = 30.0
_MAY_BE_NULL = ("books_closed_before", "cancellation_url")


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PayBody(_Body):
    """Who pays."""

    user: str = "balance"

    @model_validator(mode="after")
    def _user_is_known(self) -> "PayBody":
        if self.user not in WALLET_USERS:
            raise ValueError(f"user must be one of: {', '.join(WALLET_USERS)}")
        return self


class GrantBody(PayBody):
    """Who binds, or is charged from now on, and at most how much at once, in whole TWD."""

    quota: Annotated[Decimal, Field(ge=1, lt=10**12, decimal_places=0)] | None = None


class CancelBody(_Body):
    """Who cancels."""

    by: CancelledBy = CancelledBy.USER


class NextBody(_Body):
    """An answer for the next correctly signed calls. Without `message` the documented one is used;
    `times` null means until cleared."""

    api: str
    result: Annotated[str, Field(pattern=r"^[0-9]{3}$")]
    message: str | None = None
    result_object: dict[str, object] | None = None
    times: Times = 1

    @model_validator(mode="after")
    def _api_is_known(self) -> "NextBody":
        if self.api not in APIS:
            raise ValueError(f"api must be one of: {', '.join(APIS)}")
        return self

    def answer(self) -> Answer:
        given = "message" in self.model_fields_set
        message = self.message if given else usual_message(self.api, self.result)
        return Answer(self.result, message, self.result_object)


class FaultBody(_Body):
    """A fault of the next calls. `times` null means until cleared."""

    api: str
    fault: FaultKind
    times: Times = 1
    seconds: Annotated[float, Field(ge=0, le=86_400)] = _DEFAULT_SECONDS
    copies: Annotated[int, Field(ge=2, le=100)] = 2

    @model_validator(mode="after")
    def _can_happen(self) -> "FaultBody":
        if problem := fault_problem(self.api, self.fault):
            raise ValueError(problem)
        return self

    def as_fault(self) -> Fault:
        return Fault(self.fault, self.seconds, self.copies)


class ClockBody(_Body):
    """Set the clock to a time with its zone, or advance it."""

    now: AwareDatetime | None = None
    advance_seconds: Annotated[float, Field(allow_inf_nan=False)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "ClockBody":
        if (self.now is None) == (self.advance_seconds is None):
            raise ValueError("give now or advance_seconds")
        return self


class StoreBody(_Body):
    """What may change of a store. `balance` is TWD; orders paid before `books_closed_before` are closed."""

    name: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    currencies: tuple[CurrencyCode, ...] | None = None
    identities_required: bool | None = None
    balance: Annotated[Decimal, Field(ge=0, lt=10**12, decimal_places=0)] | None = None
    books_closed_before: AwareDatetime | None = None
    cancellation_url: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    closed: bool | None = None

    def changes(self) -> dict[str, str | tuple[str, ...] | bool | Decimal | datetime | None]:
        """The given fields. Null opens the books, or takes the cancellation address away; elsewhere it is nothing."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in given.items() if value is not None or name in _MAY_BE_NULL}


class SettingsBody(_Body):
    """Any of the switches, and of what may change of the stores."""

    switches: dict[str, object] = {}
    stores: dict[str, StoreBody] = {}
