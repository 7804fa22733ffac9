"""The sandbox does not start where real money could be near."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.sandbox.server import SandboxServer
from tests.sandbox.test_alone import ROOT, Alone

PRODUCTION = "https://onlinepay.jkopay.com"
TEST_HOST = "https://uat-onlinepay.jkopay.app"
KEYS = {"JKOPAY_API_KEY": "key-of-the-shop", "JKOPAY_SECRET_KEY": "secret-of-the-shop"}
SAME_KEYS = KEYS | {"SANDBOX_API_KEY": "key-of-the-shop", "SANDBOX_SECRET_KEY": "secret-of-the-shop"}


def _start(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.sandbox", "--port", "0", "--data-dir", str(folder)]
    # A folder without anybody's `.env`.
    surroundings = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    return subprocess.run(
        command, cwd=folder, env=surroundings, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("environment", "setting", "mend"),
    [
        ({"APP_ENV": "production"}, "APP_ENV", "unset it"),
        ({"FLASK_ENV": "Production"}, "FLASK_ENV", "unset it"),
        ({"JKOPAY_BASE_URL": PRODUCTION}, "JKOPAY_BASE_URL", "unset it"),
        ({"JKOPAY_BASE_URL": "https://ONLINEPAY.jkopay.com:443/"}, "JKOPAY_BASE_URL", "unset it"),
        ({"JKOPAY_BASE_URL": TEST_HOST, **SAME_KEYS}, "JKOPAY_API_KEY", "SANDBOX_API_KEY"),
        (
            {"JKOPAY_BASE_URL": TEST_HOST, **KEYS, "SANDBOX_SECRET_KEY": "secret-of-the-shop"},
            "JKOPAY_SECRET_KEY",
            "SANDBOX_SECRET_KEY",
        ),
    ],
)
def test_a_start_near_real_money_is_refused_with_the_setting_and_its_mend(
    environment: dict[str, str], setting: str, mend: str, tmp_path: Path
) -> None:
    done = _start(tmp_path, **environment)
    assert done.returncode == 1
    assert (setting in done.stderr, mend in done.stderr, done.stderr.count("\n")) == (True, True, 1)
    assert "of-the-shop" not in done.stdout + done.stderr


def test_the_shops_own_settings_file_counts(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"JKOPAY_BASE_URL={PRODUCTION}\n")
    assert "JKOPAY_BASE_URL" in _start(tmp_path).stderr


@pytest.mark.parametrize(
    "environment",
    [
        # As the compose file starts both.
        {"JKOPAY_BASE_URL": "http://sandbox:5001", **SAME_KEYS},
        {"JKOPAY_BASE_URL": TEST_HOST, **KEYS},
        {"JKOPAY_BASE_URL": "https://jkopay.com.evil.example", **SAME_KEYS},
        {"JKOPAY_BASE_URL": "http://[", "APP_ENV": "development"},
    ],
)
def test_beside_a_sandbox_or_with_other_keys_it_starts(environment: dict[str, str], tmp_path: Path) -> None:
    started = Alone(tmp_path, **environment)
    assert requests.get(f"{started.url}/_sandbox/health", timeout=20).ok
    started.stop()


def test_kept_real_keys_are_refused_too(tmp_path: Path) -> None:
    SandboxServer(tmp_path, api_key=KEYS["JKOPAY_API_KEY"]).stop()
    done = _start(tmp_path, JKOPAY_BASE_URL=TEST_HOST, **KEYS)
    assert (done.returncode, "--data-dir" in done.stderr) == (1, True)


def test_a_real_key_is_no_key_for_another_merchant(sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"JKOPAY_BASE_URL": TEST_HOST, **KEYS}.items():
        monkeypatch.setenv(name, value)
    refused = sandbox.control_response("POST", "/merchants", {"api_key": "key-of-the-shop"})
    assert (refused.status_code, "key-of-the-shop" in refused.text) == (409, False)
    assert len(sandbox.control("GET", "/merchants")) == 1
    sandbox.control("POST", "/merchants", {"api_key": "another-key"})


def test_an_export_with_a_real_key_is_refused(sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox.control("POST", "/merchants", {"api_key": "key-of-the-shop"})
    document = sandbox.control("GET", "/export")
    sandbox.control("POST", "/reset", {})
    for name, value in {"JKOPAY_BASE_URL": TEST_HOST, **KEYS}.items():
        monkeypatch.setenv(name, value)
    refused = sandbox.control_response("POST", "/import", document)
    assert (refused.status_code, "JKOPAY_API_KEY" in refused.text) == (400, True)
    assert len(sandbox.control("GET", "/merchants")) == 1


def test_two_sandboxes_side_by_side_do_not_meet(tmp_path: Path) -> None:
    first, second = Alone(tmp_path / "a"), Alone(tmp_path / "b")
    keys = [requests.get(f"{each.url}/_sandbox/stores", timeout=20).json()[0]["secret_key"] for each in (first, second)]
    assert keys[0] != keys[1]
    cookies = [requests.get(f"{each.url}/", timeout=20).cookies.keys() for each in (first, second)]
    # Both are 127.0.0.1, and cookies know no ports.
    assert not set(cookies[0]) & set(cookies[1])
    for each in (first, second):
        assert each.stop()[1] == ""
