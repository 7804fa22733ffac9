"""What can happen to a request or its answer on the way."""

import asyncio
import gzip
import json
from collections.abc import Callable
from typing import Any

from tests.faults.contents import BARE
from tests.faults.proxy import Exchange, Strike
from tests.jkopay.servers import http_answer

# Longer than any client of these tests waits between two bytes, and never waited for.
_DRIP_SECONDS = 0.05
TEN_MEGABYTES = 10 * 1024 * 1024


async def silent_before(exchange: Exchange) -> None:
    await exchange.hang()


async def silent_after(exchange: Exchange) -> None:
    await exchange.ask()
    await exchange.hang()


async def reset_before(exchange: Exchange) -> None:
    exchange.reset()


async def reset_after(exchange: Exchange) -> None:
    await exchange.ask()
    exchange.reset()


async def reset_in_the_middle(exchange: Exchange) -> None:
    answer = await exchange.ask()
    await exchange.send(answer[: len(answer) // 2])
    exchange.reset()


async def close_in_the_middle(exchange: Exchange) -> None:
    answer = await exchange.ask()
    await exchange.send(answer[:-1])
    exchange.close()


async def close_after_the_answer(exchange: Exchange) -> None:
    await exchange.send(await exchange.ask())
    exchange.close()


async def keep_for_later(exchange: Exchange) -> None:
    exchange.keep()
    exchange.reset()


async def delay(exchange: Exchange) -> None:
    answer = await exchange.ask()
    await asyncio.sleep(0.1)
    await exchange.send(answer)


async def slice_up(exchange: Exchange) -> None:
    answer = await exchange.ask()
    for start in range(0, len(answer), 40):
        await exchange.send(answer[start : start + 40])
        await asyncio.sleep(0)


async def cut_request(exchange: Exchange) -> None:
    await exchange.begin()
    exchange.reset()


async def drip_request(exchange: Exchange) -> None:
    await exchange.send(await exchange.ask(piece=1))


async def drip(exchange: Exchange) -> None:
    for byte in await exchange.ask():
        await exchange.send(bytes([byte]))
        await asyncio.sleep(_DRIP_SECONDS)


def refuse(status: str, body: str = "", headers: str = "") -> Strike:
    """Something in front of JKOPay answers instead of it."""

    async def strike(exchange: Exchange) -> None:
        await exchange.send(http_answer(body, status, headers))

    return strike


def replace(answer: bytes) -> Strike:
    """JKOPay does what was asked, and the client hears `answer`."""

    async def strike(exchange: Exchange) -> None:
        await exchange.ask()
        await exchange.send(answer)

    return strike


def rewrite(change: Callable[[bytes], bytes]) -> Strike:
    """JKOPay does what was asked, and the client hears what `change` makes of the answer's body."""

    async def strike(exchange: Exchange) -> None:
        answer = await exchange.ask()
        await exchange.send(http_answer(change(answer.partition(b"\r\n\r\n")[2])))

    return strike


def alter(change: Callable[[dict[str, Any]], object]) -> Strike:
    """As `rewrite`, of the answer as an object."""

    def rewritten(body: bytes) -> bytes:
        envelope = json.loads(body)
        change(envelope)
        written = json.dumps(envelope, ensure_ascii=False)
        return written.replace(f'"{BARE}', "").replace(f'{BARE}"', "").encode()

    return rewrite(rewritten)


def wait_for(happen: Callable[[], object]) -> Strike:
    """`happen` befalls the shop while JKOPay's answer is on its way."""

    async def strike(exchange: Exchange) -> None:
        answer = await exchange.ask()
        happen()
        await exchange.send(answer)

    return strike


def cut(body: bytes) -> bytes:
    return body[: len(body) // 2]


def write_twice(body: bytes) -> bytes:
    """Every name of the answer stands there twice, the first time with a refusal."""
    return b'{"result":"100","message":null,"result_object":null,' + body[1:]


def with_nan(body: bytes) -> bytes:
    return body[:-1] + b',"fee":NaN}'


def in_utf_16(body: bytes) -> bytes:
    return body.decode().encode("utf-16")


HUGE = http_answer(b'{"result":"000","message":"' + b"0" * TEN_MEGABYTES + b'","result_object":{}}')
GZIP_BOMB = http_answer(
    gzip.compress(b'{"result":"000","message":"' + b"0" * TEN_MEGABYTES + b'","result_object":{}}', 1),
    headers="Content-Encoding: gzip\r\n",
)
