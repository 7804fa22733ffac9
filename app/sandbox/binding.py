"""`POST /platform/authpay/limited` and `/regular`: make a binding link, or give it again."""

from datetime import datetime

from app.sandbox.answers import Answer
from app.sandbox.authorizations import extend_binding_qr, find_named_authorization, save_binding
from app.sandbox.authpay_records import Authorization, AuthpayType
from app.sandbox.authpay_requests import read_binding
from app.sandbox.authpay_rules import refuse_binding, refuse_rebinding
from app.sandbox.authpay_views import authpay_qr_url, authpay_url
from app.sandbox.entries import qr_timeout
from app.sandbox.fields import BadFields
from app.sandbox.rules import QR_LIFE
from app.sandbox.sandbox import Sandbox
from app.sandbox.stores import find_own_store


def take_limited(sandbox: Sandbox, merchant: int, payload: bytes) -> Answer:
    """Answer a limited binding.

    Raises BadFields.
    """
    return _take_binding(sandbox, merchant, payload, AuthpayType.LIMITED)


def take_regular(sandbox: Sandbox, merchant: int, payload: bytes) -> Answer:
    """Answer a regular binding.

    Raises BadFields.
    """
    return _take_binding(sandbox, merchant, payload, AuthpayType.REGULAR)


def _take_binding(sandbox: Sandbox, merchant: int, payload: bytes, kind: AuthpayType) -> Answer:
    """A repeated one keeps its link, which lives 20 minutes from now; without `platform_authpay_id` each is new."""
    binding = read_binding(payload, kind, https_only=sandbox.switches.https_only_callbacks)
    now, name = sandbox.clock.now(), binding.platform_authpay_id
    expires_at = now + QR_LIFE
    with sandbox.database.write() as connection:
        known = find_named_authorization(connection, merchant, name) if name else None
        problems = refuse_binding(binding, find_own_store(connection, merchant, binding.store_id))
        if known and not problems:
            problems = refuse_rebinding(binding, known)
        if problems:
            raise BadFields(problems)
        if known:
            extend_binding_qr(connection, known.auth_no, expires_at)
        authorization = known or save_binding(connection, merchant, binding, now, expires_at)
    return _link(sandbox, authorization, expires_at, now)


def _link(sandbox: Sandbox, authorization: Authorization, expires_at: datetime, now: datetime) -> Answer:
    links = {
        "auth_no": authorization.auth_no,
        "authpay_url": authpay_url(sandbox, authorization.token),
        "qr_img": authpay_qr_url(sandbox, authorization.token),
        "qr_timeout": qr_timeout(sandbox, expires_at, now),
    }
    return Answer("000", None, links)
