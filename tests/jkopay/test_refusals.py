"""Every documented answer is an outcome of its own; the rows are kept apart from the client's table."""

import csv
import json
from pathlib import Path

import pytest

from app.jkopay import (
    Api,
    AuthorizationCanceled,
    AuthorizationUngranted,
    BadRequest,
    BalanceInsufficient,
    ChargeFailed,
    ChargeInFlight,
    EntryMismatch,
    MerchantBalanceTooLow,
    OrderIsPaid,
    ParametersRefused,
    RefundAmountInconsistent,
    RefundExceedsPrice,
    RefundFailed,
    RefundInconsistent,
    RefundTotalExceeded,
    SignatureRejected,
    Silence,
    StoreNotFound,
    WalletRefused,
    WalletSilent,
)
from tests.jkopay.conftest import Serve
from tests.jkopay.every_call import CALLS
from tests.jkopay.servers import answer_with, http_answer

DOCUMENTED = list(
    csv.DictReader(
        (Path(__file__).parent / "documented-answers.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t"
    )
)
REFUSED = [row for row in DOCUMENTED if row["result"] not in ("000", "999")]


def write_answer(result: object, message: object = None, result_object: object = None) -> str:
    return json.dumps({"result": result, "message": message, "result_object": result_object})


def refuse(serve: Serve, api: str, body: str, status: str = "200 OK") -> WalletRefused:
    _, client = serve(answer_with(http_answer(body, status)))
    with pytest.raises(WalletRefused) as refused:
        CALLS[api](client)
    return refused.value


def test_every_documented_refusal_is_raised_as_itself(serve: Serve) -> None:
    outcomes = []
    for row in REFUSED:
        message = "Something dynamic" if row["message"] == "*" else row["message"]
        error = refuse(serve, row["api"], write_answer(row["result"], message, {"why": "x"}))
        assert (error.api, error.result, error.message) == (row["api"], row["result"], message)
        assert error.result_object == {"why": "x"}
        assert str(error) == f"{row['api']}: {row['result']} {message}"
        outcomes.append((row["api"], type(error)))
    assert len(set(outcomes)) == len(REFUSED) == 56
    assert not {kind for _, kind in outcomes} & {WalletRefused, ParametersRefused, RefundInconsistent}


@pytest.mark.parametrize("row", [row for row in DOCUMENTED if row["result"] == "999"], ids=lambda row: row["api"])
@pytest.mark.parametrize("status", ["200 OK", "500 Internal Server Error"])
def test_an_internal_error_is_a_silence(serve: Serve, row: dict[str, str], status: str) -> None:
    _, client = serve(answer_with(http_answer(write_answer("999", row["message"]), status)))
    with pytest.raises(WalletSilent) as silent:
        CALLS[row["api"]](client)
    assert silent.value.reason is Silence.INTERNAL_ERROR
    assert silent.value.may_have_arrived


@pytest.mark.parametrize(
    ("api", "result", "expected"),
    [
        (Api.ENTRY, "200", ParametersRefused),
        (Api.ENTRY, "101", OrderIsPaid),
        (Api.REFUND, "200", ParametersRefused),
        (Api.REFUND, "105", RefundInconsistent),
        (Api.REFUND, "922", RefundFailed),
        (Api.AUTHPAY_LIMITED, "200", ParametersRefused),
        (Api.AUTHPAY_INQUIRY, "200", ParametersRefused),
        (Api.AUTHPAY_CANCEL, "200", ParametersRefused),
        (Api.AUTHPAY_CANCEL, "302", AuthorizationCanceled),
        (Api.AUTHPAY_TRANSACTION, "110", StoreNotFound),
        (Api.AUTHPAY_TRANSACTION, "115", ChargeFailed),
        (Api.AUTHPAY_TRANSACTION, "121", BalanceInsufficient),
        (Api.AUTHPAY_TRANSACTION, "307", ChargeInFlight),
        (Api.AUTHPAY_REFUND, "105", RefundAmountInconsistent),
    ],
)
@pytest.mark.parametrize("message", [None, "", "Something new"])
def test_a_text_nobody_documented_is_still_a_refusal(
    serve: Serve, api: Api, result: str, expected: type[WalletRefused], message: str | None
) -> None:
    assert type(refuse(serve, api, write_answer(result, message))) is expected


def test_a_text_of_another_api_does_not_count(serve: Serve) -> None:
    assert type(refuse(serve, Api.REFUND, write_answer("200", "Store not found"))) is ParametersRefused


def test_the_same_answer_means_another_thing_in_the_other_product(serve: Serve) -> None:
    body = write_answer("113", "Refund reject due to refund amount exceeds total unreimbursed amount.")
    assert type(refuse(serve, Api.REFUND, body)) is MerchantBalanceTooLow
    assert type(refuse(serve, Api.AUTHPAY_REFUND, body)) is RefundTotalExceeded


def test_an_authorization_not_yet_granted_is_told_apart_from_a_bad_request(serve: Serve) -> None:
    text = "Ungranted authPay cannot be canceled"
    assert type(refuse(serve, Api.AUTHPAY_CANCEL, write_answer("200", text))) is AuthorizationUngranted
    assert type(refuse(serve, Api.AUTHPAY_DETAIL, write_answer("200", text))) is ParametersRefused
    assert type(refuse(serve, Api.AUTHPAY_CANCEL, write_answer("200", "Bad request"))) is BadRequest


@pytest.mark.parametrize("api", list(Api))
@pytest.mark.parametrize("message", ["Validation error", "驗證錯誤", None])
def test_201_of_any_api_means_the_keys(serve: Serve, api: Api, message: str | None) -> None:
    assert type(refuse(serve, api, write_answer("201", message), "401 Unauthorized")) is SignatureRejected


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "400 Bad Request", "404 Not Found", "502 Bad Gateway"])
def test_a_documented_refusal_counts_whatever_the_http_status(serve: Serve, status: str) -> None:
    body = write_answer("922", "Refund amount exceeds order final price")
    assert type(refuse(serve, Api.REFUND, body, status)) is RefundExceedsPrice


