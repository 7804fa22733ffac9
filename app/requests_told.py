"""One id for everything a request causes: its log lines, the tasks it queues, and the calls of JKOPay they make."""

import re
import time

import structlog
from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

from app.logs import new_request_id

HEADER = "X-Request-ID"

# What a proxy gives is kept when it can neither break a log line nor fill the disk.
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")

log = structlog.get_logger(__name__)


def tell_requests(app: Flask) -> None:
    """Give every request of `app` its id, answer with it, and log the request by its endpoint: addresses are secret."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    # A connection that is kept serves its next request in the same context.
    clear_contextvars()
    bind_contextvars(request_id=given if _SANE.fullmatch(given) else new_request_id())
    g.began_at = time.monotonic()


def _end(response: Response) -> Response:
    request_id = get_contextvars().get("request_id")
    if request_id is None:
        # A request for another host never began.
        return response
    response.headers[HEADER] = request_id
    milliseconds = round((time.monotonic() - g.began_at) * 1000)
    log.info("request", method=request.method, endpoint=request.endpoint, status=response.status_code, ms=milliseconds)
    return response
