from pathlib import Path

import pytest

from tests.sandbox.authpay_wire import MONDAY_MORNING, AuthpayWire
from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant
from tests.sandbox.server import SandboxServer


@pytest.fixture
def told(authpay: AuthpayWire, merchant: Merchant) -> AuthpayWire:
    """With a cancellation address registered for the store, and a clock that stands still."""
    authpay.sandbox.freeze_clock()
    authpay.sandbox.change_store(cancellation_url=f"{merchant.url}/cancelled")
    return authpay


@pytest.mark.parametrize("by", ["user", "jkopay"])
def test_a_cancellation_from_outside_is_told_to_the_store(by: str, told: AuthpayWire, merchant: Merchant) -> None:
    auth_no = told.bound()
    assert told.sandbox.cancel(auth_no, by)["authpay"]["status"] == "cancel"
    (call,) = eventually(lambda: merchant.calls_to("/cancelled"))
    assert call.json == {"authpay": told.authpay(auth_no)}
    assert call.json["authpay"]["status"] == "cancel"
    assert "digest" in call.headers
    assert [each["callback"] for each in told.sandbox.deliveries("bind-1")] == ["result_url", "cancellation_url"]
    assert told.sandbox.authorizations()[0]["cancelled_by"] == by


def test_the_merchants_own_cancellation_is_not_told(told: AuthpayWire) -> None:
    auth_no = told.bound()
    assert told.cancel(auth_no) == {"result": "000", "message": None, "result_object": None}
    assert told.authpay(auth_no)["status"] == "cancel"
    assert [each["callback"] for each in told.sandbox.deliveries()] == ["result_url"]


def test_that_a_users_cancellation_is_told_is_a_switch(told: AuthpayWire) -> None:
    told.sandbox.switch(cancellation_told_of="jkopay_only")
    told.sandbox.cancel(told.bound(name="bind-1"), "user")
    told.sandbox.cancel(told.bound(name="bind-2"), "jkopay")
    names = [each["platform_order_id"] for each in told.sandbox.deliveries() if each["callback"] == "cancellation_url"]
    assert names == ["bind-2"]


def test_a_cancellation_is_told_once(told: AuthpayWire, merchant: Merchant) -> None:
    merchant.answer = (500, b"")
    told.sandbox.cancel(told.bound())
    eventually(lambda: told.sandbox.deliveries()[1]["state"] == "given_up")
    assert len(merchant.calls_to("/cancelled")) == 1


def test_that_a_cancellation_is_told_again_is_a_switch(told: AuthpayWire, merchant: Merchant) -> None:
    told.sandbox.switch(cancellation_tries="retried")
    merchant.answer = (500, b"")
    told.sandbox.cancel(told.bound())
    for heard in range(1, 14):
        eventually(lambda heard=heard: len(told.sandbox.deliveries()[1]["attempts"]) == heard)  # type: ignore[misc]
        told.sandbox.clock_advance(2**heard)
    eventually(lambda: told.sandbox.deliveries()[1]["state"] == "given_up")
    assert len(merchant.calls_to("/cancelled")) == 13


@pytest.mark.parametrize(("fault", "calls"), [("drop", 0), ("duplicate", 2)])
def test_a_cancellation_can_be_lost_and_repeated(fault: str, calls: int, told: AuthpayWire, merchant: Merchant) -> None:
    told.sandbox.faults("callback cancellation_url", fault)
    told.sandbox.cancel(told.bound())
    state = "given_up" if fault == "drop" else "delivered"
    eventually(lambda: told.sandbox.deliveries()[1]["state"] == state)
    eventually(lambda: len(told.sandbox.deliveries()[1]["attempts"]) == max(calls, 1))
    assert len(merchant.calls_to("/cancelled")) == calls


def test_without_an_address_nobody_is_told(authpay: AuthpayWire) -> None:
    authpay.sandbox.cancel(authpay.bound())
    assert [each["callback"] for each in authpay.sandbox.deliveries()] == ["result_url"]


def test_the_address_of_the_settings_is_the_first_stores_also_after_a_reset(tmp_path: Path, merchant: Merchant) -> None:
    url = f"{merchant.url}/cancelled"
    server = SandboxServer(tmp_path, cancellation_url=url)
    assert [store["cancellation_url"] for store in server.stores()] == [url, None]
    server.change_store(cancellation_url=None)
    assert server.stores()[0]["cancellation_url"] is None
    server.control("POST", "/reset", {})
    server.set_clock(MONDAY_MORNING)
    wire = AuthpayWire(server, merchant.url)
    server.cancel(wire.bound())
    eventually(lambda: merchant.calls_to("/cancelled"))
    server.stop()


@pytest.mark.parametrize("url", ["http://shop.example/cancelled", "https://169.254.169.254/", "nonsense"])
def test_an_address_that_is_never_called_cannot_be_registered(url: str, sandbox: SandboxServer, tmp_path: Path) -> None:
    body = {"stores": {sandbox.store["store_id"]: {"cancellation_url": url}}}
    response = sandbox.control_response("PUT", "/settings", body)
    assert response.status_code == 400
    assert "cancellation_url" in response.json()["error"]
    with pytest.raises(ValueError, match="cancellation_url"):
        SandboxServer(tmp_path / "another", cancellation_url=url)


def test_only_the_user_is_bound_by_cancelable(authpay: AuthpayWire) -> None:
    first, second = (authpay.bound(name=name, cancelable=False) for name in ("bind-1", "bind-2"))
    assert authpay.sandbox.cancel(first, "user") == {"reason": "not_cancelable"}
    assert authpay.authpay(first)["status"] == "granted"
    assert "authpay" in authpay.sandbox.cancel(first, "jkopay")
    assert authpay.cancel(second)["result"] == "000"


@pytest.mark.parametrize("by", ["user", "jkopay", "merchant"])
def test_what_is_not_granted_cannot_be_cancelled(by: str, authpay: AuthpayWire) -> None:
    auth_no = authpay.bind()["result_object"]["auth_no"]
    assert authpay.sandbox.cancel(auth_no, by) == {"reason": "ungranted"}
    assert authpay.sandbox.cancel("1", by) == {"reason": "no_such_authorization"}
    granted = authpay.bound(name="bind-2")
    authpay.sandbox.cancel(granted, by)
    assert authpay.sandbox.cancel(granted, by) == {"reason": "already_cancelled"}
