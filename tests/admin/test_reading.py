"""GET changes nothing, wherever it leads."""

from urllib.parse import urldefrag

from sqlalchemy import select

from app.db import Base
from app.models import AttentionReason, Payment
from app.services.attention import raise_attention
from tests.admin.browsing import Browser
from tests.running import RunningShop


def snapshot(shop: RunningShop) -> list[tuple[object, ...]]:
    # What was noted of earlier calls is written first: it waits for the log's thread, or for who looks at it.
    shop.wallet.calls.flush()
    with shop.db.read() as session:
        return [tuple(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table))]


def test_reading_every_page_of_the_admin_changes_nothing_and_calls_nobody(shop: RunningShop, staff: Browser) -> None:
    shop.buy()
    order = shop.paid("gaiwan")
    staff.refund(order, "500")
    with shop.db.write() as session:
        raise_attention(session, session.get_one(Payment, shop.payment(order).id), AttentionReason.PAID_LATE)
    before, calls = snapshot(shop), len(shop.calls.payloads("POST /platform/refund"))
    waiting, seen = ["/admin/", f"/admin/payments/{order.number}-1/refunds/confirm", "/admin/sign-out"], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen or not address.startswith("/admin"):
            continue
        seen.add(address)
        waiting += [urldefrag(link).url for link in staff.get(address, follow=False).links]
    assert len(seen) > 10
    assert snapshot(shop) == before
    assert len(shop.calls.payloads("POST /platform/refund")) == calls
    assert staff.get("/admin/", follow=False).status == 200
