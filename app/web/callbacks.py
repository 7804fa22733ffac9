"""What JKOPay calls (protocol section 4). No cookie and no CSRF; the address is secret, and proves nothing."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from app.services.notifications import PaymentUnknown, answer_confirm, receive_result
from app.shop import current_shop

blueprint = Blueprint("callbacks", __name__, url_prefix="/jkopay")


@blueprint.post("/<token>/confirm")
def confirm(token: str) -> ResponseReturnValue:
    """May the money move?"""
    shop = current_shop()
    valid = answer_confirm(shop.db, shop.wallet, token, request.get_data(), request.headers.get("digest"))
    return jsonify(valid=valid)


@blueprint.post("/<token>/result")
def result(token: str) -> ResponseReturnValue:
    """It is said to have moved: stored before the 200, proved later by our own inquiry."""
    shop = current_shop()
    payment_id = receive_result(shop.db, shop.wallet, token, request.get_data(), request.headers.get("digest"))
    shop.ask_soon(payment_id)
    return jsonify(received=True)


@blueprint.errorhandler(PaymentUnknown)
def refuse(_error: PaymentUnknown) -> ResponseReturnValue:
    """An address we never gave out."""
    return jsonify(valid=False), 404
