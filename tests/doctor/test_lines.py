"""What single lines say, beyond that they fail."""

from pathlib import Path

import pytest

from app.db import Database
from app.doctor import Patient, examine
from app.doctor.__main__ import main
from tests.addresses import read_rows
from tests.databases import PASSWORD, PostgresqlServer
from tests.doctor.stage import Stage, late


def test_no_line_holds_a_key_a_password_or_an_address_of_an_order(stage: Stage) -> None:
    order = stage.shop.paid()
    stage.set("SECRET_KEY", "hunter2hunter2")
    texts = [stage.examine().text]
    stage.prepare()
    texts.append(stage.examine().text)
    settings = stage.shop.settings
    keys = (settings.jkopay_api_key, settings.jkopay_secret_key, settings.secret_key)
    secrets = [*(key.get_secret_value() for key in keys), "hunter2", PASSWORD, order.token]
    assert [secret for secret in secrets for text in texts if secret in text] == []


def test_after_a_payment_store_currency_and_return_page_are_known(stage: Stage) -> None:
    before = stage.examine()
    assert {before.line(check)["state"] for check in ("store", "currencies", "return_page")} == {"not_applicable"}
    stage.shop.paid()
    after = stage.examine()
    assert after.line("store")["state"] == after.line("return_page")["state"] == "passed"
    assert "TWD" not in after.line("currencies")["told"]


def test_an_examination_leaves_every_row_as_it_was_and_sends_one_inquiry(stage: Stage) -> None:
    stage.shop.sandbox.faults("callback result_url", "drop", times=100)
    stage.shop.paid()
    stage.shop.wallet.calls.flush()
    rows, asked = read_rows(stage.shop.db), len(stage.shop.calls.payloads("GET /platform/inquiry"))
    stage.examine()
    assert read_rows(stage.shop.db) == rows
    assert len(stage.shop.calls.payloads("GET /platform/inquiry")) == asked + 1
    assert len(stage.shop.calls.payloads("POST /platform/entry")) == 1


def test_an_answer_that_was_given_to_another_store_tells_nothing(stage: Stage) -> None:
    stage.buy_with(jkopay_store_id="another-store")
    assert stage.examine().line("store")["state"] == "not_applicable"


def test_a_callback_that_is_answered_late_is_named(stage: Stage) -> None:
    stage.wrap_shop(late(5.1))
    found = stage.examine()
    assert found.failed == {"callback"}
    assert "--workers" in found.line("callback")["mend"]


def test_several_wrong_settings_have_a_line_each(stage: Stage) -> None:
    stage.set("JKOPAY_API_KEY", None)
    stage.set("METRICS_TOKEN", "short")
    stage.set("LOG_LEVEL", "chatty")
    found = stage.examine()
    wrong = [row["settings"] for row in found.findings if row["check"] == "settings"]
    assert sorted(wrong) == [["JKOPAY_API_KEY"], ["LOG_LEVEL"], ["METRICS_TOKEN"]]
    assert {row["state"] for row in found.findings if row["check"] != "settings"} == {"not_applicable"}


def test_a_postgresql_that_forgets_is_named(stage: Stage, postgresql: PostgresqlServer, tmp_path: Path) -> None:
    with postgresql.prepared(tmp_path) as url:
        opened = Database(url)
        patient = Patient(stage.shop.settings, opened, is_debugging=False)
        findings = {finding.name: finding for finding in examine(patient)}
        opened.close()
    assert findings["database"].is_failed
    assert set(findings["database"].outcome.settings) == {"DATABASE_URL", "synchronous_commit", "fsync"}
    assert not findings["migrations"].is_failed


def test_the_terminal_says_what_why_and_how(stage: Stage) -> None:
    stage.set("JKOPAY_SECRET_KEY", "wrong")
    stage.capture.readouterr()
    assert main([]) == 1
    said = stage.capture.readouterr().out
    assert (
        "! JKOPay accepts the signature: Check failed\n    JKOPay refuses the signature (201).\n    Why it matters: "
        in said
    )
    assert "    Mend: Copy JKOPAY_API_KEY and JKOPAY_SECRET_KEY again" in said
    assert "+ The debugger is off: Passed\n" in said


@pytest.mark.parametrize("arguments", [["doctor"], ["doctor", "--json"]])
def test_the_command_of_the_shop_ends_with_1_when_a_line_fails(stage: Stage, arguments: list[str]) -> None:
    runner = stage.shop.app.test_cli_runner()
    assert runner.invoke(args=["jkopay", *arguments]).exit_code == 0
    stage.shop.sandbox.next_answer("GET /platform/inquiry", "201", message="Validation error")
    result = runner.invoke(args=["jkopay", *arguments])
    assert result.exit_code == 1
    assert "JKOPAY_SECRET_KEY" in result.output
