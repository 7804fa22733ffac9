import hashlib
import hmac
import http.client
import json

import pytest

from app.sandbox.signing import sign
from tests.sandbox.server import SandboxServer
from tests.sandbox.wire import Wire, result_of

SECRET = "r0odDC1e9LHXDmxuvmOv9bgaWLf2CXB2c4gMheoFucVKNMi1K0Id9zwRHJF1r-kdtAKriKgb11VDlo7Kb8R-FQ"
ENTRY_BODY = (
    '{"platform_order_id":"demo-order-001","store_id":"35f12dff-1581-11e9-a054-00505684fd45","currency": "TWD",'
    '"total_price":10,"final_price":10,"unredeem":10,"result_display_url":"https://display.com",'
    '"result_url":"https://result-callback.xxx/xxx"}'
)
VALIDATION_ERROR = ("201", "Validation error")


@pytest.mark.parametrize(
    ("payload", "digest"),
    [
        (ENTRY_BODY, "3577609b058ab85c2d0a00a5421a991979ed6b9f549476e9a82476dc1b70d876"),
        (
            "platform_order_ids=test123,demo-order-001",
            "7778b95890af17c5b41e8cef957f4769e7bfecc79e9f9ee555923293ebd8e880",
        ),
    ],
)
def test_the_published_vectors_sign_to_their_digests(payload: str, digest: str) -> None:
    assert sign(SECRET, payload.encode()) == digest


@pytest.mark.parametrize("names", [("API-KEY", "DIGEST"), ("Api-Key", "Digest"), ("api-key", "digest")])
def test_header_names_may_be_written_in_any_case(names: tuple[str, str], wire: Wire) -> None:
    query = "platform_order_ids=a"
    signed = wire.headers(query.encode())
    connection = http.client.HTTPConnection(wire.sandbox.url.removeprefix("http://"))
    headers = {names[0]: signed["api-key"], names[1]: signed["digest"]}
    connection.request("GET", f"/platform/inquiry?{query}", headers=headers)
    assert json.loads(connection.getresponse().read())["result"] == "000"
    connection.close()


@pytest.mark.parametrize("change", ["missing key", "missing digest", "other key", "upper case", "other bytes"])
def test_wrong_keys_or_digest_get_a_validation_error_and_nothing_is_done(change: str, wire: Wire) -> None:
    payload = json.dumps(wire.entry_fields()).encode()
    headers = wire.headers(payload)
    if change == "missing key":
        del headers["api-key"]
    elif change == "missing digest":
        del headers["digest"]
    elif change == "other key":
        headers["api-key"] = "0" * 64
    elif change == "upper case":
        headers["digest"] = headers["digest"].upper()
    else:
        payload += b" "
    response = wire.session.post(f"{wire.sandbox.url}/platform/entry", data=payload, headers=headers, timeout=20)
    assert response.status_code == 200
    assert result_of(response.json()) == VALIDATION_ERROR
    assert wire.status() == 102


def test_the_digest_of_a_get_is_over_the_query_exactly_as_sent(wire: Wire) -> None:
    encoded = "platform_order_ids=a%2Cb"
    assert wire.get("/platform/inquiry", encoded).json()["result"] == "000"
    # Signed before encoding, sent after: what a careless client does.
    headers = wire.headers(b"platform_order_ids=a,b")
    answer = wire.session.get(f"{wire.sandbox.url}/platform/inquiry?{encoded}", headers=headers, timeout=20).json()
    assert result_of(answer) == VALIDATION_ERROR


def test_keys_from_the_settings_are_used_and_survive(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("keys")
    given = {"store_id": "store-7", "api_key": "key-7", "secret_key": "secret-7"}
    first = SandboxServer(folder, **given)
    wire = Wire(first, "http://127.0.0.1:9")
    assert {name: first.store[name] for name in given} == given
    assert wire.entry()["result"] == "000"
    first.stop()
    again = SandboxServer(folder)
    assert {name: again.store[name] for name in given} == given
    digest = hmac.new(b"secret-7", b"platform_order_ids=order-1", hashlib.sha256).hexdigest()
    assert Wire(again, "").headers(b"platform_order_ids=order-1")["digest"] == digest
    again.stop()


def test_made_up_keys_survive_a_restart_and_differ_between_sandboxes(
    sandbox: SandboxServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = sandbox.stores()
    sandbox.restart()
    assert sandbox.stores() == before
    other = SandboxServer(tmp_path_factory.mktemp("other"))
    assert other.store["secret_key"] != sandbox.store["secret_key"]
    other.stop()
