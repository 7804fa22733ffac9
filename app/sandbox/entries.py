"""`POST /platform/entry`: make an order, or give its link again."""

from datetime import datetime

from app.sandbox.answers import Answer
from app.sandbox.orders import extend_qr, find_order, save_entry
from app.sandbox.rules import Reentry, decide_reentry, qr_expiry, refuse_entry
from app.sandbox.sandbox import Sandbox
from app.sandbox.stores import find_own_store
from app.sandbox.times import to_ms
from app.sandbox.wire_requests import read_entry


def take_entry(sandbox: Sandbox, merchant: int, payload: bytes) -> Answer:
    """Answer an entry. A repeated one keeps the first values and link, which lives 20 minutes longer.

    Raises BadFields.
    """
    entry = read_entry(payload, https_only=sandbox.switches.https_only_callbacks)
    now = sandbox.clock.now()
    with sandbox.database.write() as connection:
        refusal = refuse_entry(entry, find_own_store(connection, merchant, entry.store_id))
        if refusal:
            return refusal
        known = find_order(connection, merchant, entry.platform_order_id)
        decision = decide_reentry(entry, known, now, sandbox.switches)
        if isinstance(decision, Answer):
            return decision
        if known and decision is Reentry.EXTEND:
            expires_at = qr_expiry(now, known.entry.valid_time)
            extend_qr(connection, known, expires_at)
            return _link(sandbox, known.token, expires_at, now)
        expires_at = qr_expiry(now, entry.valid_time)
        token = save_entry(connection, merchant, entry, now, expires_at)
    return _link(sandbox, token, expires_at, now)


def payment_url(sandbox: Sandbox, token: str) -> str:
    """Where the shopper pays."""
    return f"{sandbox.settings.public_url}/web/pay?j={token}"


def qr_timeout(sandbox: Sandbox, expires_at: datetime, now: datetime) -> int:
    """When a QR code dies, in the form the switch says (protocol section 2)."""
    in_seconds = sandbox.switches.qr_timeout_form == "seconds"
    return round((expires_at - now).total_seconds()) if in_seconds else to_ms(expires_at)


def _link(sandbox: Sandbox, token: str, expires_at: datetime, now: datetime) -> Answer:
    links = {
        "payment_url": payment_url(sandbox, token),
        "qr_img": f"{sandbox.settings.public_url}/web/qr?j={token}",
        "qr_timeout": qr_timeout(sandbox, expires_at, now),
    }
    return Answer("000", None, links)
