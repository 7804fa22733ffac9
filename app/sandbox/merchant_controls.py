"""The control interface of merchants and stores."""

from flask import Blueprint, Response, jsonify

from app.sandbox import merchant_changes, merchant_views
from app.sandbox.control_access import control_error, guard_controls, read_body
from app.sandbox.merchant_bodies import MerchantBody, NewMerchantBody, NewStoreBody, StoreBody
from app.sandbox.merchant_changes import Kept
from app.sandbox.merchants import KeyTaken
from app.sandbox.production import ProductionRefused
from app.sandbox.sandbox import the_sandbox

blueprint = Blueprint("merchant_controls", __name__, url_prefix="/_sandbox")
guard_controls(blueprint)
blueprint.register_error_handler(LookupError, lambda error: control_error(str(error), 404))
blueprint.register_error_handler(Kept, lambda error: control_error(str(error), 409))
blueprint.register_error_handler(KeyTaken, lambda error: control_error(str(error), 409))
blueprint.register_error_handler(ProductionRefused, lambda error: control_error(str(error), 409))


@blueprint.get("/merchants")
def merchants() -> Response:
    return jsonify(merchant_views.merchants(the_sandbox()))


@blueprint.post("/merchants")
def add_merchant() -> Response:
    added = merchant_changes.add_merchant(the_sandbox(), **read_body(NewMerchantBody).model_dump())
    return jsonify(merchant_views.merchant(the_sandbox(), added))


@blueprint.put("/merchants/<int:number>")
def change_merchant(number: int) -> Response:
    changed = merchant_changes.change_merchant(the_sandbox(), number, **read_body(MerchantBody).model_dump())
    return jsonify(merchant_views.merchant(the_sandbox(), changed))


@blueprint.delete("/merchants/<int:number>")
def remove_merchant(number: int) -> Response:
    merchant_changes.remove_merchant(the_sandbox(), number)
    return merchants()


@blueprint.get("/stores")
def stores() -> Response:
    return jsonify(merchant_views.stores(the_sandbox()))


@blueprint.post("/stores")
def add_store() -> Response:
    body = read_body(NewStoreBody)
    added = merchant_changes.add_store(the_sandbox(), body.merchant_id, body.store_id, **body.changes())
    return jsonify(merchant_views.store(the_sandbox(), added))


@blueprint.put("/stores/<store_id>")
def change_store(store_id: str) -> Response:
    changed = merchant_changes.change_store(the_sandbox(), store_id, **read_body(StoreBody).changes())
    return jsonify(merchant_views.store(the_sandbox(), changed))


@blueprint.delete("/stores/<store_id>")
def remove_store(store_id: str) -> Response:
    merchant_changes.remove_store(the_sandbox(), store_id)
    return stores()
