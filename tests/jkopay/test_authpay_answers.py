import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.jkopay import (
    BindingAnswer,
    JkopayClient,
    RefundRequest,
    RequestInvalid,
    Silence,
    WalletSilent,
)
from tests.jkopay.answers import AUTH_NO, GRANTED, PAID, REFUND, succeed
from tests.jkopay.conftest import API_KEY, SECRET_KEY, Serve
from tests.jkopay.servers import answer_with, http_answer, read_header
from tests.jkopay.test_authpay_requests import make_charge, make_limited, make_regular

# Seed authorized-payment-response-codes 1.1.
BOUND: dict[str, Any] = {
    "auth_no": "650660555924205568",
    "authpay_url": "https://test.jkopay.com/web/authpay/url?j=1",
    "qr_img": "https://test.jkopay.com/web/authpay/qr?j=1",
    "qr_timeout": 1635297229729,
}
GIVE_BACK = RefundRequest("a", Decimal(1), "b", currency="TWD")
Bind = Callable[[JkopayClient], BindingAnswer]
BINDINGS: list[Bind] = [
    lambda client: client.authpay.limited(make_limited()),
    lambda client: client.authpay.regular(make_regular()),
]


def sign(payload: bytes) -> str:
    return hmac.new(SECRET_KEY.encode(), payload, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("path", "call", "built"),
    [
        ("limited", lambda client, body: client.authpay.limited(body), make_limited()),
        ("regular", lambda client, body: client.authpay.regular(body), make_regular()),
        ("transaction", lambda client, body: client.authpay.transaction(body), make_charge()),
        ("refund", lambda client, body: client.authpay.refund(body), GIVE_BACK),
    ],
)  # fmt: skip
def test_the_bytes_that_were_stored_are_signed_and_sent(serve: Serve, path: str, call: Any, built: Any) -> None:
    server, client = serve(answer_with(succeed(BOUND | PAID)))
    stored = built.to_bytes().replace(b":", b" :\t")
    call(client, stored)
    call(client, built)
    for request, body in zip(server.requests, (stored, built.to_bytes()), strict=True):
        assert request.startswith(f"POST /platform/authpay/{path} HTTP/1.1\r\n".encode())
        assert request.partition(b"\r\n\r\n")[2] == body
        assert read_header(request, "digest") == sign(body)
        assert read_header(request, "api-key") == API_KEY


@pytest.mark.parametrize(
    ("query", "call"),
    [
        (b"inquiry?platform_order_ids=a,b", lambda client: client.authpay.inquiry(["a", "b"])),
        (b"detail?auth_no=" + AUTH_NO.encode(), lambda client: client.authpay.detail(AUTH_NO)),
    ],
)
def test_what_is_asked_is_signed_as_it_is_sent(serve: Serve, query: bytes, call: Any) -> None:
    server, client = serve(answer_with(succeed({"transactions": [], "authpay": GRANTED})))
    call(client)
    assert server.requests[0].startswith(b"GET /platform/authpay/" + query + b" HTTP/1.1\r\n")
    assert read_header(server.requests[0], "digest") == sign(query.partition(b"?")[2])


@pytest.mark.parametrize("result_object", [None, {}, {"auth_no": AUTH_NO}])
def test_a_cancellation_names_the_authorization_and_answers_nothing(serve: Serve, result_object: object) -> None:
    server, client = serve(answer_with(succeed(result_object)))
    client.authpay.cancel(AUTH_NO)
    body = b'{"auth_no":"599669611989962752"}'
    assert server.requests[0].startswith(b"POST /platform/authpay/cancel HTTP/1.1\r\n")
    assert server.requests[0].endswith(b"\r\n\r\n" + body)
    assert read_header(server.requests[0], "digest") == sign(body)


@pytest.mark.parametrize("auth_no", ["", "1" * 31, "1&auth_no=2", "1,2", "1\n", "１", 1, None])
def test_a_number_that_is_none_is_refused_before_anything_is_sent(serve: Serve, auth_no: Any) -> None:
    server, client = serve(answer_with(succeed({"authpay": GRANTED})))
    for call in (client.authpay.detail, client.authpay.cancel):
        with pytest.raises(RequestInvalid) as refused:
            call(auth_no)
        assert refused.value.field == "auth_no"
    assert server.connections == 0


def test_ids_that_break_a_rule_are_refused_before_anything_is_sent(serve: Serve) -> None:
    server, client = serve(answer_with(succeed({"transactions": []})))
    with pytest.raises(RequestInvalid):
        client.authpay.inquiry([])
    assert server.connections == 0


