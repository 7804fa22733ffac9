"""What clients in other languages send, byte for byte, to the sandbox as a person starts it."""

import hashlib
import hmac
import http.client
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.sandbox.test_alone import Alone

FIELDS = {
    "platform_order_id": "訂單-1",
    "currency": "TWD",
    "total_price": 1000,
    "final_price": 1000,
    "unredeem": 0,
    "result_url": "https://shop.example/result",
    "result_display_url": "https://shop.example/back",
}
# As they come from PHP, Node, Ruby, a person with an editor, and a serialiser of decimals.
WRITTEN = {
    "compact": lambda fields: json.dumps(fields, separators=(",", ":")),
    "spaced": lambda fields: json.dumps(fields, ensure_ascii=False),
    "indented": lambda fields: json.dumps(fields, ensure_ascii=False, indent=4),
    "windows lines": lambda fields: json.dumps(fields, indent=1).replace("\n", "\r\n"),
    "escaped slashes": lambda fields: json.dumps(fields).replace("/", "\\/"),
    "another order": lambda fields: json.dumps(dict(reversed(fields.items()))),
    "decimals": lambda fields: json.dumps(fields).replace("1000", "1000.00"),
    "a line at the end": lambda fields: json.dumps(fields) + "\n",
}


class Stranger:
    """A client that knows the documentation alone."""

    def __init__(self, alone: Alone) -> None:
        self.alone = alone
        self.store = requests.get(f"{alone.url}/_sandbox/stores", timeout=20).json()[0]

    def digest(self, payload: bytes) -> str:
        return hmac.new(self.store["secret_key"].encode(), payload, hashlib.sha256).hexdigest()

    def send(self, method: str, target: str, body: bytes = b"", **headers: str) -> dict[str, Any]:
        payload = body if method == "POST" else target.partition("?")[2].encode()
        signed = {"api-key": self.store["api_key"], "digest": self.digest(payload), **headers}
        connection = http.client.HTTPConnection("127.0.0.1", self.alone.port, timeout=20)
        connection.request(method, target, body or None, signed)
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def entry(self, order_id: str) -> dict[str, Any]:
        fields = FIELDS | {"platform_order_id": order_id, "store_id": self.store["store_id"]}
        return self.send("POST", "/platform/entry", json.dumps(fields).encode())

    def refund(self, **fields: object) -> dict[str, Any]:
        return self.send("POST", "/platform/refund", json.dumps(fields).encode())

    def inquire(self, ids: str) -> dict[str, Any]:
        return self.send("GET", f"/platform/inquiry?platform_order_ids={ids}")

    def paid(self, order_id: str) -> None:
        assert self.entry(order_id)["result"] == "000"
        self.alone_control(f"/orders/{order_id}/pay")

    def alone_control(self, path: str) -> None:
        assert requests.post(f"{self.alone.url}/_sandbox{path}", json={}, timeout=20).status_code == 200

    def raw(self, request: bytes) -> bytes:
        """Send bytes, read everything until the server closes."""
        with socket.create_connection(("127.0.0.1", self.alone.port), timeout=20) as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stranger]:
    alone = Alone(Path(tmp_path_factory.mktemp("alone")))
    yield Stranger(alone)
    alone.stop()


@pytest.mark.parametrize("form", WRITTEN)
def test_json_may_be_written_in_any_form_and_the_entry_is_the_same(form: str, stranger: Stranger) -> None:
    body = WRITTEN[form](FIELDS | {"store_id": stranger.store["store_id"]}).encode()
    answer = stranger.send("POST", "/platform/entry", body, **{"Content-Type": "application/json; charset=utf-8"})
    assert answer["result"] == "000", answer
    first = stranger.send("POST", "/platform/entry", WRITTEN["compact"](json.loads(body)).encode())
    assert first["result_object"]["payment_url"] == answer["result_object"]["payment_url"]


