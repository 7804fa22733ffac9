"""The sandbox's control interface, called over HTTP as any program may call it."""

from typing import Any, NoReturn
from urllib.parse import quote

import requests

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 90.0
"""Paying asks the shop first, up to four times of 15 s each (protocol section 4)."""


class SandboxAway(Exception):
    """Nothing answers at the sandbox's address."""


class SandboxUnsuited(Exception):
    """A setting keeps the sandbox from being steered; the text names it and the mend."""


class SandboxRefused(Exception):
    """The sandbox, or what is asked of it, says no; the text is the reason."""


class SandboxControl:
    """Steers the sandbox at `base_url` for the merchant of `store_id`.

    Every method raises `SandboxAway`, `SandboxUnsuited` or `SandboxRefused`.
    """

    def __init__(self, base_url: str, store_id: str) -> None:
        self._base_url = base_url
        self._store_id = store_id
        self._http = requests.Session()
        # No proxy of the environment stands between here and this network.
        self._http.trust_env = False
        self._merchant: int | None = None

    def pay(self, order_id: str, user: str) -> None:
        """The wallet user pays: confirm_url, money, result_url."""
        self._of_order(order_id, "pay", {"user": user})

    def fail(self, order_id: str) -> None:
        """The payment fails for good: status 100."""
        self._of_order(order_id, "fail", {})

    def decline(self, order_id: str) -> None:
        """The wallet user presses cancel on the wallet page."""
        self._of_order(order_id, "decline", {})

    def grant(self, auth_no: str, user: str) -> None:
        """The wallet user binds."""
        self._call("POST", f"/authorizations/{quote(auth_no, safe='')}/grant", {"user": user})

    def refuse_binding(self, auth_no: str) -> None:
        """The wallet user does not bind; the link is dead."""
        self._call("POST", f"/authorizations/{quote(auth_no, safe='')}/decline", {})

    def cancel(self, auth_no: str, by: str) -> None:
        """The wallet user (`user`) or `jkopay` ends an authorization."""
        self._call("POST", f"/authorizations/{quote(auth_no, safe='')}/cancel", {"by": by})

    def redeliver(self, number: str) -> dict[str, Any]:
        """Make the newest call about an order or authorization once more; returns it with its attempts."""
        rows = self._call("GET", f"/deliveries?platform_order_id={quote(number, safe='')}")
        own = [row for row in rows if row["store_id"] == self._store_id]
        if not own:
            raise SandboxRefused(f"the sandbox has told the shop nothing about {number} yet")
        sent: dict[str, Any] = self._call("POST", f"/deliveries/{own[-1]['id']}/redeliver", {})
        return sent

    def check(self) -> None:
        """Make sure that a sandbox answers and knows the shop's store."""
        self._merchant_number()

    def _of_order(self, order_id: str, verb: str, body: dict[str, str]) -> None:
        self._call("POST", f"/orders/{quote(order_id, safe='')}/{verb}?merchant_id={self._merchant_number()}", body)

    def _merchant_number(self) -> int:
        if self._merchant is None:
            stores = self._call("GET", "/stores")
            own = [store["merchant_id"] for store in stores if store["store_id"] == self._store_id]
            if not own:
                raise SandboxUnsuited(
                    f"The sandbox at {self._base_url} has no store {self._store_id}: set JKOPAY_STORE_ID and the keys "
                    f"to those of a store on its first page."
                )
            self._merchant = own[0]
        return self._merchant

    def _call(self, method: str, path: str, body: dict[str, str] | None = None) -> Any:
        url = f"{self._base_url}/_sandbox{path}"
        try:
            answer = self._http.request(method, url, json=body, timeout=(CONNECT_SECONDS, ANSWER_SECONDS))
        except requests.RequestException as error:
            raise SandboxAway(
                f"No sandbox answers at {self._base_url} ({type(error).__name__}): start it with python -m app, or "
                f"correct JKOPAY_BASE_URL."
            ) from None
        try:
            told = answer.json()
        except ValueError:
            told = None
        if not answer.ok or not isinstance(told, dict | list):
            self._refuse(answer.status_code, told if isinstance(told, dict) else {})
        return told

    def _refuse(self, status: int, told: dict[str, Any]) -> NoReturn:
        refusal = told.get("refusal") or {}
        reason = told.get("error") or told.get("reason") or refusal.get("reason")
        if status == requests.codes.forbidden:
            raise SandboxUnsuited(
                f"The sandbox at {self._base_url} is steered from its own machine only: give the command there, or "
                f"start it with SANDBOX_CONTROL_FROM_ANYWHERE=1."
            )
        if not reason:
            raise SandboxUnsuited(
                f"What answers at {self._base_url} (HTTP {status}) is no sandbox: correct JKOPAY_BASE_URL."
            )
        code = f" ({refusal['result']} {refusal['message']})" if refusal.get("result") else ""
        raise SandboxRefused(f"{reason}{code}")
