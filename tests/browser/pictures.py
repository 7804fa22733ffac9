"""Pictures of pages, for people to look at: test-results/screens/<language>-<size>-<page>.png."""

from playwright.sync_api import Page

from tests.browser.installation import ROOT

FOLDER = ROOT / "test-results" / "screens"


class Camera:
    """Takes the pictures of one journey."""

    def __init__(self, language: str, size: str) -> None:
        self._prefix = f"{language}-{size}"

    def take(self, page: Page, name: str) -> None:
        """Keep the whole page as it is now, and see that nothing of it is beside the window."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state()
        window = page.viewport_size
        assert window
        width = int(page.evaluate("() => document.documentElement.scrollWidth"))
        assert width <= window["width"], f"{name} is {width} pixels wide"
        height = int(page.evaluate("() => document.documentElement.scrollHeight"))
        # A picture of more than the window would be drawn as for a mouse, also where the page is for a finger.
        page.set_viewport_size({"width": window["width"], "height": max(window["height"], height)})
        page.screenshot(path=FOLDER / f"{self._prefix}-{name}.png", animations="disabled")
        page.set_viewport_size(window)
