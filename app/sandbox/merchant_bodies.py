"""The bodies of control calls about merchants and stores."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

CurrencyCode = Literal["TWD", "JPY", "USD", "CNY", "HKD"]
_MAY_BE_NULL = ("books_closed_before", "cancellation_url")


def _fit_for_a_header(key: str) -> str:
    if not (key.isascii() and key.isprintable()) or key != key.strip():
        raise ValueError("must be plain ASCII characters without spaces around them")
    return key


Name = Annotated[str, Field(min_length=1, max_length=60)]
StoreName = Annotated[str, Field(min_length=1, max_length=36), AfterValidator(_fit_for_a_header)]
Key = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_fit_for_a_header)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class MerchantBody(_Body):
    """What may change of a merchant."""

    name: Name | None = None
    api_key: Key | None = None
    secret_key: Key | None = None


class NewMerchantBody(MerchantBody):
    """A merchant to be, with the id of its first store. What is not given is made up."""

    store_id: StoreName | None = None


class StoreBody(_Body):
    """What may change of a store. `balance` is TWD; orders paid before `books_closed_before` are closed."""

    name: Name | None = None
    currencies: tuple[CurrencyCode, ...] | None = None
    identities_required: bool | None = None
    balance: Annotated[Decimal, Field(ge=0, lt=10**12, decimal_places=0)] | None = None
    books_closed_before: AwareDatetime | None = None
    cancellation_url: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    closed: bool | None = None

    def changes(self) -> dict[str, str | tuple[str, ...] | bool | Decimal | datetime | None]:
        """The given fields of a store. Null opens the books, or takes the cancellation address away; elsewhere it is
        nothing."""
        given = {name: getattr(self, name) for name in self.model_fields_set & set(StoreBody.model_fields)}
        return {name: value for name, value in given.items() if value is not None or name in _MAY_BE_NULL}


class NewStoreBody(StoreBody):
    """A store to be, of a merchant. Without an id it gets one."""

    merchant_id: int = 1
    store_id: StoreName | None = None
