"""A machine is a folder on PATH here; its apt-get installs by putting a script there."""

import os
import shutil
from pathlib import Path

import pytest

from tests.browser_setup import CannotBrowse, find_or_install_browser

APT_GET = """#!/bin/sh
echo "$@" >> {folder}/apt-get.log
case "$*" in *chromium*) touch {folder}/chromium-headless-shell; chmod +x {folder}/chromium-headless-shell;; esac
"""


class Machine:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for tool in ("env", "sh", "touch", "chmod"):
            found = shutil.which(tool, path="/usr/bin:/bin")
            assert found
            (folder / tool).symlink_to(found)

    def add(self, name: str, script: str = "#!/bin/sh\n") -> Path:
        path = self.folder / name
        path.write_text(script.format(folder=self.folder))
        path.chmod(0o755)
        return path

    def installed(self) -> list[str]:
        log = self.folder / "apt-get.log"
        return [line.partition("300 ")[2] for line in log.read_text().splitlines()] if log.exists() else []


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    return Machine(tmp_path)


def test_what_is_there_is_used(machine: Machine) -> None:
    machine.add("fc-list", "#!/bin/sh\necho Noto\n")
    machine.add("apt-get", APT_GET)
    chrome = machine.add("google-chrome")
    assert find_or_install_browser() == str(chrome)
    assert machine.installed() == []


def test_a_browser_that_was_named_comes_first(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.add("fc-list", "#!/bin/sh\necho Noto\n")
    machine.add("chromium")
    monkeypatch.setenv("BROWSER_PATH", str(machine.add("my-browser")))
    assert find_or_install_browser() == os.environ["BROWSER_PATH"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root installs without sudo")
def test_browser_and_font_are_installed_where_both_are_missing(machine: Machine) -> None:
    machine.add("apt-get", APT_GET)
    assert find_or_install_browser() == str(machine.folder / "chromium-headless-shell")
    assert machine.installed() == [
        "update",
        "install -y --no-install-recommends chromium-headless-shell fonts-noto-cjk",
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root installs without sudo")
def test_a_font_alone_is_installed_where_only_that_is_missing(machine: Machine) -> None:
    machine.add("apt-get", APT_GET)
    machine.add("chromium")
    machine.add("fc-list")
    find_or_install_browser()
    assert machine.installed()[-1] == "install -y --no-install-recommends fonts-noto-cjk"


@pytest.mark.usefixtures("machine")
def test_without_a_way_to_install_the_person_is_told_what_is_needed() -> None:
    with pytest.raises(CannotBrowse, match=r"^The browser tests need Chromium and a Chinese font"):
        find_or_install_browser()


def test_an_installer_that_fails_is_quoted(machine: Machine) -> None:
    machine.add("chromium")
    machine.add("apt-get", "#!/bin/sh\necho 'E: Unable to locate package' >&2\nexit 100\n")
    machine.add("sudo", '#!/bin/sh\nshift\nexec "$@"\n')
    with pytest.raises(CannotBrowse, match="E: Unable to locate package"):
        find_or_install_browser()
