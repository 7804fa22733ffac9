"""python -m tests.bench: how fast the shop is, as ratios against bare scripts in the same run. Asserts nothing.

`python -m tests.bench sandbox` measures the sandbox instead.
"""

import sys
import time
from pathlib import Path

import gevent

from tests.bench import report
from tests.bench.checkouts import compare_checkouts
from tests.bench.pages import compare_pages
from tests.bench.place import BenchFailed, open_place
from tests.bench.sandbox.__main__ import main as measure_sandbox
from tests.bench.slow_wallet import watch_pages_during_silence
from tests.bench.waiting import watch_waiting_browsers

COUNTING_SERVER = Path(__file__).with_name("counting_server.py")


def main() -> int:
    if sys.platform != "linux":
        sys.stderr.write("The bench measures gunicorn and reads /proc, so it needs Linux.\n")
        return 2
    import resource

    # Every waiting browser is an open file here and another one in the server, which takes this limit over.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    started = time.monotonic()
    # What a greenlet raises is raised again where it is waited for; printed twice it only confuses.
    gevent.get_hub().exception_stream = None
    try:
        with open_place() as place:
            report.say(report.describe_machine(place.database_url))
            report.say(report.describe_pages(compare_pages(place)))
            report.say(report.describe_checkouts(*compare_checkouts(place)))
            report.say(report.describe_slow_wallet(watch_pages_during_silence(place)))
        with open_place(COUNTING_SERVER) as place:
            report.say(report.describe_waiting(watch_waiting_browsers(place)))
    except BenchFailed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    report.say(iter([f"Took {time.monotonic() - started:.0f} s."]))
    return 0


if __name__ == "__main__":
    sys.exit(measure_sandbox(sys.argv[2:]) if sys.argv[1:2] == ["sandbox"] else main())
