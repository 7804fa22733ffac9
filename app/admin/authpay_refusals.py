"""Authorized payment's refusals in one plain sentence for the staff: what it means and what to do.

Source: seed authorized-payment-response-codes 1.1 to 1.6; 121 of a charge: seed authorized-payment-transaction.
"""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.admin.onlinepay_refusals import ANY, KEYS

LIMITED, REGULAR = "POST /platform/authpay/limited", "POST /platform/authpay/regular"
CHARGE, CHARGE_REFUND = "POST /platform/authpay/transaction", "POST /platform/authpay/refund"
CHARGE_INQUIRY, DETAIL = "GET /platform/authpay/inquiry", "GET /platform/authpay/detail"
CANCEL = "POST /platform/authpay/cancel"

_APIS = (LIMITED, REGULAR, CHARGE, CHARGE_REFUND, CHARGE_INQUIRY, DETAIL, CANCEL)
_FIELDS = _l("JKOPay found a field of the request wrong. This is a fault of the shop: tell whoever runs it.")
_NOBODYS = _l("JKOPay does not know this authorization. Check that the settings name the right store, then ask JKOPay.")

AUTHPAY_WORDS: dict[tuple[str, str, str], Any] = {
    **{(api, "200", ANY): _FIELDS for api in _APIS},
    **{(api, "201", ANY): KEYS for api in _APIS},
    (CHARGE, "100", ANY): _l("JKOPay does not know the order of this charge. Ask JKOPay, with the charge's number."),
    (CHARGE, "101", ANY): _l("JKOPay says this charge is paid already. The shop asks for the proof; nothing to do."),
    (CHARGE, "104", ANY): _l("The customer is over the month's limit at JKOPay. It frees itself with the next month."),
    (CHARGE, "110", ANY): _l("JKOPay does not know the store. Check the store id in the settings."),
    (CHARGE, "115", ANY): _l("The charge failed at JKOPay, for a reason it does not give."),
    (CHARGE, "121", ANY): _l("The customer's bank account does not hold enough for this charge."),
    (CHARGE, "301", ANY): _NOBODYS,
    (CHARGE, "302", ANY): _l("The authorization is cancelled, so nothing can be charged under it any more."),
    (CHARGE, "303", ANY): _l(
        "The amount is over the limit that the customer set in the JKOPay app. Only the customer can raise it."
    ),
    (CHARGE, "304", ANY): _l(
        "The amount is not the one the customer agreed to. This is a fault of the shop: tell whoever runs it."
    ),
    (CHARGE, "305", ANY): _l(
        "JKOPay counts all charges of this cycle as used up. Compare the paid charges with JKOPay's back office."
    ),
    (CHARGE, "306", ANY): _l("JKOPay takes charges only from 08:00 to 20:00, Taipei time."),
    (CHARGE, "307", ANY): _l("Another charge of the same authorization was still on its way."),
    (CHARGE_REFUND, "100", ANY): _l(
        "JKOPay does not know this charge. Check that the settings name the store that took it, then ask JKOPay."
    ),
    (CHARGE_REFUND, "103", ANY): _l(
        "JKOPay does not refund this amount: more than is left, or part of a coupon order. Look what went back already."
    ),
    (CHARGE_REFUND, "105", ANY): _l(
        "This refund number was used before with another amount. Check this charge's refunds before making a new one."
    ),
    (CHARGE_REFUND, "113", ANY): _l(
        "This is more than JKOPay can still refund in total. Try again after more sales, or ask JKOPay."
    ),
    (CHARGE_REFUND, "116", ANY): _l(
        "JKOPay could not give the coupon back. Trying again does not help: contact JKOPay with the charge's number."
    ),
    (DETAIL, "301", ANY): _NOBODYS,
    (CANCEL, "200", "Ungranted authPay cannot be canceled"): _l(
        "The customer has not granted this authorization yet, and JKOPay cancels only what is granted."
    ),
    (CANCEL, "301", ANY): _NOBODYS,
    (CANCEL, "302", ANY): _l("The authorization was cancelled already; nothing to do."),
}
