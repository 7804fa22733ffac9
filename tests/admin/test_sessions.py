"""Signing in and out: what a stranger sees, what a copied cookie is worth."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select, update

from app.db import utc_now
from app.models import StaffSession
from app.services.staff import create_staff
from tests.admin.browsing import Browser
from tests.databases import PASSWORD, STAFF
from tests.running import RunningShop


def addresses(shop: RunningShop, method: str) -> list[str]:
    """Every address of the admin for `method`, but the sign-in."""
    names = {"number": "T1", "payment_number": "T1-1", "authorization_number": "A1", "key": "K1"}
    filled = {**names, "attention_id": 1, "call_id": 1}
    adapter = shop.app.url_map.bind("localhost")
    return [
        adapter.build(rule.endpoint, {name: filled[name] for name in rule.arguments}, method=method)
        for rule in shop.app.url_map.iter_rules()
        if rule.endpoint.startswith("admin.") and method in (rule.methods or ()) and "sign-in" not in rule.rule
    ]


def test_a_stranger_sees_no_page_of_the_admin(shop: RunningShop, stranger: Browser) -> None:
    paths = addresses(shop, "GET")
    assert len(paths) == 18
    for path in paths:
        page = stranger.get(path, follow=False)
        assert (page.status, urlsplit(page.location).path) == (302, "/admin/sign-in")
        assert parse_qs(urlsplit(page.location).query) == {"next": [path]}


def test_a_stranger_who_signs_in_comes_to_the_page_that_was_wanted(stranger: Browser) -> None:
    wanted = stranger.get("/admin/?q=ming&status=paid")
    page = stranger.send(wanted.form("/sign-in"), follow=False, username=STAFF, password=PASSWORD)
    assert (page.status, page.location) == (303, "/admin/?q=ming&status=paid")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/admin/", "/\\evil.example", "javascript:alert(1)", "/cart"]
)
def test_signing_in_never_leads_to_another_place(stranger: Browser, elsewhere: str) -> None:
    form = stranger.get("/admin/sign-in").form("/sign-in")
    page = stranger.send(form, follow=False, username=STAFF, password=PASSWORD, next=elsewhere)
    assert page.location == "/admin/"


def test_a_wrong_name_and_a_wrong_password_are_the_same_answer(stranger: Browser) -> None:
    pages = [stranger.sign_in(STAFF, "wrong"), stranger.sign_in("nobody", PASSWORD)]
    assert [page.status for page in pages] == [422, 422]
    assert pages[0].text == pages[1].text
    assert "The user name or the password is wrong." in pages[0].text
    assert stranger.get("/admin/", follow=False).status == 302


def test_a_password_that_was_typed_is_never_sent_back(stranger: Browser) -> None:
    page = stranger.sign_in("nobody", "my other password")
    assert "my other password" not in page.html
    assert 'value="nobody"' in page.html


@pytest.mark.parametrize(("username", "password"), [("", PASSWORD), (STAFF, ""), ("x" * 201, "y"), ("a\x00b", "y")])
def test_what_cannot_be_a_sign_in_is_none(stranger: Browser, username: str, password: str) -> None:
    assert stranger.sign_in(username, password).status == 422


def test_the_eleventh_try_in_a_minute_is_turned_away_in_the_look_of_the_house(stranger: Browser) -> None:
    pages = [stranger.sign_in(STAFF, "wrong") for _ in range(11)]
    assert [page.status for page in pages] == [422] * 10 + [429]
    assert "Too many tries" in pages[-1].text
    assert pages[-1].form("/sign-in").fields["csrf_token"]


def test_signing_in_gives_the_browser_a_new_session_and_keeps_the_shoppers_part(stranger: Browser) -> None:
    before = stranger.get("/admin/sign-in").form("/sign-in").fields["csrf_token"]
    with stranger.client.session_transaction() as session:
        session["cart"], session["planted"] = {"gaiwan": 1}, "by an attacker"
        old_token = session["csrf_token"]
    stranger.sign_in()
    with stranger.client.session_transaction() as session:
        assert (session["cart"], session["locale"]) == ({"gaiwan": 1}, "en")
        assert "planted" not in session
        assert session.get("csrf_token") != old_token
    sign_out = stranger.get("/admin/").form("/sign-out")
    assert stranger.send(sign_out, csrf_token=before).status == 400


def test_signing_out_kills_the_session_so_that_a_copied_cookie_is_dead(shop: RunningShop, staff: Browser) -> None:
    cookie = staff.client.get_cookie("session")
    assert cookie is not None
    thief = Browser(shop.app)
    thief.client.set_cookie("session", cookie.value)
    assert thief.get("/admin/", follow=False).status == 200
    page = staff.send(staff.get("/admin/").form("/sign-out"))
    assert "You are signed out." in page.text
    assert thief.get("/admin/", follow=False).status == 302
    assert staff.get("/admin/", follow=False).status == 302
    with shop.db.read() as session:
        assert session.scalar(select(func.count(StaffSession.id))) == 0


def test_signing_out_leaves_the_others_signed_in(shop: RunningShop, staff: Browser) -> None:
    create_staff(shop.db, "colleague", "another long password")
    colleague = Browser(shop.app)
    colleague.sign_in("colleague", "another long password")
    staff.send(staff.get("/admin/").form("/sign-out"))
    assert colleague.get("/admin/", follow=False).status == 200


def test_a_session_ends_by_itself(shop: RunningShop, staff: Browser) -> None:
    with shop.db.write() as session:
        session.execute(update(StaffSession).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert staff.get("/admin/", follow=False).status == 302


def test_a_form_without_its_token_is_turned_away(shop: RunningShop, staff: Browser) -> None:
    paths = addresses(shop, "POST")
    assert len(paths) == 14
    for path in [*paths, "/admin/sign-in"]:
        assert staff.client.post(path, data={}).status_code == 400, path
    assert staff.get("/admin/", follow=False).status == 200


def test_every_page_forbids_what_is_not_its_own(stranger: Browser, staff: Browser) -> None:
    for browser, path in ((stranger, "/admin/sign-in"), (staff, "/admin/")):
        response = browser.client.get(path)
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none';")
        assert response.headers["Cache-Control"] == "no-store"
        for inline in ("<style", " style=", " onclick=", "<script>"):
            assert inline not in response.get_data(as_text=True)


def test_another_password_ends_every_session_and_is_the_only_one_taken(shop: RunningShop, staff: Browser) -> None:
    runner = shop.app.test_cli_runner()
    other = "a password nobody else has"
    result = runner.invoke(args=["change-password", STAFF, "--password", other])
    assert (result.exit_code, other in result.output) == (0, False)
    assert staff.get("/admin/", follow=False).status == 302
    assert Browser(shop.app).sign_in().address == "/admin/sign-in"
    assert Browser(shop.app).sign_in(password=other).address == "/admin/"
    assert runner.invoke(args=["change-password", "nobody", "--password", other]).exit_code == 1
    assert runner.invoke(args=["change-password", STAFF, "--password", "short"]).exit_code == 1
