"""The real cause of every documented answer of authorized payment (seed authorized-payment-response-codes
1.1-1.6; `121` is in its example)."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests.sandbox.authpay_wire import (
    CANCEL,
    DETAIL,
    INQUIRY,
    LIMITED,
    REFUND,
    REGULAR,
    TRANSACTION,
    AuthpayWire,
)
from tests.sandbox.causes import Answer, break_the_database, call_without_fields, cause
from tests.sandbox.eventually import eventually

APIS = (LIMITED, REGULAR, TRANSACTION, REFUND, INQUIRY, DETAIL, CANCEL)


def _usual(api: str, wire: AuthpayWire) -> Answer:
    """A call of the API that can succeed, with what it needs before."""
    match api:
        case "POST /platform/authpay/limited":
            return wire.bind("limited")
        case "POST /platform/authpay/regular":
            return wire.bind("regular")
        case "GET /platform/authpay/inquiry":
            return wire.get("/platform/authpay/inquiry", "platform_order_ids=nobody").json()  # type: ignore[no-any-return]
    auth_no = wire.bound()
    match api:
        case "POST /platform/authpay/transaction":
            return wire.charge(auth_no)
        case "POST /platform/authpay/refund":
            wire.charge(auth_no)
            return wire.refund_charge("charge-1", 100, "refund-1")
        case "GET /platform/authpay/detail":
            return wire.detail(auth_no)
        case _:
            return wire.cancel(auth_no)


def _broken(api: str, wire: AuthpayWire) -> Answer:
    break_the_database(wire, "authorizations", "deductions")
    match api:
        case "POST /platform/authpay/transaction":
            return wire.charge("1")
        case "POST /platform/authpay/refund":
            return wire.refund_charge("charge-1", 100, "refund-1")
        case "GET /platform/authpay/detail":
            return wire.detail("1")
        case "POST /platform/authpay/cancel":
            return wire.cancel("1")
    return _usual(api, wire)


for _api in APIS:
    cause(_api, "000", None)(partial(_usual, _api))
    cause(_api, "200", "Bad request")(partial(call_without_fields, _api))
    cause(_api, "201", "Validation error")(partial(AuthpayWire.forged, api=_api))
    cause(_api, "999", "Internal Error")(partial(_broken, _api))


@cause(TRANSACTION, "100", "Order does not exist")
def _(wire: AuthpayWire) -> Answer:
    wire.entry("order-1")
    return wire.charge(wire.bound(), "order-1")


@cause(TRANSACTION, "101", "Order has been paid")
def _(wire: AuthpayWire) -> Answer:
    auth_no = wire.bound()
    wire.charge(auth_no)
    return wire.charge(auth_no, amount=391)


@cause(TRANSACTION, "104", "Payment/transfer amount is over the monthly limit")
def _(wire: AuthpayWire) -> Answer:
    return wire.charge(wire.bound(user="over_limit"))


@cause(TRANSACTION, "110", "Store not found")
def _(wire: AuthpayWire) -> Answer:
    auth_no = wire.bound()
    wire.sandbox.change_store(closed=True)
    return wire.charge(auth_no)


@cause(TRANSACTION, "115", "Payment failed")
def _(wire: AuthpayWire) -> Answer:
    return wire.charge(wire.bound(user="failing"))


@cause(TRANSACTION, "121", "Insufficient bank account balance.")
def _(wire: AuthpayWire) -> Answer:
    return wire.charge(wire.bound(user="short"))


@cause(TRANSACTION, "301", "Invalid auth_no")
def _(wire: AuthpayWire) -> Answer:
    return wire.charge("605495635344494592")


@cause(TRANSACTION, "302", "Canceled auth_no")
def _(wire: AuthpayWire) -> Answer:
    auth_no = wire.bound()
    wire.sandbox.cancel(auth_no)
    return wire.charge(auth_no)


@cause(TRANSACTION, "303", "FinalPrice exceeded the max amount quota set by the user")
def _(wire: AuthpayWire) -> Answer:
    return wire.charge(wire.bound(quota=500), amount=501)


@cause(TRANSACTION, "304", "Order finalPrice is not consistent with authpay billing amount")
def _(wire: AuthpayWire) -> Answer:
    return wire.charge(wire.bound("regular"), amount=391)


@cause(TRANSACTION, "305", "Authpay payment exceeds current billing cycle times")
def _(wire: AuthpayWire) -> Answer:
    auth_no = wire.bound("regular")
    wire.charge(auth_no)
    return wire.charge(auth_no, "charge-2")


@cause(TRANSACTION, "306", "Authpay payment transaction time invalid.(Available at 08:00 - 20:00 UTC+8)")
def _(wire: AuthpayWire) -> Answer:
    auth_no = wire.bound()
    wire.sandbox.set_clock("2027-03-01T21:00:00+08:00")
    return wire.charge(auth_no)


@cause(TRANSACTION, "307", "Payment with the same auth_no is allowed one at a time")
def _(wire: AuthpayWire) -> Answer:
    auth_no = wire.bound()
    wire.sandbox.faults(TRANSACTION, "slow", seconds=2)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(wire.charge, auth_no)
        eventually(lambda: wire.sandbox.authorizations()[0]["deductions"])
        second = wire.charge(auth_no, "charge-2")
        assert first.result()["result"] == "000"
    return second


@cause(REFUND, "100", "Order does not exist")
def _(wire: AuthpayWire) -> Answer:
    return wire.refund_charge("nobody", 100, "refund-1")


@cause(REFUND, "103", "Error in refund amount")
def _(wire: AuthpayWire) -> Answer:
    wire.charge(wire.bound())
    return wire.refund_charge("charge-1", 391, "refund-1")


@cause(REFUND, "105", "Inconsistent refund amount")
def _(wire: AuthpayWire) -> Answer:
    wire.charge(wire.bound())
    wire.refund_charge("charge-1", 100, "refund-1")
    return wire.refund_charge("charge-1", 101, "refund-1")


@cause(REFUND, "113", "Refund reject due to refund amount exceeds total unreimbursed amount.")
def _(wire: AuthpayWire) -> Answer:
    wire.charge(wire.bound())
    wire.sandbox.change_store(balance=99)
    return wire.refund_charge("charge-1", 100, "refund-1")


@cause(REFUND, "116", "JKOPAY coupon reimbursement failed, please contact JKOPAY for assistance in refund")
def _(wire: AuthpayWire) -> Answer:
    wire.charge(wire.bound(user="coupon_stuck"))
    return wire.refund_charge("charge-1", 390, "refund-1")


@cause(DETAIL, "301", "Invalid auth_no")
def _(wire: AuthpayWire) -> Answer:
    return wire.detail("599669611989962752")


@cause(CANCEL, "200", "Ungranted authPay cannot be canceled")
def _(wire: AuthpayWire) -> Answer:
    return wire.cancel(wire.bind()["result_object"]["auth_no"])


@cause(CANCEL, "301", "Invalid auth_no")
def _(wire: AuthpayWire) -> Answer:
    return wire.cancel("599669611989962752")


@cause(CANCEL, "302", "Canceled auth_no")
def _(wire: AuthpayWire) -> Answer:
    auth_no = wire.bound()
    wire.cancel(auth_no)
    return wire.cancel(auth_no)
