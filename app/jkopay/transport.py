"""`requests` and its connection pool, on sockets that keep to a call's time."""

import ssl
from typing import Any, cast
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError
from urllib3.util.ssltransport import SSLTransport

from .connect import open_socket
from .deadline import CallSocket, current_call


class _CallConnection(HTTPConnection):
    """A connection that opens within the call's time and notes when the request begins to leave."""

    def connect(self) -> None:
        call = current_call.get()
        call.start_connecting()
        try:
            sock = open_socket(self.host, self.port, call)
            try:
                self.sock = self.secure(sock)
            except BaseException:
                sock.close()
                raise
        except (OSError, UnicodeError) as error:
            # An OSError from here could be taken by urllib3 for a connection that broke after the request.
            raise NewConnectionError(self, type(error).__name__) from error
        call.finish_connecting()

    def secure(self, sock: CallSocket) -> Any:
        return sock

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        current_call.get().has_started_sending = True
        super().send(data)


class _TlsConnection(_CallConnection, HTTPSConnection):
    def secure(self, sock: CallSocket) -> Any:
        # TLS over memory, not a wrapped socket: so the bytes below TLS pass through the CallSocket as well.
        secured = SSLTransport(sock, cast("ssl.SSLContext", self.ssl_context), server_hostname=self.host)
        self.is_verified = True
        return secured


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _CallConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class CallAdapter(HTTPAdapter):
    """Sends prepared requests, each exactly once: nothing is repeated, redirected or sent through a proxy.

    Used without a `requests.Session`, which would add cookies, .netrc and proxies of the environment.
    `ca_bundle` is a PEM file with the certificates to trust; without it those that come with `requests`. They are read
    only for a `base_url` of https.
    """

    def __init__(self, base_url: str, pool_maxsize: int, ca_bundle: str | None) -> None:
        self._ssl_context = None
        if urlsplit(base_url).scheme == "https":
            self._ssl_context = ssl.create_default_context(cafile=ca_bundle or DEFAULT_CA_BUNDLE_PATH)
        super().__init__(pool_connections=1, pool_maxsize=pool_maxsize, max_retries=0, pool_block=False)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        self.poolmanager = PoolManager(
            connections, maxsize=maxsize, block=block, ssl_context=self._ssl_context, **pool_kwargs
        )
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}