@pytest.mark.parametrize(
    ("api", "result"),
    [(Api.ENTRY, "105"), (Api.ENTRY, "110"), (Api.INQUIRY, "200"), (Api.INQUIRY, "101"), (Api.REFUND, "103"),
     (Api.REFUND, "101"), (Api.REFUND, "121"), (Api.AUTHPAY_REFUND, "102"), (Api.AUTHPAY_REFUND, "117"),
     (Api.AUTHPAY_REFUND, "922"), (Api.AUTHPAY_REFUND, "301"), (Api.AUTHPAY_TRANSACTION, "103"),
     (Api.AUTHPAY_TRANSACTION, "308"), (Api.AUTHPAY_LIMITED, "110"), (Api.AUTHPAY_REGULAR, "301"),
     (Api.AUTHPAY_INQUIRY, "100"), (Api.AUTHPAY_DETAIL, "302"), (Api.AUTHPAY_CANCEL, "300"),
     (Api.REFUND, "0"), (Api.ENTRY, "0000"), (Api.ENTRY, ""), (Api.ENTRY, "２００")],
)  # fmt: skip
def test_a_result_this_api_does_not_document_is_a_silence(serve: Serve, api: Api, result: str) -> None:
    _, client = serve(answer_with(http_answer(write_answer(result, "Bad request"))))
    with pytest.raises(WalletSilent) as silent:
        CALLS[api](client)
    assert silent.value.reason is Silence.UNKNOWN_RESULT


def test_a_long_message_is_kept_whole_and_shown_short(serve: Serve) -> None:
    error = refuse(serve, Api.REFUND, write_answer("922", "x" * 5000))
    assert error.message == "x" * 5000
    assert len(str(error)) < 300


def test_keys_missing_from_a_refusal_are_null(serve: Serve) -> None:
    error = refuse(serve, Api.ENTRY, '{"result": "200"}')
    assert (error.message, error.result_object) == (None, None)


def test_a_mismatch_is_told_apart_from_a_bad_request(serve: Serve) -> None:
    text = "Order has been used as entry but they do not match with each others"
    assert type(refuse(serve, Api.ENTRY, write_answer("200", text))) is EntryMismatch
