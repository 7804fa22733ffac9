"""What must be there while the shop runs: jobs, a place for their queue, the real JKOPay, time zones."""

import tempfile
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.db import utc_now
from app.doctor.check import Check, Outcome, failed, not_applicable, passed
from app.doctor.patient import Patient
from app.payment_errors.marking import mark as _l
from app.services.heartbeat import count_alive


def _look_at_jobs(patient: Patient) -> Outcome:
    alive = count_alive(patient.db, utc_now())
    if alive:
        return passed(_l("Jobs processes at work: %(count)s."), count=alive)
    return failed(
        _l("No jobs process was heard of for 30 seconds."),
        _l("Start python -m app.jobs with the same settings as the shop, DATABASE_URL above all."),
        "DATABASE_URL",
    )


def _look_at_data_dir(patient: Patient) -> Outcome:
    try:
        with tempfile.TemporaryFile(dir=patient.settings.data_dir):
            return passed(_l("The folder of DATA_DIR can be written to."))
    except OSError as error:
        return failed(
            _l("The folder of DATA_DIR cannot be written to (%(cause)s)."),
            _l("Make the folder, let it belong to the user the shop runs as, and name it in DATA_DIR."),
            "DATA_DIR",
            cause=type(error).__name__,
        )


def _look_at_sandbox(patient: Patient) -> Outcome:
    if not patient.settings.uses_sandbox:
        return passed(_l("The wallet is not a sandbox."))
    if not patient.is_public:
        return not_applicable(_l("Shop and sandbox are on this network, for trying out."))
    return failed(
        _l("Everybody can reach this shop, and its wallet is a sandbox: no money moves."),
        _l("Set JKOPAY_BASE_URL, JKOPAY_API_KEY, JKOPAY_SECRET_KEY and JKOPAY_STORE_ID to those of your contract."),
        "JKOPAY_BASE_URL",
    )


def _look_at_time_zones(patient: Patient) -> Outcome:  # noqa: ARG001  the same for every shop
    try:
        is_known = ZoneInfo("Asia/Taipei").utcoffset(utc_now().replace(tzinfo=None)) == timedelta(hours=8)
    except (ZoneInfoNotFoundError, OSError):
        is_known = False
    if is_known:
        return passed(_l("Asia/Taipei is UTC+8."))
    return failed(
        _l("This machine does not know the time zone Asia/Taipei."),
        _l("Install the package tzdata: pip install tzdata"),
        "tzdata",
    )


JOBS = Check(
    "jobs",
    _l("The jobs are at work"),
    _l("They ask JKOPay about what is open, charge subscriptions and finish refunds."),
    _look_at_jobs,
    needs_database=True,
)
DATA_DIR = Check(
    "data_dir",
    _l("The data folder can be written to"),
    _l("The queue of the jobs is kept there."),
    _look_at_data_dir,
)
SANDBOX = Check(
    "sandbox",
    _l("The sandbox is off in production"),
    _l("With it anybody gets goods without paying."),
    _look_at_sandbox,
)
TIME_ZONES = Check(
    "time_zones",
    _l("Time zones are known"),
    _l("Charges are taken by the time of Taipei."),
    _look_at_time_zones,
)
