"""What went over the wire between us and JKOPay, masked, for people who look for a fault. Nothing decides on it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base


class Direction(StrEnum):
    """`sent`: a call of ours. `received`: a call JKOPay made to us (protocol section 4)."""

    SENT = "sent"
    RECEIVED = "received"


class Outcome(StrEnum):
    """`refused` and `silent` as the client tells them apart; `failed`: we could not answer a call of JKOPay's.

    A confirm_url that we answered with no is `refused`, too.
    """

    ANSWERED = "answered"
    REFUSED = "refused"
    SILENT = "silent"
    FAILED = "failed"


class ApiCall(Base):
    """One request and its answer. `payload` and `answer` are the bytes, cut to what is kept and secrets masked.

    `api` is method and path of a call of ours, or the kind of a notification. `payload_length` and `answer_length`
    are bytes before cutting and masking; `masked` counts what is masked in `payload`. `digest_verified` is about
    received calls, None where no digest came. `result` is JKOPay's code, or why there was silence.
    """

    __tablename__ = "api_calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    direction: Mapped[Direction]
    api: Mapped[str] = mapped_column(index=True)
    outcome: Mapped[Outcome] = mapped_column(index=True)
    result: Mapped[str]
    message: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(Text, doc="the error behind a silence, without data")
    status: Mapped[int | None]
    milliseconds: Mapped[int]
    request_id: Mapped[str] = mapped_column(index=True)
    digest: Mapped[str | None]
    digest_verified: Mapped[bool | None]
    address: Mapped[str] = mapped_column(Text)
    masked: Mapped[int]
    payload_length: Mapped[int]
    answer_length: Mapped[int | None]
    # Last, so that a search that reads every row does not read these.
    headers: Mapped[str] = mapped_column(Text, doc="JSON: pairs of name and value")
    answer_headers: Mapped[str] = mapped_column(Text)
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)

    subjects: Mapped[list["ApiCallSubject"]] = relationship(
        order_by="ApiCallSubject.number", cascade="all, delete-orphan", passive_deletes=True
    )


class ApiCallSubject(Base):
    """A number that a call is about: of a payment, a refund or an authorization. No foreign key to these, because a
    log must never hold them back, and JKOPay may name what is not ours."""

    __tablename__ = "api_call_subjects"

    call_id: Mapped[int] = mapped_column(ForeignKey("api_calls.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True, index=True)
