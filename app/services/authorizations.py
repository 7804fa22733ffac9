"""Finding authorizations, holding them, and telling their status."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.db import HOLD, Database
from app.models import Authorization, AuthorizationKind, AuthorizationStatus, Charge, Subscription
from app.services.orders import LiveStatus, live_authorizations

_WHOLE = select(Authorization).options(
    selectinload(Authorization.charges).options(
        joinedload(Charge.order), selectinload(Charge.refunds), joinedload(Charge.authorization)
    ),
    joinedload(Authorization.subscription).joinedload(Subscription.plan),
)

# Built once: whatever happens to an authorization begins with it.
_HELD = select(Authorization).where(Authorization.id == bindparam("authorization_id")).with_for_update(**HOLD)


class AuthorizationUnknown(Exception):
    """No authorization has this number or address."""


def lock_authorization(session: Session, authorization_id: int) -> Authorization:
    """The authorization, read anew and held. Whoever needs an order too has locked that before."""
    found = session.scalars(
        _HELD, {"authorization_id": authorization_id}, execution_options={"populate_existing": True}
    )
    return found.one()


def find_authorization(db: Database, token: str) -> Authorization | None:
    """The authorization at an address, with its charges, their orders and refunds, its subscription and plan."""
    with db.read() as session:
        return session.scalars(_WHOLE.where(Authorization.token == token)).one_or_none()


def find_by_number(db: Database, number: str) -> Authorization | None:
    """As `find_authorization`, by the number people read."""
    with db.read() as session:
        return session.scalars(_WHOLE.where(Authorization.number == number)).one_or_none()


def list_authorizations(db: Database, tokens: Sequence[str]) -> list[Authorization]:
    """The authorizations at these addresses, newest first."""
    with db.read() as session:
        query = _WHOLE.where(Authorization.token.in_(tokens)).order_by(Authorization.id.desc())
        return list(session.scalars(query))


def one_tap(db: Database, tokens: Sequence[str]) -> Authorization | None:
    """The newest of these that a checkout can be paid under without a QR: granted, and not bound to a cycle."""
    query = select(Authorization).where(
        Authorization.token.in_(tokens),
        Authorization.kind == AuthorizationKind.LIMITED,
        Authorization.status == AuthorizationStatus.GRANTED,
    )
    with db.read() as session:
        return session.scalar(query.order_by(Authorization.id.desc()).limit(1))


def authorization_status(db: Database, token: str) -> LiveStatus | None:
    """What a browser waiting at `token` is told now."""
    with db.read() as session:
        row = session.execute(live_authorizations().where(Authorization.token == token)).first()
    return LiveStatus(*row) if row else None
