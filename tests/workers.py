"""How tests are given to workers."""

from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("browser", "run")
"""Folders whose tests share what is slow to start: a browser, an installation."""


class FoldersTogether(LoadScopeScheduling):  # type: ignore[misc]  # it is not typed
    """One worker has all tests of each folder of `TOGETHER`; every other test goes to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        folder = nodeid.split("/")[1]
        return folder if folder in TOGETHER else nodeid
