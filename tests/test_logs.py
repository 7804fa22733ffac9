"""Logs are JSON lines in which no secret survives."""

import json
import subprocess
import sys

SCRIPT = """
import logging, structlog
from app.logs import configure_logs
configure_logs()
log = structlog.get_logger("t")
log.warning("called", api_key="k-123", digest="d-123", payment="T1-1", path="/jkopay/abcdefgh123/confirm")
logging.getLogger("foreign").warning("GET /orders/%s/card", "abcdefgh123")
logging.getLogger("foreign").warning("POST /jkopay/authorizations/%s/result", "abcdefgh123")
try:
    raise ValueError("at /orders/abcdefgh123")
except ValueError:
    log.exception("failed", password="p-123")
"""


def test_secrets_and_order_addresses_are_taken_out_and_the_rest_stays() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines] == [
        "called",
        "GET /orders/[redacted]/card",
        "POST /jkopay/authorizations/[redacted]/result",
        "failed",
    ]
    assert lines[0]["payment"] == "T1-1"
    assert "ValueError" in lines[3]["exception"]
    for secret in ("k-123", "d-123", "p-123", "abcdefgh123"):
        assert secret not in done.stderr
