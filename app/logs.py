"""Structured logs, one JSON object a line, with anything that looks like a secret taken out."""

import logging
import re
import secrets
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET_KEYS = re.compile(r"secret|password|token|digest|api.?key|cookie|authorization", re.IGNORECASE)
# Addresses of orders, authorizations and callbacks are capabilities: who reads one can open it.
_SECRET_PATHS = re.compile(r"/(orders|authorizations|jkopay)/(?!authorizations/)[A-Za-z0-9_-]{8,}")


def new_request_id() -> str:
    """What the lines of one request, or of one round of a sweep, have in common."""
    return secrets.token_hex(8)


def configure_logs(level: str = "warning") -> None:
    """Send structlog and the standard library's log to stderr, redacted, from `level` (debug, info …) on."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                redact,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # Which tables a migration touches is news to nobody who started the shop.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # More calls at once than the pool keeps open is a busy hour and no fault.
    logging.getLogger("urllib3").setLevel(logging.ERROR)


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor that empties secret keys and the unguessable part of addresses."""
    for key, value in event.items():
        if _SECRET_KEYS.search(key):
            event[key] = "[redacted]"
        elif isinstance(value, str):
            event[key] = _SECRET_PATHS.sub(r"/\1/[redacted]", value)
    return event
