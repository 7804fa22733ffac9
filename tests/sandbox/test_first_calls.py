"""The first page's scripts do what they say when a person pastes them into a shell."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.browser import Browser
from tests.sandbox.server import SandboxServer

SECRETS = ["a-secret", 'it\'s a $ecret; `of` "signs"']


def run(html: str, name: str) -> dict[str, Any]:
    found = re.search(rf'<pre class="code" id="{name}">(.*?)</pre>', html, re.DOTALL)
    assert found
    done = subprocess.run(["bash", "-c", unescape(found[1])], capture_output=True, text=True, timeout=60, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("openssl")), reason="needs curl and openssl")
@pytest.mark.parametrize("secret", SECRETS)
def test_a_first_payment_needs_nothing_but_a_shell_and_the_wallet(
    secret: str, tmp_path: Path, browser: Browser
) -> None:
    sandbox = SandboxServer(tmp_path, secret_key=secret)
    try:
        html = browser.get(f"{sandbox.url}/").html
        link = run(html, "entry-script")["result_object"]["payment_url"]
        assert run(html, "inquiry-script")["result_object"]["transactions"][0]["status"] == 101
        paid = browser.post(link, browser.get(link), user="balance", password="0000")
        assert paid.status == 303
        assert run(html, "inquiry-script")["result_object"]["transactions"][0]["status"] == 0
    finally:
        sandbox.stop()
