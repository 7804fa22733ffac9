"""The control interface of the whole state: out, in, and away."""

from flask import Blueprint, Response, jsonify, request

from app.sandbox.control_access import guard_controls
from app.sandbox.sandbox import the_sandbox
from app.sandbox.transfer import export_state, import_state

blueprint = Blueprint("transfer_controls", __name__, url_prefix="/_sandbox")
guard_controls(blueprint)
LONGEST_IMPORT = 512 * 1024 * 1024


@blueprint.get("/export")
def export() -> Response:
    response = jsonify(export_state(the_sandbox()))
    response.headers["Content-Disposition"] = 'attachment; filename="jkopay-sandbox.json"'
    return response


@blueprint.post("/import")
def take_over() -> Response:
    request.max_content_length = LONGEST_IMPORT
    return jsonify(imported=import_state(the_sandbox(), request.get_data()))


@blueprint.post("/reset")
def reset() -> Response:
    the_sandbox().empty()
    return jsonify(empty=True)
