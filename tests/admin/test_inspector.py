"""The calls between the shop and JKOPay as staff reads them, and the form that checks a digest."""

import shlex
from urllib.parse import urlsplit

import pytest
import requests

from app.admin.inspector_words import _SILENCES
from app.admin.mistake_words import MISTAKES
from app.jkopay import Silence, compute_digest
from app.models import Order
from app.services.digest_mistakes import Mistake
from tests.admin.browsing import Browser, Page
from tests.running import RunningShop

INSPECTOR = "/admin/inspector"


def list_of(staff: Browser, query: str = "") -> list[str]:
    """The addresses of the calls on the list."""
    page = staff.get(f"{INSPECTOR}{query}")
    return [link for link in page.links if link.removeprefix(f"{INSPECTOR}/").isdigit()]


def newest(staff: Browser, query: str = "") -> Page:
    return staff.get(list_of(staff, query)[0])


@pytest.fixture
def paid(shop: RunningShop) -> Order:
    return shop.paid()


def test_only_staff_looks_at_calls(stranger: Browser, paid: Order) -> None:
    for path in (INSPECTOR, f"{INSPECTOR}/1", f"{INSPECTOR}/digest"):
        assert urlsplit(stranger.get(path, follow=False).location).path == "/admin/sign-in"


def test_an_order_leads_to_its_calls_and_each_call_back(staff: Browser, paid: Order, shop: RunningShop) -> None:
    shop.buy()
    (link,) = [link for link in staff.order(paid).links if link.startswith(f"{INSPECTOR}?number=")]
    page = staff.get(link)
    for api in ("POST /platform/entry", "GET /platform/inquiry", "confirm_url"):
        assert api in page.text
    shown = list_of(staff, link.removeprefix(INSPECTOR))
    assert len(list_of(staff)) == len(shown) + 1
    for address in shown:
        assert f"/admin/orders/{paid.number}" in staff.get(address).links


def test_a_call_is_shown_with_bytes_digest_and_answer_and_no_secret(
    staff: Browser, paid: Order, shop: RunningShop
) -> None:
    payment = shop.payment(paid)
    page = newest(staff, "?api=POST+/platform/entry")
    for words in (
        "JKOPay answered as documented.",
        f"POST {shop.sandbox.url}/platform/entry",
        "The key is JKOPAY_SECRET_KEY as UTF-8.",
        compute_digest(payment.request_body, shop.settings.jkopay_secret_key.get_secret_value()),
        "Computed again from the whole bytes, it is the same.",
        "3 places in it are masked here.",
        f"The message is the body as it was sent: {len(payment.request_body)} bytes.",
        "HTTP 200",
        "$JKOPAY_API_KEY",
    ):
        assert words in page.text, words
    settings = shop.settings
    for secret in (settings.jkopay_secret_key, settings.jkopay_api_key):
        assert secret.get_secret_value() not in page.html
    assert str(payment.callback_token) not in page.html
    assert urlsplit(str(payment.payment_url)).query not in page.html


def test_a_notification_is_shown_with_what_the_shop_said(staff: Browser, paid: Order) -> None:
    page = newest(staff, "?api=confirm_url")
    assert "The shop said that the money may move." in page.text
    assert "digest correct" in page.text
    assert '"valid": true' in page.text
    assert "curl" not in page.text


def test_a_refusal_is_explained_in_the_catalogue_s_words(staff: Browser, shop: RunningShop) -> None:
    shop.sandbox.next_answer("POST /platform/entry", "200", message="Store not found")
    shop.buy()
    page = newest(staff, "?outcome=refused")
    assert "200 Store not found" in page.text
    assert [link for link in page.links if link.startswith("/payment-errors#")]


def test_a_silence_says_what_happened(staff: Browser, shop: RunningShop) -> None:
    shop.sandbox.faults("POST /platform/entry", "http_500")
    shop.buy()
    assert "An HTTP error came instead of a documented answer." in newest(staff, "?outcome=silent").text


def test_the_list_is_narrowed_and_says_when_nothing_is_left(staff: Browser, paid: Order) -> None:
    received = staff.get(f"{INSPECTOR}?direction=received")
    assert "confirm_url" in received.text
    assert list_of(staff, "?direction=received") != list_of(staff)
    assert "No call is like this." in staff.get(f"{INSPECTOR}?number=nobody").text
    (request_id,) = {
        link.partition("q=")[2] for link in newest(staff, "?api=confirm_url").links if "inspector?q=" in link
    }
    assert list_of(staff, f"?q={request_id}") == list_of(staff, "?api=confirm_url")


@pytest.mark.parametrize("query", ["?before=x", "?before=99999999999999", "?outcome=%00", "?direction=1&api=%F0"])
def test_nonsense_in_the_address_is_left_out(staff: Browser, paid: Order, query: str) -> None:
    assert staff.get(f"{INSPECTOR}{query}").status == 200


