"""What reached the sandbox, byte for byte."""

import io
from collections.abc import Iterable
from typing import Any

from tests.sandbox.server import SandboxServer


class Recorder:
    """A WSGI layer in front of the sandbox."""

    def __init__(self, sandbox: SandboxServer) -> None:
        self._wsgi_app = sandbox.app.wsgi_app
        self._calls: list[tuple[str, bytes]] = []
        sandbox.app.wsgi_app = self  # type: ignore[method-assign]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        payload = body or environ.get("QUERY_STRING", "").encode()
        self._calls.append((f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}", payload))
        return self._wsgi_app(environ, start_response)

    def payloads(self, api: str) -> list[bytes]:
        """The payload of every call of `api`, in order."""
        return [payload for called, payload in self._calls if called == api]
