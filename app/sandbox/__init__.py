"""JKOPay OnlinePay, played for people without a contract. Imports nothing else of `app`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.sandbox.settings import SandboxSettings


def create_sandbox(settings: "SandboxSettings") -> "Flask":
    """Build the sandbox's Flask app.

    Nothing is sent before `app.extensions["deliveries"].start()`, and its `stop()` ends that.
    Raises DatabaseUnusable.
    """
    # Not at the top: `python -m app.sandbox` runs this module before it can patch the sockets.
    from app.sandbox.wiring import build

    return build(settings)
