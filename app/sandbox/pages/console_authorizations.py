"""Authorizations in the console: all of them, and what wallet users and JKOPay can do with one."""

from flask import abort, render_template, request
from flask_babel import gettext as _
from werkzeug import Response

from app.sandbox.authorizations import find_authorization, list_authorizations, save_user
from app.sandbox.authpay_records import Authorization, CancelledBy
from app.sandbox.cancelling import CancelRefused, cancel_authorization
from app.sandbox.control_bodies import GrantBody
from app.sandbox.deductions import list_deductions
from app.sandbox.delivery_log import list_deliveries
from app.sandbox.granting import BindingRefused, decline_authorization, grant_authorization
from app.sandbox.pages.authpay_wording import (
    binding_problem_words,
    cancel_problem_words,
    deduction_words,
    ended_words,
    standing,
)
from app.sandbox.pages.console import Answered, console_blueprint, done, form_values, try_form
from app.sandbox.pages.console_wording import delivery_words
from app.sandbox.pages.terms import list_cards, terms
from app.sandbox.pages.wording import user_title
from app.sandbox.refunds import list_refunds
from app.sandbox.sandbox import the_sandbox
from app.sandbox.wallet_users import WALLET_USERS

blueprint = console_blueprint("authorizations")
_MOST = 200


@blueprint.get("")
def index() -> str:
    with the_sandbox().database.read() as connection:
        known = list_authorizations(connection)
    titles = {user.name: user_title(user) for user in WALLET_USERS.values()}
    return render_template(
        "console/authorizations.html", cards=list_cards(known[:_MOST]), titles=titles, count=len(known)
    )


@blueprint.get("/<auth_no>")
def show(auth_no: str) -> str:
    return _page(_authorization(auth_no))


@blueprint.post("/<auth_no>/grant")
def grant(auth_no: str) -> Answered:
    authorization = _authorization(auth_no)

    def bind() -> Response:
        body = GrantBody.model_validate(form_values())
        try:
            grant_authorization(the_sandbox(), auth_no, WALLET_USERS[body.user], body.quota)
        except BindingRefused as error:
            return _done(binding_problem_words(error.problem, authorization.binding)[1], auth_no)
        return _done(_("Authorized; the store is told."), auth_no)

    return try_form(bind, lambda mistake: _page(authorization, mistake))


@blueprint.post("/<auth_no>/decline")
def decline(auth_no: str) -> Response:
    declined = decline_authorization(the_sandbox(), _authorization(auth_no).auth_no)
    return _done(_("Refused for ever.") if declined else _("Too late: it was decided before."), auth_no)


@blueprint.post("/<auth_no>/cancel")
def cancel(auth_no: str) -> Response:
    by = CancelledBy.USER if request.form.get("by") == CancelledBy.USER else CancelledBy.JKOPAY
    try:
        cancel_authorization(the_sandbox(), auth_no, by)
    except CancelRefused as error:
        return _done(cancel_problem_words(error.problem)[1], auth_no)
    return _done(_("Cancelled."), auth_no)


@blueprint.post("/<auth_no>/user")
def change_user(auth_no: str) -> Answered:
    authorization = _authorization(auth_no)

    def change() -> Response:
        body = GrantBody.model_validate(form_values())
        with the_sandbox().database.write() as connection:
            changed = save_user(connection, auth_no, body.user, body.quota)
        return _done(_("Charged to this wallet from now on.") if changed else _("It is not granted."), auth_no)

    return try_form(change, lambda mistake: _page(authorization, mistake))


def _authorization(auth_no: str) -> Authorization:
    with the_sandbox().database.read() as connection:
        return find_authorization(connection, auth_no) or abort(404)


def _done(words: str, auth_no: str) -> Response:
    return done(words, "console_authorizations.show", auth_no=auth_no)


def _page(authorization: Authorization, mistake: tuple[str, str] | None = None) -> str:
    sandbox, by = the_sandbox(), authorization.cancelled_by
    told_as = authorization.binding.platform_authpay_id or authorization.auth_no
    with sandbox.database.read() as connection:
        charges = [
            (each, list_refunds(connection, each)) for each in list_deductions(connection, authorization.auth_no)
        ]
        told = [each for each in list_deliveries(connection, told_as, 500) if each.merchant == authorization.merchant]
    return render_template(
        "console/authorization.html",
        **terms(authorization),
        merchant=sandbox.merchants.get(authorization.merchant),
        words=standing(authorization, sandbox.clock.now()),
        ended=ended_words(by) if by else None,
        charges=[(charge, *deduction_words(charge, refunds), refunds) for charge, refunds in charges[::-1]],
        deliveries=[(each, *delivery_words(each.state)) for each in told],
        users=[(user.name, user_title(user)) for user in WALLET_USERS.values()],
        alert=mistake,
    )
