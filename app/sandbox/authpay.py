"""The seven routes of authorized payment."""

from flask import Blueprint, Response

from app.sandbox import answers
from app.sandbox.authpay_inquiries import take_authpay_inquiry, take_detail
from app.sandbox.authpay_refunding import take_authpay_refund
from app.sandbox.binding import take_limited, take_regular
from app.sandbox.cancelling import take_cancel
from app.sandbox.deducting import take_transaction
from app.sandbox.envelope import answer_call, answer_failures

blueprint = Blueprint("authpay", __name__, url_prefix="/platform/authpay")
answer_failures(blueprint)


@blueprint.post("/limited")
def limited() -> Response:
    return answer_call(answers.LIMITED, take_limited)


@blueprint.post("/regular")
def regular() -> Response:
    return answer_call(answers.REGULAR, take_regular)


@blueprint.post("/transaction")
def transaction() -> Response:
    return answer_call(answers.TRANSACTION, take_transaction, slow_work=take_transaction)


@blueprint.post("/refund")
def refund() -> Response:
    return answer_call(answers.AUTHPAY_REFUND, take_authpay_refund)


@blueprint.get("/inquiry")
def inquiry() -> Response:
    return answer_call(answers.AUTHPAY_INQUIRY, take_authpay_inquiry)


@blueprint.get("/detail")
def detail() -> Response:
    return answer_call(answers.DETAIL, take_detail)


@blueprint.post("/cancel")
def cancel() -> Response:
    return answer_call(answers.CANCEL, take_cancel)
