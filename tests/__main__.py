"""Everything that must hold before a change lands: style, types, import arrows, and every test."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.browser_setup import CannotBrowse, find_or_install_browser

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable, "-m"]
CHECKS = {
    "ruff check": [*PYTHON, "ruff", "check", "."],
    "ruff format": [*PYTHON, "ruff", "format", "--check", "."],
    "mypy": [*PYTHON, "mypy"],
    # import-linter cannot be started with -m, and its script stops working when the folder is moved.
    "import arrows": [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
}


def main(pytest_options: list[str]) -> int:
    # A shell that starts this in the background has Ctrl-C ignored, by all that comes of it; some tests press it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        browser = find_or_install_browser()
    except CannotBrowse as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    if failed:
        say(f"Failed so far: {', '.join(failed)}")
    say("pytest")
    # Last, because its closing line is the result of it all. More than there are cores, because many tests wait.
    workers = 1 + (os.cpu_count() or 1)
    tests = [*PYTHON, "pytest", "-n", str(workers), *pytest_options]
    environment = {**os.environ, "BROWSER_PATH": browser}
    # Hundreds of interpreters are started, and each would compile everything anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    code = subprocess.call(tests, cwd=ROOT, env=environment)
    return code or bool(failed)


def passes(name: str, command: list[str]) -> bool:
    started = time.monotonic()
    code = subprocess.call(command, cwd=ROOT)
    say(f"{name}: {'failed' if code else 'passed'} in {time.monotonic() - started:.1f} s")
    return code == 0


def say(line: str) -> None:
    sys.stdout.write(f"── {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
