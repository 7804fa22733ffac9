"""Authorizations as every page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.sandbox.authpay_records import Authorization
from app.sandbox.pages.authpay_wording import kind_words, standing, terms_note, terms_words
from app.sandbox.pages.wording import user_title
from app.sandbox.sandbox import the_sandbox
from app.sandbox.stores import find_store, list_stores
from app.sandbox.wallet_users import WALLET_USERS


@dataclass(frozen=True)
class Card:
    """One authorization in a list."""

    authorization: Authorization
    store_name: str
    terms: str
    standing: str
    badge: str


def list_cards(authorizations: Sequence[Authorization]) -> list[Card]:
    """The authorizations in their order, with their words."""
    sandbox = the_sandbox()
    with sandbox.database.read() as connection:
        names = {store.store_id: store.name for store in list_stores(connection)}
    now = sandbox.clock.now()
    return [
        Card(
            each,
            names.get(each.binding.store_id, each.binding.store_id),
            terms_words(each.binding),
            *standing(each, now),
        )
        for each in authorizations
    ]


def terms(authorization: Authorization) -> dict[str, object]:
    """What `_terms.html` shows of an authorization."""
    binding = authorization.binding
    with the_sandbox().database.read() as connection:
        store = find_store(connection, binding.store_id)
    return {
        "authorization": authorization,
        "binding": binding,
        "store_name": store.name if store else binding.store_id,
        "terms": terms_words(binding),
        "terms_note": terms_note(binding),
        "kind": kind_words(binding),
        "holder": user_title(WALLET_USERS[authorization.user]) if authorization.user else None,
    }
