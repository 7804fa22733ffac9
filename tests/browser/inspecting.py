"""Finds what keeps people out of a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TOO_MUCH = ("serious", "critical")


class Inspector:
    """Runs axe-core on pages and keeps what it finds."""

    def __init__(self) -> None:
        self._axe = Axe()
        self.barriers: list[str] = []

    def look_at(self, page: Page, name: str) -> None:
        """`name` is how the barriers of this page are told."""
        for violation in self._axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]:
            if violation["impact"] in TOO_MUCH:
                places = [f"{node['target']} {node['html'][:120]}" for node in violation["nodes"]]
                self.barriers.append(f"{name}: {violation['id']}, {violation['help']}: {places}")
