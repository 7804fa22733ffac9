"""Whether calling JKOPay is worth a try: after enough silences in a row it is not, until somebody is answered again."""

import threading
from collections.abc import Callable

import structlog

from app.jkopay import Silence, WalletSilent

SILENCES_TO_OPEN = 5
"""In a row. One or two are a bad connection; at up to 15 s each, five have already kept five shoppers waiting."""

# What a JKOPay that is away looks like. Bytes that came back and cannot be read are the fault of one answer.
_AWAY = frozenset(
    {
        Silence.NOT_SENT,
        Silence.NO_ANSWER,
        Silence.DEADLINE,
        Silence.HTTP_STATUS,
        Silence.REDIRECT,
        Silence.NOT_JSON,
        Silence.INTERNAL_ERROR,
    }
)

log = structlog.get_logger(__name__)


def _tell_nobody(_is_open: bool) -> None:
    return


class Breaker:
    """Open while JKOPay is away, for one process. Safe to share between threads and greenlets.

    `tell` is called with the new state at each change, outside the lock.
    """

    def __init__(self, tell: Callable[[bool], None] = _tell_nobody) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._silences = 0
        self._is_open = False

    @property
    def is_open(self) -> bool:
        """Whether calls are held back."""
        return self._is_open

    def note_answer(self) -> None:
        """JKOPay answered, be it with a refusal: it is there."""
        with self._lock:
            self._silences = 0
            was_open, self._is_open = self._is_open, False
        if was_open:
            log.warning("breaker_closed")
            self._tell(False)

    def note_silence(self, silence: WalletSilent) -> None:
        """JKOPay did not answer. A 401, 403 or 404 is about our settings, and calling on shows it to the staff."""
        if silence.reason not in _AWAY or silence.hint:
            return
        with self._lock:
            self._silences += 1
            opens = not self._is_open and self._silences >= SILENCES_TO_OPEN
            self._is_open = self._is_open or opens
        if opens:
            log.warning("breaker_opened", reason=silence.reason)
            self._tell(True)
