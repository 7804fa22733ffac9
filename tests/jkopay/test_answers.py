import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.jkopay import (
    EntryAnswer,
    RedeemDetail,
    RefundRequest,
    RequestInvalid,
    Silence,
    WalletSilent,
)
from tests.jkopay.answers import REFUND, succeed
from tests.jkopay.conftest import API_KEY, SECRET_KEY, Serve, make_entry
from tests.jkopay.servers import answer_with, read_header


def test_the_bytes_that_were_stored_are_signed_and_sent(serve: Serve) -> None:
    server, client = serve(answer_with(succeed({"payment_url": "https://test.jkopay.com/p?j=1"})))
    stored = make_entry().to_bytes().replace(b":", b" :\t")
    client.entry(stored)
    client.entry(make_entry())
    first, second = server.requests
    assert first.startswith(b"POST /platform/entry HTTP/1.1\r\n")
    assert first.partition(b"\r\n\r\n")[2] == stored
    assert second.partition(b"\r\n\r\n")[2] == make_entry().to_bytes()
    assert read_header(first, "content-type") == "application/json"
    assert read_header(first, "api-key") == API_KEY
    assert read_header(first, "accept-encoding") == "identity"


@pytest.mark.parametrize("api", ["entry", "refund"])
def test_the_digest_is_of_the_body_received(serve: Serve, api: str) -> None:
    server, client = serve(answer_with(succeed({"payment_url": "https://test.jkopay.com/p"})))
    refund = RefundRequest("order-1", Decimal(1), "refund-1", currency="TWD")
    client.entry(make_entry()) if api == "entry" else client.refund(refund)
    body = server.requests[0].partition(b"\r\n\r\n")[2]
    assert read_header(server.requests[0], "digest") == sign(body)


def sign(payload: bytes) -> str:
    return hmac.new(SECRET_KEY.encode(), payload, hashlib.sha256).hexdigest()


def test_the_commas_of_an_inquiry_are_signed_and_sent_as_they_are(serve: Serve) -> None:
    server, client = serve(answer_with(succeed({"transactions": []})))
    ids = [f"Order_{number}-x" for number in range(20)]
    client.inquiry(ids)
    target = server.requests[0].split(b" ")[1]
    assert target == b"/platform/inquiry?platform_order_ids=" + ",".join(ids).encode()
    assert read_header(server.requests[0], "digest") == sign(target.partition(b"?")[2])


@pytest.mark.parametrize("ids", [[], ["a"] * 2, [f"a{n}" for n in range(21)], ["a,b"], ["a&x=1"], "a", [""]])
def test_ids_that_break_a_rule_are_refused_before_anything_is_sent(serve: Serve, ids: Any) -> None:
    server, client = serve(answer_with(succeed({"transactions": []})))
    with pytest.raises(RequestInvalid) as refused:
        client.inquiry(ids)
    assert refused.value.field == "platform_order_ids"
    assert server.connections == 0


def test_an_entry_answers_with_its_link(serve: Serve) -> None:
    link = "https://test.jkopay.com/web/pay?j=" + "x" * 1000
    sent = {"payment_url": link, "qr_img": "https://test.jkopay.com/qr.png", "qr_timeout": 600, "new": 1.5}
    _, client = serve(answer_with(succeed(sent)))
    answer = client.entry(make_entry())
    assert (answer.payment_url, answer.qr_img) == (link, "https://test.jkopay.com/qr.png")
    assert answer.raw == sent | {"new": Decimal("1.5")}


@pytest.mark.parametrize(
    "result_object",
    [None, {}, {"payment_url": ""}, {"payment_url": None}, {"payment_url": 5}, {"payment_url": "javascript:alert(1)"},
     {"payment_url": "/relative"}, {"payment_url": "https://a.example", "qr_timeout": True},
     {"payment_url": "https://a.example", "qr_timeout": -1}, {"payment_url": "https://a.example", "qr_img": 3},
     {"payment_url": "https://a.example", "note": "\ud800"}, {"payment_url": "https://a.example", "note": "\0"}],
)  # fmt: skip
def test_an_entry_without_a_usable_link_is_a_silence(serve: Serve, result_object: object) -> None:
    _, client = serve(answer_with(succeed(result_object)))
    with pytest.raises(WalletSilent) as silent:
        client.entry(make_entry())
    assert silent.value.reason is Silence.MALFORMED


NOW = datetime(2025, 1, 15, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("qr_timeout", "seconds"),
    [
        (None, 1200),
        (600, 600),
        ("600", 600),
        (0, 0),
        (5000, 1200),
        (int(NOW.timestamp()) + 90, 90),
        (int(NOW.timestamp()) - 90, 0),
        (int(NOW.timestamp() * 1000) + 90_900, 90),
        (int(NOW.timestamp() * 1000) - 1, 0),
        (int((NOW + timedelta(days=9)).timestamp() * 1000), 1200),
        (999_999_999, 1200),
        (1_000_000_000, 0),
    ],
)
def test_the_forms_of_qr_timeout_are_told_apart(serve: Serve, qr_timeout: object, seconds: int) -> None:
    _, client = serve(answer_with(succeed({"payment_url": "https://a.example", "qr_timeout": qr_timeout})))
    assert client.entry(make_entry()).qr_seconds(NOW) == seconds


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        EntryAnswer(payment_url="https://a.example", qr_img=None, qr_timeout=None, raw={}).qr_seconds(
            NOW.replace(tzinfo=None)
        )


def test_a_refund_answers_with_what_went_where(serve: Serve) -> None:
    sent = REFUND | {"refund_time": "2018-07-01 12:20:20"}
    _, client = serve(answer_with(succeed(sent)))
    answer = client.refund(RefundRequest("a", Decimal(100), "a-1", currency="TWD"))
    assert answer.refund_trade_no == "K0026910118070413C4001"
    assert (answer.debit_amount, answer.redeem_amount) == (Decimal(70), Decimal(30))
    assert answer.redeem_detail == RedeemDetail(Decimal(20), Decimal(0), Decimal(10))
    assert answer.refund_time == datetime(2018, 7, 1, 4, 20, 20, tzinfo=UTC)
    assert answer.raw == sent


@pytest.mark.parametrize("result_object", [None, {}, {"refund_tradeNo": "", "debit_amount": None}])
def test_a_refund_that_says_nothing_more_is_made_all_the_same(serve: Serve, result_object: object) -> None:
    _, client = serve(answer_with(succeed(result_object)))
    answer = client.refund(b"{}")
    assert (answer.refund_trade_no, answer.debit_amount, answer.refund_time) == (None, None, None)


def test_a_refund_with_a_field_that_cannot_be_read_is_a_silence(serve: Serve) -> None:
    _, client = serve(answer_with(succeed({"debit_amount": "1e3"})))
    with pytest.raises(WalletSilent) as silent:
        client.refund(b"{}")
    assert silent.value.reason is Silence.MALFORMED
    assert silent.value.cause == "debit_amount: not an amount"
