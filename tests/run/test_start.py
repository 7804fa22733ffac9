"""Starts that work: the first one installs, the next ones do not, and a broken environment is made anew."""

import shutil
import subprocess

from tests.run.conftest import Project

FIRST_LINE = "Installing the packages into .venv; this is done once …\n"


def test_the_first_start_installs_and_the_next_does_not(
    first_start: tuple[Project, subprocess.CompletedProcess[str]], installed: Project
) -> None:
    first = first_start[1]
    assert (first.stdout, first.stderr, first.returncode) == (f"{FIRST_LINE}started --port 8000\n", "", 0)
    shutil.rmtree(installed.root / "wheels")
    second = installed.run()
    assert (second.stdout, second.stderr, second.returncode) == ("started\n", "", 0)

    installed.offer_package("1.1", exit_code=4)
    changed = installed.run()
    assert changed.stdout == f"{FIRST_LINE}started\n", "another lock is another environment"
    assert changed.returncode == 4, "the exit code is that of what was started"


def test_an_environment_without_its_interpreter_or_of_another_version_is_made_anew(installed: Project) -> None:
    python = installed.venv / "bin/python"
    python.unlink()
    python.symlink_to("/no/such/python3.11")
    assert installed.run().stdout == f"{FIRST_LINE}started\n"

    configuration = installed.venv / "pyvenv.cfg"
    configuration.write_text(configuration.read_text().replace("version = 3.", "version = 2."))
    assert installed.run().stdout == f"{FIRST_LINE}started\n"
    assert "version = 2." not in configuration.read_text()


def test_what_the_tests_need_serves_the_shop_too(installed: Project) -> None:
    assert installed.run("test", "-k", "one").stdout == f"{FIRST_LINE}started -k one\n"
    assert installed.run().stdout == "started\n"


def test_an_interrupted_installation_is_done_again(installed: Project) -> None:
    installed.offer_package("1.1")
    installed.lock("1.1", "0" * 64)
    assert installed.run().returncode == 2
    installed.offer_package("1.0")
    assert installed.run().stdout == f"{FIRST_LINE}started\n"
