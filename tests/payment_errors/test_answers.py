"""Every answer of JKOPay is one code, with who can act, when to try again and words for both readers."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from app.jkopay.refusals import REFUSALS
from app.payment_errors import ANSWERS, CODES, DOCUMENTED, SITUATIONS, Actor, Retry, answers_of, explain, find_answers
from app.payment_errors.remedies_authpay import AUTHPAY_REMEDIES
from app.payment_errors.remedies_onlinepay import ONLINEPAY_REMEDIES

ENTRY, REFUND, INQUIRY = "POST /platform/entry", "POST /platform/refund", "GET /platform/inquiry"
CHARGE, CHARGE_REFUND = "POST /platform/authpay/transaction", "POST /platform/authpay/refund"
CANCEL = "POST /platform/authpay/cancel"


def documented_answers() -> list[tuple[str, str, str]]:
    path = Path(__file__).parents[1] / "jkopay" / "documented-answers.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["api"], row["result"], row["message"]) for row in rows]


def test_every_documented_answer_is_mapped_exactly_once() -> None:
    mapped = Counter((answer.api, answer.result, answer.message) for answer in DOCUMENTED)
    assert len(mapped) == 75
    assert mapped == Counter(documented_answers())


def test_no_situation_is_mapped_twice_or_is_a_documented_answer() -> None:
    situations = [(answer.api, answer.result, answer.message) for answer in SITUATIONS]
    assert len(set(situations)) == len(situations) == 14
    assert not set(situations) & set(documented_answers())


def test_every_answer_of_its_own_words_exists() -> None:
    known = {(answer.api, answer.result, answer.message) for answer in ANSWERS}
    assert set(ONLINEPAY_REMEDIES) | set(AUTHPAY_REMEDIES) <= known
    assert not set(ONLINEPAY_REMEDIES) & set(AUTHPAY_REMEDIES)


def test_every_answer_has_words_for_both_readers_and_finds_its_way_back() -> None:
    for answer in ANSWERS:
        assert answer.error.shopper != answer.error.staff
        assert answer.error.shopper.endswith(".")
        assert answer.error.staff.endswith(".")
        assert answer in answers_of(answer.error.code)
        assert answer in find_answers(answer.result)


def test_every_documented_answer_is_explained_by_its_own_row() -> None:
    for answer in DOCUMENTED:
        assert explain(answer.api, answer.result, answer.message) is answer.error


@pytest.mark.parametrize(
    ("api", "result", "message", "code"),
    [
        (ENTRY, "000", None, "100000"),
        (ENTRY, "101", "Order is paid", "100619"),
        (ENTRY, "200", "Order price below limit for this currency", "100102"),
        (REFUND, "105", "Inconsistent remain amount", "100105"),
        (REFUND, "113", "Refund reject due to refund amount exceeds total unreimbursed amount.", "100100"),
        (CHARGE_REFUND, "113", "Refund reject due to refund amount exceeds total unreimbursed amount.", "100101"),
        (REFUND, "922", "餘額凍結中", "100602"),
        (REFUND, "922", "Refund amount exceeds order final price", "100101"),
        (CHARGE, "302", "Canceled auth_no", "100410"),
        (CANCEL, "302", "Canceled auth_no", "100612"),
        (CHARGE, "999", "Internal Error", "100999"),
    ],
)
def test_the_same_result_is_what_it_means_on_its_api(api: str, result: str, message: str | None, code: str) -> None:
    assert explain(api, result, message).code == code


@pytest.mark.parametrize(
    ("api", "result", "code"),
    [
        (INQUIRY, "status 100", "100998"),
        ("GET /platform/authpay/inquiry", "status 102", "100620"),
        (ENTRY, "valid_time", "100608"),
        ("POST confirm_url", "false", "100603"),
        (REFUND, "429", "100411"),
        (INQUIRY, "201", "100412"),
    ],
)
def test_situations_without_a_row_have_a_code_too(api: str, result: str, code: str) -> None:
    assert explain(api, result).code == code


@pytest.mark.parametrize(
    ("api", "result", "message", "code"),
    [
        (CHARGE, "104", "other words", "100101"),
        (CHARGE, "104", None, "100101"),
        (ENTRY, "200", "other words", "100414"),
        (REFUND, "105", None, "100105"),
        (CANCEL, "200", "other words", "100414"),
    ],
)
def test_a_text_that_nobody_documented_is_read_by_its_result(
    api: str, result: str, message: str | None, code: str
) -> None:
    assert explain(api, result, message).code == code


@pytest.mark.parametrize(
    ("api", "result", "message"),
    [(ENTRY, "777", "new"), ("GET /nothing", "000", None), (ENTRY, None, None), (ENTRY, "", ""), ("", "\n", "%(x)s")],
)
def test_what_nobody_documented_is_100999_and_never_an_error(api: str, result: str | None, message: str | None) -> None:
    assert explain(api, result, message).code == "100999"


def test_every_refusal_that_the_client_knows_is_explained() -> None:
    for refusal in REFUSALS:
        error = explain(refusal.api, refusal.result, refusal.message)
        assert error.code not in ("100000", "100999"), refusal


def test_who_can_act_follows_the_answer_and_not_only_the_code() -> None:
    merchant, shopper = explain(REFUND, "113"), explain(CHARGE, "121")
    assert merchant.code == shopper.code == "100100"
    assert (merchant.actor, shopper.actor) == (Actor.MERCHANT, Actor.SHOPPER)
    assert merchant.retry is Retry.LATER
    assert "top it up" in shopper.shopper
    assert "top" not in merchant.shopper.casefold()
    assert CODES["100100"].retry is Retry.OTHER_METHOD
