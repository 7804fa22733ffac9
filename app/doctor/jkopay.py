"""JKOPay's side: its host, its certificate, its clock, and whether it accepts our signature."""

from datetime import timedelta

from app.doctor.check import Check, Outcome, failed, not_applicable, passed
from app.doctor.patient import Patient
from app.jkopay import JkopayClient, RequestInvalid, SignatureRejected, WalletRefused, WalletSilent
from app.payment_errors.marking import mark as _l

LARGEST_SKEW = timedelta(seconds=30)
"""Entries carry their last moment as a time of day, and a charge's window is one: more than this is felt there."""

NO_ORDER = "doctor-asks-after-no-order"
_NO_SUCH_ORDER = 102


def _look_at_host(patient: Patient) -> Outcome:
    if patient.host.fault is None or patient.host.is_certificate_bad:
        return passed(_l("JKOPay's host answers."))
    return failed(
        _l("JKOPay's host does not answer (%(fault)s)."),
        _l(
            "Compare JKOPAY_BASE_URL with the address in your contract, and let this machine reach it through the "
            "firewall."
        ),
        "JKOPAY_BASE_URL",
        fault=patient.host.fault,
    )


def _look_at_tls(patient: Patient) -> Outcome:
    if patient.settings.jkopay_base_url.startswith("http://"):
        return not_applicable(_l("The wallet is a sandbox on this network, without TLS."))
    if patient.host.is_certificate_bad:
        return failed(
            _l("The certificate of JKOPay's host is not trusted, or is made out to another name."),
            _l(
                "Compare JKOPAY_BASE_URL with your contract; if it is right, a proxy of your network opens the "
                "connection: let this machine reach JKOPay directly, and update the package certifi."
            ),
            "JKOPAY_BASE_URL",
        )
    if patient.host.fault:
        return not_applicable(_l("Not looked at: JKOPay's host must answer first."))
    return passed(_l("The certificate is good."))


def _look_at_clock(patient: Patient) -> Outcome:
    if patient.host.fault:
        return not_applicable(_l("Not looked at: JKOPay's host must answer first."))
    ahead = patient.host.ahead
    if ahead is None:
        return not_applicable(_l("JKOPay's host did not say what time it is."))
    seconds = round(ahead.total_seconds())
    if abs(ahead) <= LARGEST_SKEW:
        return passed(_l("This machine's clock agrees with JKOPay's."))
    return failed(
        _l("This machine's clock and JKOPay's differ by %(seconds)s seconds."),
        _l("Let the machine set its clock by NTP: timedatectl set-ntp true"),
        "NTP",
        seconds=abs(seconds),
    )


def _look_at_signature(patient: Patient) -> Outcome:
    settings = patient.settings
    if patient.host.fault:
        return not_applicable(_l("Not looked at: JKOPay's host must answer first."))
    try:
        # A client of its own, because the shop's holds calls back while it thinks that JKOPay is away.
        with JkopayClient(
            settings.jkopay_base_url,
            api_key=settings.jkopay_api_key.get_secret_value(),
            secret_key=settings.jkopay_secret_key.get_secret_value(),
        ) as client:
            found = client.inquiry([NO_ORDER])
    except SignatureRejected:
        return failed(
            _l("JKOPay refuses the signature (201)."),
            _l(
                "Copy JKOPAY_API_KEY and JKOPAY_SECRET_KEY again from your contract, both from the same environment "
                "(test or production) as JKOPAY_BASE_URL."
            ),
            "JKOPAY_API_KEY",
            "JKOPAY_SECRET_KEY",
        )
    except WalletSilent as silence:
        return _tell_silence(silence)
    except RequestInvalid as fault:
        name = f"JKOPAY_{fault.field.upper()}"
        return failed(
            _l("%(setting)s cannot be sent: it %(reason)s."),
            _l("Copy %(setting)s from your contract with JKOPay into the environment or .env."),
            name,
            setting=name,
            reason=fault.reason,
        )
    except WalletRefused as refusal:
        return _no_documented_answer(str(refusal))
    row = found.transactions.get(NO_ORDER)
    if row is not None and row.status == _NO_SUCH_ORDER:
        return passed(_l("JKOPay accepts the signature: an order that does not exist is 102."))
    return _no_documented_answer("no row with status 102")


def _tell_silence(silence: WalletSilent) -> Outcome:
    if silence.http_status in (401, 403):
        return failed(
            _l("JKOPay does not let this caller in (HTTP %(status)s)."),
            _l("Check JKOPAY_API_KEY, and ask JKOPay whether the address of this server is allowed."),
            "JKOPAY_API_KEY",
            status=silence.http_status,
        )
    return _no_documented_answer(str(silence))


def _no_documented_answer(said: str) -> Outcome:
    return failed(
        _l("The host answers, but not as JKOPay does (%(said)s)."),
        _l("Set JKOPAY_BASE_URL to the host in your contract, without a path."),
        "JKOPAY_BASE_URL",
        said=said,
    )


HOST = Check(
    "host", _l("JKOPay can be reached"), _l("Without it nobody can pay, and no payment can be proved."), _look_at_host
)
TLS = Check(
    "tls", _l("TLS to JKOPay"), _l("Whoever sits between could read orders and answer in JKOPay's name."), _look_at_tls
)
CLOCK = Check(
    "clock",
    _l("The clock is right"),
    _l("Payments would end too early or too late, and charges fall outside 08:00 to 20:00."),
    _look_at_clock,
)
SIGNATURE = Check(
    "signature",
    _l("JKOPay accepts the signature"),
    _l("Every call is signed; with a wrong key JKOPay refuses them all."),
    _look_at_signature,
)
