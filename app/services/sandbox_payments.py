"""Events of payments in the sandbox, and how the shop comes to know."""

from uuid import uuid4

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import selectinload

from app.models import Order, Payment, PaymentStatus
from app.services.catalogue import list_products
from app.services.checkout import place_order
from app.services.inquiries import inquire_soon
from app.services.orders import find_order
from app.services.payments import check_payment
from app.services.sandbox_control import SandboxRefused
from app.services.sandbox_stage import CUSTOMER, Happened, Stage, wait_until

_OPEN = (PaymentStatus.NEW, PaymentStatus.PENDING)


def pay(stage: Stage, number: str | None) -> Happened:
    """`payment.paid`."""
    happened = _find_or_buy(stage, number)
    try:
        stage.sandbox.pay(happened.number, stage.user)
    except SandboxRefused as refusal:
        if str(refusal) == "merchant_silent":
            raise SandboxRefused(
                f"merchant_silent: the shop at {stage.wallet.public_url} did not answer confirm_url. Start it with "
                f"python -m app, or correct PUBLIC_URL."
            ) from None
        raise
    happened.steps.append(f"wallet user {stage.user} paid {happened.number}")
    return _let_shop_ask(stage, happened)


def fail_payment(stage: Stage, number: str | None) -> Happened:
    """`payment.failed`."""
    happened = _find_or_buy(stage, number)
    stage.sandbox.fail(happened.number)
    happened.steps.append(f"the payment {happened.number} failed")
    return _let_shop_ask(stage, happened)


def decline_payment(stage: Stage, number: str | None) -> Happened:
    """`payment.declined`: nobody tells the shop, so there is nothing to wait for."""
    happened = _find_or_buy(stage, number)
    stage.sandbox.decline(happened.number)
    happened.steps.append(f"the wallet user declined {happened.number}")
    return happened


def find_shop_payment(stage: Stage, number: str) -> Payment | None:
    """The payment of this number, or the one an order of this number asks for now."""
    typed = number.upper()
    is_current = and_(Order.number == typed, Order.payment_id == Payment.id)
    query = select(Payment).join(Order, Payment.order_id == Order.id).where(or_(Payment.number == typed, is_current))
    with stage.db.read() as session:
        return session.scalar(query.options(selectinload(Payment.order)))


def tell_payment(stage: Stage, payment: Payment) -> Happened:
    """Where `payment` is looked at."""
    return Happened(
        payment.number,
        status=payment.status,
        page=f"{stage.wallet.public_url}/orders/{payment.order.token}",
        admin_page=f"{stage.wallet.public_url}/admin/orders/{payment.order.number}",
    )


def _find_or_buy(stage: Stage, number: str | None) -> Happened:
    payment = find_shop_payment(stage, _buy(stage) if number is None else number)
    if payment is None:
        # An order of another program at this sandbox: it has no page here.
        return Happened(number or "")
    happened = tell_payment(stage, payment)
    if number is None:
        happened.steps.append(f"placed the order {payment.order.number}")
    if payment.payment_url is None:
        raise SandboxRefused(f"{payment.number} has no payment link; {happened.page} says why")
    return happened


def _buy(stage: Stage) -> str:
    """Place an order of the product of which there is most. Returns its number."""
    on_sale = [product for product in list_products(stage.db) if product.available and product.currency == "TWD"]
    if not on_sale:
        raise SandboxRefused(
            "nothing is on sale in TWD: give the number of an order, or fill the catalogue (flask --app app seed)"
        )
    product = max(on_sale, key=lambda product: product.available)
    token = place_order(
        stage.db,
        stage.wallet,
        cart={product.slug: 1},
        currency=product.currency,
        contact=CUSTOMER,
        locale=stage.locale,
        checkout_key=f"trigger-{uuid4()}",
    )
    order = find_order(stage.db, token)
    if order is None:
        raise LookupError("an order just placed is gone")
    return order.number


def _let_shop_ask(stage: Stage, happened: Happened) -> Happened:
    """As a shopper's look at the page does: ask JKOPay now, here, unless a jobs process is at it already."""
    if happened.page is None:
        return happened

    def has_moved() -> bool:
        payment = find_shop_payment(stage, happened.number)
        if payment is None:
            return True
        happened.status = payment.status
        if payment.status not in _OPEN:
            return True
        due = check_payment(stage.db, payment.order.token)
        if due is not None:
            inquire_soon(stage.db, stage.wallet, due)
        return False

    if not wait_until(has_moved):
        happened.steps.append("the shop does not know yet: it asks JKOPay again by itself while its jobs run")
    return happened
