"""Sees everything a browser complains of, and every host it talks to."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError


class Watch:
    """Put on every context of a test; `check` at its end."""

    def __init__(self, origins: tuple[str, ...]) -> None:
        self._origins = origins
        self._complaints: list[str] = []
        self._expected_statuses: set[int] = set()

    def put_on(self, context: BrowserContext) -> None:
        """Watch all pages of a context, those it opens later included."""
        context.on("console", self._hear)
        context.on("weberror", self._note_error)
        context.on("request", self._note_stranger)

    def expect_status(self, status: int) -> None:
        """A page of this test answers so on purpose; the browser notes that in its console."""
        self._expected_statuses.add(status)

    def check(self) -> None:
        """Fails with everything that was seen: console errors and warnings, page errors, strange hosts."""
        wanted = tuple(f"the server responded with a status of {status}" for status in self._expected_statuses)
        unwanted = [text for text in self._complaints if not (wanted and any(words in text for words in wanted))]
        assert not unwanted, "\n".join(unwanted)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._complaints.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _note_error(self, error: WebError) -> None:
        self._complaints.append(f"page error: {error.error}")

    def _note_stranger(self, request: Request) -> None:
        if not request.url.startswith((*self._origins, "data:", "blob:")):
            self._complaints.append(f"asked a stranger: {request.url}")
