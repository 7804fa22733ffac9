"""The one door for people: makes the environment in .venv, then starts what the first word asks for.

    python3 run.py [options]        the shop, its jobs and the sandbox (options: python3 run.py --help)
    python3 run.py test [options]   every check and test (options go to pytest)
    python3 run.py bench            speed against bare scripts, as ratios
    python3 run.py simulate         random schedules against the sandbox's ledger (--schedules, --postgresql, --teeth)
    python3 run.py crash            kills of the real processes at every step, and what they find afterwards
    python3 run.py outage           a day without JKOPay with 10,000 orders open, and how soon all are known after it

Standard library only. It must parse on every Python 3, so that an old one can say what it needs.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import NoReturn

if sys.version_info < (3, 11):  # noqa: UP036  # who starts this may not have read the README
    print("This needs Python 3.11 or newer; this one is {}.{}.".format(*sys.version_info), file=sys.stderr)
    sys.exit(2)

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed-lock"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
LOCKS = ("requirements.lock", "requirements-test.lock")

# word: (the lock it needs, the module it starts); without a word the options are those of `app`
WORDS = {
    "": (LOCKS[0], "app"),
    "test": (LOCKS[1], "tests"),
    "bench": (LOCKS[1], "tests.bench"),
    "simulate": (LOCKS[1], "tests.simulation"),
    "crash": (LOCKS[1], "tests.crash"),
    "outage": (LOCKS[1], "tests.machines"),
}


class CannotStart(Exception):
    """Why nothing was started, in one sentence for the person at the terminal."""


def main(arguments: list[str]) -> int:
    word = arguments.pop(0) if arguments and not arguments[0].startswith("-") else ""
    try:
        if word not in WORDS:
            known = ", ".join(filter(None, WORDS))
            raise CannotStart(f"There is no {word!r} here: the words are {known}, or none to start the shop.")
        lock, module = WORDS[word]
        make_environment()
        install(lock)
        start(module, arguments)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def make_environment() -> None:
    """Make .venv, or make it anew when its interpreter is gone or of another version."""
    version = r"^version = {}\.{}\.".format(*sys.version_info)
    try:
        if PYTHON.exists() and re.search(version, (VENV / "pyvenv.cfg").read_text("utf-8"), re.MULTILINE):
            return
        venv.EnvBuilder(clear=True, symlinks=os.name != "nt").create(VENV)
    except OSError as error:
        raise CannotStart(f"Cannot write {VENV}: {error.strerror}.") from error


def install(lock: str) -> None:
    """Install what the lock names, every file checked by its hash, unless that was done before."""
    digest = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in LOCKS)).hexdigest()
    # The second lock holds all of the first, so what is installed from it serves both.
    enough = [f"{name} {digest}" for name in LOCKS[LOCKS.index(lock) :]]
    if STAMP.exists() and STAMP.read_text("utf-8") in enough:
        return
    print("Installing the packages into .venv; this is done once …", flush=True)
    options = ["install", "--quiet", "--require-hashes", "--requirement", str(ROOT / lock)]
    try:
        STAMP.unlink(missing_ok=True)
        uv = find_uv()
        failure = run_quietly(uv, "pip", *options, "--python", PYTHON, "--compile-bytecode") if uv else "no uv"
        if failure:
            # pip alone reads a person's own pip settings: mirrors, certificates, proxies.
            failure = add_pip() or run_quietly(PYTHON, "-m", "pip", *options)
        if failure:
            raise CannotStart(explain(failure))
        STAMP.write_text(enough[0], "utf-8")
    except OSError as error:
        raise CannotStart(f"Cannot write {VENV}: {error.strerror}.") from error


def find_uv() -> str | None:
    """The fast installer: the person's own, or one put into .venv, or none."""
    own = shutil.which("uv")
    if not own and not add_pip():
        run_quietly(PYTHON, "-m", "pip", "install", "--quiet", "--only-binary=:all:", "uv")
    return own or shutil.which("uv", path=str(SCRIPTS))


def add_pip() -> str:
    """Put pip into .venv, if it is not there; only when wanted, because it takes 2 s and uv needs none."""
    return run_quietly(PYTHON, "-c", "import pip") and run_quietly(PYTHON, "-m", "ensurepip")


def run_quietly(*command: str | Path) -> str:
    """Run an installer without showing it; returns nothing when it succeeded, else what it said."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace")
    said = (done.stdout + done.stderr).strip()
    return (said or f"exit code {done.returncode}") if done.returncode else ""


def explain(failure: str) -> str:
    """One sentence about a failed installation, and the installer's own last word on it."""
    lines = [line.strip() for line in failure.splitlines() if not line.startswith("[notice]")]
    last = next((line for line in reversed(lines) if line.lower().startswith("error")), lines[-1])
    if "ensurepip" in failure:
        return f"This Python has no pip; on Debian and Ubuntu: apt-get install python3-venv\n{last}"
    if re.search("connect|timed out|unreachable|name resolution|from versions: none", failure, re.IGNORECASE):
        return f"The packages cannot be downloaded: is there a network connection?\n{last}"
    return f"The packages cannot be installed.\n{last}"


def start(module: str, arguments: list[str]) -> NoReturn:
    """Become the module, run in the project's folder."""
    os.chdir(ROOT)
    command = [str(PYTHON), "-m", module, *arguments]
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(PYTHON, command)  # noqa: S606  # so that signals reach it, and no process waits for another


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
