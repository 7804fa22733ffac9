"""The page behind `authpay_url`: a store asks to charge a wallet from now on, and its user says yes or no."""

import re
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import normalize

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as BaseResponse

from app.sandbox.authorizations import find_linked_authorization
from app.sandbox.authpay_records import Authorization, AuthpayStatus
from app.sandbox.authpay_rules import binding_problem, usual_quota
from app.sandbox.authpay_views import authpay_url
from app.sandbox.granting import BindingRefused, decline_authorization, grant_authorization
from app.sandbox.pages.authpay_wording import binding_problem_words, charge_outlook, quota_hint
from app.sandbox.pages.choosing import group_users, password_problem
from app.sandbox.pages.qr import draw_qr
from app.sandbox.pages.terms import terms
from app.sandbox.sandbox import the_sandbox
from app.sandbox.wallet_users import PASSWORD, WALLET_USERS

blueprint = Blueprint("binding", __name__, url_prefix="/web/authpay")


@dataclass(frozen=True)
class _Typed:
    """What stands in the form."""

    user: str
    quota: str


@dataclass(frozen=True)
class _Mistake:
    """What is wrong with the form, and in which of its fields."""

    field: str
    words: tuple[str, str]


@blueprint.get("")
def show() -> str:
    authorization = _linked_authorization()
    quota = str(usual_quota(authorization.binding))
    return _page(authorization, _Typed(request.args.get("user", "balance"), quota))


@blueprint.post("")
def grant() -> BaseResponse | tuple[str, int]:
    authorization = _linked_authorization()
    typed = _Typed(request.form.get("user", ""), request.form.get("quota", ""))
    if mistake := _find_mistake(typed):
        return _page(authorization, typed, mistake), 422
    try:
        user = WALLET_USERS[typed.user]
        grant_authorization(the_sandbox(), authorization.auth_no, user, _read_quota(typed.quota))
    except BindingRefused as error:
        words = binding_problem_words(error.problem, authorization.binding)
        return _page(_linked_authorization(), typed, _Mistake("quota", words)), 409
    return redirect(url_for("binding.bound", j=request.args["j"]), 303)


@blueprint.post("/decline")
def decline() -> BaseResponse:
    decline_authorization(the_sandbox(), _linked_authorization().auth_no)
    return redirect(url_for("binding.show", j=request.args["j"]), 303)


@blueprint.get("/bound")
def bound() -> str | BaseResponse:
    authorization = _linked_authorization()
    if authorization.status is not AuthpayStatus.GRANTED:
        return redirect(url_for("binding.show", j=request.args["j"]), 303)
    return render_template("bound.html", **terms(authorization))


@blueprint.get("/qr")
def qr() -> Response:
    _linked_authorization()
    return Response(draw_qr(authpay_url(the_sandbox(), request.args["j"])), mimetype="image/png")


def _linked_authorization() -> Authorization:
    with the_sandbox().database.read() as connection:
        authorization = find_linked_authorization(connection, request.args.get("j", ""))
    return authorization or abort(404)


def _find_mistake(typed: _Typed) -> _Mistake | None:
    if _read_quota(typed.quota) is None:
        return _Mistake("quota", (_("No amount"), _("Enter the most per charge in whole dollars, such as 500.")))
    if typed.user not in WALLET_USERS:
        return _Mistake("user", (_("Nobody chosen"), _("Choose which wallet is charged.")))
    wrong = password_problem()
    return _Mistake("password", wrong) if wrong else None


def _read_quota(text: str) -> Decimal | None:
    """Whole dollars, also as `1,000` or in the wide digits of a Chinese keyboard."""
    digits = normalize("NFKC", text).strip().replace(",", "")
    return Decimal(digits) if re.fullmatch("[0-9]{1,12}", digits) else None


def _page(authorization: Authorization, typed: _Typed, mistake: _Mistake | None = None) -> str:
    problem = binding_problem(authorization, None, the_sandbox().clock.now())
    # What ended the link just now is told as the state of the page, not a second time above it.
    return render_template(
        "bind.html",
        **terms(authorization),
        state=binding_problem_words(problem, authorization.binding) if problem else None,
        problem=problem,
        alert=mistake.words if mistake and not problem else None,
        wrong_password=mistake is not None and mistake.field == "password",
        wrong_quota=mistake is not None and mistake.field == "quota",
        chosen=typed.user,
        quota=typed.quota,
        quota_hint=quota_hint(authorization.binding),
        groups=group_users(charge_outlook),
        password=PASSWORD,
        token=request.args["j"],
    )
