"""What a developer does on the sandbox's console."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.pictures import Camera


class ConsolePage:
    """One tab with the console open; every page it comes to is photographed."""

    def __init__(self, page: Page, url: str, camera: Camera) -> None:
        self.page = page
        self._url = url
        self._camera = camera

    def visit(self, path: str = "/") -> None:
        """Open a page by its address."""
        self.page.goto(self._url + path)

    def speak(self, language: str) -> None:
        """The console begins in Chinese."""
        wanted = self.page.locator(f".language button[value={language}]")
        if wanted.count():
            wanted.click()
        expect(self.page.locator("html")).to_have_attribute("lang", "en" if language == "en" else "zh-Hant-TW")

    def go_to(self, section: str) -> None:
        """Choose a section in the menu."""
        link = self.page.locator(f".menu a[href='/console/{section}']")
        link.click()
        expect(self.page.locator(f".menu a[aria-current][href='/console/{section}']")).to_be_in_viewport()
        self.photograph(section)

    def form(self, path: str) -> Locator:
        """The form that is sent to an address."""
        return self.page.locator(f"form[action='/console/{path}']")

    def send(self, form: Locator) -> None:
        """Send a form by its first button, and see that something was done."""
        form.locator("button").first.click()
        self.sees_done()

    def sees_done(self) -> None:
        expect(self.page.locator(".alert.note")).to_be_visible()

    def photograph(self, name: str) -> None:
        self._camera.take(self.page, f"sandbox-{name}")
