"""What shoppers, wallet users, staff and JKOPay do with authorizations."""

from decimal import Decimal

from app.sandbox.authorizations import save_user
from app.sandbox.authpay_records import CancelledBy
from app.sandbox.cancelling import cancel_authorization as cancel_in_wallet
from app.sandbox.granting import decline_authorization, grant_authorization
from app.sandbox.wallet_users import WALLET_USERS
from app.services.bindings import bind_limited, renew_binding, subscribe
from app.services.cancellations import cancel_authorization
from app.services.charging_again import charge_again
from app.services.details import check_authorization, detail_soon
from tests.simulation.actions_shop import WHO
from tests.simulation.story import Story

_PLANS = ("bread-every-week", "tea-every-month")
_PAYERS = (*("balance",) * 3, "coins", "creditcard", "short", "over_limit", *("failing",) * 2, "closed")
_LINKED = "SELECT auth_no FROM authorizations WHERE token = ?"
_CHARGED = """SELECT number FROM orders
    WHERE EXISTS (SELECT 1 FROM payments p WHERE p.order_id = orders.id AND p.kind = 'charge') ORDER BY id"""
_GRANTED = "SELECT auth_no FROM authorizations WHERE granted_at IS NOT NULL ORDER BY id"


def bind(story: Story) -> str:
    """Ask for a one-tap authorization; the impatient send the form twice."""
    key, amount = story.new_key(), story.rng.choice((200, 3000))
    for _ in range(story.clicks()):
        bind_limited(story.world.db, story.world.wallet, amount=amount, contact=WHO, locale="en", binding_key=key)
    return f"about {amount}"


def take_plan(story: Story) -> str:
    """Subscribe."""
    key, plan = story.new_key(), story.rng.choice(_PLANS)
    for _ in range(story.clicks()):
        subscribe(story.world.db, story.world.wallet, plan_slug=plan, contact=WHO, locale="en", binding_key=key)
    return plan


def grant(story: Story) -> str | None:
    """A wallet user agrees at some link."""
    auth_no = _linked(story)
    if auth_no is None:
        return None
    user, quota = story.rng.choice(_PAYERS), story.rng.choice((None, None, None, Decimal(500)))
    grant_authorization(story.world.sandbox, auth_no, WALLET_USERS[user], quota)
    return f"{user} granted {auth_no}"


def refuse_grant(story: Story) -> str | None:
    """A wallet user does not agree."""
    auth_no = _linked(story)
    return f"{auth_no}: {decline_authorization(story.world.sandbox, auth_no)}" if auth_no else None


def renew_grant(story: Story) -> str | None:
    """The shopper wants a living QR."""
    token = story.pick("SELECT token FROM authorizations WHERE status IN ('new', 'pending') ORDER BY id")
    if token is None:
        return None
    renew_binding(story.world.db, story.world.wallet, token)
    return "asked for a link"


def check_grant(story: Story) -> str | None:
    """The shopper asks now; the shop asks JKOPay."""
    token = story.pick("SELECT token FROM authorizations ORDER BY id")
    found = check_authorization(story.world.db, token) if token else None
    if found is None:
        return None
    detail_soon(story.world.db, story.world.wallet, found)
    return "asked"


def cancel(story: Story) -> str | None:
    """The shopper or staff cancel in the shop, perhaps twice."""
    number = story.pick("SELECT number FROM authorizations ORDER BY id")
    if number is None:
        return None
    actor = story.rng.choice(("shopper", "staff"))
    said = [
        cancel_authorization(story.world.db, story.world.wallet, number=number, actor=actor)
        for _ in range(story.clicks())
    ]
    return f"{actor}: {', '.join(said)}"


def cancel_elsewhere(story: Story) -> str | None:
    """The wallet user or JKOPay cancel."""
    auth_no = story.pick(_GRANTED)
    if auth_no is None:
        return None
    by = story.rng.choice((CancelledBy.USER, CancelledBy.JKOPAY))
    cancel_in_wallet(story.world.sandbox, auth_no, by)
    return f"{by} cancelled {auth_no}"


def change_wallet(story: Story) -> str | None:
    """Behind an authorization the money runs short, or comes back."""
    return _change_wallet(story, story.rng.choice(_PAYERS))


def run_short(story: Story) -> str | None:
    """Behind an authorization there is not enough money."""
    return _change_wallet(story, "short")


def charge_once_more(story: Story) -> str | None:
    """Staff, or the shopper, have an order charged again, perhaps with two clicks."""
    number = story.pick(_CHARGED)
    if number is None:
        return None
    for _ in range(story.clicks()):
        charge_again(story.world.db, story.world.wallet, order_number=number, actor="staff")
    return number


def _change_wallet(story: Story, user: str) -> str | None:
    auth_no = story.pick(_GRANTED)
    if auth_no is None:
        return None
    with story.world.sandbox.database.write() as connection:
        save_user(connection, auth_no, user, None)
    return f"{auth_no} is {user}'s"


def _linked(story: Story) -> str | None:
    url = story.pick("SELECT authpay_url FROM authorizations WHERE authpay_url IS NOT NULL ORDER BY id")
    found = story.world.ledger(_LINKED, url.partition("=")[2]) if url else []
    return str(found[0][0]) if found else None
