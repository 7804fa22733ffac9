"""What must be at rest after quiet: nothing unknown, nothing held, and the stock counted."""

from app.db import utc_now
from tests.simulation.story import Story

_UNRESOLVED = (
    ("payment", "SELECT number, status FROM payments WHERE kind = 'payment' AND status IN ('new', 'pending')"),
    ("charge", "SELECT number, status FROM payments WHERE kind = 'charge' AND status = 'pending'"),
    ("refund", "SELECT number, status FROM refunds WHERE status IN ('requested', 'unknown')"),
    ("authorization", "SELECT number, status FROM authorizations WHERE status IN ('new', 'pending', 'cancelling')"),
)
_WAITING_ORDERS = """SELECT o.number, p.status, p.next_inquiry_at > :now, o.subscription_id FROM orders o
    LEFT JOIN payments p ON p.id = o.payment_id WHERE o.status = 'open'"""
_OVERDUE = """SELECT number FROM payments WHERE next_inquiry_at <= :now OR lease_until > :now
    UNION ALL SELECT number FROM refunds WHERE next_attempt_at <= :now OR lease_until > :now
    UNION ALL SELECT number FROM authorizations WHERE next_inquiry_at <= :now OR lease_until > :now
    UNION ALL SELECT number FROM subscriptions
        WHERE status = 'active' AND (next_charge_at <= :now OR lease_until > :now)"""
_UNASKED = """SELECT number FROM authorizations WHERE status = 'granted' AND next_inquiry_at IS NULL
    UNION ALL SELECT number FROM subscriptions WHERE status = 'active' AND next_charge_at IS NULL"""
_STOCK = """SELECT slug, on_hand, reserved, (SELECT coalesce(sum(l.count), 0) FROM order_lines l
        JOIN orders o ON o.id = l.order_id WHERE l.product_id = products.id AND o.status = 'open'),
    (SELECT coalesce(sum(l.count), 0) FROM order_lines l JOIN orders o ON o.id = l.order_id
        WHERE l.product_id = products.id AND o.status = 'paid' AND NOT EXISTS (SELECT 1 FROM attentions a
            WHERE a.order_id = o.id AND a.reason = 'stock_short')) FROM products"""
_SHORT = """SELECT o.number FROM attentions a JOIN orders o ON o.id = a.order_id
    WHERE a.reason = 'stock_short' AND NOT EXISTS (SELECT 1 FROM history h
        WHERE h.subject = o.number AND h.to_status = 'closed')"""
_SLOTS = """SELECT s.number, count(*), count(DISTINCT o.cycle) FROM orders o
    JOIN subscriptions s ON s.id = o.subscription_id GROUP BY s.id"""
_STRANGE_LINKS = """SELECT number FROM payments WHERE payment_url NOT LIKE 'https://uat-onlinepay.jkopay.app/%'
    UNION ALL SELECT number FROM authorizations WHERE authpay_url NOT LIKE 'https://uat-onlinepay.jkopay.app/%'"""


def find_open_ends(story: Story) -> None:
    """Put what is not at rest on the story's list of findings."""
    rows = story.world.rows
    now = utc_now()
    for what, query in _UNRESOLVED:
        for number, status in rows(query):
            story.finding("stuck", f"{what} {number} is still {status}")
    for number, status, is_due_later, subscription in rows(_WAITING_ORDERS, now=now):
        is_planned = status == "new" and is_due_later
        # A refused charge of a cycle waits for its shopper as long as the cycle lasts.
        is_shoppers = subscription is not None and status in ("refused", "failed", "expired")
        if not is_planned and not is_shoppers:
            story.finding("stuck", f"order {number} is still open, its payment {status}")
    for (number,) in rows(_OVERDUE, now=now):
        story.finding("stuck", f"{number} is due, and nobody takes it")
    for (number,) in rows(_UNASKED):
        story.finding("stuck", f"{number} stands, and nobody will ask about it")
    for slug, on_hand, reserved, promised, sold in rows(_STOCK):
        if reserved != promised:
            story.finding("stuck", f"{reserved} of {slug} are reserved, and {promised} are promised")
        if on_hand != story.pieces - sold:
            story.finding("lost", f"{on_hand} of {slug} are left, of {story.pieces}, and {sold} were sold")
    for (number,) in rows(_SHORT):
        story.finding("lost", f"order {number} never closed, and its goods went to another")
    for number, orders, cycles in rows(_SLOTS):
        if orders != cycles:
            story.finding("double", f"{number} has {orders} orders for {cycles} times")
    for (number,) in rows(_STRANGE_LINKS):
        story.finding("phantom", f"{number} leads to a strange host")
