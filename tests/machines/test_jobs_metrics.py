"""A jobs process shows what it counted, to those who may see it."""

import socket
from pathlib import Path

import requests

from tests.machines.processes import PATIENCE, Machines, eventually
from tests.ports import reserve_port
from tests.running import RunningShop

TOKEN = "a token of the tests"


def ask(port: int, path: str = "/metrics", **headers: str) -> requests.Response | None:
    try:
        return requests.get(f"http://127.0.0.1:{port}{path}", headers=headers, timeout=30)
    except requests.ConnectionError:
        return None


def test_its_calls_are_counted_where_jobs_metrics_port_says(shop: RunningShop, tmp_path: Path) -> None:
    shop.sandbox.faults("callback result_url", "drop", times=100)
    order = shop.buy()
    port = reserve_port()
    with Machines(shop.settings, tmp_path) as machines:
        machines.start_jobs("jobs", JOBS_METRICS_PORT=str(port))

        def has_counted() -> bool:
            answer = ask(port)
            return answer is not None and 'api="GET /platform/inquiry",outcome="answered"' in answer.text

        eventually(has_counted, "an inquiry is counted")
        nowhere = ask(port, "/")
    assert nowhere is not None
    assert nowhere.status_code == 404
    assert order.token not in machines.logs()


def test_with_a_token_only_its_bearer_reads_them(shop: RunningShop, tmp_path: Path) -> None:
    port = reserve_port()
    with Machines(shop.settings, tmp_path) as machines:
        machines.start_jobs("jobs", JOBS_METRICS_PORT=str(port), METRICS_TOKEN=TOKEN)
        eventually(lambda: ask(port) is not None, "it answers")
        stranger, monitor = ask(port), ask(port, Authorization=f"Bearer {TOKEN}")
    assert stranger is not None
    assert monitor is not None
    assert (stranger.status_code, monitor.status_code) == (403, 200)
    assert "jkopay_breaker_open 0.0" in monitor.text


def test_a_port_that_is_taken_is_named_before_any_work_begins(shop: RunningShop, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, Machines(shop.settings, tmp_path) as machines:
        port = taken.getsockname()[1]
        process = machines.start_jobs("jobs", JOBS_METRICS_PORT=str(port))
        assert process.wait(PATIENCE) == 2
        said = machines.log("jobs")
    assert said.startswith(f"Setting JOBS_METRICS_PORT {port} cannot be used: ")
    assert said.count("\n") == 1
