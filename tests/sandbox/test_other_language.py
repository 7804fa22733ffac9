"""A shop in JavaScript, and the collection's own scripts, against a real sandbox. Nothing but Node is needed."""

import json
import shutil
import subprocess
from html import unescape
from pathlib import Path
from re import search
from typing import Any

import requests

from tests.sandbox.browser import Browser
from tests.sandbox.server import SandboxServer

SCRIPTS = Path(__file__).parent / "other_language"
NODE = shutil.which("node") or "node"


def node(script: str, *arguments: str, **environment: str) -> Any:
    command = [NODE, str(SCRIPTS / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def first_page(sandbox: SandboxServer) -> dict[str, str]:
    """What a developer copies from it."""
    html = Browser().get(f"{sandbox.url}/").html
    names = {"BASE": "base", "STORE_ID": "store", "API_KEY": "key", "SECRET_KEY": "secret"}
    found = {name: search(rf'id="{id_}">([^<]+)<', html) for name, id_ in names.items()}
    return {name: unescape(match[1]) for name, match in found.items() if match}


def test_a_shop_in_javascript_pays_refunds_binds_charges_and_cancels(sandbox: SandboxServer) -> None:
    told = node("shop.mjs", **first_page(sandbox))
    assert (told["order"]["channel_type"], told["refunded"]["amount"]) == ("creditcard", 30)
    assert (told["granted"]["status"], told["cancelled"]["status"]) == ("granted", "cancel")
    order = sandbox.control("GET", "/orders/node-order-1")
    assert order["state"] == "paid"
    assert [refund["amount"] for refund in order["refunds"]] == [30]
    [authorization] = sandbox.authorizations()
    assert authorization["cancelled_by"] == "merchant"
    [deduction] = authorization["deductions"]
    assert (deduction["amount"], deduction["state"]) == (390, "paid")
    assert deduction["refunds"] == [{"refund_order_id": "node-refund-2", "amount": 390}]


def test_the_collection_signs_and_goes_through_from_the_top(sandbox: SandboxServer, tmp_path: Path) -> None:
    downloaded = tmp_path / "collection.json"
    downloaded.write_bytes(requests.get(f"{sandbox.url}/_sandbox/collection.json", timeout=60).content)
    results = node("collection.mjs", str(downloaded))
    assert [result for result in results if not result["passed"]] == []
    # Each item has a test of its own, or a call that failed would go unseen.
    folders = json.loads(downloaded.read_text())["item"]
    assert {result["item"] for result in results} == {item["name"] for folder in folders for item in folder["item"]}
    [authorization] = [each for each in sandbox.authorizations() if each["type"] == "limited"]
    assert (authorization["status"], len(authorization["deductions"])) == ("cancel", 1)


def test_the_collection_has_every_call_of_the_platform_api(sandbox: SandboxServer) -> None:
    document = requests.get(f"{sandbox.url}/openapi.json", timeout=60).json()
    documented = {f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item}
    collection = sandbox.control("GET", "/collection.json")
    requested = [item["request"] for folder in collection["item"] for item in folder["item"]]
    paths = {f"{each['method']} /{'/'.join(each['url']['path'])}" for each in requested}
    assert {path for path in paths if " /platform/" in path} == documented
