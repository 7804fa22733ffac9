"""What a wallet user has authorized: the list, each with its charges, and cancelling it."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug import Response as BaseResponse

from app.sandbox.authorizations import find_authorization, list_authorizations
from app.sandbox.authpay_records import Authorization, CancelledBy, Deduction
from app.sandbox.cancelling import CancelRefused, cancel_authorization
from app.sandbox.control_access import may_control
from app.sandbox.deductions import list_deductions
from app.sandbox.pages.authpay_wording import cancel_problem_words, deduction_words, ended_words, standing
from app.sandbox.pages.choosing import password_problem
from app.sandbox.pages.terms import list_cards, terms
from app.sandbox.pages.wording import user_title
from app.sandbox.records import Refund
from app.sandbox.refunds import list_refunds
from app.sandbox.sandbox import the_sandbox
from app.sandbox.wallet_users import PASSWORD, WALLET_USERS

blueprint = Blueprint("authorizations", __name__, url_prefix="/web/authorizations")


@blueprint.get("")
def index() -> str:
    sandbox, chosen = the_sandbox(), request.args.get("user", "balance")
    # A list of everybody's authorizations is for whoever may also use the control interface.
    if chosen not in WALLET_USERS or not may_control(request, sandbox.settings):
        abort(404)
    with sandbox.database.read() as connection:
        known = list_authorizations(connection)
    owners = [each.user for each in known]
    # Those with something to show come first: a phone shows the first few.
    wallets = [(user.name, user_title(user), owners.count(user.name)) for user in WALLET_USERS.values()]
    return render_template(
        "authorizations.html",
        wallets=sorted(wallets, key=lambda wallet: not wallet[2]),
        chosen=chosen,
        cards=list_cards([each for each in known if each.user == chosen]),
    )


@blueprint.get("/<auth_no>")
def show(auth_no: str) -> str:
    return _page(_bound_authorization(auth_no))


@blueprint.post("/<auth_no>/cancel")
def cancel(auth_no: str) -> BaseResponse | tuple[str, int]:
    authorization = _bound_authorization(auth_no)
    if wrong := password_problem():
        return _page(authorization, wrong, wrong_password=True), 422
    try:
        cancel_authorization(the_sandbox(), auth_no, CancelledBy.USER)
    except CancelRefused as error:
        return _page(_bound_authorization(auth_no), cancel_problem_words(error.problem)), 409
    return redirect(url_for("authorizations.show", auth_no=auth_no), 303)


def _bound_authorization(auth_no: str) -> Authorization:
    """The number is drawn at random and long: who has it was given it."""
    with the_sandbox().database.read() as connection:
        authorization = find_authorization(connection, auth_no)
    return authorization if authorization and authorization.user else abort(404)


def _page(authorization: Authorization, alert: tuple[str, str] | None = None, *, wrong_password: bool = False) -> str:
    sandbox = the_sandbox()
    words, badge = standing(authorization, sandbox.clock.now())
    by = authorization.cancelled_by
    return render_template(
        "authorization.html",
        **terms(authorization),
        standing=words,
        badge=badge,
        ended=ended_words(by) if by else None,
        charges=[
            (charge, *deduction_words(charge, refunds), refunds) for charge, refunds in _charges(authorization.auth_no)
        ],
        alert=alert,
        wrong_password=wrong_password,
        password=PASSWORD,
        inside=may_control(request, sandbox.settings),
    )


def _charges(auth_no: str) -> list[tuple[Deduction, list[Refund]]]:
    """The newest first, each with its refunds."""
    with the_sandbox().database.read() as connection:
        return [(each, list_refunds(connection, each)) for each in list_deductions(connection, auth_no)[::-1]]
