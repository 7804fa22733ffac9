"""The queries and bodies of the control calls that list things."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.sandbox.order_search import OrderSearch
from app.sandbox.records import OrderState

MOST_ORDERS = 200


class OrderQuery(BaseModel):
    """The query of `GET /_sandbox/orders`. `text` is part of the order id; `before` is an earlier page's
    `next_before`."""

    model_config = ConfigDict(extra="forbid")

    store_id: str | None = None
    state: OrderState | None = None
    text: str | None = None
    before: Annotated[int, Field(ge=1, lt=2**63)] | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_ORDERS)] = 50

    def search(self) -> OrderSearch:
        return OrderSearch(self.store_id or None, self.state, self.text or None, self.before, self.limit)


class MagicBody(BaseModel):
    """Whether magic amounts do anything."""

    model_config = ConfigDict(extra="forbid", strict=True)

    enabled: bool
