"""An authorization ends: by its wallet user, by JKOPay, or by `POST /platform/authpay/cancel`."""

import json
import sqlite3
from datetime import datetime

from app.sandbox import answers
from app.sandbox.answers import Answer
from app.sandbox.authorizations import find_authorization, find_own_authorization, save_cancellation
from app.sandbox.authpay_records import Authorization, CancelledBy
from app.sandbox.authpay_requests import read_auth_no
from app.sandbox.authpay_rules import CancelProblem, cancel_problem, is_told_of_cancellation
from app.sandbox.authpay_views import authpay_row
from app.sandbox.delivery_log import DeliveryState, Message, add_delivery
from app.sandbox.faults import CANCELLATION_CALLBACK
from app.sandbox.sandbox import Sandbox
from app.sandbox.stores import find_store
from app.sandbox.transactions import Row

_ANSWERS = {
    CancelProblem.NO_SUCH_AUTHORIZATION: answers.INVALID_AUTH_NO,
    CancelProblem.ALREADY_CANCELLED: answers.CANCELED_AUTH_NO,
    CancelProblem.UNGRANTED: answers.UNGRANTED,
}


class CancelRefused(Exception):
    """The authorization was not cancelled, because of `problem`."""

    def __init__(self, problem: CancelProblem) -> None:
        super().__init__(problem)
        self.problem = problem


def cancel_authorization(sandbox: Sandbox, auth_no: str, by: CancelledBy) -> Row:
    """End an authorization, and have its store told when it was not the merchant. Returns the `authpay` object.

    Raises CancelRefused.
    """
    now = sandbox.clock.now()
    with sandbox.database.write() as connection:
        authorization = find_authorization(connection, auth_no)
        problem = cancel_problem(authorization, by)
        if problem:
            raise CancelRefused(problem)
        cancelled = save_cancellation(connection, auth_no, by, now)
        if is_told_of_cancellation(by, sandbox.switches):
            _tell_store(connection, cancelled, now)
    sandbox.delivery_due.set()
    return authpay_row(cancelled)


def take_cancel(sandbox: Sandbox, merchant: int, payload: bytes) -> Answer:
    """Answer `POST /platform/authpay/cancel`. The merchant may cancel what its user may not.

    Raises BadFields.
    """
    auth_no = read_auth_no(payload)
    with sandbox.database.read() as connection:
        if find_own_authorization(connection, merchant, auth_no) is None:
            return answers.INVALID_AUTH_NO
    try:
        cancel_authorization(sandbox, auth_no, CancelledBy.MERCHANT)
    except CancelRefused as error:
        return _ANSWERS[error.problem]
    return Answer("000")


def _tell_store(connection: sqlite3.Connection, cancelled: Authorization, now: datetime) -> None:
    binding = cancelled.binding
    store = find_store(connection, binding.store_id)
    if store is None or store.cancellation_url is None:
        return
    body = json.dumps({"authpay": authpay_row(cancelled)}, ensure_ascii=False).encode()
    told_as = binding.platform_authpay_id or cancelled.auth_no
    message = Message(CANCELLATION_CALLBACK, cancelled.merchant, store.store_id, told_as, store.cancellation_url, body)
    add_delivery(connection, DeliveryState.WAITING, message, now)
