"""Every answer of authorized payment is reached by its cause, and whom it concerns reads it in their language."""

import re
from html import unescape

import pytest

from app.payment_errors import DOCUMENTED, explain
from tests.refusals.asking import QUESTIONS
from tests.refusals.binding import BINDINGS
from tests.refusals.cancelling import CANCELLATIONS
from tests.refusals.charging import CHARGES
from tests.refusals.documented import REFUND, ROWS, TRANSACTION, Answer
from tests.refusals.refunding import REFUNDS
from tests.refusals.row import Row, answer_of
from tests.refusals.stage import LOCALES, Scene, Stage
from tests.sandbox.causes import call_without_fields

TABLE: dict[Answer, Row] = CHARGES | QUESTIONS | BINDINGS | REFUNDS | CANCELLATIONS


def test_the_table_has_every_documented_row_and_no_other() -> None:
    assert set(TABLE) == set(ROWS)
    assert len(ROWS) == len(set(ROWS)) == 50
    assert sum(api == TRANSACTION and result != "000" for api, result, _ in ROWS) == 16
    known = {(row.api, row.result, row.message) for row in DOCUMENTED if "/authpay/" in row.api}
    assert known == set(ROWS)


def test_only_what_the_client_never_sends_is_planned() -> None:
    planned = {answer for answer, row in TABLE.items() if row.planned}
    assert {(result, message) for _, result, message in planned} == {("200", "Bad request")}
    assert len(planned) == 3


@pytest.mark.parametrize("answer", [answer for answer, row in TABLE.items() if row.planned], ids=" ".join)
def test_a_planned_answer_is_what_jkopay_says_to_its_cause(stage: Stage, answer: Answer) -> None:
    call_without_fields(answer[0], stage.wire)
    assert stage.answers.given() == [answer]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("answer", list(TABLE), ids=" ".join)
def test_whom_an_answer_concerns_reads_it(stage: Stage, answer: Answer, locale: str) -> None:
    row, scene = TABLE[answer], stage.scene(locale)
    row.cause(scene)
    assert answer in stage.answers.given()
    scene.read()
    shopper, staff = _visible(" ".join(scene.shopper_read)), " ".join(scene.staff_read)
    for sentence in row.shopper:
        assert _said(scene, sentence) in shopper
    for sentence in row.staff:
        assert _said(scene, sentence) in staff
    _check_attention(scene, row)
    _check_privacy(scene, answer, shopper)


def test_a_refund_that_jkopay_answered_is_not_called_unanswered(stage: Stage) -> None:
    scene = stage.scene("en")
    TABLE[answer_of(REFUND, "105")].cause(scene)
    assert f"JKOPay's answer leaves open whether {scene.amount} went back." in scene.staff_read[0]
    assert "JKOPay's answer leaves open whether this money went back." in scene.staff_read[0]
    for silence in ("JKOPay did not answer, so", "JKOPay has not answered, so"):
        assert silence not in scene.staff_read[0]


def _said(scene: Scene, sentence: str) -> str:
    said = scene.translate(sentence)
    assert (said == scene.translate_to_english(sentence)) == (scene.locale == "en"), f"not translated: {sentence}"
    return said


def _check_attention(scene: Scene, row: Row) -> None:
    """The list of the staff has what a person must do, and is empty where nobody must."""
    listed = scene.staff.get("/admin/attention").text
    for sentence in row.attention:
        assert _said(scene, sentence) in listed
    nothing = _said(scene, "Nothing waits for you. What does not add up would be listed here.")
    assert (nothing in listed) == (not row.attention)


def _check_privacy(scene: Scene, answer: Answer, shopper: str) -> None:
    """No shopper reads a code, JKOPay's own text, or what only the staff can do."""
    _api, result, message = answer
    error = explain(*answer)
    staff_only = [] if error.staff == error.shopper else [scene.translate(error.staff)]
    for raw in (message, error.code, *staff_only, "/platform/", "auth_no"):
        assert not raw or raw not in shopper
    assert not re.search(rf"(?<![\w$,.:-]){result}(?![\w,:-])", shopper)


def _visible(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page)))
