"""The shop's own address: is it one that JKOPay can call, and does a call through it arrive whole and in time."""

import requests
from sqlalchemy import select

from app.doctor.check import Check, Outcome, failed, not_applicable, passed
from app.doctor.patient import Patient
from app.doctor.self_call import JKOPAY_READS_WITHIN, SLOWEST_ANSWER
from app.models import Order
from app.payment_errors.marking import mark as _l

_FIRST_REACH = _l("Not looked at: PUBLIC_URL must be reached first.")


def _look_at_https(patient: Patient) -> Outcome:
    if not patient.settings.uses_sandbox and not patient.is_public:
        return failed(
            _l("PUBLIC_URL is an address of this machine or network, and JKOPay is outside."),
            _l("Set PUBLIC_URL to the https address at which the internet reaches this shop."),
            "PUBLIC_URL",
        )
    if patient.settings.public_url.startswith("https://"):
        return passed(_l("PUBLIC_URL is https."))
    if patient.is_public:
        return failed(
            _l("PUBLIC_URL is plain http, and others can reach it."),
            _l("Put a proxy with a certificate before the shop, and set PUBLIC_URL to its https address."),
            "PUBLIC_URL",
        )
    return not_applicable(_l("Shop and sandbox are on this network, where plain http is enough."))


def _look_at_reach(patient: Patient) -> Outcome:
    rehearsal = patient.rehearsal
    if rehearsal.is_certificate_bad:
        return failed(
            _l("The certificate at PUBLIC_URL is not trusted, or is made out to another name."),
            _l("Give the proxy before the shop a certificate for the host of PUBLIC_URL, with its whole chain."),
            "PUBLIC_URL",
        )
    if rehearsal.fault:
        return failed(
            _l("The shop cannot reach itself through PUBLIC_URL (%(fault)s)."),
            _l("Start the shop, and let PUBLIC_URL, name and port, lead to it from outside."),
            "PUBLIC_URL",
            fault=rehearsal.fault,
        )
    return passed(_l("PUBLIC_URL answers."))


def _look_at_callback(patient: Patient) -> Outcome:
    rehearsal = patient.rehearsal
    if rehearsal.fault:
        return not_applicable(_FIRST_REACH)
    if rehearsal.status != 200:
        return failed(
            _l("A rehearsed callback was answered with HTTP %(status)s instead of 200."),
            _l(
                "Set PUBLIC_URL to the shop's own address, without a path and without a redirect, and let the proxy "
                "pass POST to /jkopay/ unchanged and without a sign-in."
            ),
            "PUBLIC_URL",
            status=rehearsal.status,
        )
    if not rehearsal.is_ours:
        return failed(
            _l("Something else than this shop answers at PUBLIC_URL."),
            _l("Let PUBLIC_URL lead to this shop; if it does, give every process of it the same SECRET_KEY."),
            "PUBLIC_URL",
            "SECRET_KEY",
        )
    if rehearsal.seconds > SLOWEST_ANSWER:
        return failed(
            _l("A rehearsed callback took %(seconds)s seconds; JKOPay waits %(most)s."),
            _l("Look for what keeps the shop or its database busy, and start gunicorn with more --workers."),
            "--workers",
            seconds=round(rehearsal.seconds, 1),
            most=round(JKOPAY_READS_WITHIN),
        )
    return passed(_l("A rehearsed callback was answered with 200 in %(ms)s ms."), ms=round(rehearsal.seconds * 1000))


def _look_at_proxies(patient: Patient) -> Outcome:
    rehearsal = patient.rehearsal
    if not rehearsal.is_ours:
        return not_applicable(_l("Not looked at: a rehearsed callback must arrive first."))
    if rehearsal.believes_strangers:
        return failed(
            _l("The shop believes a made-up X-Forwarded-For: any caller can pose as any address."),
            _l("Set TRUSTED_PROXIES to the number of proxies of your own before the shop; 0 when there is none."),
            "TRUSTED_PROXIES",
        )
    if patient.settings.public_url.startswith("https://") and not rehearsal.is_secure:
        return failed(
            _l("PUBLIC_URL is https, but the shop takes its callers for plain http, and forms will be refused."),
            _l("Set TRUSTED_PROXIES to the number of proxies of your own, and let each send X-Forwarded-Proto."),
            "TRUSTED_PROXIES",
        )
    return passed(_l("The shop sees its callers as they are."))


def _look_at_return_page(patient: Patient) -> Outcome:
    # Its address is a secret, so it is told to nobody who has not proved to be this shop.
    if not patient.rehearsal.is_ours:
        return not_applicable(_l("Not looked at: a rehearsed callback must arrive first."))
    with patient.db.read() as session:
        token = session.scalar(select(Order.token).order_by(Order.id.desc()).limit(1))
    if token is None:
        return not_applicable(_l("There is no order to come back to yet: make the first payment."))
    try:
        page = requests.get(
            f"{patient.settings.public_url}/orders/{token}", timeout=JKOPAY_READS_WITHIN, allow_redirects=False
        )
        said = f"HTTP {page.status_code}"
    except requests.RequestException as error:
        said = type(error).__name__
    if said == "HTTP 200":
        return passed(_l("The page shoppers come back to opens."))
    return failed(
        _l("The page shoppers come back to does not open (%(said)s)."),
        _l("Let the proxy at PUBLIC_URL pass /orders/ to the shop unchanged and without a sign-in."),
        "PUBLIC_URL",
        said=said,
    )


HTTPS = Check(
    "public_https",
    _l("PUBLIC_URL is an https address for all"),
    _l("JKOPay calls only https addresses, and sign-ins must not be readable on the way."),
    _look_at_https,
)
REACH = Check(
    "public_reach",
    _l("PUBLIC_URL can be reached"),
    _l("JKOPay asks there before the money moves, and shoppers come back there."),
    _look_at_reach,
)
CALLBACK = Check(
    "callback",
    _l("Callbacks arrive and are answered in time"),
    _l("JKOPay stops a payment whose confirm_url is not answered in time."),
    _look_at_callback,
)
PROXIES = Check(
    "proxies",
    _l("Proxies are counted right"),
    _l("Limits count by a caller's address, and forms are checked by how the caller came."),
    _look_at_proxies,
)
RETURN_PAGE = Check(
    "return_page",
    _l("The return page opens"),
    _l("A shopper who has paid and sees an error pays again, or telephones."),
    _look_at_return_page,
    needs_database=True,
)