@pytest.mark.parametrize("bind", BINDINGS)
def test_a_binding_answers_with_its_number_and_link(serve: Serve, bind: Bind) -> None:
    link = BOUND["authpay_url"] + "x" * 1000
    _, client = serve(answer_with(succeed(BOUND | {"authpay_url": link})))
    answer = bind(client)
    assert (answer.auth_no, answer.authpay_url, answer.qr_img) == (BOUND["auth_no"], link, BOUND["qr_img"])
    assert answer.raw == BOUND | {"authpay_url": link}
    assert answer.qr_seconds(datetime.fromtimestamp(1635297229 - 90, UTC)) == 90
    assert answer.qr_seconds(datetime.fromtimestamp(1635297230, UTC)) == 0


@pytest.mark.parametrize("bind", BINDINGS)
@pytest.mark.parametrize(
    "change",
    [{"auth_no": None}, {"auth_no": ""}, {"auth_no": 650660555924205568}, {"auth_no": "1&x"}, {"auth_no": "1" * 31},
     {"authpay_url": None}, {"authpay_url": ""}, {"authpay_url": "javascript:alert(1)"}, {"qr_img": "/relative"},
     {"qr_timeout": True}, {"note": "\ud800"}],
)  # fmt: skip
def test_a_binding_without_a_usable_number_or_link_is_a_silence(
    serve: Serve, bind: Bind, change: dict[str, Any]
) -> None:
    _, client = serve(answer_with(succeed(BOUND | change)))
    with pytest.raises(WalletSilent) as silent:
        bind(client)
    assert silent.value.reason is Silence.MALFORMED


def test_a_charge_answers_with_its_row(serve: Serve) -> None:
    # Numbers here, texts in another sample: seeds authorized-payment-transaction and -response-codes 1.2.
    _, client = serve(answer_with(succeed(PAID | {"final_price": 1000, "debit_amount": 700, "maskNo": None})))
    row = client.authpay.transaction(make_charge())
    assert (row.platform_order_id, row.status, row.currency) == ("a", 0, "TWD")
    assert (row.final_price, row.debit_amount, row.redeem_amount) == (Decimal(1000), Decimal(700), Decimal(300))
    assert row.trade_no == "J2025010100000000001"


@pytest.mark.parametrize("status", [1, 100, 101, 102, 7])
def test_a_charge_that_succeeded_is_not_paid_unless_its_status_says_so(serve: Serve, status: int) -> None:
    _, client = serve(answer_with(succeed({"platform_order_id": "another", "status": status})))
    row = client.authpay.transaction(make_charge())
    assert (row.platform_order_id, row.status, row.final_price) == ("another", status, None)


@pytest.mark.parametrize(
    "result_object",
    [None, {}, {"status": 0}, {"platform_order_id": "charge-1"}, {"platform_order_id": "charge-1", "status": "0"},
     {"transactions": [PAID]}, PAID | {"final_price": "1e3"}],
)  # fmt: skip
def test_a_charge_without_a_readable_row_is_a_silence(serve: Serve, result_object: object) -> None:
    _, client = serve(answer_with(succeed(result_object)))
    with pytest.raises(WalletSilent) as silent:
        client.authpay.transaction(make_charge())
    assert (silent.value.reason, silent.value.api) == (Silence.MALFORMED, "POST /platform/authpay/transaction")


def test_refunds_and_inquiries_are_read_as_those_of_onlinepay(serve: Serve) -> None:
    _, client = serve(
        answer_with(succeed(REFUND | {"transactions": [PAID, {"platform_order_id": "b", "status": 101}]}))
    )
    assert client.authpay.refund(b"{}").refund_trade_no == "K0026910118070413C4001"
    found = client.authpay.inquiry(["b", "a"]).transactions
    assert (found["a"].status, found["b"].status) == (0, 101)
    assert found["a"].refund_history[0].refund_order_id == "a-1"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (http_answer("<html>", "503 Busy"), Silence.HTTP_STATUS),
        (http_answer("", "302 Found", "Location: https://elsewhere.example/\r\n"), Silence.REDIRECT),
        (http_answer('{"result":"000"'), Silence.NOT_JSON),
        (http_answer('{"result":"777"}'), Silence.UNKNOWN_RESULT),
        (http_answer('{"result":"000","result_object":[]}'), Silence.MALFORMED),
    ],
)
def test_a_charge_and_a_cancellation_without_an_answer_are_silences(
    serve: Serve, answer: bytes, reason: Silence
) -> None:
    server, client = serve(answer_with(answer))
    for call in (lambda: client.authpay.transaction(make_charge()), lambda: client.authpay.cancel(AUTH_NO)):
        with pytest.raises(WalletSilent) as silent:
            call()
        assert (silent.value.reason, silent.value.may_have_arrived) == (reason, True)
    assert len(server.requests) == 2
