"""A TCP proxy between the shop and the sandbox that spoils what passes: an asyncio loop in a thread of its own."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar
from urllib.parse import urlsplit

_TLS_HANDSHAKE = b"\x16"
_LONGEST = 30.0
_T = TypeVar("_T")


class Exchange:
    """One request on its way. What a strike does with it is up to the strike."""

    def __init__(self, proxy: "FaultProxy", request: bytes, streams: "_Streams") -> None:
        self.request = request
        self._proxy = proxy
        self._reader, self._writer = streams

    async def ask(self, piece: int = 2**20) -> bytes:
        """Hand the request on by `piece` bytes and return the whole answer, which the client has not heard yet."""
        answer = await self._proxy.forward(self.request, piece)
        self._proxy.struck.set()
        return answer

    async def begin(self) -> None:
        """Hand on half of the request, and then reset."""
        await self._proxy.begin(self.request[: len(self.request) // 2])

    async def send(self, data: bytes) -> None:
        """Let the client hear `data`; that it does not listen any more is no failure."""
        with contextlib.suppress(ConnectionError):
            self._writer.write(data)
            await self._writer.drain()

    async def hang(self) -> None:
        """Say nothing until the client has given up."""
        with contextlib.suppress(ConnectionError):
            await self._reader.read()

    def close(self) -> None:
        """End in order (FIN)."""
        self._writer.close()

    def reset(self) -> None:
        """End with a reset (RST): nothing lingers, and what the client has not read yet is lost to it."""
        _reset(self._writer)

    def keep(self) -> None:
        """Put the request aside until `FaultProxy.deliver`."""
        self._proxy.kept.append(self.request)


Strike = Callable[[Exchange], Awaitable[None]]
_Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class FaultProxy:
    """Listens on a port of its own and hands everything on to `upstream`, save what a strike is planned for."""

    def __init__(self, upstream: str) -> None:
        self._upstream = urlsplit(upstream)
        self._api = ""
        self._strike: Strike | None = None
        self._is_deaf = False
        self._open: set[asyncio.StreamWriter] = set()
        self.struck = threading.Event()
        """Whether the struck request has done all it will do at JKOPay for now."""
        self.kept: list[bytes] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**20))
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def strike(self, api: str, strike: Strike) -> None:
        """Every request of `api`, written as `POST /path`, meets `strike` until `heal`."""
        self.struck.clear()
        self._api, self._strike = api, strike

    def turn_deaf(self) -> None:
        """Take connections and read nothing from them until `heal`: the other end is gone and nobody has noticed."""
        self._is_deaf = True

    def heal(self) -> None:
        """Hand everything on again."""
        self._strike, self._is_deaf = None, False

    def deliver(self) -> None:
        """Hand on what was kept, long after its sender has gone."""
        while self.kept:
            self._run(self.forward(self.kept.pop(0)))

    def stop(self) -> None:
        """Close the port and every connection."""
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def forward(self, request: bytes, piece: int = 2**20) -> bytes:
        """The whole answer of the upstream to `request`, which is handed on by `piece` bytes."""
        reader, writer = await asyncio.open_connection(self._upstream.hostname, self._upstream.port, limit=2**20)
        try:
            for start in range(0, len(request), piece):
                writer.write(request[start : start + piece])
                await writer.drain()
                await asyncio.sleep(0)
            return await _read_message(reader)
        finally:
            writer.close()

    async def begin(self, part: bytes) -> None:
        """Hand on the beginning of a request, and then reset."""
        _, writer = await asyncio.open_connection(self._upstream.hostname, self._upstream.port)
        writer.write(part)
        await writer.drain()
        _reset(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while not self._is_deaf:
                first = await reader.readexactly(1)
                if first == _TLS_HANDSHAKE:
                    writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                    break
                request = first + await _read_message(reader)
                if self._strike and _api(request) == self._api:
                    await self._let(self._strike, Exchange(self, request, (reader, writer)))
                    break
                writer.write(await self.forward(request))
            else:
                await reader.read()
        writer.close()
        self._open.discard(writer)

    async def _let(self, strike: Strike, exchange: Exchange) -> None:
        try:
            await strike(exchange)
        finally:
            self.struck.set()

    async def _stop(self) -> None:
        self._server.close()
        for writer in self._open:
            writer.transport.abort()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _run(self, work: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_LONGEST)


def _reset(writer: asyncio.StreamWriter) -> None:
    linger = b"\x01\0\0\0\0\0\0\0"
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


def _api(request: bytes) -> str:
    method, target, _ = request.decode("latin-1").split(" ", 2)
    return f"{method} {target.partition('?')[0]}"


async def _read_message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return head + await reader.readexactly(int(line[15:]))
    return head
