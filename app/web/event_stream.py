"""The response that keeps a waiting browser told."""

from collections.abc import Callable

from flask import Response, abort, current_app

from app.db import Database
from app.services.orders import LiveStatus
from app.web.live import Watcher


def stream_events(token: str, find: Callable[[Database, str], LiveStatus | None]) -> Response:
    """The status of what `find` finds at `token` and every change of it; 404 where it finds nothing."""
    watcher: Watcher = current_app.extensions["live"]
    waiter, found = watcher.join(token, find) or abort(404)
    response = Response(waiter.stream(found), mimetype="text/event-stream")
    response.call_on_close(waiter.leave)
    # A proxy that collects the stream would hold every event back.
    response.headers["X-Accel-Buffering"] = "no"
    return response
