"""How often something was tried lately: counted here, because every web process must count together."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class RateLimit(Base):
    """Tries under one limit until `ends_at`. `key` is a SHA-256: what it is made of holds addresses of orders."""

    __tablename__ = "rate_limits"

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column()
    ends_at: Mapped[datetime] = mapped_column(index=True)