@pytest.mark.parametrize("names", [("API-KEY", "DIGEST"), ("Api-Key", "Digest"), ("aPI-kEY", "dIGEST")])
def test_headers_come_in_any_case(names: tuple[str, str], stranger: Stranger) -> None:
    query = "platform_order_ids=nothing"
    head = f"GET /platform/inquiry?{query} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
    head += f"{names[0]}: {stranger.store['api_key']}\r\n{names[1]}:{stranger.digest(query.encode())}\r\n\r\n"
    assert b'"result":"000"' in stranger.raw(head.encode())


def test_a_body_may_come_in_chunks_or_after_being_asked_for(stranger: Stranger) -> None:
    body = json.dumps(FIELDS | {"store_id": stranger.store["store_id"], "platform_order_id": "chunks"}).encode()
    keys = f"api-key: {stranger.store['api_key']}\r\ndigest: {stranger.digest(body)}\r\n"
    head = f"POST /platform/entry HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{keys}".encode()
    half = len(body) // 2
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (body[:half], body[half:])) + b"0\r\n\r\n"
    assert b'"result":"000"' in stranger.raw(head + b"Transfer-Encoding: chunked\r\n\r\n" + pieces)
    waiting = head + b"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n" % len(body)
    answer = stranger.raw(waiting + body)
    assert answer.startswith(b"HTTP/1.1 100")
    assert b'"result":"000"' in answer


@pytest.mark.parametrize("ids", ["enc-1,enc-2", "enc-1%2Cenc-2", "enc-1%2cenc-2", "enc%2D1,enc-2"])
def test_a_query_is_signed_as_it_was_sent_whatever_is_encoded_in_it(ids: str, stranger: Stranger) -> None:
    rows = stranger.inquire(ids)["result_object"]["transactions"]
    assert [(row["platform_order_id"], row["status"]) for row in rows] == [("enc-1", 102), ("enc-2", 102)]


def test_wide_characters_in_a_query_come_encoded(stranger: Stranger) -> None:
    stranger.entry("訂單-2")
    (row,) = stranger.inquire("%E8%A8%82%E5%96%AE-2")["result_object"]["transactions"]
    assert row == {"platform_order_id": "訂單-2", "status": 101}


@pytest.mark.parametrize("count", [1, 2, 20])
def test_one_id_or_twenty_are_answered_in_their_order(count: int, stranger: Stranger) -> None:
    ids = [f"many-{count}-{number}" for number in range(count)]
    stranger.entry(ids[-1])
    rows = stranger.inquire(",".join(ids))["result_object"]["transactions"]
    assert [row["platform_order_id"] for row in rows] == ids
    assert [row["status"] for row in rows] == [102] * (count - 1) + [101]


def test_twenty_one_ids_are_too_many(stranger: Stranger) -> None:
    answer = stranger.inquire(",".join(f"n{number}" for number in range(21)))
    assert (answer["result"], list(answer["result_object"])) == ("200", ["platform_order_ids"])


@pytest.mark.parametrize("left_out", [{}, {"refund_order_id": ""}, {"refund_order_id": None}])
def test_a_refund_may_name_the_order_alone_and_each_is_one_of_its_own(
    left_out: dict[str, object], stranger: Stranger
) -> None:
    order_id = f"refunded-{len(str(left_out))}"
    stranger.paid(order_id)
    answers = [stranger.refund(platform_order_id=order_id, refund_amount=amount, **left_out) for amount in (400, 400)]
    assert [answer["result"] for answer in answers] == ["000", "000"]
    assert stranger.refund(platform_order_id=order_id, refund_amount=201, **left_out)["result"] == "922"
    (row,) = stranger.inquire(order_id)["result_object"]["transactions"]
    assert [refund["amount"] for refund in row["refund_history"]] == [400, 400]
    trade_numbers = {refund["refund_tradeNo"] for refund in row["refund_history"]}
    assert trade_numbers == {answer["result_object"]["refund_tradeNo"] for answer in answers}
    assert len(trade_numbers) == 2


def test_an_amount_may_be_text(stranger: Stranger) -> None:
    stranger.paid("text-amount")
    assert stranger.refund(platform_order_id="text-amount", refund_amount="400")["result"] == "000"
