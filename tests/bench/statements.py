"""A count that one process keeps and another reads: eight bytes of a file."""

import mmap
import struct
from pathlib import Path

_NUMBER = struct.Struct("=Q")


class StatementCount:
    """How many statements a server has given its database. The file is made when it is not there."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(_NUMBER.pack(0))
        with path.open("r+b") as file:
            self._bytes = mmap.mmap(file.fileno(), _NUMBER.size)

    def read(self) -> int:
        """The count now."""
        number: int = _NUMBER.unpack_from(self._bytes)[0]
        return number

    def add(self, _statement: str) -> None:
        """One more."""
        _NUMBER.pack_into(self._bytes, 0, self.read() + 1)
