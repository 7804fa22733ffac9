"""Whether the digest of a noted call is what our key makes of its bytes (protocol section 1)."""

from collections.abc import Callable

from sqlalchemy import select, union_all

from app.db import Database
from app.models import ApiCall, Authorization, Direction, Payment, Refund
from app.services.api_calls_masking import mask


def find_signed_bytes(db: Database, call: ApiCall) -> bytes | None:
    """The bytes of `call` as they were signed, secrets unmasked; None where they are not stored anywhere.

    A call with nothing masked and nothing cut holds them itself. Of the others, those of ours that carry an address
    of ours were stored with their payment, refund or authorization before they were sent (money rule 1).
    """
    if not call.masked and len(call.payload) == call.payload_length:
        return call.payload
    if call.direction is Direction.RECEIVED:
        return None
    numbers = [subject.number for subject in call.subjects]
    bodies = union_all(*(select(row.request_body).where(row.number.in_(numbers)) for row in _WITH_BYTES))
    with db.read() as session:
        return next((body for body in session.scalars(bodies) if mask(body)[0] == call.payload), None)


def check_call_digest(db: Database, call: ApiCall, sign: Callable[[bytes], str]) -> bool | None:
    """Whether the digest that was sent or came is the one of these bytes; None where that cannot be told any more."""
    signed = find_signed_bytes(db, call)
    if signed is None or call.digest is None:
        return call.digest_verified
    return sign(signed) == call.digest


_WITH_BYTES = (Payment, Refund, Authorization)
