"""A shopper binds once: what is stored, what the link does, and what silence and refusal leave behind."""

import json
from datetime import timedelta

import pytest

from app.db import utc_now
from app.models import AttentionReason, Authorization, AuthorizationStatus, SubscriptionStatus
from app.services.attention import list_open_attention
from app.services.bindings import PlanUnknown, bind_limited, renew_binding, subscribe
from app.services.checkout import Contact
from app.services.payments import Unpayable
from app.services.wallet import Wallet
from tests.dying import Killed, dying_wallet
from tests.running import RunningShop, run_at_once

LIMITED, REGULAR = "POST /platform/authpay/limited", "POST /platform/authpay/regular"
CONTACT = Contact("王小明", "ming@example.com")


def bind(shop: RunningShop, key: str = "key", amount: int = 3000, wallet: Wallet | None = None) -> Authorization:
    token = bind_limited(
        shop.db, wallet or shop.wallet, amount=amount, contact=CONTACT, locale="zh_Hant_TW", binding_key=key
    )
    return shop.authorization(token)


def take(shop: RunningShop, slug: str = "tea-every-month") -> Authorization:
    token = subscribe(
        shop.db, shop.wallet, plan_slug=slug, contact=CONTACT, locale="zh_Hant_TW", binding_key=f"key {slug}"
    )
    return shop.authorization(token)


def age(shop: RunningShop, authorization: Authorization, by: timedelta) -> None:
    with shop.db.write() as session:
        row = session.get_one(Authorization, authorization.id)
        row.valid_until -= by
        if row.qr_expires_at is not None:
            row.qr_expires_at -= by


def reasons(shop: RunningShop) -> list[AttentionReason]:
    return [attention.reason for attention in list_open_attention(shop.db)]


def test_a_binding_has_its_link_and_its_bytes_are_those_sent(shop: RunningShop) -> None:
    authorization = bind(shop)
    assert authorization.status is AuthorizationStatus.PENDING
    assert None not in (authorization.auth_no, authorization.authpay_url, authorization.qr_expires_at)
    assert shop.calls.payloads(LIMITED) == [authorization.request_body]
    sent = json.loads(authorization.request_body)
    assert sent["result_url"] == f"{shop.url}/jkopay/authorizations/{authorization.callback_token}/result"
    assert sent["result_display_url"] == f"{shop.url}/authorizations/{authorization.token}/return"
    assert sent["platform_authpay_id"] == authorization.number


def test_a_plan_becomes_a_regular_binding_and_a_subscription_that_waits(shop: RunningShop) -> None:
    authorization = take(shop)
    subscription = authorization.subscription
    assert subscription is not None
    assert subscription.status is SubscriptionStatus.AWAITING
    sent = json.loads(shop.calls.payloads(REGULAR)[0])
    assert sent["billing_amount"] == subscription.plan.price
    assert sent["billing_cycle"] == {"period": "month", "times": 1}


def test_a_plan_nobody_offers_cannot_be_taken(shop: RunningShop) -> None:
    with pytest.raises(PlanUnknown):
        take(shop, "nothing")


def test_an_amount_jkopay_would_never_take_stores_nothing(shop: RunningShop) -> None:
    with pytest.raises(Unpayable):
        bind(shop, amount=0)
    assert shop.calls.payloads(LIMITED) == []
    assert bind(shop).status is AuthorizationStatus.PENDING


def test_a_form_sent_ten_times_is_one_binding(shop: RunningShop) -> None:
    bound = run_at_once(10, lambda _: bind(shop).number)
    assert len(set(bound)) == 1
    assert len(shop.calls.payloads(LIMITED)) == 1


@pytest.mark.parametrize("sends", [False, True])
def test_a_binding_whose_process_died_gets_its_link_by_the_sweep(shop: RunningShop, sends: bool) -> None:
    with pytest.raises(Killed):
        bind(shop, wallet=dying_wallet(shop, sends=sends))
    shop.sweep_authorizations()
    authorization = bind(shop)
    assert authorization.status is AuthorizationStatus.PENDING
    assert shop.granted(authorization.token).status is AuthorizationStatus.GRANTED
    assert len(shop.sandbox.authorizations()) == 1


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after", "http_500", "bad_json", "reset"])
def test_a_silence_is_asked_again_with_the_same_bytes(shop: RunningShop, fault: str) -> None:
    shop.sandbox.faults(LIMITED, fault, seconds=0.1)
    authorization = bind(shop)
    assert (authorization.status, authorization.auth_no) == (AuthorizationStatus.NEW, None)
    assert authorization.silent_since is not None
    shop.sweep_authorizations()
    authorization = shop.authorization(authorization.token)
    assert (authorization.status, authorization.silent_since) == (AuthorizationStatus.PENDING, None)
    assert len(set(shop.calls.payloads(LIMITED))) == 1
    assert len(shop.sandbox.authorizations()) == 1


