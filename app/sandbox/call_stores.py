"""Which stores a call is about, for what is planned for one store alone."""

import json
from urllib.parse import parse_qs

from app.sandbox import answers
from app.sandbox.authorizations import find_own_authorization
from app.sandbox.deductions import find_deductions
from app.sandbox.orders import find_orders
from app.sandbox.sandbox import Sandbox

_NAME_THEIR_STORE = (answers.ENTRY, answers.LIMITED, answers.REGULAR)
_OF_DEDUCTIONS = (answers.AUTHPAY_REFUND, answers.AUTHPAY_INQUIRY)
_OF_ORDERS = (answers.REFUND, answers.INQUIRY)


def stores_of_call(sandbox: Sandbox, api: str, merchant: int, payload: bytes) -> set[str]:
    """The ids of the stores that a call names, or whose orders or authorization it names. None for bad requests."""
    fields = _read_loosely(api, payload)
    if api in _NAME_THEIR_STORE:
        return {fields.get("store_id", "")} - {""}
    ids = (fields.get("platform_order_ids") or fields.get("platform_order_id", "")).split(",")
    with sandbox.database.read() as connection:
        if api in _OF_ORDERS:
            return {order.entry.store_id for order in find_orders(connection, merchant, ids)}
        auth_nos = {fields.get("auth_no", "")}
        if api in _OF_DEDUCTIONS:
            auth_nos = {deduction.entry.auth_no for deduction in find_deductions(connection, merchant, ids)}
        found = [find_own_authorization(connection, merchant, auth_no) for auth_no in auth_nos]
    return {authorization.binding.store_id for authorization in found if authorization}


def _read_loosely(api: str, payload: bytes) -> dict[str, str]:
    """The fields that are text. A wrong request is refused by whoever reads it in earnest."""
    text = payload.decode(errors="replace")
    if api.startswith("GET "):
        return {name: values[0] for name, values in parse_qs(text).items()}
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return {name: value for name, value in read.items() if isinstance(value, str)} if isinstance(read, dict) else {}
