"""Real processes under a real supervisor, which is a process of its own so that it can be interrupted and killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from app.launch.supervisor import STOPPING_SECONDS, answers
from tests.sandbox.eventually import eventually

SUPERVISOR = """
import os, sys
from app.launch import supervisor
from app.launch.supervisor import ChildEnded, StopAsked, Supervisor
supervisor.STOPPING_SECONDS = float(os.environ["STOPPING_SECONDS"])
try:
    with Supervisor(os.environ) as processes:
        for number, code in enumerate(sys.argv[1:]):
            processes.start(f"Child {number}", [sys.executable, "-c", code])
        print("started", flush=True)
        processes.watch()
except StopAsked:
    sys.exit(0)
except ChildEnded as end:
    print(end, flush=True)
    sys.exit(1)
"""
NOTE_PID = "import os, pathlib, signal, subprocess, sys, time; pathlib.Path(f'pid-{os.getpid()}').touch();"
SLEEPER = NOTE_PID + "time.sleep(60)"
STUBBORN = "import pathlib, signal; signal.signal(signal.SIGTERM, lambda *_: pathlib.Path('told').touch());" + (
    NOTE_PID + "end = time.monotonic() + 60\nwhile time.monotonic() < end: time.sleep(1)"
)
PARENT_OF_STUBBORN = NOTE_PID + f"subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]); time.sleep(60)"

ENDS_BESIDE_ANOTHER = """
import pathlib, sys, time
while not list(pathlib.Path().glob("pid-*")):
    time.sleep(0.02)
sys.exit(7)
"""

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def start(
        *children: str, at_hangup: signal.Handlers = signal.SIG_DFL, patience: float = STOPPING_SECONDS
    ) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [sys.executable, "-c", SUPERVISOR, *children],
                # What the tests themselves were started with would go on to it, and nohup ignores the signal.
                preexec_fn=partial(signal.signal, signal.SIGHUP, at_hangup),
                cwd=tmp_path,
                env={**os.environ, "PYTHONPATH": str(Path.cwd()), "STOPPING_SECONDS": str(patience)},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


def wait_for_pids(folder: Path, count: int) -> list[int]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        pids = [int(path.name.removeprefix("pid-")) for path in folder.glob("pid-*")]
        if len(pids) == count:
            return pids
        time.sleep(0.02)
    raise AssertionError(f"{count} children did not start")


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_soon_and_says_nothing(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    supervisor = start(SLEEPER, STUBBORN, PARENT_OF_STUBBORN)
    pids = wait_for_pids(tmp_path, 4)
    assert supervisor.stdout
    assert supervisor.stdout.readline() == "started\n"
    asked = time.monotonic()
    supervisor.send_signal(number)
    assert supervisor.communicate()[0] == ""
    assert time.monotonic() - asked < 10
    assert supervisor.returncode == 0
    assert not any(map(is_running, pids))


def test_under_nohup_a_closed_terminal_ends_nothing(start: Start, tmp_path: Path) -> None:
    supervisor = start(SLEEPER, at_hangup=signal.SIG_IGN)
    (child,) = wait_for_pids(tmp_path, 1)
    assert supervisor.stdout
    assert supervisor.stdout.readline() == "started\n"
    supervisor.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    assert is_running(child)
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait() == 0


def test_children_that_obey_are_not_waited_for(start: Start, tmp_path: Path) -> None:
    supervisor = start(SLEEPER, SLEEPER, patience=60)
    wait_for_pids(tmp_path, 2)
    asked = time.monotonic()
    supervisor.send_signal(signal.SIGINT)
    supervisor.wait()
    assert time.monotonic() - asked < 30


def test_a_second_signal_ends_all_at_once(start: Start, tmp_path: Path) -> None:
    supervisor = start(STUBBORN, patience=50)
    pids = wait_for_pids(tmp_path, 1)
    asked = time.monotonic()
    supervisor.send_signal(signal.SIGINT)
    eventually((tmp_path / "told").exists)
    supervisor.send_signal(signal.SIGINT)
    supervisor.wait()
    assert time.monotonic() - asked < 30
    assert not any(map(is_running, pids))


def test_ctrl_c_in_the_terminal_reaches_only_the_supervisor(start: Start, tmp_path: Path) -> None:
    supervisor = start(SLEEPER)
    (child,) = wait_for_pids(tmp_path, 1)
    assert os.getpgid(child) == child
    assert os.getpgid(child) != os.getpgid(supervisor.pid)


def test_the_end_of_one_child_ends_the_others_and_is_told(start: Start, tmp_path: Path) -> None:
    supervisor = start(SLEEPER, ENDS_BESIDE_ANOTHER)
    pids = wait_for_pids(tmp_path, 1)
    said, _ = supervisor.communicate(timeout=60)
    assert said == "started\nChild 1 ended with exit code 7; everything else was stopped too.\n"
    assert supervisor.returncode == 1
    assert not any(map(is_running, pids))


def test_a_killed_child_is_told_with_its_signal(start: Start, tmp_path: Path) -> None:
    supervisor = start(SLEEPER)
    (child,) = wait_for_pids(tmp_path, 1)
    os.kill(child, signal.SIGKILL)
    said, _ = supervisor.communicate(timeout=60)
    assert "Child 0 was killed by SIGKILL" in said
    assert supervisor.returncode == 1


def test_only_what_a_child_reports_as_an_error_is_shown(start: Start) -> None:
    supervisor = start("import sys; print('welcome'); sys.exit('the disk is full')")
    said, _ = supervisor.communicate(timeout=60)
    assert "the disk is full\n" in said
    assert "welcome" not in said


@pytest.mark.skipif(sys.platform != "linux", reason="other systems cannot tie a child's life to its parent's")
def test_no_child_outlives_a_killed_supervisor(start: Start, tmp_path: Path) -> None:
    supervisor = start(SLEEPER, STUBBORN)
    pids = wait_for_pids(tmp_path, 2)
    supervisor.kill()
    deadline = time.monotonic() + 30
    while any(map(is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(is_running, pids))


def test_a_port_without_a_server_does_not_answer(closed_port: int) -> None:
    assert not answers(f"http://127.0.0.1:{closed_port}/healthz")
