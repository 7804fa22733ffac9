"""How a call of JKOPay comes, or of somebody who says so: each way plays it, and returns how the shop answered."""

import json
import socket
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import requests

from tests.faults import strikes
from tests.faults.callback_scenes import Callback, Cancellation, say
from tests.faults.proxy import Strike
from tests.faults.stage import Stage
from tests.running import run_at_once
from tests.sandbox.eventually import eventually

Call = Callable[[Callback, Stage], str]
NOTHING_HEARD = "nothing heard"
_ONE_OF_MANY = 200
_YEAR = timedelta(days=365)


def play_genuine(callback: Callback, _stage: Stage) -> str:
    """What it says has happened, and it comes as documented."""
    callback.happen()
    answer = callback.call()
    assert set(callback.verified()) == {True}
    return answer


def _signed(digest: str | None) -> Call:
    """It is the same to us whether a call is signed, and by whom; it is noted."""

    def call(callback: Callback, _stage: Stage) -> str:
        callback.happen()
        answer = callback.call(digest=digest)
        assert callback.verified() == [None if digest is None else False]
        return answer

    return call


def _through(strike: Strike) -> Call:
    """The call meets `strike` on its way to the shop, or its answer on the way back."""

    def call(callback: Callback, stage: Stage) -> str:
        callback.happen()
        # For where the money moved, it was asked whether it may.
        callback.postpone()
        stage.inward.strike(f"POST {callback.path}", strike)
        try:
            return callback.call(url=stage.inward.url)
        except requests.RequestException:
            return NOTHING_HEARD
        finally:
            assert stage.inward.struck.wait(10)
            stage.inward.heal()

    return call


def _beside_half_open(callback: Callback, stage: Stage) -> str:
    address = urlsplit(callback.shop.url)
    with socket.create_connection((address.hostname, address.port)) as half_open:
        half_open.sendall(f"POST {callback.path} HTTP/1.1\r\nHost: {address.netloc}\r\n".encode())
        answer = play_genuine(callback, stage)
    if not isinstance(callback, Cancellation):
        # Where the connection ends the head does, for this server: it stores a call without a body.
        eventually(lambda: callback.stored() == 2)
    return answer


def _about_another(callback: Callback, _stage: Stage) -> str:
    """Somebody else's payment or grant, told to our address; a cancellation of what is not cancelled."""
    other = type(callback)(callback.shop)
    return callback.call(json.dumps(other.body).encode())


def _made_up(callback: Callback, _stage: Stage) -> str:
    if isinstance(callback, Cancellation):
        stranger = say(callback.authorization(), "cancel")
        stranger["authpay"].update(auth_no="nobody", platform_authpay_id="nobody")
        return callback.call(json.dumps(stranger).encode())
    *start, _token, end = callback.path.split("/")
    return callback.call(path="/".join((*start, "made-up", end)))


def _garbled(body: Callable[[bytes], bytes]) -> Call:
    def call(callback: Callback, _stage: Stage) -> str:
        callback.happen()
        return callback.call(body(json.dumps(callback.body).encode()))

    return call


def _many(callback: Callback, _stage: Stage) -> str:
    callback.happen()
    answers = {str(answer) for answer in run_at_once(_ONE_OF_MANY, lambda _: callback.call())}
    assert callback.stored() == _ONE_OF_MANY
    return " and ".join(sorted(answers))


def _year_later(callback: Callback, stage: Stage) -> str:
    callback.happen()
    stage.shift(_YEAR)
    return callback.call()


CALLS: dict[str, Call] = {
    "genuine": play_genuine,
    "forged": lambda callback, _: callback.call(),
    "about another": _about_another,
    "to a made-up address": _made_up,
    "not JSON": _garbled(strikes.cut),
    "duplicate keys": _garbled(lambda body: body[:-1] + b"," + body[1:]),
    "10 MB": lambda callback, _: callback.call(b" " * strikes.TEN_MEGABYTES),
    "200 at once": _many,
    "after a year": _year_later,
    "without a digest": _signed(None),
    "with a wrong digest": _signed("0" * 64),
    "cut off": _through(strikes.cut_request),
    "a byte at a time": _through(strikes.drip_request),
    "beside a half-open one": _beside_half_open,
    "reset": _through(strikes.reset_after),
    "cut": _through(strikes.close_in_the_middle),
    "late": _through(strikes.delay),
    "in slices": _through(strikes.slice_up),
}
