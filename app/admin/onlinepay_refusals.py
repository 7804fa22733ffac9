"""OnlinePay's refusals in one plain sentence for the staff: what it means and what to do.

Source: seed onlinepay-response-codes 1.1 to 1.3; 201: protocol section 9.
"""

from typing import Any

from flask_babel import lazy_gettext as _l

ENTRY, INQUIRY, REFUND = "POST /platform/entry", "GET /platform/inquiry", "POST /platform/refund"

ANY = ""
KEYS = _l("JKOPay did not accept the shop's signature. Check the API key and the secret key in the settings.")
_DIGITS = _l("The amount has more decimals than its currency has. Use an amount without them.")

ONLINEPAY_WORDS: dict[tuple[str, str, str], Any] = {
    (ENTRY, "101", ANY): _l("JKOPay says this payment is paid already. The shop asks for the proof; nothing to do."),
    (ENTRY, "200", "Bad request"): _l(
        "JKOPay found a field of the payment wrong. This is a fault of the shop: tell whoever runs it."
    ),
    (ENTRY, "200", "Store not found"): _l("JKOPay does not know the store. Check the store id in the settings."),
    (ENTRY, "200", "Using the currency unsupported by the Store"): _l(
        "Your store does not take this currency. Ask JKOPay to allow it, or sell in another one."
    ),
    (ENTRY, "200", "Entry of this store needs identity verification"): _l(
        "Your store must send the identity of the buyer, which this shop does not. Ask JKOPay to lift the condition."
    ),
    (ENTRY, "200", "Order has been used as entry but they do not match with each others"): _l(
        "The payment's number was used before with another store or amount. The customer can try again with a new one."
    ),
    (ENTRY, "200", "Invalid number of digits for the order currency amount"): _DIGITS,
    (ENTRY, "200", "Order price below limit for this currency"): _l(
        "The amount is below the least that JKOPay takes in this currency. Sell more at once, or in another currency."
    ),
    (ENTRY, "200", ANY): _l(
        "JKOPay did not accept the payment's fields. This is a fault of the shop: tell whoever runs it."
    ),
    (ENTRY, "201", ANY): KEYS,
    (INQUIRY, "201", ANY): KEYS,
    (REFUND, "100", ANY): _l(
        "JKOPay does not know this payment. Check that the settings name the store that took it, then ask JKOPay."
    ),
    (REFUND, "102", ANY): _l(
        "More than 180 days have passed, so JKOPay no longer refunds this payment. Pay the customer back another way."
    ),
    (REFUND, "105", "Inconsistent remain amount"): _l(
        "JKOPay counts another rest than this page. Look for refunds made in its back office, then refund what is left."
    ),
    (REFUND, "105", "Inconsistent refund amount"): _l(
        "This refund number was used before with another amount. Check this payment's refunds before making a new one."
    ),
    (REFUND, "105", ANY): _l(
        "The refund does not agree with what JKOPay knows of this payment. Compare it with JKOPay's back office."
    ),
    (REFUND, "111", ANY): _l(
        "JKOPay has closed the books of this payment. Ask JKOPay, or pay the customer back another way."
    ),
    (REFUND, "113", ANY): _l(
        "What JKOPay still owes you is less than this refund. Try again after more sales, or ask JKOPay."
    ),
    (REFUND, "116", ANY): _l(
        "JKOPay could not give the coupon back. Trying again does not help: contact JKOPay with the payment's number."
    ),
    (REFUND, "117", ANY): _l("A JKOPay coupon was used, so only the full amount can be refunded. Refund all of it."),
    (REFUND, "200", "Invalid number of digits for the order currency amount"): _DIGITS,
    (REFUND, "200", ANY): _l(
        "JKOPay did not accept the refund's fields. This is a fault of the shop: tell whoever runs it."
    ),
    (REFUND, "201", ANY): KEYS,
    (REFUND, "922", "Refund amount exceeds order final price"): _l(
        "This is more than JKOPay can still refund. Look in JKOPay's back office for refunds made there."
    ),
    (REFUND, "922", ANY): _l("JKOPay could not make the refund, for the reason it gives below."),
    (REFUND, "978", ANY): _l(
        "The customer's JKOPay account is closed and cannot take money. Pay the customer back another way."
    ),
}