def test_what_is_not_there_is_not_found(staff: Browser, shop: RunningShop) -> None:
    assert staff.get(f"{INSPECTOR}/12345").status == 404


def test_the_copied_command_is_answered_by_jkopay(staff: Browser, paid: Order, shop: RunningShop) -> None:
    page = newest(staff, "?api=GET+/platform/inquiry")
    command = page.text[page.text.index("curl -sS") : page.text.index(" It sends the request again")]
    key = shop.settings.jkopay_api_key.get_secret_value()
    # As a shell takes it apart: a line's end after a backslash is none.
    words = [word.replace("$JKOPAY_API_KEY", key) for word in shlex.split(command.replace("\\ ", ""))]
    assert words[:4] == ["curl", "-sS", "-X", "GET"]
    assert words[5::2] == ["-H"] * 3
    headers = dict(word.split(": ", 1) for word in words[6::2])
    told = requests.get(words[4], headers=headers, timeout=10).json()
    assert told["result"] == "000"
    assert told["result_object"]["transactions"][0]["platform_order_id"] == shop.payment(paid).number


def test_a_command_with_something_masked_computes_its_digest_anew(staff: Browser, paid: Order) -> None:
    page = newest(staff, "?api=POST+/platform/entry")
    assert 'openssl dgst -sha256 -hmac "$JKOPAY_SECRET_KEY"' in page.text
    assert "Put back what is masked in BODY" in page.text


def test_a_payload_is_signed_with_the_store_s_key(staff: Browser, shop: RunningShop) -> None:
    page = staff.get(f"{INSPECTOR}/digest")
    told = staff.send(page.form("/digest"), payload="a=1\r\nb=2")
    assert compute_digest(b"a=1\nb=2", shop.settings.jkopay_secret_key.get_secret_value()) in told.text
    assert "HMAC-SHA256 of 7 bytes" in told.text
    assert shop.settings.jkopay_secret_key.get_secret_value() not in told.html


def test_a_right_digest_is_called_right(staff: Browser, paid: Order) -> None:
    call = newest(staff, "?api=GET+/platform/inquiry")
    (door,) = [link for link in call.links if "digest?call=" in link]
    told = staff.send(staff.get(door).form("/digest"))
    assert "The digest is right" in told.text


def test_a_wrong_digest_is_told_where_and_why(staff: Browser, shop: RunningShop) -> None:
    form = staff.get(f"{INSPECTOR}/digest").form("/digest")
    wrong = compute_digest(b"a=1", shop.settings.jkopay_api_key.get_secret_value())
    told = staff.send(form, payload="a=1", digest=f" {wrong} ")
    assert "The digest is wrong" in told.text
    assert "The first wrong character is number" in told.text
    assert "The API key was used as the key." in told.text
    right = compute_digest(b"a=1", shop.settings.jkopay_secret_key.get_secret_value())
    unknown = staff.send(form, payload="a=1", digest=right[:10])
    assert "It ends after 10 characters; 64 are expected." in unknown.text
    assert "No usual mistake makes this digest." in unknown.text


@pytest.mark.parametrize("fields", [{"payload": ""}, {"payload": "x" * 16_001}, {"payload": "x", "digest": "x" * 201}])
def test_a_form_that_cannot_be_signed_comes_back(staff: Browser, fields: dict[str, str]) -> None:
    form = staff.get(f"{INSPECTOR}/digest").form("/digest")
    form.fields.update(fields)
    page = staff.send(form)
    assert page.status == 422
    assert "Please check the form" in page.html


def test_a_call_with_something_masked_does_not_fill_the_form(staff: Browser, paid: Order) -> None:
    entry = list_of(staff, "?api=POST+/platform/entry")[0]
    assert "digest?call=" not in staff.get(entry).html
    form = staff.get(f"{INSPECTOR}/digest?call={entry.rpartition('/')[2]}").form("/digest")
    assert (form.fields["payload"], form.fields["digest"]) == ("", "")


def test_nothing_of_the_form_is_kept(staff: Browser, shop: RunningShop) -> None:
    before = list_of(staff)
    staff.send(staff.get(f"{INSPECTOR}/digest").form("/digest"), payload="a=1", digest="x")
    assert list_of(staff) == before


def test_every_mistake_and_every_silence_has_words_of_its_own(shop: RunningShop) -> None:
    with shop.app.test_request_context():
        assert {str(MISTAKES[mistake]) for mistake in Mistake} == {str(words) for words in MISTAKES.values()}
        assert len({str(words) for words in MISTAKES.values()}) == len(Mistake)
        assert set(_SILENCES) == set(Silence)
