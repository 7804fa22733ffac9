"""Flask-Limiter's counts in the shop's own database: all web processes, on all machines, count together.

In the memory of each process a limit of ten would be ten times the processes, and anew after each restart.
"""

from datetime import timedelta
from typing import Any

from limits.storage import Storage
from sqlalchemy.exc import SQLAlchemyError

from app.db import Database
from app.services.rate_limits import count_try, forget_tries, read_tries

STORAGE_URI = "shop-database://"


class DatabaseStorage(Storage):
    """What Flask-Limiter makes from `STORAGE_URI` and the option `db`."""

    STORAGE_SCHEME = ["shop-database"]  # noqa: RUF012  the library reads it so

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions)
        self._db: Database = options["db"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        return count_try(self._db, key, timedelta(seconds=expiry), amount)

    def get(self, key: str) -> int:
        return read_tries(self._db, key)[0]

    def get_expiry(self, key: str) -> float:
        return read_tries(self._db, key)[1].timestamp()

    def check(self) -> bool:
        try:
            read_tries(self._db, "")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int | None:
        return forget_tries(self._db)

    def clear(self, key: str) -> None:
        forget_tries(self._db, key)
