"""What the control interface shows of merchants and stores, as JSON values. The keys are made up."""

from app.sandbox.merchants import Merchant
from app.sandbox.records import Store
from app.sandbox.sandbox import Sandbox
from app.sandbox.stores import list_stores
from app.sandbox.transactions import Row


def merchants(sandbox: Sandbox) -> list[Row]:
    """All merchants with their stores."""
    return [merchant(sandbox, each) for each in sandbox.merchants.all()]


def merchant(sandbox: Sandbox, each: Merchant) -> Row:
    """One merchant with its stores."""
    return {
        "merchant_id": each.number,
        "name": each.name,
        "api_key": each.api_key,
        "secret_key": each.secret_key,
        "stores": [row for row in stores(sandbox) if row["merchant_id"] == each.number],
    }


def stores(sandbox: Sandbox) -> list[Row]:
    """All stores with their merchants' keys; the one an integration starts with comes first."""
    with sandbox.database.read() as connection:
        found = list_stores(connection)
    found.sort(key=lambda each: each.store_id != sandbox.first_store_id)
    return [store(sandbox, each) for each in found]


def store(sandbox: Sandbox, each: Store) -> Row:
    """One store with its merchant's keys."""
    owner = sandbox.merchants.get(each.merchant)
    keys = {"api_key": owner.api_key, "secret_key": owner.secret_key} if owner else {}
    return {"store_id": each.store_id, "merchant_id": each.merchant, **keys, **store_fields(each)}


def store_fields(each: Store) -> Row:
    """What may change of a store."""
    closed = each.books_closed_before
    return {
        "name": each.name,
        "currencies": each.currencies,
        "identities_required": each.identities_required,
        "balance": int(each.balance),
        "books_closed_before": closed.isoformat() if closed else None,
        "cancellation_url": each.cancellation_url,
        "closed": each.closed,
    }
