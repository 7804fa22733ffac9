"""The control interface of what describes the calls: the OpenAPI document and the collection."""

from flask import Blueprint, Response, jsonify

from app.sandbox.collection.collection import collection_of
from app.sandbox.control_access import guard_controls
from app.sandbox.openapi.document import whole_document
from app.sandbox.sandbox import the_sandbox

blueprint = Blueprint("document_controls", __name__, url_prefix="/_sandbox")
guard_controls(blueprint)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    sandbox = the_sandbox()
    document = whole_document(sandbox.settings.public_url, sandbox.first_store_id)
    return Response(document, mimetype="application/json")


@blueprint.get("/collection.json")
def collection() -> Response:
    sandbox = the_sandbox()
    first = sandbox.merchants.first
    filled = collection_of(sandbox.settings.public_url, sandbox.first_store_id, first.api_key, first.secret_key)
    response = jsonify(filled)
    name = "jkopay-sandbox.postman_collection.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
