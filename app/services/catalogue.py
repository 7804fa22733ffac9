"""The products on sale, and the small catalogue a new shop begins with."""

import json
from pathlib import Path

from sqlalchemy import select

from app.db import Database
from app.models import Product

SEED = Path(__file__).parent.parent / "models" / "catalogue.json"


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
