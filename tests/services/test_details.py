"""Only the signed answer of detail makes an authorization granted, cancelled or expired."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.db import utc_now
from app.models import AttentionReason, Authorization, AuthorizationStatus, History, SubscriptionStatus
from app.services.attention import list_open_attention
from app.services.authorizations import find_by_number, list_authorizations, one_tap
from app.services.consents import mask_account
from app.services.details import check_authorization, detail_soon, sweep_authorizations
from tests.dying import Killed, dying_wallet
from tests.running import RunningShop, run_at_once
from tests.services.test_bindings import age, bind, reasons, take

DETAIL = "GET /platform/authpay/detail"


def answer(shop: RunningShop, authorization: Authorization, **changes: object) -> None:
    """Plan one answer about `authorization`."""
    authpay: dict[str, object] = {
        "type": authorization.kind.value,
        "status": "granted",
        "auth_no": authorization.auth_no,
        "platform_authpay_id": authorization.number,
        "jkos_account": "0912345678",
        "billing_amount": authorization.billing_amount,
        "billing_currency": "TWD",
        "billing_cycle": {"period": authorization.period, "times": authorization.times},
    }
    shop.sandbox.next_answer(DETAIL, "000", result_object={"authpay": {**authpay, **changes}})


def test_a_grant_is_known_by_detail_and_the_account_is_kept_masked(shop: RunningShop) -> None:
    authorization = bind(shop)
    answer(shop, authorization)
    shop.sweep_authorizations()
    authorization = shop.authorization(authorization.token)
    assert (authorization.status, authorization.account) == (AuthorizationStatus.GRANTED, "0912***678")
    assert authorization.granted_at is not None
    assert authorization.next_inquiry_at is not None
    assert timedelta(hours=21) < authorization.next_inquiry_at - utc_now() < timedelta(hours=27)


@pytest.mark.parametrize(("account", "masked"), [("0912345678", "0912***678"), ("ming", "m***g"), ("x", "x***x")])
def test_an_account_is_never_shown_whole(account: str, masked: str) -> None:
    assert mask_account(account) == masked


def test_a_grant_starts_the_subscription(shop: RunningShop) -> None:
    authorization = shop.granted(take(shop).token)
    assert authorization.subscription is not None
    assert authorization.subscription.status is SubscriptionStatus.ACTIVE


def test_an_ungranted_binding_expires_only_after_its_time_and_by_an_answer(shop: RunningShop) -> None:
    authorization = bind(shop)
    shop.sweep_authorizations()
    assert shop.authorization(authorization.token).status is AuthorizationStatus.PENDING
    age(shop, authorization, timedelta(minutes=62))
    shop.sandbox.faults(DETAIL, "http_500")
    shop.sweep_authorizations()
    silent = shop.authorization(authorization.token)
    assert silent.status is AuthorizationStatus.PENDING
    assert silent.silent_since is not None
    shop.sweep_authorizations()
    expired = shop.authorization(authorization.token)
    assert (expired.status, expired.silent_since) == (AuthorizationStatus.EXPIRED, None)


def test_a_grant_after_expiry_is_believed_and_its_subscription_starts(shop: RunningShop) -> None:
    authorization = take(shop)
    age(shop, authorization, timedelta(minutes=62))
    shop.sweep_authorizations()
    assert shop.authorization(authorization.token).status is AuthorizationStatus.EXPIRED
    late = shop.granted(authorization.token)
    assert late.subscription is not None
    assert late.subscription.status is SubscriptionStatus.ACTIVE


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "limited"},
        {"billing_amount": 1},
        {"billing_currency": "JPY"},
        {"billing_cycle": {"period": "month", "times": 7}},
        {"billing_cycle": {"period": "week", "times": 1}},
        {"platform_authpay_id": "another"},
    ],
)
def test_a_grant_of_something_else_is_not_believed(shop: RunningShop, changes: dict[str, object]) -> None:
    authorization = take(shop)
    answer(shop, authorization, **changes)
    shop.sweep_authorizations()
    assert shop.authorization(authorization.token).status is AuthorizationStatus.PENDING
    assert reasons(shop) == [AttentionReason.AUTHORIZATION_DIFFERS]
    answer(shop, authorization)
    shop.sweep_authorizations()
    assert shop.authorization(authorization.token).status is AuthorizationStatus.GRANTED
    assert reasons(shop) == []


def test_an_answer_with_the_two_fields_that_must_come_is_enough(shop: RunningShop) -> None:
    authorization = take(shop)
    bare = {"status": "granted", "auth_no": authorization.auth_no}
    shop.sandbox.next_answer(DETAIL, "000", result_object={"authpay": bare})
    shop.sweep_authorizations()
    assert shop.authorization(authorization.token).status is AuthorizationStatus.GRANTED


def test_a_cancellation_of_another_authorization_is_not_ours(shop: RunningShop) -> None:
    authorization = shop.bind()
    answer(shop, authorization, status="cancel", platform_authpay_id="another")
    shop.sweep_authorizations()
    assert shop.authorization(authorization.token).status is AuthorizationStatus.GRANTED
    assert reasons(shop) == [AttentionReason.AUTHORIZATION_DIFFERS]


@pytest.mark.parametrize("status", ["frozen", "ungranted"])
def test_a_status_that_does_not_follow_goes_to_the_staff(shop: RunningShop, status: str) -> None:
    authorization = shop.bind()
    answer(shop, authorization, status=status)
    shop.sweep_authorizations()
    assert shop.authorization(authorization.token).status is AuthorizationStatus.GRANTED
    assert reasons(shop) == [AttentionReason.STATUS_UNKNOWN]


def test_a_number_jkopay_does_not_know_is_asked_about_slowly(shop: RunningShop) -> None:
    authorization = bind(shop)
    shop.sandbox.next_answer(DETAIL, "301", message="Invalid auth_no")
    shop.sweep_authorizations()
    asked = shop.authorization(authorization.token)
    assert asked.status is AuthorizationStatus.PENDING
    assert asked.next_inquiry_at is not None
    assert asked.next_inquiry_at > utc_now() + timedelta(minutes=59)
    assert reasons(shop) == [AttentionReason.INTEGRATION_FAULT]
    shop.sweep_authorizations()
    assert reasons(shop) == []


@pytest.mark.parametrize(("result", "message"), [("200", "Bad request"), ("201", "Validation error")])
def test_a_refused_question_changes_nothing_and_names_the_fault(shop: RunningShop, result: str, message: str) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(DETAIL, result, message=message)
    shop.sweep_authorizations()
    assert shop.authorization(authorization.token).status is AuthorizationStatus.GRANTED
    assert [(row.reason, row.subject) for row in list_open_attention(shop.db)] == [
        (AttentionReason.INTEGRATION_FAULT, DETAIL)
    ]


def test_999_is_a_silence(shop: RunningShop) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(DETAIL, "999", message="Internal server error")
    shop.sweep_authorizations()
    assert shop.authorization(authorization.token).silent_since is not None
    assert reasons(shop) == []


@pytest.mark.parametrize("fault", ["timeout_before", "http_500", "http_302", "bad_json", "wrong_type", "reset"])
def test_a_silence_changes_nothing_and_is_asked_again_soon(shop: RunningShop, fault: str) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(DETAIL, fault, seconds=0.1)
    shop.sweep_authorizations()
    silent = shop.authorization(authorization.token)
    assert (silent.status, silent.silent_since is None) == (AuthorizationStatus.GRANTED, False)
    assert silent.next_inquiry_at is not None
    assert silent.next_inquiry_at < utc_now() + timedelta(minutes=6)
    shop.sweep_authorizations()
    assert shop.authorization(authorization.token).silent_since is None


@pytest.mark.parametrize("sends", [False, True])
def test_a_process_that_died_while_asking_is_followed_by_another(shop: RunningShop, sends: bool) -> None:
    authorization = bind(shop)
    shop.sandbox.faults("callback result_url", "drop", times=20)
    shop.sandbox.grant(authorization.auth_no or "")
    assert check_authorization(shop.db, authorization.token) == authorization.id
    with pytest.raises(Killed):
        sweep_authorizations(shop.db, dying_wallet(shop, sends=sends))
    assert shop.authorization(authorization.token).status is AuthorizationStatus.PENDING
    shop.sweep_authorizations()
    assert shop.authorization(authorization.token).status is AuthorizationStatus.GRANTED


def test_an_impatient_shopper_asks_at_most_every_two_seconds(shop: RunningShop) -> None:
    authorization = bind(shop)
    assert check_authorization(shop.db, authorization.token) == authorization.id
    with time_machine.travel(utc_now(), tick=False):
        detail_soon(shop.db, shop.wallet, authorization.id)
        assert len(shop.calls.payloads(DETAIL)) == 1
        assert check_authorization(shop.db, authorization.token) is None
        assert check_authorization(shop.db, "nobody") is None


def test_a_shopper_is_heard_although_the_clock_went_back(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = bind(shop)
    check_authorization(shop.db, authorization.token)
    detail_soon(shop.db, shop.wallet, authorization.id)
    clock.shift(-timedelta(hours=1))
    assert check_authorization(shop.db, authorization.token) == authorization.id
    detail_soon(shop.db, shop.wallet, authorization.id)
    assert len(shop.calls.payloads(DETAIL)) == 2


def test_ten_who_ask_at_once_are_one_call(shop: RunningShop) -> None:
    authorization = bind(shop)
    check_authorization(shop.db, authorization.token)
    run_at_once(10, lambda _: detail_soon(shop.db, shop.wallet, authorization.id))
    assert len(shop.calls.payloads(DETAIL)) == 1


def test_only_a_granted_limited_one_serves_one_tap(shop: RunningShop) -> None:
    first, second, plan = shop.bind(), shop.bind(), shop.subscribe("tea-every-month")
    waiting = bind(shop, "waiting")
    tokens = [row.token for row in (first, second, plan, waiting)]
    found = one_tap(shop.db, tokens)
    assert found is not None
    assert found.number == second.number
    assert one_tap(shop.db, [plan.token, waiting.token]) is None
    assert one_tap(shop.db, []) is None
    assert [row.token for row in list_authorizations(shop.db, tokens)] == tokens[::-1]


def test_the_history_tells_who_did_what(shop: RunningShop) -> None:
    authorization = shop.bind()
    with shop.db.read() as session:
        events = session.scalars(
            select(History.event).where(History.authorization_id == authorization.id).order_by(History.id)
        ).all()
    assert list(events) == ["binding_started", "link_made", "granted"]
    found = find_by_number(shop.db, authorization.number)
    assert found is not None
    assert found.token == authorization.token
    assert find_by_number(shop.db, "A000000-000000") is None
