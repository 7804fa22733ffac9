"""`flask sandbox trigger`: what it makes happen, and that the whole shop reacts."""

import json
from typing import Any

import pytest
import requests
from click.testing import Result
from sqlalchemy import select

from app import create_app
from app.config import Settings
from app.models import AuthorizationStatus, Order, OrderStatus, PaymentStatus
from app.services.sandbox_events import Event
from tests.ports import reserve_port
from tests.running import RunningShop
from tests.terminal import give, give_to

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def trigger(shop: RunningShop, *args: str) -> Result:
    return give(shop, "sandbox", "trigger", *args)


def told(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def page_token(answer: dict[str, Any]) -> str:
    return str(answer["page"]).rpartition("/")[2]


def test_every_event_is_listed_with_what_it_does(shop: RunningShop) -> None:
    result = give(shop, "sandbox", "events")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == [event.value for event in Event]


def test_a_payment_without_a_number_is_of_a_new_order_and_the_shop_knows(shop: RunningShop) -> None:
    answer = told(trigger(shop, "payment.paid", "--user", "creditcard", "--json"))
    order = shop.order(page_token(answer))
    assert (order.status, answer["status"]) == (OrderStatus.PAID, "paid")
    assert shop.payment(order).channel_type == "creditcard"
    assert requests.get(answer["page"], timeout=10).status_code == 200
    assert answer["admin_page"] == f"{shop.url}/admin/orders/{order.number}"


def test_people_read_what_was_done_and_where_to_look(shop: RunningShop) -> None:
    result = trigger(shop, "payment.paid")
    (order,) = _orders(shop)
    assert result.stdout.splitlines() == [
        "payment.paid",
        f"  placed the order {order.number}",
        f"  wallet user balance paid {order.number}-1",
        "  now: paid",
        f"  page: {shop.url}/orders/{order.token}",
        f"  admin: {shop.url}/admin/orders/{order.number}",
    ]


@pytest.mark.parametrize("name", ["order", "payment"])
def test_an_order_of_the_shop_is_paid_by_either_number(shop: RunningShop, name: str) -> None:
    order = shop.buy()
    number = order.number if name == "order" else shop.payment(order).number
    told(trigger(shop, "payment.paid", number.lower(), "--json"))
    assert shop.order(order.token).status is OrderStatus.PAID


def test_an_order_of_another_program_is_paid_too_and_has_no_page(shop: RunningShop) -> None:
    assert give(shop, "jkopay", "entry", "--amount", "10", "--order-id", "CLI-other").exit_code == 0
    answer = told(trigger(shop, "payment.paid", "CLI-other", "--json"))
    assert (answer["number"], answer["page"]) == ("CLI-other", None)
    assert "means: paid" in give(shop, "jkopay", "inquiry", "CLI-other").stdout


def test_a_payment_that_fails_is_failed_in_the_shop(shop: RunningShop) -> None:
    answer = told(trigger(shop, "payment.failed", "--json"))
    assert answer["status"] == "failed"
    assert shop.payment(shop.order(page_token(answer))).status is PaymentStatus.FAILED


def test_a_payment_that_is_declined_stays_open_in_the_shop(shop: RunningShop) -> None:
    answer = told(trigger(shop, "payment.declined", "--json"))
    shop.sweep()
    assert shop.payment(shop.order(page_token(answer))).status is PaymentStatus.PENDING
    assert shop.sandbox.control("GET", f"/orders/{answer['number']}")["state"] == "declined"


def test_an_order_that_is_paid_cannot_be_declined_or_paid_again(shop: RunningShop) -> None:
    number = shop.paid().number
    declined, paid = trigger(shop, "payment.declined", number), trigger(shop, "payment.paid", number)
    assert (declined.exit_code, paid.exit_code) == (1, 1)
    assert "already_paid" in paid.stderr


def test_a_wallet_without_money_is_told_with_jkopays_words(shop: RunningShop) -> None:
    result = trigger(shop, "payment.paid", "--user", "short")
    assert result.exit_code == 1
    assert "short (121 " in result.stderr


def test_a_wallet_user_that_is_not_there_is_told_with_those_who_are(shop: RunningShop) -> None:
    result = trigger(shop, "payment.paid", "--user", "nobody")
    assert result.exit_code == 1
    assert "coupon_stuck" in result.stderr


def test_an_authorization_without_a_number_is_asked_for_and_granted(shop: RunningShop) -> None:
    answer = told(trigger(shop, "authorization.granted", "--json"))
    assert shop.authorization(page_token(answer)).status is AuthorizationStatus.GRANTED
    assert requests.get(answer["page"], timeout=10).status_code == 200


def test_a_declined_authorization_is_granted_to_nobody(shop: RunningShop) -> None:
    answer = told(trigger(shop, "authorization.declined", "--json"))
    again = trigger(shop, "authorization.granted", answer["number"])
    assert again.exit_code == 1
    assert "declined" in again.stderr


@pytest.mark.parametrize("by", ["user", "jkopay"])
def test_an_authorization_without_a_number_is_granted_and_then_cancelled(shop: RunningShop, by: str) -> None:
    answer = told(trigger(shop, "authorization.cancelled", "--by", by, "--json"))
    authorization = shop.authorization(page_token(answer))
    assert (answer["status"], authorization.status) == ("cancelled", AuthorizationStatus.CANCELLED)
    assert shop.sandbox.control("GET", f"/authorizations/{authorization.auth_no}")["cancelled_by"] == by


def test_an_authorization_is_found_by_jkopays_number_too(shop: RunningShop) -> None:
    authorization = shop.bind()
    told(trigger(shop, "authorization.cancelled", authorization.auth_no or "", "--json"))
    assert shop.authorization(authorization.token).status is AuthorizationStatus.CANCELLED


def test_a_notification_is_made_once_more_and_changes_nothing(shop: RunningShop) -> None:
    order = shop.paid()
    number = shop.payment(order).number
    before = len(shop.sandbox.deliveries(number)[-1]["attempts"])
    result = trigger(shop, "notification.redelivered", order.number)
    assert f"called result_url about {number} again: HTTP 200" in result.stdout
    assert len(shop.sandbox.deliveries(number)[-1]["attempts"]) > before
    assert shop.order(order.token).status is OrderStatus.PAID


def test_a_notification_without_a_number_is_about_a_new_paid_order(shop: RunningShop) -> None:
    answer = told(trigger(shop, "notification.redelivered", "--json"))
    assert answer["status"] == "paid"
    assert answer["steps"][-1].endswith("again: HTTP 200")


def test_what_was_never_told_cannot_be_told_again(shop: RunningShop) -> None:
    result = trigger(shop, "notification.redelivered", shop.buy().number)
    assert result.exit_code == 1
    assert "has told the shop nothing about" in result.stderr


def test_a_sandbox_that_is_not_running_is_told_and_no_order_is_made(shop: RunningShop) -> None:
    shop.sandbox.stop()
    result = trigger(shop, "payment.paid")
    shop.sandbox.start()
    assert result.exit_code == 3
    assert f"No sandbox answers at {shop.sandbox.url}" in result.stderr
    assert "python -m app" in result.stderr
    assert _orders(shop) == []


def test_the_real_jkopay_is_never_steered(shop: RunningShop) -> None:
    result = _give_with(shop, jkopay_base_url="https://onlinepay.jkopay.example", public_url="https://shop.example.com")
    assert result.exit_code == 2
    assert "JKOPAY_BASE_URL is https://onlinepay.jkopay.example, not a sandbox" in result.stderr


def test_what_is_no_sandbox_is_told_from_one(shop: RunningShop) -> None:
    result = _give_with(shop, jkopay_base_url=shop.url)
    assert result.exit_code == 2
    assert "is no sandbox: correct JKOPAY_BASE_URL" in result.stderr


def test_a_store_that_the_sandbox_does_not_know_is_named(shop: RunningShop) -> None:
    result = _give_with(shop, jkopay_store_id="another-store")
    assert result.exit_code == 2
    assert "no store another-store: set JKOPAY_STORE_ID" in " ".join(result.stderr.split())


def test_a_shop_that_does_not_answer_confirm_url_is_named_with_its_mend(shop: RunningShop) -> None:
    port = reserve_port()
    result = _give_with(shop, public_url=f"http://127.0.0.1:{port}")
    assert result.exit_code == 1
    assert f"the shop at http://127.0.0.1:{port} did not answer confirm_url" in result.stderr


def test_an_event_that_is_not_there_is_a_wrong_usage(shop: RunningShop) -> None:
    assert trigger(shop, "payment.lost").exit_code == 2


def _orders(shop: RunningShop) -> list[Order]:
    with shop.db.read() as session:
        return list(session.scalars(select(Order)))


def _give_with(shop: RunningShop, **changed: str) -> Result:
    """Trigger a payment with other settings and the same database."""
    app = create_app(Settings(**{**shop.settings.model_dump(), **changed}))
    result = give_to(app, "sandbox", "trigger", "payment.paid")
    app.extensions["shop"].wallet.calls.close()
    app.extensions["shop"].db.close()
    return result
