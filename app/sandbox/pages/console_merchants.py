"""Merchants, their keys and their stores in the console."""

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug import Response

from app.sandbox.merchant_bodies import StoreBody
from app.sandbox.merchant_changes import (
    add_merchant,
    add_store,
    change_merchant,
    change_store,
    remove_merchant,
    remove_store,
)
from app.sandbox.merchants import FIRST
from app.sandbox.money import CURRENCIES
from app.sandbox.pages.console import Answered, console_blueprint, done, form_values, read_local_time, try_form
from app.sandbox.sandbox import the_sandbox
from app.sandbox.stores import list_stores

blueprint = console_blueprint("merchants")
_FLAGS = ("identities_required", "closed")


@blueprint.get("")
def index() -> str:
    return _page()


@blueprint.post("")
def add() -> Answered:
    return try_form(_add, _page)


@blueprint.post("/<int:number>")
def change(number: int) -> Answered:
    def rename() -> Response:
        change_merchant(the_sandbox(), number, **_texts("name", "api_key", "secret_key"))
        return _changed()

    return try_form(rename, _page)


@blueprint.post("/<int:number>/remove")
def remove(number: int) -> Answered:
    def go() -> Response:
        if "sure" not in request.form:
            raise ValueError(_("Tick the box to say that you are sure."))
        remove_merchant(the_sandbox(), number)
        return done(_("The merchant and everything of it is gone."), "console_merchants.index")

    return try_form(go, _page)


@blueprint.post("/<int:number>/stores")
def new_store(number: int) -> Answered:
    def make() -> Response:
        given = _texts("store_id")
        add_store(the_sandbox(), number, given.get("store_id"), **_store_fields())
        return done(_("The store is open."), "console_merchants.index")

    return try_form(make, _page)


@blueprint.post("/stores/<store_id>")
def edit_store(store_id: str) -> Answered:
    def edit() -> Response:
        change_store(the_sandbox(), store_id, **_store_fields())
        return _changed()

    return try_form(edit, _page)


@blueprint.post("/stores/<store_id>/remove")
def close_store(store_id: str) -> Answered:
    def go() -> Response:
        remove_store(the_sandbox(), store_id)
        return done(_("The store is gone."), "console_merchants.index")

    return try_form(go, _page)


def _add() -> Response:
    added = add_merchant(the_sandbox(), **_texts("name", "api_key", "secret_key", "store_id"))
    return done(_("%(name)s has its own keys and its first store.", name=added.name), "console_merchants.index")


def _changed() -> Response:
    return done(_("Saved."), "console_merchants.index")


def _texts(*names: str) -> dict[str, str]:
    return {name: str(value) for name, value in form_values().items() if name in names}


def _store_fields() -> dict[str, object]:
    typed = form_values("books_closed_before", "cancellation_url")
    typed.pop("store_id", None)
    if closed := typed.get("books_closed_before"):
        typed["books_closed_before"] = read_local_time(str(closed))
    typed |= {"currencies": request.form.getlist("currencies")} | {flag: flag in request.form for flag in _FLAGS}
    return dict(StoreBody.model_validate(typed).changes())


def _page(mistake: tuple[str, str] | None = None) -> str:
    sandbox = the_sandbox()
    with sandbox.database.read() as connection:
        stores = list_stores(connection)
    known = sandbox.merchants.all()
    return render_template(
        "console/merchants.html",
        alert=mistake,
        merchants=[(each, [store for store in stores if store.merchant == each.number]) for each in known],
        first=FIRST,
        first_store_id=sandbox.first_store_id,
        currencies=list(CURRENCIES),
    )
