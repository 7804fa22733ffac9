"""The browser that the tests drive, and a font with Chinese characters: found on the machine, or installed."""

import os
import shutil
import subprocess
import sys

# The first is Chromium without windows, which takes half the processor time of the others.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
ADVICE = (
    "The browser tests need Chromium and a Chinese font "
    "(Debian: apt-get install chromium-headless-shell fonts-noto-cjk)."
)


class CannotBrowse(Exception):
    """What the person must install, in one sentence."""


def find_or_install_browser() -> str:
    """The path of a Chromium or Chrome: that of BROWSER_PATH, or one on this machine, or one installed now.

    Raises CannotBrowse when there is none and this user cannot install packages.
    """
    found = {"chromium-headless-shell": find_browser(), "fonts-noto-cjk": has_chinese_font()}
    missing = [package for package, is_there in found.items() if not is_there]
    if missing:
        install(missing)
    browser = find_browser()
    if not browser:
        raise CannotBrowse(ADVICE)
    return browser


def find_browser() -> str | None:
    names = (os.environ.get("BROWSER_PATH", ""), *NAMES)
    return next((path for path in map(shutil.which, names) if path), None)


def has_chinese_font() -> bool:
    """Without one every Chinese character is drawn as a box, while assertions on text still pass."""
    if sys.platform != "linux":
        return True
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh-tw"], capture_output=True, check=False).stdout.strip())


def install(packages: list[str]) -> None:
    """Install Debian packages, as root or with a sudo that asks nothing.

    Raises CannotBrowse.
    """
    if not shutil.which("apt-get"):
        raise CannotBrowse(ADVICE)
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and not shutil.which("sudo"):
        raise CannotBrowse(ADVICE)
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run([*apt, *words], capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotBrowse(f"{ADVICE}\n{done.stderr.strip()}")
