"""The bodies of control calls."""

from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from app.sandbox.answers import APIS, Answer, usual_message
from app.sandbox.authpay_records import CancelledBy
from app.sandbox.faults import Fault, FaultKind, fault_problem
from app.sandbox.merchant_bodies import StoreBody
from app.sandbox.wallet_users import WALLET_USERS

Times = Annotated[int, Field(ge=1, le=1_000_000)] | None
StoreId = Annotated[str, Field(min_length=1, max_length=36)] | None
# Longer than any client waits, so that by default every timeout is one.
_DEFAULT_SECONDS = 30.0


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
    """An answer for the next correctly signed calls, of one store if `store_id` is given. Without `message` the
    documented one is used; `times` null means until deleted."""

    api: str
    result: Annotated[str, Field(pattern=r"^[0-9]{3}$")]
    message: str | None = None
    result_object: dict[str, object] | None = None
    times: Times = 1
    store_id: StoreId = None

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
    """A fault of the next calls, of one store if `store_id` is given.

    With a `probability` each call draws from the sequence of `seed`. `times` null means until deleted; left out it is
    1, and null with a probability.
    """

    api: str
    fault: FaultKind
    times: Times = 1
    seconds: Annotated[float, Field(ge=0, le=86_400)] = _DEFAULT_SECONDS
    copies: Annotated[int, Field(ge=2, le=100)] = 2
    store_id: StoreId = None
    probability: Annotated[float, Field(gt=0, le=1)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**63)] | None = None

    @model_validator(mode="after")
    def _can_happen(self) -> "FaultBody":
        if problem := fault_problem(self.api, self.fault):
            raise ValueError(problem)
        if self.probability is None and self.seed is not None:
            raise ValueError("seed is for a probability")
        return self

    def most_times(self) -> int | None:
        """How many calls it strikes; None means until it is deleted."""
        return self.times if self.probability is None or "times" in self.model_fields_set else None

    def as_fault(self) -> Fault:
        return Fault(self.fault, self.seconds, self.copies)


class ClockBody(_Body):
    """Set the clock to a time with its zone, or advance it; and have it stand still, or go on."""

    now: AwareDatetime | None = None
    advance_seconds: Annotated[float, Field(allow_inf_nan=False)] | None = None
    frozen: bool | None = None

    @model_validator(mode="after")
    def _moves_once(self) -> "ClockBody":
        if self.now is not None and self.advance_seconds is not None:
            raise ValueError("give now or advance_seconds")
        if self.now is None and self.advance_seconds is None and self.frozen is None:
            raise ValueError("give now, advance_seconds or frozen")
        return self


class SettingsBody(_Body):
    """Any of the switches, and of what may change of the stores."""

    switches: dict[str, object] = {}
    stores: dict[str, StoreBody] = {}
