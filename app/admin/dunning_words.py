"""What follows a refused charge, in words: what the shop does by itself, and what staff can do (table: dunning)."""

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from app.admin.payment_apis import CHARGE
from app.admin.refusals import advise_on_refusal
from app.services.dunning import DUNNING, Step


class Trouble(NamedTuple):
    """Why the charge was refused, what the shop does next by itself, and what staff can do."""

    why: str
    shop: Any
    staff: Any


_FOLLOWS: dict[Step, tuple[Any, Any]] = {
    Step.TOMORROW: (
        _l("The shop tries again on the next day, three times in a cycle at most, then waits for the next cycle."),
        _l("Nothing to do; or charge again once the customer says that there is money."),
    ),
    Step.LATER: (
        _l("The shop tries again later today, or when JKOPay takes charges again."),
        _l("Nothing to do."),
    ),
    Step.ASK_SHOPPER: (
        _l("The shop asks the customer on the order's page and tries nothing by itself before the next cycle."),
        _l("Write to the customer; charge again once the limit is raised."),
    ),
    Step.END: (
        _l("The shop asks JKOPay whether the authorization is cancelled, and ends the subscription if it is."),
        _l("Nothing can be charged any more. The customer would have to subscribe again."),
    ),
    Step.NEXT_CYCLE: (
        _l("The shop waits for the next cycle."),
        _l("Compare the charges of this cycle with JKOPay's back office: it counts more of them than this shop."),
    ),
    Step.MEND: (
        _l("The shop tries nothing by itself before the next cycle."),
        _l("Mend the cause, then charge again."),
    ),
}


def tell_trouble(code: str) -> Trouble:
    """The words for the answer `code` with which JKOPay refused a charge of a subscription."""
    return Trouble(advise_on_refusal(CHARGE, code, None), *_FOLLOWS[DUNNING.get(code, Step.MEND)])
