"""What went over the wire between the shop and JKOPay: the list, and one call whole."""

from flask import Blueprint, abort, render_template, request

from app.admin.inspector_exchange import describe_call
from app.admin.inspector_filters import Narrowing
from app.admin.inspector_words import DIRECTIONS, OUTCOMES, explain_outcome
from app.services.api_calls_digest import check_call_digest
from app.services.api_calls_reading import APIS, COUNTED, SEARCHED, list_calls, open_call, subjects_of
from app.shop import current_shop

blueprint = Blueprint("inspector", __name__, url_prefix="/inspector")


@blueprint.get("")
def index() -> str:
    """The newest first, narrowed by what the address says."""
    shop, narrowing = current_shop(), Narrowing.of(request.args)
    # Other processes write theirs within half a second.
    shop.wallet.calls.flush()
    found = list_calls(shop.db, narrowing.wanted)
    words = {"outcomes": OUTCOMES, "directions": DIRECTIONS, "apis": APIS, "counted": COUNTED, "searched": SEARCHED}
    return render_template(
        "admin/inspector/index.html", found=found, narrowing=narrowing, settings=shop.settings, **words
    )


@blueprint.get("/<int:call_id>")
def show(call_id: int) -> str:
    """One call, with its bytes, its digest and what its outcome means."""
    shop = current_shop()
    call = open_call(shop.db, call_id) or abort(404)
    return render_template(
        "admin/inspector/show.html",
        call=call,
        told=describe_call(call),
        subjects=subjects_of(shop.db, call),
        outcome=OUTCOMES[call.outcome],
        direction=DIRECTIONS[call.direction],
        explained=explain_outcome(call),
        is_right=check_call_digest(shop.db, call, shop.wallet.sign),
    )
