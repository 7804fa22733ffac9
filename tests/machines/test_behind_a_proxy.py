"""Two web processes behind one proxy: a browser is the same to both, and its tries are counted once for both."""

import re
import sys
from pathlib import Path

import pytest
import requests

from tests.machines.processes import Machines
from tests.running import RunningShop

LET_IN = 10
"""So many tries to sign in a minute."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run there")


def test_a_session_and_a_limit_are_the_same_on_both_and_a_limit_is_for_each_client(
    shop: RunningShop, tmp_path: Path
) -> None:
    browser = requests.Session()

    def sign_in(web: str, client: str) -> int:
        # The first address is what the client itself claims, and is not believed.
        claimed = {"X-Forwarded-For": f"203.0.113.99, {client}"}
        form = {"username": "merchant", "password": "not the password", "csrf_token": token}
        return browser.post(f"{web}/admin/sign-in", data=form, headers=claimed, timeout=30).status_code

    with Machines(shop.settings, tmp_path) as machines:
        webs = [machines.start_web(TRUSTED_PROXIES="1") for _ in range(2)]
        page = browser.get(f"{webs[0]}/admin/sign-in", timeout=30).text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found
        token = found[1]
        tries = [sign_in(webs[number % 2], "198.51.100.7") for number in range(LET_IN)]
        more = [sign_in(web, "198.51.100.7") for web in webs]
        another = sign_in(webs[0], "198.51.100.8")
    assert set(tries) == {another}
    assert another < 429, "the form's token and its cookie are good on both"
    assert more == [429, 429]
