"""Finds what keeps people out of a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

TOO_MUCH = ("serious", "critical")
_VIOLATIONS = "() => axe.run({ resultTypes: ['violations'] }).then(found => found.violations)"


class Inspector:
    """Runs axe-core on pages that `context` opens from now on, and keeps what it finds.

    axe is a script put into the page, which the pages' own policy forbids: the context bypasses it.
    """

    def __init__(self, context: BrowserContext) -> None:
        context.add_init_script(Axe().axe_script)
        self.barriers: list[str] = []

    def look_at(self, page: Page, name: str) -> None:
        """`name` is how the barriers of this page are told."""
        page.wait_for_load_state()
        for violation in page.evaluate(_VIOLATIONS):
            if violation["impact"] in TOO_MUCH:
                places = [f"{node['target']} {node['html'][:120]}" for node in violation["nodes"]]
                self.barriers.append(f"{name}: {violation['id']}, {violation['help']}: {places}")
