"""The wire between shop and JKOPay, both ways, without a socket: what is handed over, lost, late or spoiled."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import requests
from requests import PreparedRequest

from app.db import utc_now
from app.jkopay.deadline import current_call
from tests.dying import Killed
from tests.simulation.faults import ARRIVES, Fate, draw_fate, in_any_order, lag_behind, tamper
from tests.simulation.watch import Watch
from tests.simulation.wsgi import call

if TYPE_CHECKING:
    from tests.simulation.story import Story

DEADLINE = timedelta(seconds=15)
LATEST = timedelta(minutes=9)
"""How long after it was sent a request may still be processed; the shop believes nothing for ten minutes."""

_999 = b'{"result":"999","message":"Internal error","result_object":null}'


@dataclass(frozen=True)
class Answered:
    """As much of an HTTP response as the client reads."""

    status_code: int
    raw: "Body"
    headers: dict[str, str]

    def close(self) -> None:
        """Nothing was opened."""


@dataclass(frozen=True)
class Late:
    """A request that JKOPay will process when `at` has come."""

    at: datetime
    api: str
    process: Callable[[], object]


_LAG = timedelta(hours=2)
_PAID_AT = """SELECT paid_at FROM payments WHERE platform_order_id = ?1
    UNION ALL SELECT paid_at FROM deductions WHERE platform_order_id = ?1"""
_TAKEN = "SELECT platform_order_id FROM deductions WHERE state = 'paid'"


class Wire:
    """The transport of one schedule: in the place of the adapter of `requests` for the shop's calls, and of the
    sandbox's way of posting for JKOPay's."""

    def __init__(self, story: "Story") -> None:
        self._story = story
        self.late: list[Late] = []
        self.failed: set[str] = set()
        """Numbers about which JKOPay said 100."""
        self.denied: set[str] = set()
        """Numbers about which JKOPay said 101 although they were paid."""
        self.watch = Watch(story.finding, lambda number: (number,) in story.world.ledger(_TAKEN))

    def send(self, prepared: PreparedRequest, **_: object) -> Answered:
        """Carry one call of the shop to the sandbox."""
        story = self._story
        api = f"{prepared.method} {prepared.path_url.partition('?')[0]}"
        body = prepared.body if isinstance(prepared.body, bytes) else b""
        fate = draw_fate(story.rng, story.weather, api)
        told = f"  → {api} {_short(prepared, body)}"
        story.tell(told if fate is Fate.FINE else f"{told} · {fate}")
        story.count_fault(happened=fate is not Fate.FINE)
        if fate is Fate.KILLED_BEFORE:
            raise Killed
        if fate is Fate.NOT_SENT:
            story.take(timedelta(seconds=story.rng.randrange(6)))
            raise requests.ConnectionError
        current_call.get().has_started_sending = True
        with self.watch.sent(api, body):
            story.let_bystander_act()
            status, answer = self._deliver(prepared, api, body, fate)
            story.let_bystander_act()
        self._note_failed(answer)
        if story.weather.lag > story.rng.random():
            answer = lag_behind(answer, self._deny)
        return self._come_back(fate, body, status, in_any_order(story.rng, answer))

    def post(self, url: str, body: bytes, digest: str | None) -> tuple[int, bytes]:
        """Carry one callback of the sandbox to the shop. It may be lost on the way, or its answer on the way back."""
        story = self._story
        is_lost = story.rng.random() < story.weather.lost_callback
        told = f"  ← {url.rsplit('/', 1)[-1]}"
        if is_lost and story.rng.random() < 0.7:
            story.tell(f"{told} · lost")
            story.count_fault(happened=True)
            raise requests.ConnectionError
        headers = {"digest": digest} if digest else {}
        try:
            status, answer = call(story.world.shop, "POST", url, headers, body)
        except Killed:
            story.tell(f"{told} · the shop was killed")
            raise requests.ConnectionError from None
        story.tell(f"{told} {status} {answer.decode().strip()}")
        if url.endswith("/confirm"):
            self.watch.confirmed(story.world, url, answer)
        if is_lost:
            story.tell("    and its answer was lost")
            story.count_fault(happened=True)
            raise requests.ReadTimeout
        story.let_bystander_act()
        return status, answer

    def process_late(self, until: datetime) -> None:
        """Let JKOPay process what was due by `until`, each at its own time."""
        while due := sorted((late for late in self.late if late.at <= until), key=lambda late: late.at):
            self.late.remove(due[0])
            self._story.clock.move_to(max(due[0].at, utc_now()))
            self._story.tell(f"  ⇢ {due[0].api}, processed late")
            due[0].process()

    def _deliver(self, prepared: PreparedRequest, api: str, body: bytes, fate: Fate) -> tuple[int, bytes]:
        def process() -> tuple[int, bytes]:
            return call(self._story.world.jkopay, prepared.method or "", prepared.url or "", prepared.headers, body)

        if fate in ARRIVES:
            return process()
        if fate in (Fate.LATE, Fate.KILLED_LATE) and prepared.method == "POST":
            wait = self._story.rng.uniform(1, LATEST.total_seconds())
            ended = self.watch.left(api, body)
            self.late.append(Late(utc_now() + timedelta(seconds=wait), api, lambda: (process(), ended())))
        return 0, b""

    def _note_failed(self, answer: bytes) -> None:
        if b"100" in answer:
            found = json.loads(answer)["result_object"] or {}
            rows = found.get("transactions", [found])
            self.failed |= {row["platform_order_id"] for row in rows if row.get("status") == 100}

    def _deny(self, number: str) -> bool:
        """JKOPay may know of money a while after it moved."""
        ((paid_at,),) = self._story.world.ledger(_PAID_AT, number)
        is_new = utc_now() - datetime.fromtimestamp(paid_at / 1000, UTC) < _LAG
        if is_new:
            self.denied.add(number)
        return is_new

    def _come_back(self, fate: Fate, body: bytes, status: int, answer: bytes) -> Answered:
        match fate:
            case Fate.KILLED_AFTER | Fate.KILLED_LATE:
                raise Killed
            case Fate.SILENT_BEFORE | Fate.SILENT_AFTER | Fate.LATE:
                self._story.take(DEADLINE)
                raise requests.ReadTimeout
            case Fate.BROKEN_BEFORE | Fate.BROKEN_AFTER:
                status, answer = 500, b"<h1>Internal Server Error</h1>"
            case Fate.MOVED:
                status, answer = 302, b""
            case Fate.BUSY_BEFORE | Fate.BUSY_AFTER:
                status, answer = 200, _999
            case Fate.GARBAGE:
                answer = answer[: len(answer) // 2]
            case Fate.TAMPERED:
                answer = tamper(self._story.rng, answer, self._deny)
            case Fate.UNSETTLED:
                status, answer = 200, _unsettled(body)
            case _:
                self._story.tell(f"    {answer[:60].decode(errors='replace')}")
        return Answered(status, Body(answer), {})


class Body(io.BytesIO):
    """Read as urllib3's response is."""

    def read(self, size: int | None = -1, **_: object) -> bytes:
        """All or `size` bytes; nothing is compressed."""
        return super().read(size)


def _unsettled(body: bytes) -> bytes:
    """The answer `000` to a charge, of the right order and amount, and nothing was taken yet."""
    order = json.loads(body)["order"]
    row = {
        "platform_order_id": order["platform_order_id"],
        "status": 101,
        "tradeNo": "J0",
        "currency": order["currency"],
        "final_price": order["final_price"],
    }
    return json.dumps({"result": "000", "message": None, "result_object": row}).encode()


def _short(prepared: PreparedRequest, body: bytes) -> Any:
    return body.decode()[:60] if body else (prepared.path_url or "").partition("=")[2]
