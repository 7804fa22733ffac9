import socket

import pytest

from app.sandbox.callbacks import call_merchant
from app.sandbox.targets import callback_problem
from tests.sandbox.eventually import eventually
from tests.sandbox.wire import Wire


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/result?token=abc",
        "https://shop.example:8443/",
        "https://192.168.1.5/result",
        "http://127.0.0.1:5000/result",
        "http://127.9.9.9/",
        "http://localhost:1/",
        "http://[::1]:5000/",
    ],
)
def test_https_anywhere_and_http_to_this_machine_are_called(url: str) -> None:
    assert callback_problem(url, https_only=False) is None


def test_http_to_an_address_of_this_machine_is_called() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no network")
        own_address = probe.getsockname()[0]
    assert callback_problem(f"http://{own_address}:5000/", https_only=False) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/",
        "http://192.0.2.7/",
        "http://localhost.evil.example/",
        "http://0.0.0.0/",
        "http://[::]/",
        "https://169.254.169.254/",
        "https://[fe80::1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://224.0.0.1/",
        "https://0.0.0.0/",
        "https://user:pass@shop.example/",
        "https:///nohost",
        "https://shop.example:99999/",
        "https://shop.example/\r\nX: 1",
        "https://shop.example/a b",
        "https://[::1",
        "file:///etc/passwd",
        "//shop.example/",
        "shop.example",
    ],
)
def test_other_addresses_are_never_called(url: str) -> None:
    assert callback_problem(url, https_only=False)


def test_a_name_that_means_a_forbidden_address_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    def metadata(*args: object, **kwargs: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", metadata)
    answer = call_merchant("https://shop.example/", b"{}", None)
    assert (answer.status, answer.problem) == (None, "the address is never called")


def test_a_name_that_means_nothing_is_no_connection() -> None:
    answer = call_merchant("https://shop.invalid/", b"{}", None)
    assert (answer.status, answer.problem) == (None, "no connection")


def test_a_callback_never_reaches_the_control_interface(wire: Wire) -> None:
    wire.paid_order("order-1", result_url=f"{wire.sandbox.url}/_sandbox/reset")
    eventually(lambda: wire.sandbox.deliveries("order-1")[0]["attempts"])
    assert wire.sandbox.deliveries("order-1")[0]["attempts"][0]["status"] == 403
    assert wire.status() == 0
