"""What a request handler of the shop has at hand. Made by `create_app`, nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app

from app.config import Settings
from app.db import Database
from app.services.wallet import Wallet


@dataclass(frozen=True)
class Shop:
    """Settings, database and wallet of this process.

    `ask_soon` queues an inquiry of a payment, `detail_soon` one of an authorization; either may be lost.
    """

    settings: Settings
    db: Database
    wallet: Wallet
    ask_soon: Callable[[int], None]
    detail_soon: Callable[[int], None]


def current_shop() -> Shop:
    """The shop of the request being handled."""
    shop: Shop = current_app.extensions["shop"]
    return shop
