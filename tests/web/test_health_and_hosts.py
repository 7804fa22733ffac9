"""What is asked before any page: is it alive, is it ready, how does it fare, and is it this shop at all?"""

import re
from datetime import timedelta

import pytest
import requests

from app.config import Settings
from app.db import utc_now
from app.jkopay import Silence, WalletSilent
from app.metrics_access import may_read_metrics
from app.models import Payment
from app.services.breaker import SILENCES_TO_OPEN
from app.services.heartbeat import ALIVE_WITHIN, beat, stop_beating
from tests.running import RunningShop


def ready(shop: RunningShop) -> tuple[int, dict[str, bool]]:
    """The status, and which part is well."""
    answer = requests.get(f"{shop.url}/readyz", timeout=5)
    body = answer.json()
    assert body.pop("ready") is (answer.status_code == 200)
    for part in body.values():
        assert part["ok"] is (part["mend"] is None)
    return answer.status_code, {name: part["ok"] for name, part in body.items()}


def metrics(shop: RunningShop) -> dict[str, float]:
    answer = requests.get(f"{shop.url}/metrics", timeout=5)
    assert answer.status_code == 200
    rows = (line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in rows}


def test_the_process_says_it_is_alive(shop: RunningShop) -> None:
    assert requests.get(f"{shop.url}/healthz", timeout=5).json() == {"alive": True}


def test_it_is_ready_while_database_jobs_and_jkopay_are_there(shop: RunningShop) -> None:
    beat(shop.db, "jobs", utc_now())
    assert ready(shop) == (200, {"database": True, "jobs": True, "jkopay": True})


def test_without_jobs_it_is_not_ready_and_says_how_to_start_them(shop: RunningShop) -> None:
    beat(shop.db, "silent", utc_now() - ALIVE_WITHIN - timedelta(seconds=1))
    beat(shop.db, "ended", utc_now())
    stop_beating(shop.db, "ended")
    assert ready(shop) == (503, {"database": True, "jobs": False, "jkopay": True})
    assert "python -m app.jobs" in requests.get(f"{shop.url}/readyz", timeout=5).json()["jobs"]["mend"]


def test_while_jkopay_is_away_it_is_not_ready_and_still_alive(shop: RunningShop) -> None:
    shop.sandbox.faults("GET /platform/inquiry", "http_500", times=10_000)
    beat(shop.db, "jobs", utc_now())
    for _ in range(SILENCES_TO_OPEN):
        shop.wallet.breaker.note_silence(WalletSilent("any", Silence.NO_ANSWER, may_have_arrived=True))
    assert ready(shop) == (503, {"database": True, "jobs": True, "jkopay": False})
    assert requests.get(f"{shop.url}/healthz", timeout=5).status_code == 200
    assert metrics(shop)["jkopay_breaker_open"] == 1
    shop.wallet.breaker.note_answer()
    assert metrics(shop)["jkopay_breaker_open"] == 0


def test_without_its_database_it_is_not_ready_and_the_figures_say_so(shop: RunningShop) -> None:
    with shop.db.engine.begin() as connection:
        for table in ("jobs_processes", "subscriptions"):
            connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO lost_{table}")
    code, parts = ready(shop)
    assert (code, parts["database"]) == (503, False)
    assert metrics(shop)["shop_database_up"] == 0


def test_calls_are_counted_by_api_outcome_and_result(shop: RunningShop) -> None:
    answered = 'jkopay_calls_total{api="POST /platform/entry",outcome="answered",result="000"}'
    refused = 'jkopay_calls_total{api="POST /platform/entry",outcome="refused",result="201"}'
    silent = 'jkopay_calls_total{api="POST /platform/entry",outcome="silent",result="http_status"}'
    timed = 'jkopay_call_seconds_count{api="POST /platform/entry",outcome="answered"}'
    before = metrics(shop)
    shop.buy()
    shop.sandbox.next_answer("POST /platform/entry", "201", message="Validation error")
    shop.buy()
    shop.sandbox.faults("POST /platform/entry", "http_500")
    shop.buy()
    after = metrics(shop)
    grown = {name: after[name] - before.get(name, 0) for name in (answered, refused, silent, timed)}
    assert set(grown.values()) == {1}


def test_the_figures_of_the_rows_are_those_of_the_database(shop: RunningShop) -> None:
    shop.sandbox.faults("POST /platform/entry", "http_500")
    payment = shop.payment(shop.buy())
    now = utc_now()
    with shop.db.write() as session:
        row = session.get_one(Payment, payment.id)
        row.silent_since, row.next_inquiry_at = now - timedelta(minutes=10), now - timedelta(minutes=5)
    found = metrics(shop)
    assert 600 <= found["shop_oldest_unknown_seconds"] < 660
    assert 300 <= found['shop_sweep_lag_seconds{sweep="payments"}'] < 360
    assert found['shop_due_rows{sweep="payments"}'] == 1
    assert found['shop_due_rows{sweep="refunds"}'] == 0


def test_no_label_names_an_order_or_a_person(shop: RunningShop) -> None:
    order = shop.paid()
    text = requests.get(f"{shop.url}/metrics", timeout=5).text
    for secret in (order.token, order.number, order.customer_email, shop.settings.jkopay_store_id):
        assert secret not in text
    assert set(re.findall(r'(\w+)="', text)) <= {"api", "outcome", "result", "le", "sweep"}


@pytest.mark.parametrize(
    ("settings", "address", "header", "may"),
    [
        ({}, "127.0.0.1", "", True),
        ({}, "::1", "", True),
        ({}, "192.168.1.7", "", False),
        ({}, "", "", False),
        ({"public_url": "https://shop.example"}, "127.0.0.1", "", False),
        ({"trusted_proxies": 1}, "127.0.0.1", "", False),
        ({"metrics_token": "a token of the tests"}, "127.0.0.1", "", False),
        ({"metrics_token": "a token of the tests"}, "192.168.1.7", "Bearer a token of the tests", True),
        ({"metrics_token": "a token of the tests"}, "192.168.1.7", "Bearer 權", False),
    ],
)
def test_the_metrics_are_for_the_token_or_for_this_machine_with_nobody_between(
    shop: RunningShop, settings: dict[str, object], address: str, header: str, may: bool
) -> None:
    changed = Settings.model_validate({**shop.settings.model_dump(), **settings})
    assert may_read_metrics(changed, address, header) is may


def test_a_host_that_is_not_ours_is_told_which_setting_to_check(shop: RunningShop) -> None:
    answer = requests.get(f"{shop.url}/orders/some-secret", headers={"Host": "evil.example"}, timeout=5)
    assert answer.status_code == 400
    assert "PUBLIC_URL" in answer.text
    assert "evil.example" not in answer.text
