"""The staff's accounts and sessions."""

import hashlib
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from app.db import Database, utc_now
from app.models import Staff, StaffSession

SESSION_LENGTH = timedelta(hours=12)
SHORTEST_PASSWORD = 12

# OWASP's first choice. The library's own default takes 64 MiB for every sign-in, which ten at once would feel.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified when the user does not exist, so that an answer takes as long and names nobody.
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


class PasswordWeak(ValueError):
    """The password is shorter than `SHORTEST_PASSWORD`."""


class UsernameTaken(ValueError):
    """There is an account of this name."""


class UsernameUnknown(ValueError):
    """There is no account of this name."""


def create_staff(db: Database, username: str, password: str) -> None:
    """Make an account.

    Raises:
        PasswordWeak: too short.
        UsernameTaken: the name is in use.
    """
    hashed = _hash(password)
    with db.write() as session:
        if session.scalar(select(Staff.id).where(Staff.username == username)) is not None:
            raise UsernameTaken(f"there is an account named {username} already")
        session.add(Staff(username=username, password_hash=hashed))


def change_password(db: Database, username: str, password: str) -> None:
    """Give an account another password, and end its sessions, which somebody else may hold.

    Raises:
        PasswordWeak: too short.
        UsernameUnknown: there is no such account.
    """
    hashed = _hash(password)
    with db.write() as session:
        staff = session.scalar(select(Staff).where(Staff.username == username))
        if staff is None:
            raise UsernameUnknown(f"there is no account named {username}")
        staff.password_hash = hashed
        session.execute(delete(StaffSession).where(StaffSession.staff_id == staff.id))


def has_staff(db: Database) -> bool:
    """Whether anybody can sign in."""
    with db.read() as session:
        return session.scalar(select(Staff.id).limit(1)) is not None


def sign_in(db: Database, username: str, password: str) -> str | None:
    """A new session's token, or None when name or password is wrong."""
    with db.read() as session:
        staff = session.scalar(select(Staff).where(Staff.username == username))
    try:
        _hasher.verify(staff.password_hash if staff else _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    if staff is None:
        return None
    token, now = secrets.token_urlsafe(32), utc_now()
    with db.write() as session:
        session.execute(delete(StaffSession).where(StaffSession.expires_at < now))
        session.add(StaffSession(staff_id=staff.id, token_hash=_digest(token), expires_at=now + SESSION_LENGTH))
    return token


def find_staff(db: Database, token: str, now: datetime | None = None) -> Staff | None:
    """Who is signed in with `token`, or None when nobody is any more."""
    query = (
        select(StaffSession).options(joinedload(StaffSession.staff)).where(StaffSession.token_hash == _digest(token))
    )
    with db.read() as session:
        found = session.scalar(query)
    return found.staff if found is not None and found.expires_at > (now or utc_now()) else None


def sign_out(db: Database, token: str) -> None:
    """Kill the session: its cookie is worth nothing from now on, wherever it was copied to."""
    with db.write() as session:
        session.execute(delete(StaffSession).where(StaffSession.token_hash == _digest(token)))


def _hash(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordWeak(f"a password needs at least {SHORTEST_PASSWORD} characters")
    return _hasher.hash(password)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
