"""Settings that keep the shop from starting at all; each is a line of its own."""

import re
from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from app.config import Settings
from app.doctor.check import Finding, Outcome, failed, passed
from app.payment_errors.marking import mark as _l

NAME = "settings"
TITLE = _l("The settings are whole")
WHY = _l("The shop does not start with a setting that is missing or wrong.")

_CONTRACT = _l("Copy %(setting)s from your contract with JKOPay into the environment or .env.")
_MENDS: Mapping[str, str] = {
    "JKOPAY_BASE_URL": _l(
        "Set JKOPAY_BASE_URL to the https host in your contract, such as https://onlinepay.jkopay.com"
    ),
    "JKOPAY_API_KEY": _CONTRACT,
    "JKOPAY_SECRET_KEY": _CONTRACT,
    "JKOPAY_STORE_ID": _CONTRACT,
    "SECRET_KEY": _l("Set SECRET_KEY to a new one, the output of: openssl rand -base64 33"),
    "PUBLIC_URL": _l("Set PUBLIC_URL to the https address at which the internet reaches this shop."),
    "METRICS_TOKEN": _l("Set METRICS_TOKEN to 16 random characters or more, or leave it empty."),
}
_ANY_MEND = _l("Correct %(setting)s in the environment or .env; .env.example says what it takes.")
_LEADING_NAME = re.compile(r"[A-Z_]{3,}")


def read_settings() -> tuple[Settings | None, list[Finding]]:
    """The settings of this process; or None, with one finding for each that is missing or wrong."""
    try:
        settings = Settings()
    except ValidationError as error:
        return None, [Finding(NAME, TITLE, WHY, _fail(name, fault)) for name, fault in _faults(error)]
    return settings, []


def look_at_whole_settings() -> Outcome:
    """What is said of settings with which the shop started."""
    return passed(_l("All settings are there and well formed."))


def _fail(name: str, fault: str) -> Outcome:
    return failed(
        _l("%(setting)s %(fault)s."),
        _MENDS.get(name, _ANY_MEND),
        name,
        setting=name,
        fault=fault.removeprefix(f"{name} "),
    )


def _faults(error: ValidationError) -> Iterator[tuple[str, str]]:
    for fault in error.errors(include_input=False, include_url=False, include_context=False):
        text = "is missing" if fault["type"] == "missing" else fault["msg"].removeprefix("Value error, ")
        # A rule about several settings names the one to change in its first word.
        leading = _LEADING_NAME.match(text)
        yield (str(fault["loc"][0]).upper() if fault["loc"] else leading.group() if leading else ""), text
