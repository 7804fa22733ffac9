"""The set-up page of the admin: the checks as they finish, and the way to a first payment."""

import pytest
import time_machine

from app.admin.first_step_words import guide
from app.db import utc_now
from app.doctor import Step, find_first_steps
from app.services.cancellations import cancel_authorization
from app.services.heartbeat import beat
from tests.addresses import read_rows
from tests.admin.browsing import Browser
from tests.running import RunningShop


def done(shop: RunningShop) -> set[Step]:
    return {first.step for first in find_first_steps(shop.db) if first.at}


def test_a_stranger_neither_sees_it_nor_runs_it(stranger: Browser) -> None:
    assert stranger.get("/admin/doctor", follow=False).location.startswith("/admin/sign-in")
    assert stranger.client.post("/admin/doctor/runs").status_code in (302, 400)


def test_opening_the_page_calls_nobody_and_changes_nothing(shop: RunningShop, staff: Browser) -> None:
    shop.wallet.calls.flush()
    rows = read_rows(shop.db)
    page = staff.get("/admin/doctor")
    assert page.status == 200
    assert read_rows(shop.db) == rows
    assert shop.calls.payloads("GET /platform/inquiry") == []
    assert staff.client.get("/admin/doctor/runs").status_code == 405


def test_a_run_shows_every_line_and_how_many_failed(shop: RunningShop, staff: Browser) -> None:
    beat(shop.db, "jobs-of-the-test", utc_now())
    shop.sandbox.next_answer("GET /platform/inquiry", "201", message="Validation error")
    page = staff.send(staff.get("/admin/doctor").form("/runs"))
    assert page.status == 200
    assert "JKOPay accepts the signature Check failed JKOPay refuses the signature (201)." in page.text
    assert "Copy JKOPAY_API_KEY and JKOPAY_SECRET_KEY again from your contract" in page.text
    assert "PUBLIC_URL can be reached Passed" in page.text
    assert page.text.count("Why it matters") == page.text.count(" Check failed ")
    # PostgreSQL of the tests keeps nothing that somebody needs tomorrow, and the page says so.
    assert ("1 line failed." if shop.db.is_sqlite else "2 lines failed.") in page.text


def test_a_run_sends_each_line_when_it_is_known(shop: RunningShop, staff: Browser) -> None:
    form = staff.get("/admin/doctor").form("/runs")
    asked = len(shop.calls.payloads("GET /platform/inquiry"))
    response = staff.client.post(form.action, data=form.fields, buffered=False)
    parts = response.iter_encoded()
    assert next(part for part in parts if b"Results of the checks" in part)
    assert len(shop.calls.payloads("GET /platform/inquiry")) == asked
    assert next(part for part in parts if b"an order that does not exist is 102" in part)
    assert len(shop.calls.payloads("GET /platform/inquiry")) == asked + 1
    response.close()


def test_each_first_step_is_ticked_by_what_really_happened(
    clock: time_machine.Traveller, shop: RunningShop, staff: Browser
) -> None:
    assert done(shop) == set()
    order = shop.buy()
    assert done(shop) == set()
    shop.pay(order)
    assert done(shop) == {Step.PAYMENT}
    staff.refund(order, "20")
    shop.sweep()
    assert done(shop) == {Step.PAYMENT, Step.REFUND}
    authorization = shop.subscribe("tea-every-month")
    shop.sweep()
    assert done(shop) == {Step.PAYMENT, Step.REFUND, Step.BINDING, Step.CHARGE}
    cancel_authorization(shop.db, shop.wallet, number=authorization.number, actor="merchant")
    shop.sweep()
    assert done(shop) == set(Step)
    page = staff.get("/admin/doctor")
    assert page.text.count("Done") == len(Step)
    assert "Not yet" not in page.text


def test_a_step_that_waits_leads_to_where_it_is_done(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid()
    page = staff.get("/admin/doctor")
    assert f"/admin/orders/{order.number}" in page.links
    assert {"/", "/authorizations/new"} <= set(page.links)
    with shop.app.test_request_context():
        addresses = [step.address for step in guide(find_first_steps(shop.db))]
    assert [address for address in addresses if staff.get(address).status != 200] == []


@pytest.mark.parametrize("locale", ["zh_Hant_TW", "en"])
def test_the_page_is_there_in_both_languages(staff: Browser, locale: str) -> None:
    with staff.client.session_transaction() as session:
        session["locale"] = locale
    assert staff.get("/admin/doctor").status == 200
