"""What keeps strangers out: the cookie key, the staff's passwords, no debugger, metrics behind a token."""

import re
import time
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from app.doctor.check import Check, Outcome, failed, not_applicable, passed
from app.doctor.patient import Patient
from app.models import Staff
from app.payment_errors.marking import mark as _l

FEWEST_CHARACTERS = 10
"""Different ones in a SECRET_KEY: a random one of 32 has about 20."""

MOST_ACCOUNTS = 20
"""Checked for common passwords; each takes half a second."""

# Of twelve characters and more, because shorter ones are not taken.
COMMON_PASSWORDS = (
    "123456789012",
    "1234567890123456",
    "password1234",
    "passwordpassword",
    "administrator",
    "adminadminadmin",
    "changeme1234",
    "qwertyuiop12",
)
_PLACEHOLDER = re.compile(r"change.?(me|this)|your.?secret|secret.?key|placeholder|example|insecure", re.IGNORECASE)
_NEW_KEY = _l("Set SECRET_KEY to a new one, the output of: openssl rand -base64 33")


def _look_at_secret_key(patient: Patient) -> Outcome:
    settings = patient.settings
    key = settings.secret_key.get_secret_value()
    if key in (settings.jkopay_secret_key.get_secret_value(), settings.jkopay_api_key.get_secret_value()):
        return failed(_l("SECRET_KEY is the same as a key of JKOPay."), _NEW_KEY, "SECRET_KEY")
    if len(set(key)) < FEWEST_CHARACTERS or _PLACEHOLDER.search(key):
        return failed(_l("SECRET_KEY is easy to guess."), _NEW_KEY, "SECRET_KEY")
    return passed(_l("SECRET_KEY is long and looks random."))


def _look_at_passwords(patient: Patient) -> Outcome:
    with patient.db.read() as session:
        staff = session.scalars(select(Staff).order_by(Staff.id).limit(MOST_ACCOUNTS)).all()
    if not staff:
        return failed(
            _l("Nobody can sign in to the admin."),
            _l("Run flask --app app create-admin NAME, or set ADMIN_PASSWORD and run python -m app.prepare"),
            "ADMIN_PASSWORD",
        )
    weak = [row.username for row in staff if _is_guessed(row.password_hash, _guesses(row.username))]
    if weak:
        return failed(
            _l("The password of %(names)s is one of those that are tried first."),
            _l("Run flask --app app change-password NAME, and change ADMIN_PASSWORD where it is set."),
            "ADMIN_PASSWORD",
            names=", ".join(weak),
        )
    return passed(_l("No account has a common password."))


def _guesses(username: str) -> Iterable[str]:
    yield from COMMON_PASSWORDS
    yield f"{username}123456789"
    yield username * 3


def _is_guessed(password_hash: str, guesses: Iterable[str]) -> bool:
    hasher = PasswordHasher()
    for guess in guesses:
        # A guess keeps the processor for some 50 ms: let whoever else is served by this process go first.
        time.sleep(0)
        try:
            return hasher.verify(password_hash, guess)
        except (VerificationError, InvalidHashError):
            continue
    return False


def _look_at_debugger(patient: Patient) -> Outcome:
    if not patient.is_debugging:
        return passed(_l("The debugger is off."))
    return failed(
        _l("The shop runs with Flask's debugger."),
        _l("Take FLASK_DEBUG and --debug away, and start the shop with gunicorn as the README says."),
        "FLASK_DEBUG",
    )


def _look_at_metrics(patient: Patient) -> Outcome:
    settings = patient.settings
    if settings.metrics_token is not None:
        return passed(_l("Metrics are read with a token."))
    is_behind_a_proxy = settings.trusted_proxies > 0 or settings.public_url.startswith("https://")
    if settings.jobs_metrics_port is None or not is_behind_a_proxy:
        return not_applicable(_l("No monitor is set up, or it runs on this machine."))
    return failed(
        _l("JOBS_METRICS_PORT is set, but without METRICS_TOKEN no monitor may read it."),
        _l("Set METRICS_TOKEN to 16 random characters or more, and give it to the monitor as its bearer token."),
        "METRICS_TOKEN",
    )


SECRET_KEY = Check(
    "secret_key",
    _l("SECRET_KEY is strong"),
    _l("Who guesses it signs in as anybody, staff included."),
    _look_at_secret_key,
)
PASSWORDS = Check(
    "passwords",
    _l("Passwords of the admin are strong"),
    _l("Who signs in to the admin can give money back."),
    _look_at_passwords,
    needs_database=True,
)
DEBUGGER = Check(
    "debugger",
    _l("The debugger is off"),
    _l("Its error pages run any code that a visitor types in."),
    _look_at_debugger,
)
METRICS = Check(
    "metrics",
    _l("Metrics can be read, and only by the monitor"),
    _l("An outage that nobody is told of lasts until shoppers complain."),
    _look_at_metrics,
)
