"""What dies: the shop's web process and its jobs process, as they are, but for the labels at their steps."""

import logging
import socket

from werkzeug.serving import make_server

# `create_app` imports the rest when it is called: here, so that children find it imported.
from app import admin, cli, create_app, jobs, web  # noqa: F401
from app.config import Settings
from app.logs import configure_logs
from tests.crash.steps import Trigger, label_steps


def serve(settings: Settings, trigger: Trigger) -> None:
    """Handle requests at the address of `settings` until killed."""
    _begin(settings, trigger)
    port = int(settings.public_url.rpartition(":")[2])
    listening = reserve(port)
    listening.listen(128)
    make_server("127.0.0.1", port, create_app(settings), threaded=True, fd=listening.fileno()).serve_forever()


def work(settings: Settings, trigger: Trigger) -> None:
    """Sweep, and take from the queue, until killed."""
    _begin(settings, trigger)
    jobs.run(settings)


def reserve(port: int = 0) -> socket.socket:
    """A socket that holds a port without listening there: whoever connects while nobody serves is refused."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind(("127.0.0.1", port))
    return held


def _begin(settings: Settings, trigger: Trigger) -> None:
    configure_logs(settings.log_level)
    for noisy in ("werkzeug", "huey"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    label_steps(trigger)
