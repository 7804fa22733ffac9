"""What is in the way is said in one sentence, with exit code 2 and no traceback."""

import ast
import ctypes
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.run.conftest import DOOR, OFFLINE, Project


def test_the_door_parses_on_an_old_python() -> None:
    ast.parse(DOOR.read_text("utf-8"), feature_version=(3, 6))


def test_an_old_python_is_told_what_is_needed() -> None:
    code = f"import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); runpy.run_path({str(DOOR)!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "This needs Python 3.11 or newer; this one is 3.9.\n")


def test_an_unknown_word_is_answered_with_the_known_ones(project: Project) -> None:
    done = project.run("tset")
    assert (
        done.stderr
        == "There is no 'tset' here: the words are test, bench, simulate, crash, outage, or none to start the shop.\n"
    )
    assert done.returncode == 2
    assert not project.venv.exists()


def test_without_a_network_the_installers_last_word_is_shown(installed: Project) -> None:
    installed.lock("1.1", "0" * 64)
    installed.environment.clear()
    done = installed.run()
    sentence, last_word = done.stderr.splitlines()
    assert sentence == "The packages cannot be downloaded: is there a network connection?"
    assert "parcel==1.1" in last_word
    assert done.returncode == 2


def test_a_package_with_another_hash_is_not_installed(installed: Project) -> None:
    installed.offer_package("1.1")
    installed.lock("1.1", "0" * 64)
    done = installed.run()
    assert done.stderr.startswith("The packages cannot be installed.\n")
    assert "HASHES" in done.stderr
    assert done.returncode == 2
    assert installed.run().returncode == 2, "the next start tries again"


def test_a_folder_that_cannot_be_written_is_named(project: Project) -> None:
    project.root.chmod(0o555)
    done = subprocess.run(
        [sys.executable, str(project.root / "run.py")],
        env={**os.environ, **OFFLINE},
        capture_output=True,
        text=True,
        preexec_fn=obey_file_modes,
    )
    assert done.stderr == f"Cannot write {project.venv}: Permission denied.\n"
    assert done.returncode == 2


def obey_file_modes() -> None:
    """For root, too: without this capability the modes of files bind it as they bind anybody."""
    drop_from_bounding_set, override_file_modes = 24, 1
    ctypes.CDLL(None).prctl(drop_from_bounding_set, override_file_modes, 0, 0, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups to interrupt")
def test_ctrl_c_during_the_installation_ends_it_quietly(project: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent_index:
        address = f"http://127.0.0.1:{silent_index.getsockname()[1]}/simple"
        installing = subprocess.Popen(
            [sys.executable, str(project.root / "run.py")],
            env={**os.environ, **OFFLINE, "PIP_INDEX_URL": address},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        silent_index.settimeout(300)
        connection, _ = silent_index.accept()
        os.killpg(installing.pid, signal.SIGINT)
        _, error = installing.communicate(timeout=60)
        connection.close()
    assert (error, installing.returncode) == ("", 130)


def test_ci_runs_the_tests_through_the_same_door() -> None:
    script = Path(DOOR).with_name(".ci") / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "exec python3 run.py test"
