"""How the shop is served: the settings of gunicorn, and gevent's own server where gunicorn cannot run (Windows).

gunicorn --config app/server.py 'app:create_app()'
python -m app.server 127.0.0.1 5000
"""

# Before any other import: a module that was imported unpatched would block every browser of this process.
from gevent import monkey

monkey.patch_all()

import gc  # noqa: E402
import os  # noqa: E402
import shutil  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from typing import Any  # noqa: E402

worker_class = "gevent"
workers = 2
# Each shopper waiting for a payment holds one connection: 5,000 of them, and room for pages.
worker_connections = 6000
loglevel = "warning"
control_socket_disable = True


def on_starting(_arbiter: object) -> None:
    """Make the database ready, and import what every worker needs: once, and in memory they share.

    The application itself is made in each worker, because its connections and threads do not survive a fork.
    """
    # Set before the first import of the metrics: it decides that they are counted in files the workers share.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="shop-metrics-")
    from app import admin, prepare, web  # noqa: F401
    from app.config import load_settings
    from app.logs import configure_logs

    _allow_open_files()
    if refusal := prepare.main():
        sys.exit(refusal)
    configure_logs(load_settings().log_level)


def child_exit(_arbiter: object, worker: Any) -> None:
    """A worker that is gone has no waiting browsers and no breaker any more; what it counted stays."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(_arbiter: object) -> None:
    """The counts end with the server, as those of any process do."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def post_worker_init(_worker: object) -> None:
    """Keep full garbage collections rare and small: with 5,000 waiting shoppers one stalls pages for 100 ms."""
    gc.freeze()
    gc.set_threshold(20_000, 50, 1_000)


def _allow_open_files() -> None:
    """Every waiting shopper is an open file, and the usual limit of 1,024 would end a process at its thousandth."""
    import resource

    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def serve(host: str, port: int) -> None:
    from gevent.pywsgi import WSGIServer

    from app import create_app, prepare
    from app.config import load_settings
    from app.logs import configure_logs

    class Server(WSGIServer):
        def handle(self, client: socket.socket, address: str) -> None:
            # Without it each answer waits 40 ms for an acknowledgement.
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            super().handle(client, address)

    if refusal := prepare.main():
        sys.exit(refusal)
    configure_logs(load_settings().log_level)
    Server((host, port), create_app(), log=None).serve_forever()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
