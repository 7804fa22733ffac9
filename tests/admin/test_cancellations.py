"""Staff cancels an authorization: confirmed first, done once, and never lost."""

from datetime import timedelta

import pytest
import time_machine

from app.models import Authorization, AuthorizationStatus
from tests.admin.browsing import Browser, Page
from tests.running import RunningShop
from tests.services.test_bindings import bind
from tests.services.travelling import let_pass

pytestmark = pytest.mark.usefixtures("clock")
CANCEL = "POST /platform/authpay/cancel"


def page_of(staff: Browser, authorization: Authorization) -> Page:
    return staff.get(f"/admin/authorizations/{authorization.number}")


def cancel(staff: Browser, authorization: Authorization) -> Page:
    """Both steps."""
    form = staff.get(f"/admin/authorizations/{authorization.number}/cancel").form("/cancel")
    return staff.send(form)


def test_staff_cancels_in_two_steps_and_twice_is_no_harm(shop: RunningShop, staff: Browser) -> None:
    authorization = shop.bind()
    form = staff.get(f"/admin/authorizations/{authorization.number}/cancel").form("/cancel")
    assert not shop.calls.payloads(CANCEL)
    assert "The authorization is cancelled. Nothing more is charged under it." in staff.send(form).text
    assert "was cancelled already" in staff.send(form).text
    assert "merchant asked JKOPay to cancel the authorization." in page_of(staff, authorization).text


def test_cancelled_at_jkopay_before_counts_as_done(shop: RunningShop, staff: Browser) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(CANCEL, "302", message="Canceled auth_no")
    assert "was cancelled already at JKOPay" in cancel(staff, authorization).text
    assert shop.authorization(authorization.token).status is AuthorizationStatus.CANCELLED


def test_what_is_not_granted_yet_is_explained(shop: RunningShop, staff: Browser) -> None:
    authorization = bind(shop)
    assert "JKOPay cancels only what is granted" in cancel(staff, authorization).text


def test_an_unanswered_cancellation_is_unknown_and_resolved_later(
    shop: RunningShop, staff: Browser, clock: time_machine.Traveller
) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(CANCEL, "http_500", times=1)
    page = cancel(staff, authorization)
    assert "JKOPay has not confirmed it yet." in page.text
    assert "Being cancelled, still asking" in page.text
    let_pass(shop, clock, timedelta(minutes=2), steps=4)
    assert "Being cancelled" not in page_of(staff, authorization).text
