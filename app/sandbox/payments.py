"""A wallet user pays, declines or fails: the same code for the wallet page and the control interface."""

import json
import sqlite3

from app.sandbox.confirming import Verdict, ask_merchant
from app.sandbox.delivery_log import DeliveryState, Message, add_delivery
from app.sandbox.faults import RESULT_CALLBACK
from app.sandbox.merchants import FIRST
from app.sandbox.orders import end_unpaid_order, find_order, save_payment
from app.sandbox.paying import payment_of
from app.sandbox.records import Order, OrderState
from app.sandbox.rules import PaymentProblem, money_problem, order_problem, user_problem
from app.sandbox.sandbox import Sandbox
from app.sandbox.stores import change_balance
from app.sandbox.transactions import Row, paid_row
from app.sandbox.wallet_users import WalletUser


class PaymentRefused(Exception):
    """The money did not move, because of `problem`."""

    def __init__(self, problem: PaymentProblem) -> None:
        super().__init__(problem)
        self.problem = problem


def pay_order(sandbox: Sandbox, platform_order_id: str, user: WalletUser, merchant: int = FIRST) -> Row:
    """Pay an order: ask the merchant, move the money once, have the merchant told. Returns the paid row.

    Raises PaymentRefused. A refusal after the merchant said no, or of a wallet whose payments fail, ends the order;
    after any other the order can still be paid.
    """
    with sandbox.database.read() as connection:
        order = find_order(connection, merchant, platform_order_id)
    order = _payable(sandbox, order, user)
    verdict = ask_merchant(sandbox, order)
    if verdict is not Verdict.YES:
        _note_refusal(sandbox, order, verdict)
    # Asking took time: the order may be paid, ended or too late by now.
    with sandbox.database.write() as connection:
        order = _payable(sandbox, find_order(connection, merchant, platform_order_id), user)
        problem = money_problem(user)
        row = {} if problem else _move_money(sandbox, connection, order, user)
        if problem is PaymentProblem.PAYMENT_FAILED:
            end_unpaid_order(connection, order, OrderState.FAILED)
    if problem:
        raise PaymentRefused(problem)
    sandbox.delivery_due.set()
    return row


def decline_order(sandbox: Sandbox, platform_order_id: str, merchant: int = FIRST) -> bool:
    """The shopper cancels on the wallet page. False if it is paid or failed already."""
    with sandbox.database.write() as connection:
        order = find_order(connection, merchant, platform_order_id)
        if order is None or order.state not in (OrderState.OPEN, OrderState.REJECTED):
            return False
        return end_unpaid_order(connection, order, OrderState.DECLINED)


def fail_order(sandbox: Sandbox, platform_order_id: str, merchant: int = FIRST) -> bool:
    """The payment fails for good: status 100. False if it is paid or unknown."""
    with sandbox.database.write() as connection:
        order = find_order(connection, merchant, platform_order_id)
        return order is not None and end_unpaid_order(connection, order, OrderState.FAILED)


def _payable(sandbox: Sandbox, order: Order | None, user: WalletUser) -> Order:
    problem = order_problem(order, sandbox.clock.now(), sandbox.switches)
    if problem or order is None:
        raise PaymentRefused(problem or PaymentProblem.NO_SUCH_ORDER)
    if problem := user_problem(user, order.entry.currency):
        raise PaymentRefused(problem)
    return order


def _note_refusal(sandbox: Sandbox, order: Order, verdict: Verdict) -> None:
    if verdict is Verdict.SILENT:
        raise PaymentRefused(PaymentProblem.MERCHANT_SILENT)
    with sandbox.database.write() as connection:
        end_unpaid_order(connection, order, OrderState.REJECTED)
    raise PaymentRefused(PaymentProblem.MERCHANT_REFUSED)


def _move_money(sandbox: Sandbox, connection: sqlite3.Connection, order: Order, user: WalletUser) -> Row:
    now = sandbox.clock.now()
    save_payment(connection, order, payment_of(user, order.entry, "J", order.number, now))
    paid = find_order(connection, order.merchant, order.entry.platform_order_id)
    if paid is None or paid.payment is None:
        raise RuntimeError("a payment just saved is gone")
    change_balance(connection, order.entry.store_id, paid.payment.debit)
    row = paid_row(paid, ())
    body = json.dumps({"transaction": row}, ensure_ascii=False).encode()
    entry = order.entry
    message = Message(RESULT_CALLBACK, order.merchant, entry.store_id, entry.platform_order_id, entry.result_url, body)
    add_delivery(connection, DeliveryState.WAITING, message, now)
    return row
