"""Cancelled from four sides, and what silence, crashes and repeated clicks leave of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import utc_now
from app.models import (
    AttentionReason,
    Authorization,
    AuthorizationStatus,
    History,
    SubscriptionStatus,
)
from app.services.authorizations import AuthorizationUnknown
from app.services.binding_schedule import CANCEL_OVERDUE
from app.services.cancellations import CancelNews, cancel_authorization
from app.services.wallet import Wallet
from tests.dying import Killed, dying_wallet
from tests.running import RunningShop, run_at_once
from tests.services.test_bindings import bind, reasons
from tests.services.test_no_transaction_in_a_call import Tripwire

CANCEL, DETAIL = "POST /platform/authpay/cancel", "GET /platform/authpay/detail"


def cancel(
    shop: RunningShop, authorization: Authorization, actor: str = "shopper", wallet: Wallet | None = None
) -> CancelNews:
    return cancel_authorization(shop.db, wallet or shop.wallet, number=authorization.number, actor=actor)


def status(shop: RunningShop, authorization: Authorization) -> AuthorizationStatus:
    return shop.authorization(authorization.token).status


def at_jkopay(shop: RunningShop, authorization: Authorization) -> str:
    rows = shop.sandbox.authorizations()
    return str(next(row["status"] for row in rows if row["auth_no"] == authorization.auth_no))


def who_cancelled(shop: RunningShop, authorization: Authorization) -> list[str]:
    with shop.db.read() as session:
        query = select(History.actor).where(
            History.authorization_id == authorization.id, History.to_status == AuthorizationStatus.CANCELLED
        )
        return list(session.scalars(query))


@pytest.mark.parametrize("actor", ["shopper", "merchant"])
def test_shopper_and_staff_cancel_at_jkopay_too(shop: RunningShop, actor: str) -> None:
    authorization = shop.subscribe("tea-every-month")
    assert cancel(shop, authorization, actor) is CancelNews.CANCELLED
    ended = shop.authorization(authorization.token)
    assert (ended.status, at_jkopay(shop, ended)) == (AuthorizationStatus.CANCELLED, "cancel")
    assert (ended.cancel_asked_by, ended.next_inquiry_at) == (actor, None)
    assert ended.cancelled_at is not None
    assert ended.subscription is not None
    assert ended.subscription.status is SubscriptionStatus.ENDED
    assert who_cancelled(shop, ended) == [actor]


@pytest.mark.parametrize("by", ["user", "jkopay"])
@pytest.mark.parametrize("told", ["told", "told twice", "never told", "told late"])
def test_a_cancellation_on_the_other_side_is_learned_from_detail(shop: RunningShop, by: str, told: str) -> None:
    shop.sandbox.change_store(cancellation_url=f"{shop.url}/jkopay/cancellations")
    authorization = shop.subscribe("tea-every-month")
    fault = {"told twice": "duplicate", "never told": "drop", "told late": "delay"}.get(told)
    if fault:
        shop.sandbox.faults("callback cancellation_url", fault, times=5, seconds=0.3)
    shop.sandbox.cancel(authorization.auth_no or "", by)
    shop.sweep_authorizations()
    shop.sweep_authorizations()
    ended = shop.authorization(authorization.token)
    assert ended.status is AuthorizationStatus.CANCELLED
    assert ended.subscription is not None
    assert ended.subscription.status is SubscriptionStatus.ENDED
    assert who_cancelled(shop, ended) == ["jkopay"]


def test_what_is_cancelled_already_is_done(shop: RunningShop) -> None:
    authorization = shop.bind()
    shop.sandbox.cancel(authorization.auth_no or "")
    assert cancel(shop, authorization) is CancelNews.ALREADY
    assert status(shop, authorization) is AuthorizationStatus.CANCELLED
    assert cancel(shop, authorization) is CancelNews.ALREADY
    assert len(shop.calls.payloads(CANCEL)) == 1


def test_what_was_not_granted_is_not_cancelled_and_may_still_be_granted(shop: RunningShop) -> None:
    authorization = bind(shop)
    assert cancel(shop, authorization) is CancelNews.UNGRANTED
    pending = shop.authorization(authorization.token)
    assert (pending.status, pending.cancel_asked_by) == (AuthorizationStatus.PENDING, None)
    assert shop.granted(authorization.token).status is AuthorizationStatus.GRANTED


def test_what_never_reached_jkopay_needs_no_call(shop: RunningShop) -> None:
    shop.sandbox.faults("POST /platform/authpay/limited", "http_500")
    assert cancel(shop, bind(shop)) is CancelNews.NOTHING_TO_CANCEL
    assert shop.calls.payloads(CANCEL) == []
    with pytest.raises(AuthorizationUnknown):
        cancel_authorization(shop.db, shop.wallet, number="A000000-000000", actor="shopper")


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after", "http_500", "reset", "bad_json"])
def test_after_a_silence_the_will_stands_until_it_is_done(shop: RunningShop, fault: str) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(CANCEL, fault, seconds=0.1)
    assert cancel(shop, authorization) is CancelNews.UNKNOWN
    unknown = shop.authorization(authorization.token)
    assert (unknown.status, unknown.silent_since is None) == (AuthorizationStatus.CANCELLING, False)
    shop.sweep_authorizations()
    assert (status(shop, authorization), at_jkopay(shop, authorization)) == (AuthorizationStatus.CANCELLED, "cancel")
    assert who_cancelled(shop, authorization) == ["shopper"]


def test_detail_ends_it_where_cancelling_never_answers(shop: RunningShop) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(CANCEL, "timeout_after", seconds=0.1)
    cancel(shop, authorization)
    shop.sandbox.faults(CANCEL, "http_500", times=50)
    shop.sweep_authorizations()
    assert status(shop, authorization) is AuthorizationStatus.CANCELLED


def test_a_silence_of_detail_too_leaves_it_cancelling(shop: RunningShop) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(CANCEL, "http_500", times=2)
    shop.sandbox.faults(DETAIL, "http_500")
    cancel(shop, authorization)
    shop.sweep_authorizations()
    assert status(shop, authorization) is AuthorizationStatus.CANCELLING
    shop.sweep_authorizations()
    assert status(shop, authorization) is AuthorizationStatus.CANCELLED


@pytest.mark.parametrize("sends", [False, True])
def test_a_process_killed_around_the_call_loses_no_will(shop: RunningShop, sends: bool) -> None:
    authorization = shop.bind()
    with pytest.raises(Killed):
        cancel(shop, authorization, wallet=dying_wallet(shop, sends=sends))
    assert status(shop, authorization) is AuthorizationStatus.CANCELLING
    shop.sweep_authorizations()
    assert (status(shop, authorization), at_jkopay(shop, authorization)) == (AuthorizationStatus.CANCELLED, "cancel")


@pytest.mark.parametrize(
    ("result", "message"),
    [("200", "Bad request"), ("201", "Validation error"), ("301", "Invalid auth_no")],
)
def test_a_refusal_that_speaks_of_our_request_keeps_the_will_and_names_the_fault(
    shop: RunningShop, result: str, message: str
) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(CANCEL, result, message=message)
    assert cancel(shop, authorization) is CancelNews.UNKNOWN
    assert status(shop, authorization) is AuthorizationStatus.CANCELLING
    assert reasons(shop) == [AttentionReason.INTEGRATION_FAULT]
    shop.sweep_authorizations()
    assert status(shop, authorization) is AuthorizationStatus.CANCELLED


def test_999_is_a_silence(shop: RunningShop) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(CANCEL, "999", message="Internal server error")
    assert cancel(shop, authorization) is CancelNews.UNKNOWN
    assert reasons(shop) == []


def test_ten_clicks_at_once_are_one_cancellation(shop: RunningShop) -> None:
    authorization = shop.bind()
    news = run_at_once(10, lambda _: cancel(shop, authorization))
    assert set(news) <= {CancelNews.CANCELLED, CancelNews.UNKNOWN, CancelNews.ALREADY}
    assert news.count(CancelNews.CANCELLED) == 1
    assert len(shop.calls.payloads(CANCEL)) == 1
    assert who_cancelled(shop, authorization) == ["shopper"]


def test_a_detail_that_says_granted_does_not_undo_the_will(shop: RunningShop) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(CANCEL, "timeout_before", seconds=0.1)
    cancel(shop, authorization)
    shop.sandbox.faults(CANCEL, "http_500")
    shop.sweep_authorizations()
    assert status(shop, authorization) is AuthorizationStatus.CANCELLING


def test_a_cancellation_unknown_for_an_hour_goes_to_the_staff_and_leaves_by_itself(shop: RunningShop) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(CANCEL, "http_500", times=2)
    cancel(shop, authorization)
    with shop.db.write() as session:
        row = session.get_one(Authorization, authorization.id)
        row.cancel_asked_at = utc_now() - CANCEL_OVERDUE - timedelta(seconds=1)
    shop.sweep_authorizations()
    assert reasons(shop) == [AttentionReason.CANCEL_UNKNOWN]
    shop.sweep_authorizations()
    assert status(shop, authorization) is AuthorizationStatus.CANCELLED
    assert reasons(shop) == []


def test_six_clicks_at_once_are_one_cancellation(shop: RunningShop) -> None:
    authorization = shop.subscribe("bread-every-week")
    news = run_at_once(6, lambda _: cancel(shop, authorization, "merchant"))
    assert news.count(CancelNews.CANCELLED) == 1
    ended = shop.authorization(authorization.token)
    assert ended.subscription is not None
    assert (ended.status, ended.subscription.status) == (AuthorizationStatus.CANCELLED, SubscriptionStatus.ENDED)


def test_no_connection_is_held_while_jkopay_is_asked(shop: RunningShop) -> None:
    tripwire = Tripwire(shop)
    shop.sandbox.faults("callback result_url", "drop", times=20)
    cancel(shop, shop.bind())
    shop.subscribe("tea-every-month")
    called = {path: count for path, count in tripwire.open_connections.items() if path.startswith("/platform")}
    paths = ("limited", "regular", "detail", "cancel")
    assert called == {f"/platform/authpay/{path}": 0 for path in paths}
