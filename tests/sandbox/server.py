"""A real sandbox on a port of its own, for every test that needs a JKOPay."""

import socket
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import requests
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app.jkopay import JkopayClient
from app.sandbox import create_sandbox
from app.sandbox.settings import SandboxSettings
from tests.sandbox.eventually import eventually
from tests.serving import Serving

Kind = TypeVar("Kind", bound=JkopayClient)


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    # Without it every answer on a kept connection waits 40 ms for an acknowledgement.
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        """Quiet."""


class SandboxServer:
    """Starts at once, on 127.0.0.1; `stop` it at the end. More settings go to SandboxSettings."""

    def __init__(self, data_dir: Path, **settings: Any) -> None:
        self._data_dir = data_dir
        self._settings = settings
        self._port = 0
        self.app: Flask
        self.start()
        self.store: dict[str, Any] = self.stores()[0]

    @cached_property
    def _hand(self) -> requests.Session:
        return requests.Session()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def control(self, method: str, path: str, json: object = None) -> Any:
        """Call the control interface, `path` without `/_sandbox`; fails on anything but 200."""
        response = self.control_response(method, path, json)
        assert response.status_code == 200, response.text
        return response.json()

    def control_response(self, method: str, path: str, json: object = None) -> requests.Response:
        body = {} if json is None and method in ("POST", "PUT") else json
        return self._hand.request(method, f"{self.url}/_sandbox{path}", json=body, timeout=90)

    def client(self, kind: type[Kind]) -> Kind:
        """A client with the keys of the first store."""
        return kind(self.url, api_key=self.store["api_key"], secret_key=self.store["secret_key"])

    def stores(self) -> list[dict[str, Any]]:
        stores: list[dict[str, Any]] = self.control("GET", "/stores")
        return stores

    def pay(self, order_id: str, user: str = "balance") -> dict[str, Any]:
        """The wallet user pays: `{"transaction": …}`, or `{"refusal": {"reason", "result", "message"}}`."""
        response = self.control_response("POST", f"/orders/{order_id}/pay", {"user": user})
        assert response.status_code in (200, 409), response.text
        answer: dict[str, Any] = response.json()
        return answer

    def faults(self, api: str, fault: str, **more: object) -> None:
        """Plan a fault; `times`, `seconds` and `copies` may follow."""
        self.control("POST", "/faults", {"api": api, "fault": fault, **more})

    def clear_faults(self) -> None:
        self.control("DELETE", "/faults")

    def next_answer(self, api: str, result: str, **more: object) -> None:
        """Plan an answer; `message`, `result_object` and `times` may follow."""
        self.control("POST", "/next", {"api": api, "result": result, **more})

    def switch(self, **switches: object) -> None:
        self.control("PUT", "/settings", {"switches": switches})

    def change_store(self, store_id: str | None = None, **changes: object) -> None:
        self.control("PUT", "/settings", {"stores": {store_id or self.store["store_id"]: changes}})

    def clock_advance(self, seconds: float) -> None:
        self.control("PUT", "/clock", {"advance_seconds": seconds})

    def set_clock(self, now: str) -> None:
        """Make it this time, as `2027-01-31T09:00:00+08:00`."""
        self.control("PUT", "/clock", {"now": now})

    def freeze_clock(self) -> None:
        """Let time pass only with `clock_advance` and `set_clock`: nothing is tried again while a test looks."""
        self.control("PUT", "/clock", {"frozen": True})

    def grant(self, auth_no: str, user: str = "balance", quota: int | None = None) -> dict[str, Any]:
        """The wallet user binds: `{"authpay": …}`, or `{"reason": …}`."""
        return self._decide(auth_no, "grant", {"user": user, "quota": quota})

    def decline(self, auth_no: str) -> dict[str, Any]:
        """The wallet user refuses to bind: `{"auth_no", "status"}`, or `{"reason": …}`."""
        return self._decide(auth_no, "decline", {})

    def cancel(self, auth_no: str, by: str = "user") -> dict[str, Any]:
        """The wallet user, `jkopay` or `merchant` cancels: `{"authpay": …}`, or `{"reason": …}`."""
        return self._decide(auth_no, "cancel", {"by": by})

    def change_user(self, auth_no: str, user: str, quota: int | None = None) -> dict[str, Any]:
        """Put another wallet behind a granted authorization: `{"authpay": …}`, or `{"reason": …}`."""
        return self._decide(auth_no, "user", {"user": user, "quota": quota})

    def authorizations(self) -> list[dict[str, Any]]:
        """All of them with their deductions, the newest first."""
        rows: list[dict[str, Any]] = self.control("GET", "/authorizations")
        return rows

    def _decide(self, auth_no: str, what: str, body: dict[str, object]) -> dict[str, Any]:
        response = self.control_response("POST", f"/authorizations/{auth_no}/{what}", body)
        assert response.status_code in (200, 409), response.text
        answer: dict[str, Any] = response.json()
        return answer

    def deliveries(self, platform_order_id: str | None = None) -> list[dict[str, Any]]:
        query = f"?platform_order_id={platform_order_id}" if platform_order_id else ""
        rows: list[dict[str, Any]] = self.control("GET", f"/deliveries{query}")
        return rows

    def wait_for_results(self) -> None:
        """Wait until every call of a result_url was made once: later ones would meet what the test does next."""
        eventually(lambda: all(row["attempts"] for row in self.deliveries() if row["callback"] == "result_url"))

    def stop(self) -> None:
        self.app.extensions["deliveries"].stop()
        self._serving.stop()
        self.app.extensions["sandbox"].database.close()

    def restart(self) -> None:
        """Stop and start again: same database, same port."""
        self.stop()
        self.start()

    def start(self) -> None:
        """Start again after `stop`: same database, same port."""
        # The port must be known before the app is made: its links carry it.
        listening = socket.create_server(("127.0.0.1", self._port))
        self._port = listening.getsockname()[1]
        settings = SandboxSettings(data_dir=self._data_dir, public_url=self.url, **self._settings)
        self.app = create_sandbox(settings)
        self.app.extensions["deliveries"].start()
        self._serving = Serving(
            make_server(
                "127.0.0.1", self._port, self.app, threaded=True, request_handler=_Handler, fd=listening.fileno()
            )
        )
        listening.close()