@pytest.mark.parametrize(("result", "message"), [("200", "Bad request"), ("201", "Validation error")])
@pytest.mark.parametrize("api", [LIMITED, REGULAR])
def test_a_refused_binding_is_over_and_the_staff_hears_of_it(
    shop: RunningShop, api: str, result: str, message: str
) -> None:
    shop.sandbox.next_answer(api, result, message=message)
    authorization = bind(shop) if api == LIMITED else take(shop)
    assert authorization.status is AuthorizationStatus.REFUSED
    assert (authorization.refusal_code, authorization.next_inquiry_at) == (result, None)
    assert reasons(shop) == [AttentionReason.INTEGRATION_FAULT]
    subscription = authorization.subscription
    assert subscription is None or subscription.status is SubscriptionStatus.ENDED


def test_999_is_a_silence_and_no_refusal(shop: RunningShop) -> None:
    shop.sandbox.next_answer(LIMITED, "999", message="Internal server error")
    assert bind(shop).status is AuthorizationStatus.NEW


def test_a_refusal_after_a_silence_is_no_end(shop: RunningShop) -> None:
    shop.sandbox.faults(LIMITED, "timeout_after", seconds=0.1)
    authorization = bind(shop)
    shop.sandbox.next_answer(LIMITED, "200", message="Bad request")
    renew_binding(shop.db, shop.wallet, authorization.token)
    assert shop.authorization(authorization.token).status is AuthorizationStatus.NEW
    shop.sweep_authorizations()
    authorization = shop.authorization(authorization.token)
    assert (authorization.status, authorization.refusal_code) == (AuthorizationStatus.PENDING, None)


def test_a_binding_that_never_had_a_link_is_given_up_without_a_call(shop: RunningShop) -> None:
    shop.sandbox.faults(REGULAR, "http_500", times=2)
    authorization = take(shop)
    age(shop, authorization, timedelta(minutes=62))
    shop.sweep_authorizations()
    authorization = shop.authorization(authorization.token)
    assert (authorization.status, authorization.next_inquiry_at) == (AuthorizationStatus.EXPIRED, None)
    assert authorization.subscription is not None
    assert authorization.subscription.status is SubscriptionStatus.ENDED
    assert len(shop.calls.payloads(REGULAR)) == 1


def test_a_living_code_is_not_renewed_and_a_dead_one_is(shop: RunningShop) -> None:
    authorization = bind(shop)
    renew_binding(shop.db, shop.wallet, authorization.token)
    assert len(shop.calls.payloads(LIMITED)) == 1
    age(shop, authorization, timedelta(minutes=20))
    renew_binding(shop.db, shop.wallet, authorization.token)
    renewed = shop.authorization(authorization.token)
    assert renewed.qr_expires_at is not None
    assert renewed.qr_expires_at > utc_now() + timedelta(minutes=19)
    assert renewed.authpay_url == authorization.authpay_url
    assert len(set(shop.calls.payloads(LIMITED))) == 1


def test_a_binding_past_its_time_is_not_renewed(shop: RunningShop) -> None:
    authorization = bind(shop)
    age(shop, authorization, timedelta(minutes=61))
    renew_binding(shop.db, shop.wallet, authorization.token)
    assert len(shop.calls.payloads(LIMITED)) == 1


def test_a_renewal_that_finds_it_granted_asks_detail(shop: RunningShop) -> None:
    authorization = bind(shop)
    shop.sandbox.faults("callback result_url", "drop", times=20)
    shop.sandbox.grant(authorization.auth_no or "")
    age(shop, authorization, timedelta(minutes=20))
    renew_binding(shop.db, shop.wallet, authorization.token)
    due = shop.authorization(authorization.token).next_inquiry_at
    assert due is not None
    assert due <= utc_now()
    shop.sweep_authorizations()
    assert shop.authorization(authorization.token).status is AuthorizationStatus.GRANTED


def test_a_link_of_an_unknown_host_is_shown_to_nobody(shop: RunningShop) -> None:
    evil = {"auth_no": "1", "authpay_url": "https://evil.example/x", "qr_img": None, "qr_timeout": 600}
    shop.sandbox.next_answer(LIMITED, "000", result_object=evil)
    authorization = bind(shop)
    assert (authorization.status, authorization.authpay_url) == (AuthorizationStatus.NEW, None)
    assert reasons(shop) == [AttentionReason.LINK_UNTRUSTED]


def test_a_renewal_with_another_number_changes_nothing(shop: RunningShop) -> None:
    authorization = bind(shop)
    age(shop, authorization, timedelta(minutes=20))
    other = {"auth_no": "77", "authpay_url": f"{shop.sandbox.url}/x", "qr_img": None, "qr_timeout": 600}
    shop.sandbox.next_answer(LIMITED, "000", result_object=other)
    renew_binding(shop.db, shop.wallet, authorization.token)
    assert shop.authorization(authorization.token).auth_no == authorization.auth_no
    assert reasons(shop) == [AttentionReason.AUTHORIZATION_DIFFERS]
