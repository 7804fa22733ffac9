"""`POST /platform/authpay/transaction`: take money from the wallet of an authorization."""

import sqlite3
from dataclasses import replace
from datetime import datetime

from app.sandbox import answers
from app.sandbox.answers import Answer
from app.sandbox.authorizations import find_own_authorization
from app.sandbox.authpay_records import Authorization, Deduction, DeductionOrder, DeductionState
from app.sandbox.authpay_requests import read_deduction
from app.sandbox.authpay_rules import refuse_deduction, refuse_money
from app.sandbox.deductions import begin_deduction, end_deduction, find_deduction, list_deductions, save_deducted
from app.sandbox.orders import find_order
from app.sandbox.paying import payment_of
from app.sandbox.records import Payment
from app.sandbox.sandbox import Sandbox
from app.sandbox.stores import change_balance, find_store
from app.sandbox.transactions import paid_row
from app.sandbox.wallet_users import WALLET_USERS


def take_transaction(sandbox: Sandbox, merchant: int, payload: bytes, seconds: float = 0) -> Answer:
    """Answer a deduction, in flight for some seconds before the wallet is asked.

    A cancellation meanwhile is too late for it: undocumented, and the harder reading for a merchant. Raises BadFields.
    """
    asked = read_deduction(payload)
    now = sandbox.clock.now()
    with sandbox.database.write() as connection:
        refusal = _refusal(connection, merchant, asked, now)
        if refusal:
            return refusal
        begin_deduction(connection, merchant, asked, now)
    if sandbox.stopping.wait(seconds):
        return answers.INTERNAL_ERROR
    with sandbox.database.write() as connection:
        return _ask_wallet(sandbox, connection, merchant, asked)


def _refusal(connection: sqlite3.Connection, merchant: int, asked: DeductionOrder, now: datetime) -> Answer | None:
    authorization = find_own_authorization(connection, merchant, asked.auth_no)
    # What was entered at OnlinePay is no order of authorized payment; that this is the cause of 100 is our reading.
    if authorization and find_order(connection, merchant, asked.platform_order_id):
        return answers.ORDER_DOES_NOT_EXIST
    store = find_store(connection, authorization.binding.store_id) if authorization else None
    known = find_deduction(connection, merchant, asked.platform_order_id)
    made = list_deductions(connection, asked.auth_no)
    return refuse_deduction(asked, authorization, store, known, made, now)


def _ask_wallet(sandbox: Sandbox, connection: sqlite3.Connection, merchant: int, asked: DeductionOrder) -> Answer:
    authorization = find_own_authorization(connection, merchant, asked.auth_no)
    deduction = find_deduction(connection, merchant, asked.platform_order_id)
    if authorization is None or authorization.user is None or deduction is None:
        # The sandbox was emptied meanwhile.
        return answers.INVALID_AUTH_NO
    user = WALLET_USERS[authorization.user]
    refusal = refuse_money(user)
    if refusal:
        is_final = refusal is answers.PAYMENT_FAILED
        end_deduction(connection, deduction.number, DeductionState.FAILED if is_final else DeductionState.UNPAID)
        return refusal
    payment = payment_of(user, deduction.entry, "JA", deduction.number, sandbox.clock.now())
    return _move_money(connection, authorization, deduction, payment)


def _move_money(
    connection: sqlite3.Connection, authorization: Authorization, deduction: Deduction, payment: Payment
) -> Answer:
    save_deducted(connection, deduction.number, payment)
    change_balance(connection, authorization.binding.store_id, payment.debit)
    return Answer("000", None, paid_row(replace(deduction, payment=payment), ()))
