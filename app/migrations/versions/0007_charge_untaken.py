"""What waits for a person: a charge that was not taken in its time"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_CHECK = "ck_attentions_attentionreason"
_NEW = "charge_untaken"
_OLD = (
    "paid_late",
    "paid_twice",
    "stock_short",
    "amount_differs",
    "sums_differ",
    "status_unknown",
    "link_untrusted",
    "refund_unknown",
    "refund_refused",
    "refund_differs",
    "refund_foreign",
    "integration_fault",
    "charge_refused",
    "charge_unknown",
    "cancel_unknown",
    "authorization_differs",
)


def upgrade() -> None:
    _allow(*_OLD, _NEW)


def downgrade() -> None:
    # The nearest word: nothing more comes of that charge either.
    op.execute("UPDATE attentions SET reason = 'charge_refused' WHERE reason = 'charge_untaken'")
    _allow(*_OLD)


def _allow(*reasons: str) -> None:
    with op.batch_alter_table("attentions") as batch_op:
        batch_op.drop_constraint(op.f(_CHECK), type_="check")
        batch_op.create_check_constraint(op.f(_CHECK), f"reason IN ({', '.join(map(repr, reasons))})")
