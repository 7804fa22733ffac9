"""Events of authorizations in the sandbox, and how the shop comes to know."""

from uuid import uuid4

from sqlalchemy import or_, select

from app.models import Authorization, AuthorizationStatus
from app.services.authorizations import find_authorization
from app.services.bindings import bind_limited
from app.services.details import check_authorization, detail_soon
from app.services.sandbox_control import SandboxRefused
from app.services.sandbox_stage import CUSTOMER, Happened, Stage, wait_until

_AMOUNT = 1_000
"""TWD: what one charge of the authorization that is made here is about."""

_A = AuthorizationStatus


def grant_binding(stage: Stage, number: str | None) -> Happened:
    """`authorization.granted`."""
    authorization = _find_or_bind(stage, number)
    happened = tell_authorization(stage, authorization, number)
    stage.sandbox.grant(_number_at_jkopay(authorization, number), stage.user)
    happened.steps.append(f"wallet user {stage.user} granted {happened.number}")
    return _let_shop_ask(stage, authorization, happened, _A.GRANTED)


def decline_binding(stage: Stage, number: str | None) -> Happened:
    """`authorization.declined`: nobody tells the shop, so there is nothing to wait for."""
    authorization = _find_or_bind(stage, number)
    happened = tell_authorization(stage, authorization, number)
    stage.sandbox.refuse_binding(_number_at_jkopay(authorization, number))
    happened.steps.append(f"the wallet user declined {happened.number}")
    return happened


def cancel_binding(stage: Stage, number: str | None) -> Happened:
    """`authorization.cancelled`: without a number, of one that is made and granted first."""
    granted = grant_binding(stage, None) if number is None else None
    named = granted.number if granted else number
    authorization = _find_or_bind(stage, named)
    happened = granted or tell_authorization(stage, authorization, named)
    stage.sandbox.cancel(_number_at_jkopay(authorization, named), stage.by)
    happened.steps.append(f"{'the wallet user' if stage.by == 'user' else 'JKOPay'} cancelled {happened.number}")
    return _let_shop_ask(stage, authorization, happened, _A.CANCELLED)


def find_shop_authorization(stage: Stage, number: str) -> Authorization | None:
    """The authorization of this number, ours or JKOPay's."""
    named = or_(Authorization.number == number.upper(), Authorization.auth_no == number)
    with stage.db.read() as session:
        return session.scalar(select(Authorization).where(named))


def tell_authorization(stage: Stage, authorization: Authorization | None, number: str | None) -> Happened:
    """Where `authorization` is looked at; one of another program at this sandbox has no page here."""
    if authorization is None:
        return Happened(number or "")
    return Happened(
        authorization.number,
        steps=[f"asked for the authorization {authorization.number}"] if number is None else [],
        status=authorization.status,
        page=f"{stage.wallet.public_url}/authorizations/{authorization.token}",
        admin_page=f"{stage.wallet.public_url}/admin/authorizations/{authorization.number}",
    )


def _find_or_bind(stage: Stage, number: str | None) -> Authorization | None:
    if number is not None:
        return find_shop_authorization(stage, number)
    token = bind_limited(
        stage.db,
        stage.wallet,
        amount=_AMOUNT,
        contact=CUSTOMER,
        locale=stage.locale,
        binding_key=f"trigger-{uuid4()}",
    )
    return find_authorization(stage.db, token)


def _number_at_jkopay(authorization: Authorization | None, number: str | None) -> str:
    if authorization is None:
        return number or ""
    if authorization.auth_no is None:
        raise SandboxRefused(f"{authorization.number} has no number at JKOPay yet; its page says why")
    return authorization.auth_no


def _let_shop_ask(
    stage: Stage, authorization: Authorization | None, happened: Happened, wanted: AuthorizationStatus
) -> Happened:
    """As a shopper's look at the page does: ask JKOPay now, here, unless a jobs process is at it already."""
    if authorization is None:
        return happened

    def has_moved() -> bool:
        found = find_authorization(stage.db, authorization.token)
        if found is None:
            return True
        happened.status = found.status
        if found.status is wanted:
            return True
        due = check_authorization(stage.db, authorization.token)
        if due is not None:
            detail_soon(stage.db, stage.wallet, due)
        return False

    if not wait_until(has_moved):
        happened.steps.append("the shop does not know yet: it asks JKOPay again by itself while its jobs run")
    return happened
