"""Every event of an authorization, its subscription and its charges as a sentence."""

from flask_babel import lazy_gettext as _l

from app.admin.telling import Telling
from app.models import Authorization, Charge, NotificationKind, Order, Subscription

_SILENT = _l("JKOPay did not answer. The shop keeps asking.")

AUTHORIZATION_EVENTS: dict[tuple[type, str], Telling] = {
    (Authorization, "binding_started"): Telling(_l("The shopper began to authorize charges."), ""),
    (Authorization, "link_made"): Telling(_l("JKOPay made the link for the customer's consent."), ""),
    (Authorization, "link_renewed"): Telling(_l("JKOPay gave the link more time."), ""),
    (Authorization, "renewal_refused"): Telling(_l("JKOPay would not give the link more time."), "wait"),
    (Authorization, "refused"): Telling(_l("JKOPay would not make a link for the consent."), "bad"),
    (Authorization, "granted"): Telling(_l("JKOPay answered our own question: the customer has consented."), "good"),
    (Authorization, "expired"): Telling(_l("The customer did not consent in time."), ""),
    (Authorization, "cancel_asked"): Telling(_l("The shopper asked JKOPay to cancel the authorization."), ""),
    (Authorization, "cancel_ungranted"): Telling(_l("JKOPay cancels only what is granted, so it still waits."), "wait"),
    (Authorization, "authorization_cancelled"): Telling(_l("The authorization is cancelled, JKOPay says."), ""),
    (Authorization, "wallet_silent"): Telling(_SILENT, "wait"),
    (Subscription, "subscription_asked"): Telling(_l("The shopper chose a plan."), ""),
    (Subscription, "subscription_started"): Telling(_l("The subscription has begun."), "good"),
    (Subscription, "subscription_ended"): Telling(_l("The subscription has ended: nothing more is charged."), ""),
    (Subscription, "trouble_over"): Telling(_l("The order was paid, so the subscription is out of trouble."), "good"),
    (Order, "unpaid"): Telling(_l("The order was closed unpaid: its charge was not taken."), "bad"),
    (Charge, "charge_planned"): Telling(_l("A charge of %(amount)s was planned."), ""),
    (Charge, "charge_queued"): Telling(_l("The charge of %(amount)s waits until JKOPay takes charges again."), "wait"),
    (Charge, "charge_sent"): Telling(_l("The charge of %(amount)s was sent to JKOPay."), ""),
    (Charge, "charge_withdrawn"): Telling(_l("The charge of %(amount)s was withdrawn and not taken."), ""),
    (Charge, "charge_refused"): Telling(_l("JKOPay refused the charge of %(amount)s."), "bad"),
    (Charge, "wallet_silent"): Telling(
        _l("JKOPay did not answer: whether %(amount)s were taken is unknown. The shop keeps asking."), "wait"
    ),
    (Charge, "paid"): Telling(_l("JKOPay proved it: %(amount)s were taken."), "good"),
    (Charge, "failed"): Telling(_l("JKOPay said that the charge failed."), "bad"),
    (Charge, "expired"): Telling(_l("The charge was not taken in time."), ""),
}

STAFF_EVENTS: dict[tuple[type, str], Telling] = {
    (Authorization, "cancel_asked"): Telling(_l("%(staff)s asked JKOPay to cancel the authorization."), ""),
    (Order, "reopened"): Telling(_l("%(staff)s opened the order again: its goods are set aside."), ""),
    (Charge, "charge_planned"): Telling(_l("%(staff)s asked for a charge of %(amount)s."), ""),
}
"""The same, done by a member of the staff."""

AUTHORIZATION_CALLS = {
    NotificationKind.BINDING: Telling(
        _l("JKOPay sent word that the customer has consented. A hint only: the shop asked for proof."), ""
    ),
    NotificationKind.CANCELLATION: Telling(
        _l("JKOPay sent word that the authorization is cancelled. A hint only: the shop asked for proof."), ""
    ),
}
