"""`GET /platform/authpay/inquiry` and `/detail`: how deductions and authorizations stand."""

from app.sandbox import answers
from app.sandbox.answers import Answer
from app.sandbox.authorizations import find_own_authorization
from app.sandbox.authpay_requests import read_asked_auth_no
from app.sandbox.authpay_rules import deduction_status
from app.sandbox.authpay_views import authpay_row
from app.sandbox.deductions import find_deductions
from app.sandbox.refunds import list_refunds
from app.sandbox.sandbox import Sandbox
from app.sandbox.transactions import Row, paid_row
from app.sandbox.wire_requests import read_inquiry


def take_authpay_inquiry(sandbox: Sandbox, merchant: int, payload: bytes) -> Answer:
    """Answer for 1 to 20 deductions, in the order asked. Only a paid one has more than its status.

    Raises BadFields.
    """
    ids = read_inquiry(payload)
    with sandbox.database.read() as connection:
        found = find_deductions(connection, merchant, ids)
        known = {deduction.entry.platform_order_id: deduction for deduction in found}
        refunds = {order_id: list_refunds(connection, deduction) for order_id, deduction in known.items()}
    rows: list[Row] = []
    for order_id in ids:
        deduction = known.get(order_id)
        if deduction and deduction.payment:
            rows.append(paid_row(deduction, refunds[order_id], in_numbers=True))
        else:
            rows.append({"platform_order_id": order_id, "status": deduction_status(deduction)})
    return Answer("000", None, {"transactions": rows})


def take_detail(sandbox: Sandbox, merchant: int, payload: bytes) -> Answer:
    """Answer for one authorization, granted or not.

    Raises BadFields.
    """
    auth_no = read_asked_auth_no(payload)
    with sandbox.database.read() as connection:
        authorization = find_own_authorization(connection, merchant, auth_no)
    return Answer("000", None, {"authpay": authpay_row(authorization)}) if authorization else answers.INVALID_AUTH_NO
