"""The page of the documentation, and what it is made of."""

import re
from pathlib import Path

from tests.sandbox.browser import Browser
from tests.sandbox.server import SandboxServer

VIEWER = Path(__file__).parents[2] / "static" / "sandbox" / "vendor" / "swagger-ui"


def test_the_page_loads_from_the_sandbox_alone_and_nothing_inline(sandbox: SandboxServer, browser: Browser) -> None:
    page = browser.get(f"{sandbox.url}/docs")
    policy = page.response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script>", page.html)
    loaded = re.findall(r'(?:<script src|<link[^>]* href)="([^"]+)"', page.html)
    assert any("swagger-ui-bundle.js" in address for address in loaded)
    for address in loaded:
        assert address.startswith("/static/")
        assert browser.get(sandbox.url + address).status == 200


def test_the_viewer_comes_with_its_licences() -> None:
    assert "Apache License" in (VIEWER / "LICENSE").read_text()
    assert (VIEWER / "NOTICE").is_file()
    assert (VIEWER / "swagger-ui-bundle.js.LICENSE.txt").is_file()


def test_the_first_page_leads_to_the_documentation_and_the_files(sandbox: SandboxServer, browser: Browser) -> None:
    home = browser.get(f"{sandbox.url}/").html
    for address in ("/docs", "/_sandbox/openapi.json", "/_sandbox/collection.json"):
        assert f'href="{address}"' in home
        assert browser.get(sandbox.url + address).status == 200


def test_an_unknown_call_of_the_control_interface_is_answered_in_json(sandbox: SandboxServer) -> None:
    answer = sandbox.control_response("GET", "/nothing")
    assert (answer.status_code, answer.json()) == (404, {"error": "there is no such call"})
