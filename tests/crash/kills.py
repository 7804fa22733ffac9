"""One kill after another in one lane: rehearse the scenes, die at their steps and at random, start again, compare."""

import itertools
import signal
import time
from collections.abc import Iterator
from typing import NamedTuple

import requests

from app.services.balances import check_books
from tests.crash.books import Finding, count, find_unsettled, let_waits_pass
from tests.crash.lane import Lane
from tests.crash.people import ErrorPage
from tests.crash.scenes import Act, Scene
from tests.crash.steps import AFTER_COMMIT, AFTER_SEND, BEFORE_COMMIT, BEFORE_SEND

AT_RANDOM = "at random"
KINDS = (BEFORE_COMMIT, AFTER_COMMIT, BEFORE_SEND, AFTER_SEND, AT_RANDOM)
_RANDOM_PART = 4
"""One kill of so many comes at any moment, between and within steps: during a commit, or while JKOPay is at work."""

_BOOKS_EVERY = 20
"""After so many kills every balance is computed anew from the history."""


class Aim(NamedTuple):
    """Where to kill: at the `step`-th step of a scene, or with step 0 at a random moment of its `seconds`."""

    scene: Scene
    step: int
    seconds: float


class Kill(NamedTuple):
    """What came of one kill. `seconds` is from the restart until everything was at rest and agreed."""

    scene: str
    victim: str
    where: str
    step: str
    seconds: float
    findings: tuple[Finding, ...]


def rehearse(lane: Lane, scene: Scene) -> list[Aim]:
    """Play `scene` without a kill, to learn its steps. Returns one aim a step, and those at random."""
    act = scene.stage(lane)
    started = time.monotonic()
    steps = _play(lane, scene, act)
    seconds = time.monotonic() - started
    lane.stop_jobs()
    _finish_by_hand(lane)
    aims = [Aim(scene, step, seconds) for step in range(1, len(steps) + 1)]
    return aims + [Aim(scene, 0, seconds)] * max(1, len(aims) // (_RANDOM_PART - 1))


def kill_often(lane: Lane, scenes: tuple[Scene, ...], kills: int) -> Iterator[Kill]:
    """Kill `kills` times, spread over all steps of `scenes`."""
    aims = [aim for scene in scenes for aim in rehearse(lane, scene)]
    lane.rng.shuffle(aims)
    for number, aim in enumerate(itertools.islice(itertools.cycle(aims), kills), 1):
        done = kill(lane, aim)
        if number % _BOOKS_EVERY == 0 or number == kills:
            breaks = tuple(Finding("lost", found.fingerprint) for found in check_books(lane.db).breaks)
            done = done._replace(findings=done.findings + breaks)
        yield done


def kill(lane: Lane, aim: Aim) -> Kill:
    """One kill: stage, strike, restart, wait, let people finish, compare."""
    scene, before = aim.scene, count(lane.db, lane.sandbox)
    findings: list[Finding] = []
    act = scene.stage(lane)
    where, step = _strike(lane, aim, act)
    # The documented waits for what the dead process held pass here, and are no part of what is measured.
    let_waits_pass(lane.db, leases=True)
    started = time.monotonic()
    lane.jobs_trigger.rest()
    lane.start_jobs()
    lane.restart_web()
    if lane.rng.random() < 0.5:
        findings += _do(act)
    is_settled = lane.until(lane.is_settled)
    seconds = time.monotonic() - started
    if is_settled:
        findings += _do(act)
        is_settled = _finish(lane)
    lane.stop_jobs()
    findings += [] if is_settled else _open_ends(lane)
    gain, wanted = [now - then for now, then in zip(count(lane.db, lane.sandbox), before, strict=True)], scene.gain
    for name, got, want in zip(wanted._fields, gain, wanted, strict=True):
        if got != want:
            findings.append(Finding("doubled" if got > want else "lost", f"{name}: {got}, not {want}"))
    return Kill(scene.name, scene.victim, where, step, seconds, tuple(findings))


def _play(lane: Lane, scene: Scene, act: Act) -> list[str]:
    trigger = lane.web_trigger if scene.victim == "web" else lane.jobs_trigger
    trigger.aim()
    _begin(lane, scene, act)
    if scene.victim == "jobs":
        lane.until(lane.is_settled)
    trigger.rest()
    return trigger.taken()


def _begin(lane: Lane, scene: Scene, act: Act) -> None:
    if scene.victim == "web":
        _do(act)
    else:
        let_waits_pass(lane.db, leases=True)
        lane.start_jobs()


def _strike(lane: Lane, aim: Aim, act: Act) -> tuple[str, str]:
    """Let the victim begin, and die. Returns the kind of its last step, and the step."""
    is_web = aim.scene.victim == "web"
    trigger = lane.web_trigger if is_web else lane.jobs_trigger
    trigger.aim(aim.step)
    if not is_web:
        _begin(lane, aim.scene, act)
    victim = lane.web if is_web else lane.jobs or lane.web
    moment = 0 if aim.step else lane.rng.uniform(0.001, aim.seconds)
    signal.signal(signal.SIGALRM, lambda *_: victim.send_kill())
    signal.setitimer(signal.ITIMER_REAL, moment)
    if is_web:
        _begin(lane, aim.scene, act)
    if not aim.step:
        victim.dies_within(moment + 1)
    elif not is_web:
        lane.until(lambda: not victim.is_alive() or lane.is_settled())
    died = victim.dies_within(0.2)
    signal.setitimer(signal.ITIMER_REAL, 0)
    # A step that did not come this time, as when another thread was quicker, is a kill at rest.
    victim.kill()
    taken = trigger.taken()
    if aim.step and died and taken:
        return taken[-1].partition(": ")[0], taken[-1]
    return AT_RANDOM, f"after {len(taken)} steps"


def _do(act: Act) -> list[Finding]:
    """Do it; that nobody answers is what happens to people, and an error page from a living shop is a finding."""
    try:
        act()
    except ErrorPage as error:
        return [Finding("stuck", str(error))]
    except requests.RequestException:
        pass
    return []


def _finish(lane: Lane) -> bool:
    for _ in range(5):
        if not lane.until(lane.is_settled):
            return False
        if lane.is_finished():
            return True
        lane.finish()
    return False


def _finish_by_hand(lane: Lane) -> None:
    while not lane.is_finished():
        lane.finish()
        lane.work_by_hand()


def _open_ends(lane: Lane) -> list[Finding]:
    return [Finding("stuck", f"{number} has no end") for number in find_unsettled(lane.db)] + lane.differences()
