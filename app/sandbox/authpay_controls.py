"""The control interface of authorizations: who grants, refuses, cancels, and with what money."""

from flask import Blueprint, Response, jsonify

from app.sandbox.authorizations import list_authorizations, save_user
from app.sandbox.authpay_control_views import authorization_views
from app.sandbox.authpay_views import authpay_row
from app.sandbox.cancelling import CancelRefused, cancel_authorization
from app.sandbox.control_access import guard_controls, read_body
from app.sandbox.control_bodies import CancelBody, GrantBody
from app.sandbox.granting import BindingRefused, decline_authorization, grant_authorization
from app.sandbox.sandbox import the_sandbox
from app.sandbox.wallet_users import WALLET_USERS

blueprint = Blueprint("authpay_controls", __name__, url_prefix="/_sandbox/authorizations")
guard_controls(blueprint)


@blueprint.get("")
def index() -> Response:
    with the_sandbox().database.read() as connection:
        return jsonify(authorization_views(connection, list_authorizations(connection)))


@blueprint.post("/<auth_no>/grant")
def grant(auth_no: str) -> Response:
    body = read_body(GrantBody)
    try:
        return jsonify(authpay=grant_authorization(the_sandbox(), auth_no, WALLET_USERS[body.user], body.quota))
    except BindingRefused as error:
        return _refusal(error.problem)


@blueprint.post("/<auth_no>/decline")
def decline(auth_no: str) -> Response:
    if not decline_authorization(the_sandbox(), auth_no):
        return _refusal("not_open")
    return jsonify(auth_no=auth_no, status="ungranted")


@blueprint.post("/<auth_no>/cancel")
def cancel(auth_no: str) -> Response:
    try:
        return jsonify(authpay=cancel_authorization(the_sandbox(), auth_no, read_body(CancelBody).by))
    except CancelRefused as error:
        return _refusal(error.problem)


@blueprint.post("/<auth_no>/user")
def change_user(auth_no: str) -> Response:
    body = read_body(GrantBody)
    with the_sandbox().database.write() as connection:
        changed = save_user(connection, auth_no, body.user, body.quota)
    return jsonify(authpay=authpay_row(changed)) if changed else _refusal("not_granted")


def _refusal(reason: str) -> Response:
    response = jsonify(reason=reason)
    response.status_code = 409
    return response
