"""The process that answers the browsers, as Linux sees it."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Worker:
    """The one worker of a gunicorn whose process id is `arbiter`."""

    arbiter: int

    @property
    def resident_bytes(self) -> int:
        """Memory it holds now."""
        status = self._read("status")
        return 1024 * int(status.partition("VmRSS:")[2].split()[0])

    @property
    def processor_seconds(self) -> float:
        """What it has worked so far, in hundredths; others' work on the machine is not in it."""
        # The name of the program, in brackets, may hold blanks; its two times are the 12th and 13th word after it.
        user, system = self._read("stat").rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def _read(self, name: str) -> str:
        children = Path(f"/proc/{self.arbiter}/task/{self.arbiter}/children").read_text()
        return Path(f"/proc/{children.split()[0]}/{name}").read_text()
