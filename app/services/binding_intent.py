"""The intent to be authorized: stored with the exact bytes to send before anything is sent."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.jkopay import BillingCycle, BillingPeriod, LimitedRequest, RegularRequest, RequestInvalid
from app.models import (
    Authorization,
    AuthorizationKind,
    AuthorizationStatus,
    Plan,
    Subscription,
    SubscriptionStatus,
    record,
)
from app.models.money import to_decimal
from app.services.binding_schedule import BINDING_VALID
from app.services.checkout import Contact
from app.services.inquiry_schedule import LEASE
from app.services.numbers import new_authorization_number, new_subscription_number, new_token
from app.services.payments import Unpayable
from app.services.wallet import Wallet

# What the wallet shows its user; it is part of the stored request, so it is in the language of the binding.
_ONE_TAP_NAME = {"zh_Hant_TW": "晴巷選物 一鍵付款", "en": "Sunny Lane Goods: pay with one tap"}
_NAME_MAX = 60


def add_limited(
    session: Session, wallet: Wallet, *, amount: int, contact: Contact, locale: str, key: str, now: datetime
) -> Authorization:
    """Store a binding for charges at any time, each of about `amount` TWD, held for the caller's own call.

    Raises:
        Unpayable: JKOPay would never accept it.
    """
    authorization = _draft(AuthorizationKind.LIMITED, amount, contact, locale, key, now)
    authorization.request_body = _body(wallet, authorization, _ONE_TAP_NAME.get(locale, _ONE_TAP_NAME["zh_Hant_TW"]))
    _store(session, authorization, now)
    return authorization


def add_regular(
    session: Session, wallet: Wallet, *, plan: Plan, contact: Contact, locale: str, key: str, now: datetime
) -> Authorization:
    """Store a binding for charges of the price of `plan` on its cycle, and the subscription that waits for it.

    Raises:
        Unpayable: JKOPay would never accept it.
    """
    authorization = _draft(AuthorizationKind.REGULAR, plan.price, contact, locale, key, now)
    authorization.period, authorization.times = plan.period, plan.times
    authorization.request_body = _body(wallet, authorization, plan.name_en if locale == "en" else plan.name_zh)
    _store(session, authorization, now)
    subscription = Subscription(
        number=new_subscription_number(now), authorization_id=authorization.id, plan_id=plan.id, created_at=now
    )
    session.add(subscription)
    session.flush()
    awaiting = SubscriptionStatus.AWAITING
    record(session, subscription, "subscription_asked", to_status=awaiting, actor="shopper", detail=plan.slug, at=now)
    return authorization


def _draft(
    kind: AuthorizationKind, amount: int, contact: Contact, locale: str, key: str, now: datetime
) -> Authorization:
    return Authorization(
        number=new_authorization_number(now),
        token=new_token(),
        callback_token=new_token(),
        binding_key=key,
        kind=kind,
        currency="TWD",
        billing_amount=amount,
        times=1,
        cancelable=True,
        customer_name=contact.name,
        customer_email=contact.email,
        locale=locale,
        valid_until=(now + BINDING_VALID).replace(microsecond=0),
        next_inquiry_at=now + LEASE,
        lease_until=now + LEASE,
        created_at=now,
        updated_at=now,
    )


def _store(session: Session, authorization: Authorization, now: datetime) -> None:
    session.add(authorization)
    session.flush()
    new = AuthorizationStatus.NEW
    record(session, authorization, "binding_started", to_status=new, actor="shopper", at=now)


def _body(wallet: Wallet, authorization: Authorization, name: str) -> bytes:
    callback = f"{wallet.public_url}/jkopay/authorizations/{authorization.callback_token}/result"
    display = f"{wallet.public_url}/authorizations/{authorization.token}/return"
    amount = to_decimal(authorization.billing_amount, authorization.currency)
    try:
        if authorization.period is None:
            return LimitedRequest(
                authpay_name=name[:_NAME_MAX],
                store_id=wallet.store_id,
                platform_authpay_id=authorization.number,
                billing_amount=amount,
                billing_currency=authorization.currency,
                cancelable=authorization.cancelable,
                result_url=callback,
                result_display_url=display,
            ).to_bytes()
        return RegularRequest(
            authpay_name=name[:_NAME_MAX],
            store_id=wallet.store_id,
            platform_authpay_id=authorization.number,
            billing_amount=amount,
            billing_currency=authorization.currency,
            billing_cycle=BillingCycle(BillingPeriod(authorization.period), authorization.times),
            cancelable=authorization.cancelable,
            result_url=callback,
            result_display_url=display,
        ).to_bytes()
    except RequestInvalid as error:
        raise Unpayable(str(error)) from error
