"""Who may use the control interface, which shows the keys and moves the clock, and how it takes its calls."""

import ipaddress
from typing import TypeVar

from flask import Blueprint, Request, Response, jsonify, request
from pydantic import BaseModel, ValidationError

from app.sandbox.callbacks import AGENT
from app.sandbox.sandbox import the_sandbox
from app.sandbox.settings import SandboxSettings

Body = TypeVar("Body", bound=BaseModel)


def guard_controls(blueprint: Blueprint) -> None:
    """Keep strangers out of a blueprint, and have calls that make no sense explained."""
    blueprint.before_request(lambda: refuse_control(request, the_sandbox().settings))
    blueprint.register_error_handler(ValidationError, _explain_fields)
    blueprint.register_error_handler(ValueError, _explain_value)
    blueprint.register_error_handler(413, lambda _: control_error("the body is too large", 413))


def read_body(model: type[Body]) -> Body:
    """The body of this call; an empty one is an empty object.

    Raises ValidationError.
    """
    return model.model_validate_json(request.get_data() or b"{}")


def may_control(request: Request, settings: SandboxSettings) -> bool:
    """Only this machine, unless configured.

    The name in the address bar counts too: a page of a stranger can make its own name mean 127.0.0.1. So does who
    calls: a stranger with keys can have a sandbox call its own control interface as if that were a merchant.
    """
    if request.headers.get("User-Agent") == AGENT:
        return False
    if settings.control_from_anywhere:
        return True
    return _is_this_machine(request.remote_addr or "") and _is_this_machine(_host_name(request.host))


def refuse_control(request: Request, settings: SandboxSettings) -> Response | None:
    """The refusal of a control call, or None. A JSON content type keeps forms of other sites out."""
    if not may_control(request, settings):
        return control_error("the control interface is for this machine only", 403)
    if request.method in ("POST", "PUT") and request.mimetype != "application/json":
        return control_error("Content-Type must be application/json", 415)
    return None


def control_error(why: str, status: int) -> Response:
    """The form of every refusal of the control interface."""
    response = jsonify(error=why)
    response.status_code = status
    return response


def _explain_fields(error: ValidationError) -> Response:
    found = [f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}".lstrip(": ") for detail in error.errors()]
    return control_error("; ".join(found), 400)


def _explain_value(error: ValueError) -> Response:
    return control_error(str(error), 400)


def _host_name(host: str) -> str:
    return host[1 : host.index("]")] if host.startswith("[") and "]" in host else host.rpartition(":")[0] or host


def _is_this_machine(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
