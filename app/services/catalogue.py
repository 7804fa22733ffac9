"""The products on sale, and the small catalogue a new shop begins with."""

import json
from pathlib import Path

from sqlalchemy import select

from app.db import Database
from app.models import Period, Plan, Product

SEED = Path(__file__).parent.parent / "models" / "catalogue.json"
PLAN_SEED = SEED.with_name("plans.json")


def list_products(db: Database) -> list[Product]:
    """Everything in the catalogue, in its order."""
    with db.read() as session:
        return list(session.scalars(select(Product).order_by(Product.id)))


def find_product(db: Database, slug: str) -> Product | None:
    """One product by its address."""
    with db.read() as session:
        return session.scalar(select(Product).where(Product.slug == slug))


def seed_products(db: Database) -> int:
    """Fill an empty catalogue; a catalogue that has anything is left alone. Returns how many products it added."""
    with db.write() as session:
        if session.scalar(select(Product.id).limit(1)) is not None:
            return 0
        seed = json.loads(SEED.read_text(encoding="utf-8"))
        for product in seed:
            session.add(Product(on_hand=product.pop("stock"), **product))
        return len(seed)


def list_plans(db: Database) -> list[Plan]:
    """Everything that can be subscribed to, in its order."""
    with db.read() as session:
        return list(session.scalars(select(Plan).order_by(Plan.id)))


def find_plan(db: Database, slug: str) -> Plan | None:
    """One plan by its address."""
    with db.read() as session:
        return session.scalar(select(Plan).where(Plan.slug == slug))


def seed_plans(db: Database) -> int:
    """As `seed_products`, for the plans."""
    with db.write() as session:
        if session.scalar(select(Plan.id).limit(1)) is not None:
            return 0
        seed = json.loads(PLAN_SEED.read_text(encoding="utf-8"))
        session.add_all(Plan(**{**plan, "period": Period(plan["period"])}) for plan in seed)
        return len(seed)
