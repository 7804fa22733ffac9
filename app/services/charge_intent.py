"""The intent to charge: stored with the exact bytes to send before anything is sent."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.db import utc_now
from app.jkopay import ChargeRequest, Product, RequestInvalid
from app.models import Authorization, Charge, Order, PaymentStatus, record
from app.models.money import to_decimal
from app.services.payments import Unpayable

_TRADE_NAME_MAX, _PRODUCT_NAME_MAX = 30, 60


def add_charge(
    session: Session,
    order: Order,
    authorization: Authorization,
    *,
    at: datetime,
    valid_until: datetime,
    actor: str = "system",
) -> Charge:
    """Store a charge of the whole of `order`, to be sent at `at` and not after `valid_until`.

    Raises:
        Unpayable: JKOPay would never accept it, or `authorization` was never granted.
    """
    now = utc_now()
    number = f"{order.number}-{len(order.payments) + 1}"
    charge = Charge(
        order=order,
        authorization_id=authorization.id,
        number=number,
        currency=order.currency,
        amount=order.total,
        request_body=_body(order, authorization, number),
        valid_until=valid_until,
        next_inquiry_at=at,
        created_at=now,
    )
    session.add(charge)
    session.flush()
    order.payment_id = charge.id
    detail = f"{at.isoformat()}" if at > now else ""
    record(session, charge, "charge_planned", to_status=PaymentStatus.NEW, actor=actor, detail=detail, at=now)
    return charge


def _body(order: Order, authorization: Authorization, number: str) -> bytes:
    price = to_decimal(order.total, order.currency)
    names = [line.name_en if order.locale == "en" else line.name_zh for line in order.lines]
    try:
        return ChargeRequest(
            auth_no=authorization.auth_no or "",
            platform_order_id=number,
            trade_name=names[0][:_TRADE_NAME_MAX],
            currency=order.currency,
            total_price=price,
            final_price=price,
            products=[
                Product(
                    name=name[:_PRODUCT_NAME_MAX],
                    unit_count=line.count,
                    unit_price=to_decimal(line.unit_price, order.currency),
                    unit_final_price=to_decimal(line.unit_price, order.currency),
                )
                for name, line in zip(names, order.lines, strict=True)
            ],
        ).to_bytes()
    except RequestInvalid as error:
        raise Unpayable(str(error)) from error
