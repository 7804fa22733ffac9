"""What the cards of an order and of an authorization share: a link, its QR, and how long they live."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LinkCard:
    """`returned`: the browser came back from JKOPay, which proves nothing (money rule 4)."""

    qr_expires_at: datetime | None
    remaining_seconds: int
    returned: bool
    is_final: bool

    @property
    def link_key(self) -> str:
        """Tells one link from its renewal, so that a script renews each only once."""
        return self.qr_expires_at.isoformat() if self.qr_expires_at else ""

    @property
    def remaining_clock(self) -> str:
        """Such as 19:07."""
        return f"{self.remaining_seconds // 60}:{self.remaining_seconds % 60:02}"
