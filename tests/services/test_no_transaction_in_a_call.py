"""Money rule 1's other half: no database transaction is open while JKOPay is asked."""

from collections.abc import Iterable
from typing import Any

import pytest

from app.jkopay import Api
from app.services.cancellations import cancel_authorization
from app.services.payments import retry_payment
from tests.running import RunningShop
from tests.services.travelling import do_due


class Tripwire:
    """Counts the shop's open connections whenever JKOPay is called."""

    def __init__(self, shop: RunningShop) -> None:
        self._wsgi_app = shop.sandbox.app.wsgi_app
        self._pool = shop.db.engine.pool
        self.open_connections: dict[str, int] = {}
        shop.sandbox.app.wsgi_app = self  # type: ignore[method-assign]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.open_connections[environ["PATH_INFO"]] = self._pool.checkedout()  # type: ignore[attr-defined]
        return self._wsgi_app(environ, start_response)


@pytest.mark.usefixtures("clock")
def test_no_connection_is_held_during_any_call(shop: RunningShop) -> None:
    shop.sandbox.faults("callback result_url", "drop", times=100)
    tripwire = Tripwire(shop)
    order = shop.buy()
    shop.sandbox.control("POST", f"/orders/{shop.payment(order).number}/fail")
    shop.sweep()
    retry_payment(shop.db, shop.wallet, order.token)
    payment = shop.payment(order)
    shop.sandbox.pay(payment.number)
    shop.sweep()
    shop.refund(shop.payment(order), 10)
    shop.subscribe("tea-every-month")
    do_due(shop)
    authorization = shop.bind()
    shop.sandbox.faults(Api.AUTHPAY_TRANSACTION, "reset")
    charged = shop.tap(authorization)
    shop.sweep()
    shop.refund(shop.payment(charged), 10)
    cancel_authorization(shop.db, shop.wallet, number=authorization.number, actor="shopper")
    called = {path: count for path, count in tripwire.open_connections.items() if path.startswith("/platform")}
    assert called == {api.partition(" ")[2]: 0 for api in Api}


def test_the_tripwire_sees_an_open_transaction(shop: RunningShop) -> None:
    tripwire = Tripwire(shop)
    with shop.db.write() as session:
        session.connection()
        shop.wallet.client.inquiry(["nobody"])
    assert tripwire.open_connections["/platform/inquiry"] == 1
