"""What JKOPay calls (protocol section 4). No cookie and no CSRF.

The addresses are secret but for the one of cancellations, which is registered once for the store. None proves anything.
"""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from app.doctor import prove
from app.services.authorizations import AuthorizationUnknown
from app.services.notifications import (
    PaymentUnknown,
    answer_confirm,
    receive_binding,
    receive_cancellation,
    receive_result,
)
from app.shop import current_shop
from app.web.kept_callbacks import keep_callback

blueprint = Blueprint("callbacks", __name__, url_prefix="/jkopay")
blueprint.after_request(keep_callback)


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


@blueprint.post("/authorizations/<token>/result")
def binding(token: str) -> ResponseReturnValue:
    """An authorization is said to be granted: as `result`."""
    shop = current_shop()
    digest = request.headers.get("digest")
    shop.detail_soon(receive_binding(shop.db, shop.wallet, token, request.get_data(), digest))
    return jsonify(received=True)


@blueprint.post("/cancellations")
def cancellation() -> ResponseReturnValue:
    """An authorization is said to be cancelled: as `result`."""
    shop = current_shop()
    digest = request.headers.get("digest")
    shop.detail_soon(receive_cancellation(shop.db, shop.wallet, request.get_data(), digest))
    return jsonify(received=True)


@blueprint.post("/rehearsal")
def rehearsal() -> ResponseReturnValue:
    """The doctor calls as JKOPay would. The answer proves which shop this is, and tells how the call arrived."""
    proof = prove(current_shop().settings.secret_key.get_secret_value(), request.get_data())
    return jsonify(proof=proof, secure=request.is_secure, address=request.remote_addr)


@blueprint.errorhandler(AuthorizationUnknown)
@blueprint.errorhandler(PaymentUnknown)
def refuse(_error: PaymentUnknown) -> ResponseReturnValue:
    """An address we never gave out, or a body that names nobody."""
    return jsonify(valid=False), 404
