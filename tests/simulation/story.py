"""One schedule: who does what to the shop, in what order and in what weather, all of it told by one seed."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import get_args
from unittest.mock import patch

import time_machine

from app.db import utc_now
from app.sandbox import callbacks
from app.sandbox.cancelling import CancelRefused
from app.sandbox.granting import BindingRefused
from app.sandbox.payments import PaymentRefused
from app.sandbox.switches import Switches
from app.services.authorizations import AuthorizationUnknown
from app.services.charging_again import ChargeImpossible
from app.services.checkout import AuthorizationEnded
from app.services.refund_rules import RefundRejected
from app.services.stock import OutOfStock
from tests.dying import Killed
from tests.simulation.faults import CALM, Weather, draw_weather
from tests.simulation.shop_database import Row
from tests.simulation.wire import Wire
from tests.simulation.world import World, chance_is, silence

_SAID_NO = (
    AuthorizationEnded,
    AuthorizationUnknown,
    BindingRefused,
    CancelRefused,
    ChargeImpossible,
    OutOfStock,
    PaymentRefused,
    RefundRejected,
)
_NOONS = datetime(2026, 11, 23, 2, tzinfo=UTC)

Act = Callable[["Story"], str | None]

KINDS = ("lost", "double", "phantom", "stuck")
"""What must never be: money that moved and is not known; moved twice; believed and not moved; anything without end."""


@dataclass(frozen=True)
class Finding:
    """Something that must never be, of one of the `KINDS`."""

    kind: str
    what: str


@dataclass
class Form:
    """A refund form that staff sent: sent again, it is the same refund."""

    payment_number: str
    number: str
    amount: int
    seen: int


@dataclass
class Tally:
    """How much happened."""

    actions: int = 0
    faults: int = 0
    kills: int = 0


@dataclass
class Story:
    """Acts of `theme`, drawn by `seed`. Afterwards: the transcript, what was counted, what was found."""

    seed: int
    world: World
    lines: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    forms: list[Form] = field(default_factory=list)
    hints: list[Callable[[], None]] = field(default_factory=list)
    weather: Weather = CALM

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.wire = Wire(self)
        self.pieces = self.rng.choice((1, 2, 5))
        self.clock: time_machine.Traveller
        self.bystanders: Sequence[Act] = ()
        self._is_bystander_at_work = False

    @contextmanager
    def opened(self) -> Iterator[None]:
        """The world is empty, this story's, and the clock stands still until the story moves it."""
        rng, world = self.rng, self.world
        begins_at = _NOONS + timedelta(days=rng.randrange(7), hours=rng.choice((0, 0, 0, 3, 8, 11)))
        with ExitStack() as stack:
            self.clock = stack.enter_context(time_machine.travel(begins_at, tick=False))
            stack.enter_context(chance_is(rng))
            stack.enter_context(silence())
            stack.enter_context(patch.object(world.client._sender, "_adapter", self.wire))
            stack.enter_context(patch.object(callbacks, "_post", self.wire.post))
            stack.enter_context(patch.object(world.db, "strikes", self._strikes))
            stack.enter_context(world.hints_go_to(self.hints))
            stack.enter_context(patch.object(world.sandbox, "switches", _draw_switches(rng)))
            world.empty(self.pieces)
            self.weather = draw_weather(rng)
            yield

    def act(self, acts: Mapping[Act, int], *, count: int) -> None:
        """Let `count` of `acts` happen, drawn by weight."""
        drawn = list(acts)
        for act in self.rng.choices(drawn, list(acts.values()), k=count):
            self.do(act)

    def do(self, act: Act) -> None:
        """One act, in a process that may be killed in the middle of it, and then starts again."""
        self.tally.actions += 1
        at = len(self.lines)
        try:
            said = act(self)
        except Killed:
            said = "killed"
        except _SAID_NO as no:
            said = f"no: {type(no).__name__} {no}"
        except Exception as error:  # noqa: BLE001  whatever breaks is a finding
            said = f"broke: {error!r}"
            self.finding("stuck", said)
        if said is not None:
            self.lines.insert(at, f"{utc_now():%d %H:%M:%S} {act.__name__}: {said}")

    def let_bystander_act(self) -> None:
        """In the middle of a call, somebody else may act; no time passes meanwhile."""
        if self._is_bystander_at_work or self.rng.random() >= self.weather.bystander:
            return
        self._is_bystander_at_work = True
        self.tell("    meanwhile")
        self.do(self.rng.choice(self.bystanders))
        self._is_bystander_at_work = False

    def take(self, span: timedelta) -> None:
        """Time passes with a call or an act, but for whoever acts in the middle of a call; what JKOPay processes late
        may come meanwhile."""
        if not self._is_bystander_at_work:
            self.let_pass(span)

    def let_pass(self, span: timedelta) -> None:
        """Time passes."""
        until = utc_now() + span
        self.wire.process_late(until)
        self.clock.move_to(until)

    def pick(self, query: str) -> str | None:
        """The first column of one of the rows of the shop that `query` finds."""
        found = self.pick_row(query)
        return None if found is None else str(found[0])

    def pick_row(self, query: str) -> Row | None:
        """One of the rows of the shop that `query` finds, which orders them, so that a seed tells which."""
        found = self.world.rows(query)
        return self.rng.choice(found) if found else None

    def clicks(self) -> int:
        """How often the impatient click."""
        return 2 if self.rng.random() < 0.2 else 1

    def new_key(self) -> str:
        """What makes a form sent twice one."""
        return f"{self.rng.getrandbits(64):x}"

    def tell(self, line: str) -> None:
        """A line of the transcript."""
        self.lines.append(line)

    def count_fault(self, *, happened: bool) -> None:
        """One more of them, if it happened."""
        self.tally.faults += happened

    def finding(self, kind: str, what: str) -> None:
        """Something that must never be."""
        self.findings.append(Finding(kind, what))
        self.tell(f"!! {kind}: {what}")

    def _strikes(self, where: str) -> bool:
        if self.rng.random() >= self.weather.kill:
            return False
        self.tally.kills += 1
        self.tell(f"  ✝ {where}")
        return True


def _draw_switches(rng: random.Random) -> Switches:
    """Where JKOPay's documentation is silent it may be either way."""
    either = {
        name: rng.choice(get_args(field.annotation) or (True, False)) for name, field in Switches.model_fields.items()
    }
    return Switches.model_validate(either)
