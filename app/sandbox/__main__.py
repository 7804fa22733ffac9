from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402 - nothing that opens sockets may be imported before the line above
import errno  # noqa: E402
import os  # noqa: E402
import signal  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402
from flask import Flask  # noqa: E402
from gevent.event import Event  # noqa: E402
from gevent.pywsgi import WSGIHandler, WSGIServer  # noqa: E402
from pydantic import ValidationError  # noqa: E402

from app.sandbox import create_sandbox  # noqa: E402
from app.sandbox.database import DatabaseUnusable  # noqa: E402
from app.sandbox.production import ProductionRefused, refuse_production, refuse_real_keys  # noqa: E402
from app.sandbox.settings import SandboxSettings  # noqa: E402

_LOOPBACK_OF = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nobody can open a link to "everywhere"


class _Handler(WSGIHandler):
    """Hands the socket to the faults that need it, and sends small answers at once."""

    def get_environ(self) -> dict[str, Any]:
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        environ: dict[str, Any] = super().get_environ()
        return environ | {"gevent.socket": self.socket}


def main() -> None:
    """`python -m app.sandbox`: the sandbox alone, until SIGINT or SIGTERM."""
    options = _options()
    listener = _listen(options.host, options.port)
    given = {"data_dir": options.data_dir, "public_url": options.public_url}
    try:
        settings = SandboxSettings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        sys.exit("\n".join(f"SANDBOX_{each['loc'][0]}".upper() + f": {each['msg']}" for each in error.errors()))
    try:
        refuse_production()
        app = create_sandbox(settings)
        merchants = app.extensions["sandbox"].merchants.all()
        refuse_real_keys(key for each in merchants for key in (each.api_key, each.secret_key))
    except (DatabaseUnusable, ProductionRefused) as error:
        sys.exit(str(error))
    _say(f"JKOPay sandbox: {settings.public_url}/ (keys: {settings.public_url}/_sandbox/stores). Ctrl-C stops it.")
    _serve(app, listener)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m app.sandbox", description="JKOPay, played on this machine.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=5001, help="port to listen on (%(default)s)")
    parser.add_argument("--data-dir", type=Path, help="folder of its database (var)")
    parser.add_argument("--public-url", help="where shop and browsers reach it (http://HOST:PORT)")
    options = parser.parse_args()
    if options.public_url is None and "SANDBOX_PUBLIC_URL" not in os.environ:
        host = _LOOPBACK_OF.get(options.host, options.host)
        options.public_url = f"http://[{host}]:{options.port}" if ":" in host else f"http://{host}:{options.port}"
    return options


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=_family(host), backlog=1024)
    except OverflowError:
        sys.exit(f"There is no port {port}; choose one from 1 to 65535 with --port.")
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sys.exit(f"Port {port} is taken by another program; choose another with --port.")
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else "there is no such host"
        sys.exit(f"The sandbox cannot listen on {host}:{port}: {reason}; choose another with --host or --port.")


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _serve(app: Flask, listener: socket.socket) -> None:
    ending = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        gevent.signal_handler(number, ending.set)
    server = WSGIServer(listener, app, log=None, handler_class=_Handler)
    app.extensions["deliveries"].start()
    server.start()
    ending.wait()
    app.extensions["deliveries"].stop()
    server.stop(timeout=1)
    app.extensions["sandbox"].database.close()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
