"""The whole checklist in its order: first what everything else needs."""

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from app.doctor import database, jkopay, keeping_safe, public_address, running, store
from app.doctor.check import Check, Finding, Outcome, not_applicable
from app.doctor.patient import Patient
from app.doctor.settings_check import NAME, TITLE, WHY, look_at_whole_settings
from app.payment_errors.marking import mark as _l

CHECKS: tuple[Check, ...] = (
    jkopay.HOST,
    jkopay.TLS,
    jkopay.CLOCK,
    jkopay.SIGNATURE,
    store.STORE,
    store.CURRENCIES,
    store.LINKS,
    public_address.HTTPS,
    public_address.REACH,
    public_address.CALLBACK,
    public_address.PROXIES,
    public_address.RETURN_PAGE,
    database.DATABASE,
    database.MIGRATIONS,
    running.JOBS,
    running.DATA_DIR,
    running.SANDBOX,
    running.TIME_ZONES,
    keeping_safe.SECRET_KEY,
    keeping_safe.PASSWORDS,
    keeping_safe.DEBUGGER,
    keeping_safe.METRICS,
)


def examine(patient: Patient) -> Iterator[Finding]:
    """Every line, each as soon as it is known. Changes nothing; calls JKOPay and the shop itself."""
    yield Finding(NAME, TITLE, WHY, look_at_whole_settings())
    for check in CHECKS:
        yield Finding(check.name, check.title, check.why, _look(check, patient))


def skip_all() -> Iterator[Finding]:
    """What is said of every check while the settings are not whole."""
    skipped = not_applicable(_l("Not looked at: the settings must be whole first."))
    for check in CHECKS:
        yield Finding(check.name, check.title, check.why, skipped)


def _look(check: Check, patient: Patient) -> Outcome:
    if not check.needs_database:
        return check.look(patient)
    first_database = not_applicable(_l("Not looked at: the database must answer first, with tables of this version."))
    if patient.opened is None:
        return first_database
    try:
        return check.look(patient)
    except SQLAlchemyError:
        # The lines of the database itself say what is wrong.
        return first_database
