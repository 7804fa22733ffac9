"""A whole installation as a person starts it: `python -m app` with real shop, jobs and sandbox, on free ports."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.db import Database
from app.models import Order, Payment
from tests.ports import reserve_port
from tests.sandbox.eventually import eventually

ROOT = Path(__file__).resolve().parents[2]
# What a developer has set for another shop must not reach this one.
_OTHERS = re.compile("JKOPAY_|SANDBOX_|ADMIN_|PUBLIC_URL|DATABASE_URL|SECRET_KEY|DATA_DIR|SHOP_LOCALE|PYTHON")


class Installation:
    """Starts at once; data, ports and account stay the same over `stop` and `start`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[str]
        self._ports = (reserve_port(), reserve_port())
        self.shop_url, self.sandbox_url = (f"http://127.0.0.1:{port}" for port in self._ports)
        self._db = Database(f"sqlite:///{folder / 'var' / 'shop.db'}")
        self._clock_moved = 0.0
        self.start()

    @property
    def origins(self) -> tuple[str, str]:
        """The only places a browser may ask for anything."""
        return f"{self.shop_url}/", f"{self.sandbox_url}/"

    @property
    def said(self) -> str:
        """Everything written to stderr so far."""
        return (self._folder / "stderr.log").read_text("utf-8")

    def start(self) -> None:
        """Start everything and read the account it prints."""
        inherited = {name: value for name, value in os.environ.items() if not _OTHERS.match(name)}
        places = ["--port", str(self._ports[0]), "--sandbox-port", str(self._ports[1])]
        with (self._folder / "stderr.log").open("a", encoding="utf-8") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app", *places, "--data-dir", str(self._folder / "var")],
                cwd=self._folder,
                env={**inherited, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
            )
        told = self._read_description()
        self.username, self.password = (re.findall(rf"{word} +(\S+)", told)[0] for word in ("帳號", "密碼"))

    def stop(self) -> None:
        """Stop everything, as Ctrl-C does."""
        self._process.terminate()
        self._process.communicate(timeout=60)
        self._db.close()

    def control(self, method: str, path: str, json: object = None) -> Any:
        """Call the sandbox's control interface, `path` without `/_sandbox`."""
        answer = requests.request(method, f"{self.sandbox_url}/_sandbox{path}", json=json, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def fault(self, api: str, fault: str, **more: object) -> None:
        """Plan a fault; `times` (None: until the test ends), `seconds` and `copies` may follow."""
        self.control("POST", "/faults", {"api": api, "fault": fault, **more})

    def clear_faults(self) -> None:
        """From now on JKOPay behaves."""
        self.control("DELETE", "/faults")

    def result_answers(self, payment_number: str) -> list[int | None]:
        """What the shop answered to each call of the payment's result_url so far; None where it did not arrive."""
        told = self.control("GET", f"/deliveries?platform_order_id={payment_number}")
        calls = [call for call in told if call["callback"] == "result_url"]
        return [attempt["status"] for call in calls for attempt in call["attempts"]]

    def wait_for_deliveries(self) -> None:
        """Until nothing is left that an earlier test had JKOPay tell, and that would meet the next fault."""
        under_way = ("waiting", "sending")
        eventually(lambda: all(call["state"] not in under_way for call in self.control("GET", "/deliveries")), 120)

    def advance_sandbox_clock(self, seconds: float) -> None:
        """Move JKOPay's time; the shop's stays."""
        self.control("PUT", "/clock", {"advance_seconds": seconds})
        self._clock_moved += seconds

    def calm_down(self) -> None:
        """Take back whatever a test did to the sandbox."""
        self.clear_faults()
        self.control("DELETE", "/next")
        if self._clock_moved:
            self.advance_sandbox_clock(-self._clock_moved)

    def payment(self, token: str) -> Payment:
        """The payment that the order at `token` is asked to pay now, as the database has it."""
        query = select(Payment).join(Order, Order.payment_id == Payment.id).options(selectinload(Payment.refunds))
        with self._db.read() as session:
            return session.scalars(query.where(Order.token == token)).one()

    def change_payment(self, token: str, **values: object) -> None:
        """Write into the shop's database what only time would bring."""
        with self._db.write() as session:
            payment = session.get_one(Payment, self.payment(token).id)
            for name, value in values.items():
                setattr(payment, name, value)

    def _read_description(self) -> str:
        assert self._process.stdout
        lines: list[str] = []
        for line in self._process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                return "".join(lines)
        raise AssertionError(f"the installation did not start:\n{self.said}")
