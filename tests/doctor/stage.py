"""A shop that is set up right, its settings in the environment, and the doctor to look at it."""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app import create_app
from app.db import utc_now
from app.doctor.__main__ import main
from app.services.checkout import Contact, place_order
from app.services.heartbeat import beat
from tests.running import RunningShop

STATES = ("passed", "failed", "not_applicable")


@dataclass
class Examination:
    """What the doctor said, and how its command ended."""

    exit_code: int
    findings: list[dict[str, Any]]
    text: str

    @property
    def failed(self) -> set[str]:
        """The checks with a failing line."""
        return {row["check"] for row in self.findings if row["state"] == "failed"}

    def line(self, check: str) -> dict[str, Any]:
        """The first line of this check."""
        return next(row for row in self.findings if row["check"] == check)

    def settings(self, check: str) -> set[str]:
        """What the mends of this check's failing lines name."""
        return {name for row in self.findings if row["check"] == check for name in row["settings"]}


@dataclass
class Stage:
    """`shop` runs; `set` changes what the doctor reads from the environment, not the running shop."""

    shop: RunningShop
    folder: Path
    environment: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]
    at_end: list[Callable[[], object]] = field(default_factory=list)

    def prepare(self) -> None:
        """Put the shop's settings into the environment, and let its jobs be heard of."""
        self.environment.chdir(self.folder)
        settings = self.shop.settings
        self.set("JKOPAY_BASE_URL", settings.jkopay_base_url)
        self.set("JKOPAY_API_KEY", settings.jkopay_api_key.get_secret_value())
        self.set("JKOPAY_SECRET_KEY", settings.jkopay_secret_key.get_secret_value())
        self.set("JKOPAY_STORE_ID", settings.jkopay_store_id)
        self.set("SECRET_KEY", settings.secret_key.get_secret_value())
        self.set("PUBLIC_URL", settings.public_url)
        self.set("DATABASE_URL", settings.database_url)
        self.set("DATA_DIR", str(settings.data_dir))
        # A year ahead, so that a slow test does not make the jobs seem dead.
        beat(self.shop.db, "jobs-of-the-test", utc_now() + timedelta(days=365))

    def set(self, name: str, value: str | None) -> None:
        """Give a setting a value, or take it away."""
        if value is None:
            self.environment.delenv(name)
        else:
            self.environment.setenv(name, value)

    def examine(self) -> Examination:
        """Run `python -m app.doctor --json`, here in this process."""
        self.capture.readouterr()
        exit_code = main(["--json"])
        said = self.capture.readouterr().out
        # The shop runs in this process too, and its log goes to the same place.
        text = said[said.index("{\n") : said.rindex("\n}") + 2]
        return Examination(exit_code, json.loads(text)["findings"], text)

    def buy_with(self, **settings: object) -> None:
        """A checkout in a shop with other settings on the same database."""
        app = create_app(self.shop.settings.model_copy(update=settings))
        shop = app.extensions["shop"]
        place_order(
            shop.db,
            shop.wallet,
            cart={"kraft-notebook": 1},
            currency="TWD",
            contact=Contact("王小明", "ming@example.com"),
            locale="en",
            checkout_key=f"key-{time.monotonic_ns()}",
        )
        shop.wallet.client.close()
        shop.wallet.calls.close()
        shop.db.close()

    def wrap_shop(self, layer: Callable[[Any], Any]) -> None:
        """Put a WSGI layer before the shop."""
        self.shop.app.wsgi_app = layer(self.shop.app.wsgi_app)  # type: ignore[method-assign]


def late(seconds: float) -> Callable[[Any], Any]:
    """A layer that lets every caller wait."""

    def layer(wsgi_app: Any) -> Any:
        def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            time.sleep(seconds)
            result: Iterable[bytes] = wsgi_app(environ, start_response)
            return result

        return answer

    return layer
