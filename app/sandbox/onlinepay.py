"""The three OnlinePay routes."""

from flask import Blueprint, Response

from app.sandbox import answers
from app.sandbox.entries import take_entry
from app.sandbox.envelope import answer_call, answer_failures
from app.sandbox.inquiries import take_inquiry
from app.sandbox.refunding import take_refund

blueprint = Blueprint("onlinepay", __name__, url_prefix="/platform")
answer_failures(blueprint)


@blueprint.post("/entry")
def entry() -> Response:
    return answer_call(answers.ENTRY, take_entry)


@blueprint.get("/inquiry")
def inquiry() -> Response:
    return answer_call(answers.INQUIRY, take_inquiry)


@blueprint.post("/refund")
def refund() -> Response:
    return answer_call(answers.REFUND, take_refund)
