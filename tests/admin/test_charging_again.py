"""Staff charges an order again whose shopper tried the code in between, and did not pay."""

import pytest
import time_machine
from sqlalchemy import select

from app.models import Authorization, Order
from app.services.endings import Ending
from app.services.payment_endings import close_unpaid
from app.services.payments import retry_payment
from tests.admin.browsing import Browser
from tests.admin.test_authorizations import TRANSACTION, charge_now
from tests.running import RunningShop
from tests.services.test_disputed import disputed_charge, disputed_cycle
from tests.services.test_endings import decide, only_matter
from tests.services.test_settlement import expire
from tests.services.travelling import do_due

pytestmark = pytest.mark.usefixtures("clock")


def doors(staff: Browser, order: Order, authorization: Authorization) -> list[int]:
    """How often the pages of the order and of its authorization lead to another charge."""
    pages = (f"/admin/orders/{order.number}", f"/admin/authorizations/{authorization.number}")
    return [staff.get(page).links.count(f"/admin/orders/{order.number}/charge") for page in pages]


def _only_authorization(shop: RunningShop) -> Authorization:
    with shop.db.read() as session:
        return session.scalars(select(Authorization)).one()


def test_staff_is_offered_the_charge_again_once_the_code_can_not_be_paid(shop: RunningShop, staff: Browser) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(TRANSACTION, "303")
    order = shop.tap(authorization)
    retry_payment(shop.db, shop.wallet, order.token)
    assert doors(staff, order, authorization) == [0, 0]
    assert "it is paid or may still be" in staff.get(f"/admin/orders/{order.number}/charge").text
    expire(shop, order)
    assert doors(staff, order, authorization) == [1, 1]
    assert "were taken." in charge_now(staff, order).text
    assert doors(staff, order, authorization) == [0, 0]


def test_the_door_stands_at_the_charge_and_names_its_authorization(shop: RunningShop, staff: Browser) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(TRANSACTION, "303")
    order = shop.tap(authorization)
    retry_payment(shop.db, shop.wallet, order.token)
    expire(shop, order)
    text = staff.order(order).text
    code, charge = text.index(f"{order.number}-2"), text.index(f"{order.number}-1")
    assert code < charge < text.index("The authorization still stands.")
    assert authorization.number in staff.get(f"/admin/orders/{order.number}/charge").text


def test_the_door_is_closed_until_somebody_decided_about_another_amount(
    shop: RunningShop, staff: Browser, clock: time_machine.Traveller
) -> None:
    order = disputed_charge(shop, clock)
    authorization = _only_authorization(shop)
    assert doors(staff, order, authorization) == [0, 0]
    assert "may have been with another amount" in staff.get(f"/admin/orders/{order.number}/charge").text
    close_unpaid(shop.db, decide(only_matter(shop), Ending.CLOSE))
    assert doors(staff, order, authorization) == [1, 1]


def _pages_of_a_charge(shop: RunningShop, order: Order) -> list[str]:
    authorization = _only_authorization(shop).number
    return [f"/admin/orders/{order.number}", f"/admin/authorizations/{authorization}", "/admin/subscriptions"]


def test_what_waits_for_a_decision_names_no_time_and_what_the_decision_does(
    shop: RunningShop, staff: Browser, clock: time_machine.Traveller
) -> None:
    order = disputed_cycle(shop, clock)
    pages = _pages_of_a_charge(shop, order)
    assert [staff.get(page).text.count("it is decided what was paid") for page in pages] == [1, 1, 1]
    assert "The shop tries again on the next day" not in staff.get(pages[-1]).text
    assert "nothing more is taken for the order" in staff.order(order).text
    page = staff.get(f"/admin/attention/{only_matter(shop).attention.id}/end")
    page = staff.send(page.form("/confirm"), ending="close", note="asked JKOPay by telephone")
    assert "If the order has a newer one, that goes on and may be taken" in page.text
    staff.send(page.form("/end"))
    assert [staff.get(page).text.count("it is decided") for page in pages] == [0, 0, 0]
    assert "The shop tries again on the next day" in staff.get(pages[-1]).text


def test_a_cycle_that_is_over_is_not_offered_after_a_code(
    shop: RunningShop, staff: Browser, subscribed: Authorization, clock: time_machine.Traveller
) -> None:
    shop.sandbox.next_answer(TRANSACTION, "303")
    do_due(shop)
    order = shop.authorization(subscribed.token).charges[0].order
    retry_payment(shop.db, shop.wallet, order.token)
    expire(shop, order)
    assert doors(staff, order, subscribed) == [1, 1]
    clock.move_to("2026-11-30T19:56:00+08:00")
    staff.sign_in()
    assert doors(staff, order, subscribed) == [0, 0]
    assert "its cycle is over" in staff.get(f"/admin/orders/{order.number}/charge").text
