"""The jobs process' sign of life, and the sweeping up that needs nobody in particular."""

import os
import secrets
import socket
import threading

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.config import Settings
from app.db import Database, utc_now
from app.services.api_calls_keeping import forget_calls
from app.services.heartbeat import BEAT_SECONDS, beat, stop_beating
from app.services.rate_limits import forget_tries

# Five minutes: windows of rate limits and noted calls may lie about a little longer than they must.
_BEATS_BETWEEN_SWEEPING = 60

log = structlog.get_logger(__name__)


class Heart(threading.Thread):
    """Beats until `stopping`; then says that this process is gone. A database that is away is tried again."""

    def __init__(self, settings: Settings, db: Database, stopping: threading.Event) -> None:
        super().__init__(name="heart", daemon=True)
        self._settings = settings
        self._db = db
        self._stopping = stopping
        # Two containers may have the same host name and process id, and a restart has those of the one before.
        self._name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"

    def run(self) -> None:
        """Beat, and from time to time forget rate limits that are over and calls nobody looks for any more."""
        beats = 0
        while True:
            self._try(beats)
            beats += 1
            if self._stopping.wait(BEAT_SECONDS):
                break
        try:
            stop_beating(self._db, self._name)
        except SQLAlchemyError as error:
            log.warning("heartbeat_failed", error=type(error).__name__)

    def _try(self, beats: int) -> None:
        try:
            beat(self._db, self._name, utc_now())
            if beats % _BEATS_BETWEEN_SWEEPING == 0:
                forget_tries(self._db)
                kept = self._settings
                forget_calls(self._db, days=kept.api_calls_days, most=kept.api_calls_most, now=utc_now())
        except SQLAlchemyError as error:
            log.warning("heartbeat_failed", error=type(error).__name__)
