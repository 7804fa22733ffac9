"""Settings: a missing or bad one stops the start and is named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import app
from app.config import SettingsError, load_settings

GOOD = {
    "JKOPAY_BASE_URL": "https://uat-onlinepay.jkopay.app",
    "JKOPAY_API_KEY": "made-up-api-key",
    "JKOPAY_SECRET_KEY": "made-up-secret-key",
    "JKOPAY_STORE_ID": "35f12dff-1581-11e9-a054-00505684fd45",
    "SECRET_KEY": "x" * 32,
    "PUBLIC_URL": "https://shop.example.com/",
}


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)


def test_whole_settings_are_read_and_the_address_loses_its_last_slash() -> None:
    settings = load_settings()
    assert settings.public_url == "https://shop.example.com"
    assert not settings.uses_sandbox


@pytest.mark.parametrize("name", ["JKOPAY_BASE_URL", "JKOPAY_API_KEY", "JKOPAY_SECRET_KEY", "JKOPAY_STORE_ID"])
def test_a_missing_setting_is_named_with_its_mend(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(SettingsError, match=rf"{name} is missing.*\.env"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("JKOPAY_BASE_URL", "onlinepay.jkopay.com", "JKOPAY_BASE_URL must be an address"),
        ("JKOPAY_BASE_URL", "http://onlinepay.jkopay.com", "JKOPAY_BASE_URL must begin with https"),
        ("JKOPAY_API_KEY", "  ", "JKOPAY_API_KEY must not be empty"),
        ("JKOPAY_STORE_ID", "x" * 37, "JKOPAY_STORE_ID must be the store id"),
        ("SECRET_KEY", "short", "SECRET_KEY must have at least 32"),
        ("PUBLIC_URL", "http://shop.example.com", "PUBLIC_URL must begin with https"),
        ("SHOP_LOCALE", "fr", "SHOP_LOCALE"),
        ("LOG_LEVEL", "chatty", "LOG_LEVEL"),
        ("METRICS_TOKEN", "short", "METRICS_TOKEN must have at least 16"),
        ("JOBS_METRICS_PORT", "70000", "JOBS_METRICS_PORT"),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES"),
    ],
)
def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=said):
        load_settings()


@pytest.mark.parametrize("beside", [False, True])
def test_a_command_without_settings_says_in_one_line_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, beside: bool
) -> None:
    if beside:
        (tmp_path / "var").mkdir()
        (tmp_path / "var" / "shop.env").touch()
    monkeypatch.delenv("JKOPAY_API_KEY")
    command = [sys.executable, "-m", "flask", "--app", "app", "reconcile"]
    environment = {**os.environ, "PYTHONPATH": str(Path(app.__file__).parents[1])}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    how = " Beside `python3 run.py` it is: flask --env-file var/shop.env --app app …" if beside else ""
    said = f"Error: Setting JKOPAY_API_KEY is missing. Put it in the environment or in .env (see .env.example).{how}\n"
    assert done.stderr == said
    assert (done.stdout, done.returncode) == ("", 2)


def test_a_settings_error_never_repeats_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hunter2hunter2")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "hunter2" not in str(caught.value)
    assert "made-up-secret-key" not in str(caught.value)


def test_plain_http_is_for_a_sandbox_on_this_network_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JKOPAY_BASE_URL", "http://127.0.0.1:5001")
    monkeypatch.setenv("PUBLIC_URL", "http://127.0.0.1:5000")
    settings = load_settings()
    assert settings.uses_sandbox
    assert "127.0.0.1" in settings.link_hosts


def test_printing_the_settings_shows_no_secret() -> None:
    assert "made-up-secret-key" not in repr(load_settings())


def test_what_the_example_leaves_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_TOKEN", "")
    monkeypatch.setenv("JOBS_METRICS_PORT", "")
    monkeypatch.setenv("LOG_LEVEL", "INFO")
    settings = load_settings()
    assert (settings.metrics_token, settings.jobs_metrics_port, settings.log_level) == (None, None, "info")
