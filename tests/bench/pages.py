"""The shop's pages against bare ones on the same server, in alternating rounds."""

from dataclasses import dataclass, field

from tests.bench.buyer import Buyer
from tests.bench.connection import Connection
from tests.bench.load import Load, ask_constantly
from tests.bench.place import SERVER, Place, Server
from tests.ports import reserve_port

ROUNDS = 5
ROUND_SECONDS = 0.6
CONNECTIONS = 4
_WARM_UP_SECONDS = 0.3


@dataclass
class PageComparison:
    """One page of the shop and its bare sister: all rounds together, and the ratio of each."""

    name: str
    bare_bytes: int
    shop_bytes: int
    bare: Load = field(default_factory=Load)
    shop: Load = field(default_factory=Load)
    ratios: list[float] = field(default_factory=list)


def compare_pages(place: Place) -> list[PageComparison]:
    """Catalogue and payment page, each asked for by several browsers that never pause."""
    bare = place.start_server("The bare shop", SERVER, "tests.bench.bare_pages:app", reserve_port())
    with Connection(place.shop_port) as connection:
        order = Buyer(place.shop_port).check_out(connection)
    return [
        _compare("catalogue", (bare, "/"), (place.shop, "/")),
        _compare("payment page", (bare, "/payment"), (place.shop, order)),
    ]


def _compare(name: str, bare: tuple[Server, str], shop: tuple[Server, str]) -> PageComparison:
    compared = PageComparison(name, _weigh(*bare), _weigh(*shop))
    for page in (bare, shop):
        _ask(*page, _WARM_UP_SECONDS)
    for _ in range(ROUNDS):
        bare_load, shop_load = _ask(*bare, ROUND_SECONDS), _ask(*shop, ROUND_SECONDS)
        compared.bare.add(bare_load)
        compared.shop.add(shop_load)
        compared.ratios.append(shop_load.rate / bare_load.rate)
    return compared


def _ask(server: Server, path: str, seconds: float) -> Load:
    before = server.worker.processor_seconds
    load = ask_constantly(server.port, path, seconds=seconds, connections=CONNECTIONS)
    load.processor_seconds = server.worker.processor_seconds - before
    return load


def _weigh(server: Server, path: str) -> int:
    with Connection(server.port) as connection:
        return len(connection.get(path).body)
