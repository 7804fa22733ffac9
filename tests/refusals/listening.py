"""What JKOPay answered: a WSGI layer in front of the sandbox."""

import json
from collections.abc import Iterable
from typing import Any

from tests.refusals.documented import Answer
from tests.sandbox.server import SandboxServer


class Answers:
    """Every answer of the Platform API since the last `clear`."""

    def __init__(self, sandbox: SandboxServer) -> None:
        self._wsgi_app = sandbox.app.wsgi_app
        self._given: list[Answer] = []
        sandbox.app.wsgi_app = self  # type: ignore[method-assign]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer = self._wsgi_app(environ, start_response)
        if not environ["PATH_INFO"].startswith("/platform/authpay/"):
            return answer
        chunks = list(answer)
        try:
            said = json.loads(b"".join(chunks))
        except ValueError:
            # A fault was planned.
            return chunks
        api = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        self._given.append((api, said["result"], said["message"] or ""))
        return chunks

    def clear(self) -> None:
        """Forget them."""
        self._given.clear()

    def given(self) -> list[Answer]:
        """In their order."""
        return list(self._given)
