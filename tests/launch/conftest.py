import socket
from collections.abc import Iterator

import pytest

from tests.ports import reserve_port


@pytest.fixture
def closed_port() -> int:
    """A port that nobody listens on."""
    return reserve_port()


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])
