"""schemathesis reads the OpenAPI document and looks for a 5xx and for an answer the document does not describe.

`FUZZ_EXAMPLES` is how many cases it makes up for each call, beside those at every limit of the schemas.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.authpay_wire import AuthpayWire

SEED = 20261121
EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "10")
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
# Refused at once: nobody waits for a merchant.
NOBODY = "https://127.0.0.1:9/nobody"


def furnish(wire: AuthpayWire) -> dict[str, list[str]]:
    """Another merchant, orders and authorizations of every kind; their ids, by what these are called in calls."""
    wire.sandbox.control("POST", "/merchants", {"name": "another"})
    orders = ["paid", "open", "failed", "charged"]
    wire.paid_order("paid", result_url=NOBODY)
    for order_id in ("open", "failed"):
        wire.entry(order_id, result_url=NOBODY)
    wire.sandbox.control("POST", "/orders/failed/fail")
    granted = wire.bound(name="granted", result_url=NOBODY)
    cancelled = wire.bound("regular", "cancelled", result_url=NOBODY)
    wire.sandbox.cancel(cancelled, "merchant")
    ungranted = wire.bind("regular", "ungranted", result_url=NOBODY)["result_object"]["auth_no"]
    assert wire.charge(granted, "charged")["result"] == "000"
    return {
        "platform_order_id": orders,
        "order_id": orders,
        "platform_order_ids": ["paid,open", "failed,charged", "paid"],
        "auth_no": [granted, cancelled, ungranted],
        "store_id": [store["store_id"] for store in wire.sandbox.stores()],
        "result_url": [NOBODY],
        "number": ["1", "2", "3"],
    }


@pytest.mark.parametrize("part", ["/platform/", "/_sandbox/"])
def test_no_made_up_call_gets_a_5xx_or_an_undocumented_answer(part: str, authpay: AuthpayWire, tmp_path: Path) -> None:
    sandbox = authpay.sandbox
    sandbox.control("PUT", "/magic", {"enabled": False})
    known = furnish(authpay)
    state = tmp_path / "state.json"
    state.write_text(json.dumps(sandbox.control("GET", "/export")))
    told = {
        "FUZZ_URL": sandbox.url,
        "FUZZ_KNOWN": json.dumps(known),
        "FUZZ_STATE": str(state),
        "FUZZ_STORE": json.dumps({name: sandbox.store[name] for name in ("api_key", "secret_key")}),
        "SCHEMATHESIS_HOOKS": str(Path(__file__).with_name("fuzz_hooks.py")),
    }
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{sandbox.url}/_sandbox/openapi.json"]
    options = ["--include-path-regex", f"^{part}", "--checks", ",".join(CHECKS), "--seed", str(SEED)]
    limits = ["--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--generation-database", "none"]
    quiet = ["--no-color", "--no-shrink", "--warnings", "off"]
    done = subprocess.run(
        [*command, *options, *limits, *quiet],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | told,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
