"""Every fault of the matrix by its name, and how it is brought about for one call."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta

from app.services.wallet import Wallet
from tests.faults import contents, database_faults, strikes
from tests.faults.contents import Change
from tests.faults.database_faults import DatabaseFault
from tests.faults.proxy import Strike
from tests.faults.scenes import Scene
from tests.faults.stage import Stage
from tests.jkopay.servers import http_answer

Situation = Callable[[Stage, Scene], AbstractContextManager[Wallet]]
# A test may be slow to be served, so only the faults that are waits are given up early.
_HASTY = {"connect_timeout": 10.0, "read_timeout": 0.2, "deadline": 20.0}
_SOON_OVER = {"connect_timeout": 10.0, "read_timeout": 1.0, "deadline": 2.0}
_PATIENT = {"connect_timeout": 30.0, "read_timeout": 30.0, "deadline": 60.0}
_HOUR = timedelta(hours=1)
_SUCCESS = '{"result":"000","message":null,"result_object":{}}'


@dataclass(frozen=True)
class Fault:
    """`after_success`: it befalls one more call after a good one. `lands`: when a request that was on its way arrives
    after all, `early` before the shop asks again or `late` after it is done. `breaks`: our own database fails."""

    situation: Situation
    after_success: bool = False
    lands: str = ""
    breaks: bool = False


def _met(strike: Strike, limits: dict[str, float] | None = None) -> Situation:
    return _met_by(lambda _stage, _scene: strike, limits)


def _met_by(strike_for: Callable[[Stage, Scene], Strike], limits: dict[str, float] | None = None) -> Situation:
    @contextmanager
    def situation(stage: Stage, scene: Scene) -> Iterator[Wallet]:
        stage.proxy.strike(scene.api, strike_for(stage, scene))
        yield stage.wallet(stage.proxy.url, **(limits or _PATIENT))
        assert stage.proxy.struck.wait(60), "the fault never struck"
        stage.proxy.heal()

    return situation


def _said(change: Change) -> Situation:
    return _met_by(lambda _stage, scene: strikes.alter(lambda envelope: change(envelope, scene.number)))


@contextmanager
def _refused(stage: Stage, _scene: Scene) -> Iterator[Wallet]:
    yield stage.wallet(f"http://127.0.0.1:{stage.closed.getsockname()[1]}", **_PATIENT)


@contextmanager
def _nameless(stage: Stage, _scene: Scene) -> Iterator[Wallet]:
    yield stage.wallet("http://jkopay.invalid", **_PATIENT)


@contextmanager
def _not_tls(stage: Stage, _scene: Scene) -> Iterator[Wallet]:
    yield stage.wallet(f"https://127.0.0.1:{stage.proxy.port}", **_PATIENT)


@contextmanager
def _untrusted(stage: Stage, _scene: Scene) -> Iterator[Wallet]:
    yield stage.wallet(stage.untrusted.url, **_PATIENT)
    assert not stage.untrusted.requests


@contextmanager
def _half_open(stage: Stage, _scene: Scene) -> Iterator[Wallet]:
    stage.proxy.turn_deaf()
    yield stage.wallet(stage.proxy.url, **_HASTY)
    stage.proxy.heal()


def _in_the_sandbox(kind: str, **more: float) -> Situation:
    @contextmanager
    def situation(stage: Stage, scene: Scene) -> Iterator[Wallet]:
        stage.shop.sandbox.faults(scene.api, kind, **more)
        yield stage.wallet(stage.shop.sandbox.url, **_PATIENT)
        assert not [row for row in stage.shop.sandbox.control("GET", "/faults") if row["api"] == scene.api]

    return situation


@contextmanager
def _answered_999(stage: Stage, scene: Scene) -> Iterator[Wallet]:
    stage.shop.sandbox.next_answer(scene.api, "999")
    yield stage.shop.wallet


def _meanwhile(fault: DatabaseFault) -> Situation:
    """JKOPay has answered, and then the database fails."""

    @contextmanager
    def situation(stage: Stage, scene: Scene) -> Iterator[Wallet]:
        with ExitStack() as lifted:
            befall = lifted.enter_context(fault(stage))
            yield lifted.enter_context(_met(strikes.wait_for(befall))(stage, scene))

    return situation


def _beforehand(fault: DatabaseFault) -> Situation:
    @contextmanager
    def situation(stage: Stage, _scene: Scene) -> Iterator[Wallet]:
        with fault(stage) as befall:
            befall()
            yield stage.shop.wallet

    return situation


def _jkopay_is_ahead(by: timedelta) -> Situation:
    @contextmanager
    def situation(stage: Stage, _scene: Scene) -> Iterator[Wallet]:
        stage.shop.sandbox.clock_advance(by.total_seconds())
        try:
            yield stage.shop.wallet
        finally:
            stage.shop.sandbox.clock_advance(-by.total_seconds())

    return situation


_clock_jumps_back = _met_by(lambda stage, _scene: strikes.wait_for(lambda: stage.shift(-_HOUR)))


_HTML = "<html><h1>Maintenance</h1></html>"
_ELSEWHERE = "Location: http://127.0.0.1:9/\r\n"

FAULTS: dict[str, Fault] = {
    "connection refused": Fault(_refused),
    "no such name": Fault(_nameless),
    "no TLS there": Fault(_not_tls),
    "certificate not trusted": Fault(_untrusted),
    "half-open": Fault(_half_open),
    "silent before processing": Fault(_met(strikes.silent_before, _HASTY)),
    "silent after processing": Fault(_met(strikes.silent_after, _HASTY)),
    "reset before processing": Fault(_met(strikes.reset_before)),
    "reset after processing": Fault(_met(strikes.reset_after)),
    "reset in the answer": Fault(_met(strikes.reset_in_the_middle)),
    "closed in the answer": Fault(_met(strikes.close_in_the_middle)),
    "closed after the answer": Fault(_met(strikes.close_after_the_answer)),
    "late, before we ask": Fault(_met(strikes.keep_for_later), lands="early"),
    "late, after all is done": Fault(_met(strikes.keep_for_later), lands="late"),
    "latency": Fault(_met(strikes.delay)),
    "answer in slices": Fault(_met(strikes.slice_up)),
    "a byte at a time": Fault(_met(strikes.drip, _SOON_OVER)),
    "500": Fault(_met(strikes.refuse("500 Oops", _HTML))),
    "503 after processing": Fault(_met(strikes.replace(http_answer(_HTML, "503 Busy")))),
    "429": Fault(_met(strikes.refuse("429 Too Many Requests", "", "Retry-After: 60\r\n"))),
    "302": Fault(_met(strikes.refuse("302 Found", "", _ELSEWHERE))),
    "308 with an answer": Fault(_met(strikes.refuse("308 Permanent", _SUCCESS, _ELSEWHERE))),
    "401": Fault(_met(strikes.refuse("401 Unauthorized"))),
    "999": Fault(_answered_999),
    "999 after processing": Fault(_met(strikes.replace(http_answer('{"result":"999","message":"Internal Error"}')))),
    "cut JSON": Fault(_met(strikes.rewrite(strikes.cut))),
    "HTML": Fault(_met(strikes.replace(http_answer(_HTML)))),
    "nothing": Fault(_met(strikes.replace(http_answer("")))),
    "wrong types": Fault(_met(strikes.replace(http_answer('{"result":0,"message":[],"result_object":"ok"}')))),
    "no result": Fault(_met(strikes.alter(lambda envelope: envelope.pop("result")))),
    "an undocumented result": Fault(_met(strikes.alter(lambda envelope: envelope.update(result="777")))),
    "duplicate keys": Fault(_met(strikes.rewrite(strikes.write_twice))),
    "NaN": Fault(_met(strikes.rewrite(strikes.with_nan))),
    "UTF-16": Fault(_met(strikes.rewrite(strikes.in_utf_16))),
    "10 MB": Fault(_met(strikes.replace(strikes.HUGE))),
    "gzip bomb": Fault(_met(strikes.replace(strikes.GZIP_BOMB))),
    "id omitted": Fault(_said(contents.omit_id)),
    "another id": Fault(_said(contents.name_another)),
    "id added": Fault(_said(contents.add_a_stranger)),
    "id repeated": Fault(_said(contents.repeat)),
    "id contradicted": Fault(_said(contents.contradict)),
    "ids reordered": Fault(_said(contents.reverse)),
    "amount + 1": Fault(_said(contents.add_to_amount(1))),
    "amount - 1": Fault(_said(contents.add_to_amount(-1))),
    "amount in １０": Fault(_said(contents.write_full_width)),
    "amount as 1e1": Fault(_said(contents.write_exponent)),
    "another currency": Fault(_said(contents.change_currency)),
    "101 for what is paid": Fault(_said(contents.say_unpaid)),
    "0, then 101": Fault(_said(contents.say_unpaid), after_success=True),
    "an unknown status": Fault(_said(contents.say_something_new)),
    "locked before sending": Fault(_beforehand(database_faults.locked), breaks=True),
    "gone before sending": Fault(_beforehand(database_faults.gone), breaks=True),
    "disk full before sending": Fault(_beforehand(database_faults.disk_full), breaks=True),
    "locked after sending": Fault(_meanwhile(database_faults.locked), breaks=True),
    "gone after sending": Fault(_meanwhile(database_faults.gone), breaks=True),
    "disk full after sending": Fault(_meanwhile(database_faults.disk_full), breaks=True),
    "our clock an hour slow": Fault(_jkopay_is_ahead(_HOUR)),
    "our clock an hour fast": Fault(_jkopay_is_ahead(-_HOUR)),
    "clocks jump back an hour": Fault(_clock_jumps_back),
    "sandbox: timeout_before": Fault(_in_the_sandbox("timeout_before", seconds=0.1)),
    "sandbox: timeout_after": Fault(_in_the_sandbox("timeout_after", seconds=0.1)),
    "sandbox: http_500": Fault(_in_the_sandbox("http_500")),
    "sandbox: http_302": Fault(_in_the_sandbox("http_302")),
    "sandbox: bad_json": Fault(_in_the_sandbox("bad_json")),
    "sandbox: wrong_type": Fault(_in_the_sandbox("wrong_type")),
    "sandbox: reset": Fault(_in_the_sandbox("reset")),
    "sandbox: slow": Fault(_in_the_sandbox("slow", seconds=0.1)),
    "sandbox: huge": Fault(_in_the_sandbox("huge")),
}
