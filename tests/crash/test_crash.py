"""The command for people, with fewer kills: nothing lost, nothing doubled, nothing stuck, on both databases."""

import re
import subprocess
import sys

from tests.__main__ import ROOT


def test_fifty_kills_of_both_processes_on_both_databases_lose_and_double_nothing() -> None:
    command = [sys.executable, "-m", "tests.crash", "--kills", "50"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "lost 0, doubled 0, stuck 0 of 50 kills" in done.stdout, said
    for name in ("web process", "jobs process", "SQLite", "PostgreSQL"):
        assert re.search(rf"^{name} +[1-9]", done.stdout, re.MULTILINE), said
