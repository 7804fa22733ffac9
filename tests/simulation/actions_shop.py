"""What shoppers do with orders and their links, in the shop and in the wallet."""

from datetime import timedelta

from app.sandbox.payments import decline_order, fail_order, pay_order
from app.sandbox.wallet_users import WALLET_USERS
from app.services.checkout import Contact, place_order
from app.services.inquiries import inquire_soon
from app.services.payments import check_payment, renew_link, retry_payment
from tests.simulation.actions_around import do_due
from tests.simulation.story import Story

WHO = Contact("王小明", "ming@example.com")
_GOODS = (("high-mountain-oolong", "TWD"), ("gaiwan", "TWD"))
_PAYERS = (
    "balance",
    "balance",
    "bank",
    "creditcard",
    "coins",
    "official_coupon",
    "store_coupon",
    "short",
    "over_limit",
    "failing",
    "closed",
    "coupon_stuck",
)
_PATIENCE = timedelta(seconds=40)
_LINKED = "SELECT platform_order_id FROM links WHERE token = ?"


def check_out(story: Story) -> str:
    """Buy one or two pieces of something; the impatient send the form twice."""
    return _buy(story, None)


def check_out_with_one_tap(story: Story) -> str | None:
    """Buy under an authorization."""
    token = story.pick("SELECT token FROM authorizations WHERE kind = 'limited' AND granted_at IS NOT NULL ORDER BY id")
    return _buy(story, token) if token else None


def pay(story: Story) -> str | None:
    """A wallet user pays what some link leads to, an old one too; where there is none yet, they wait for one."""
    number = _linked(story)
    if number is None:
        story.take(_PATIENCE)
        do_due(story)
        number = _linked(story)
    if number is None:
        return None
    user = story.rng.choice(_PAYERS)
    row = pay_order(story.world.sandbox, number, WALLET_USERS[user])
    return f"{user} paid {row['final_price']} for {number}"


def decline(story: Story) -> str | None:
    """The shopper closes the wallet's page, or the payment fails there for good."""
    number = _linked(story)
    if number is None:
        return None
    end = story.rng.choice((decline_order, fail_order))
    return f"{end.__name__} {number}: {end(story.world.sandbox, number)}"


def renew(story: Story) -> str | None:
    """The shopper wants a living QR."""
    token = _order(story)
    if token is None:
        return None
    renew_link(story.world.db, story.world.wallet, token)
    return "asked for a link"


def retry(story: Story) -> str | None:
    """The shopper tries to pay once more; the impatient click twice."""
    token = _order(story)
    if token is None:
        return None
    for _ in range(story.clicks()):
        retry_payment(story.world.db, story.world.wallet, token)
    return "tried again"


def check(story: Story) -> str | None:
    """The shopper comes back from the wallet, or asks now; the shop asks JKOPay."""
    token = _order(story)
    payment_id = check_payment(story.world.db, token) if token else None
    if payment_id is None:
        return None
    inquire_soon(story.world.db, story.world.wallet, payment_id)
    return "asked"


def _buy(story: Story, one_tap: str | None) -> str:
    slug, currency = story.rng.choice(_GOODS)
    key = story.new_key()
    count = story.rng.choice((1, 1, 2))
    token = ""
    for _ in range(story.clicks()):
        token = place_order(
            story.world.db,
            story.world.wallet,
            cart={slug: count},
            currency=currency,
            contact=WHO,
            locale="en",
            checkout_key=key,
            one_tap=one_tap,
        )
    number, status = story.world.rows("SELECT number, status FROM orders WHERE token = :token", token=token)[0]
    return f"{count} × {slug}, order {number} {status}"


def _order(story: Story) -> str | None:
    return story.pick("SELECT token FROM orders WHERE status != 'paid' ORDER BY id")


def _linked(story: Story) -> str | None:
    url = story.pick("SELECT payment_url FROM payments WHERE payment_url IS NOT NULL ORDER BY id")
    found = story.world.ledger(_LINKED, url.partition("=")[2]) if url else []
    return str(found[0][0]) if found else None
