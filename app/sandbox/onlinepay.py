"""The three OnlinePay routes."""

from flask import Blueprint, Response

from app.sandbox import answers
from app.sandbox.entries import take_entry
from app.sandbox.envelope import answer_call, respond
from app.sandbox.inquiries import take_inquiry
from app.sandbox.refunding import take_refund

blueprint = Blueprint("onlinepay", __name__, url_prefix="/platform")


@blueprint.post("/entry")
def entry() -> Response:
    return answer_call(answers.ENTRY, take_entry)


@blueprint.get("/inquiry")
def inquiry() -> Response:
    return answer_call(answers.INQUIRY, take_inquiry)


@blueprint.post("/refund")
def refund() -> Response:
    return answer_call(answers.REFUND, take_refund)


@blueprint.errorhandler(413)
def too_large(_: Exception) -> Response:
    return respond(answers.bad_request({"body": "is too large"}))


@blueprint.errorhandler(500)
def internal_error(_: Exception) -> Response:
    return respond(answers.INTERNAL_ERROR)
