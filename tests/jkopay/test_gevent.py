import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.jkopay.patched_by_gevent"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, dict[str, object]] = json.loads(done.stdout)
    return result


def test_fifty_greenlets_are_answered_over_one_client(found: dict[str, dict[str, object]]) -> None:
    assert found["answers"]["outcomes"] == ["answered"]


@pytest.mark.parametrize("name", ["drips", "drips under tls"])
def test_fifty_slow_answers_end_together_at_the_deadline(found: dict[str, dict[str, object]], name: str) -> None:
    assert found[name]["outcomes"] == ["deadline True"]
    assert 4.5 <= float(str(found[name]["took"])) < 20


def test_fifty_slow_handshakes_end_together_at_the_deadline(found: dict[str, dict[str, object]]) -> None:
    assert found["drips in the handshake"]["outcomes"] == ["not_sent False"]
    assert 4.5 <= float(str(found["drips in the handshake"]["took"])) < 20
