"""What the sandbox really answers is what the OpenAPI document says, and so is what it tells the merchant."""

from collections.abc import Iterator
from functools import partial

import pytest
from flask import Response, request

import tests.sandbox.authpay_causes
import tests.sandbox.onlinepay_causes  # noqa: F401 - both fill CAUSES
from tests.sandbox.authpay_wire import AuthpayWire
from tests.sandbox.causes import CAUSES, Documented, documented_answers
from tests.sandbox.documented import DOCUMENT, operation_of, problems
from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant

# Their cause is a database that was taken away: the tables are gone for what follows, too.
ROWS = [row for row in documented_answers() if row.result != "999"]
TEA = {"name": "茶", "img": "https://a/b.png", "unit_count": 2, "unit_price": 10.0, "unit_final_price": "9"}


class Judge:
    """Compares every answer of a sandbox with the document. `wrong` is what it found, `seen` what it looked at."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, int]] = set()
        self.wrong: list[str] = []

    def look(self, response: Response) -> Response:
        if request.path.startswith(("/platform/", "/_sandbox/")):
            operation = operation_of(request.method, request.path)
            self.seen.add((operation.name, response.status_code))
            if str(response.status_code) not in operation.item["responses"]:
                self.wrong.append(f"{operation.name}: {response.status_code} is not documented")
                return response
            schema = operation.response(response.status_code)["schema"]
            self.wrong += [f"{operation.name}: {problem}" for problem in problems(schema, response.get_json())]
        return response


@pytest.fixture
def judge(authpay: AuthpayWire) -> Iterator[Judge]:
    """Looks at every call of the test, and speaks at its end."""
    judging = Judge()
    authpay.sandbox.app.after_request_funcs.setdefault(None, []).append(judging.look)
    yield judging
    assert judging.seen
    assert judging.wrong == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(map(str, row))[:60])
def test_each_answer_of_the_table_is_as_documented(row: Documented, authpay: AuthpayWire, judge: Judge) -> None:
    answer = CAUSES[row](authpay)
    assert answer["result"] == row.result
    assert (row.api, 200) in judge.seen


def test_refusals_with_http_status_400_are_documented(authpay: AuthpayWire, judge: Judge) -> None:
    authpay.sandbox.switch(refusal_http_status=400)
    assert authpay.refund("nobody", 1)["result"] == "100"
    assert ("POST /platform/refund", 400) in judge.seen


def test_what_the_control_interface_shows_of_a_busy_sandbox_is_as_documented(
    authpay: AuthpayWire, judge: Judge
) -> None:
    sandbox = authpay.sandbox
    fill(authpay)
    for path in documented_lists():
        assert sandbox.control("GET", path)
    for path in ("/orders/paid", "/orders/open", "/orders?limit=1&state=paid", "/deliveries?platform_order_id=paid"):
        assert sandbox.control("GET", path)
    for authorization in sandbox.authorizations():
        assert sandbox.control("GET", f"/authorizations/{authorization['auth_no']}")
    state = sandbox.control("GET", "/export")
    assert sandbox.control("POST", "/import", state)["imported"]["orders"] == 2
    assert sandbox.control("POST", "/reset") == {"empty": True}
    assert {f"GET /_sandbox{path}" for path in documented_lists()} <= {name for name, _ in judge.seen}


def test_refusals_of_the_control_interface_are_as_documented(authpay: AuthpayWire, judge: Judge) -> None:
    refused = [
        ("POST", "/orders/nobody/pay", {}, 409),
        ("POST", "/orders/nobody/pay?merchant_id=7", {}, 400),
        ("POST", "/orders/nobody/fail", {}, 409),
        ("POST", "/orders/nobody/decline", {}, 409),
        ("GET", "/orders/nobody", None, 404),
        ("GET", "/orders?limit=0", None, 400),
        ("GET", "/authorizations/nobody", None, 404),
        ("POST", "/authorizations/nobody/grant", {}, 409),
        ("POST", "/authorizations/nobody/decline", {}, 409),
        ("POST", "/authorizations/nobody/cancel", {}, 409),
        ("POST", "/authorizations/nobody/user", {}, 409),
        ("POST", "/deliveries/7/redeliver", {}, 404),
        ("PUT", "/merchants/7", {}, 404),
        ("DELETE", "/merchants/1", None, 409),
        ("POST", "/stores", {"merchant_id": 7}, 404),
        ("PUT", "/stores/nobody", {}, 404),
        ("POST", "/next", {"api": "nothing"}, 400),
        ("DELETE", "/next/7", None, 404),
        ("POST", "/faults", {"api": "POST /platform/entry", "fault": "drop"}, 400),
        ("DELETE", "/faults/7", None, 404),
        ("PUT", "/clock", {}, 400),
        ("PUT", "/settings", {"switches": {"unknown": 1}}, 400),
        ("PUT", "/magic", {"enabled": "true"}, 400),
        ("POST", "/import", {"format": "another"}, 400),
        ("POST", "/merchants", {"name": "x" * 2_000_000}, 413),
    ]
    for method, path, body, status in refused:
        assert authpay.sandbox.control_response(method, path, body).status_code == status, path


def test_what_the_merchant_is_told_is_as_documented(authpay: AuthpayWire, merchant: Merchant) -> None:
    authpay.sandbox.change_store(cancellation_url=f"{merchant.url}/cancelled")
    authpay.paid_order("paid", confirm_url=f"{merchant.url}/confirm")
    authpay.sandbox.cancel(authpay.bound("regular"))
    hooks = {
        "/confirm": "confirm",
        "/result": "orderPaid",
        "/bound": "authorizationGranted",
        "/cancelled": "authorizationCancelled",
    }
    assert set(hooks.values()) == set(DOCUMENT["webhooks"])
    for path, name in hooks.items():
        told = eventually(partial(merchant.calls_to, path))
        schema = DOCUMENT["webhooks"][name]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert problems(schema, told[0].json) == [], name


def fill(wire: AuthpayWire) -> None:
    """Something of everything, through calls that change things."""
    sandbox = wire.sandbox
    wire.paid_order("paid", user="coins", products=[TEA])
    wire.refund("paid", 30, "refund")
    wire.entry("open", valid_time="2027-03-02 10:00:00")
    granted = wire.bound(name=None, custom_items=[{"name": "Plan", "value": "Tea"}])
    wire.charge(granted, "charged")
    wire.refund_charge("charged", 90, "given back")
    sandbox.change_user(granted, "short")
    sandbox.cancel(granted)
    wire.bind("regular", "open")
    sandbox.next_answer("POST /platform/refund", "116", result_object={"why": 1})
    sandbox.faults("POST /platform/refund", "timeout_after", probability=0.5)
    number = sandbox.control("POST", "/merchants", {"name": "another"})["merchant_id"]
    sandbox.control("PUT", f"/merchants/{number}", {"name": "renamed"})
    added = sandbox.control("POST", "/stores", {"merchant_id": number})
    sandbox.control("PUT", f"/stores/{added['store_id']}", {"books_closed_before": "2027-01-01T00:00:00+08:00"})
    sandbox.control("DELETE", f"/stores/{added['store_id']}")


def documented_lists() -> list[str]:
    """The paths of the control interface that can be asked without naming anything."""
    paths = [path for path, item in DOCUMENT["paths"].items() if path.startswith("/_sandbox") and "get" in item]
    return [path.removeprefix("/_sandbox") for path in paths if "{" not in path]
