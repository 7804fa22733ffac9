"""The addresses that an order's and an authorization's page share: each keeps itself true and is asked the same."""

from collections.abc import Callable

from flask import Blueprint, abort, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.db import Database, utc_now
from app.security import limiter
from app.services.orders import LiveStatus
from app.shop import current_shop
from app.web.event_stream import stream_events

# Each may cost a call to JKOPay; a person does not press a button more often than this. Tokens are unlike one another.
a_few_times = limiter.shared_limit("12/minute", "live page", key_func=lambda: (request.view_args or {})["token"])


def add_live_pages(
    blueprint: Blueprint,
    render: Callable[[str, str, bool], str],
    find_status: Callable[[Database, str], LiveStatus | None],
) -> None:
    """Give `blueprint` the page at a token, its return from JKOPay, its card, and its status for programs.

    `render` makes `show` or `card` of a token, told whether the browser came back from JKOPay; 404 is its business.
    """

    @blueprint.get("/<token>")
    def show(token: str) -> ResponseReturnValue:
        """What can be done, or how it stands."""
        return render("show", token, False)

    @blueprint.get("/<token>/return", endpoint="return")
    def come_back(token: str) -> ResponseReturnValue:
        """Where JKOPay sends the browser. Nothing in this address is believed: only our own question counts."""
        return render("show", token, True)

    @blueprint.get("/<token>/card")
    def card(token: str) -> ResponseReturnValue:
        """The part of the page that changes."""
        return render("card", token, "returned" in request.args)

    @blueprint.get("/<token>/status")
    def status(token: str) -> ResponseReturnValue:
        """The status for programs."""
        found = find_status(current_shop().db, token) or abort(404)
        return jsonify(found.payload(utc_now()))

    @blueprint.get("/<token>/events")
    def events(token: str) -> ResponseReturnValue:
        """The status and every change of it, as server-sent events."""
        return stream_events(token, find_status)


def back_to(token: str) -> ResponseReturnValue:
    """After a button of the card: to the page that showed it."""
    return redirect(url_for(".return" if "returned" in request.args else ".show", token=token), 303)
