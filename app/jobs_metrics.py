"""`/metrics` of a jobs process: most calls of JKOPay are made there, and it has no pages to show them on."""

import threading
from collections.abc import Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from app.config import Settings, SettingsError
from app.metrics import CONTENT_TYPE, write_counts
from app.metrics_access import may_read_metrics


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: a monitor asks every few seconds."""


def serve_metrics(settings: Settings, port: int) -> int:
    """Answer on `port` (0: any that is free) from a thread, and return the port.

    Without METRICS_TOKEN only this machine can connect. Raises SettingsError when the port is taken.
    """

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        authorization = environ.get("HTTP_AUTHORIZATION", "")
        if environ["PATH_INFO"] != "/metrics":
            status, body = "404 Not Found", b""
        elif not may_read_metrics(settings, environ["REMOTE_ADDR"], authorization):
            status, body = "403 Forbidden", b"Send METRICS_TOKEN as a bearer token.\n"
        else:
            status, body = "200 OK", write_counts()
        start_response(status, [("Content-Type", CONTENT_TYPE), ("Content-Length", str(len(body)))])
        return [body]

    host = "0.0.0.0" if settings.metrics_token else "127.0.0.1"  # noqa: S104  the token guards it
    try:
        server = make_server(host, port, answer, handler_class=_Quiet)
    except OSError as error:
        raise SettingsError(
            f"Setting JOBS_METRICS_PORT {port} cannot be used: {error.strerror}. Give each jobs process of this "
            "machine another one, or none."
        ) from None
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server.server_port
