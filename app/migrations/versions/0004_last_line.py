"""The last line: what was paid is never unpaid or changed, and refunds never exceed it, whoever writes"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Money promised back counts as given until JKOPay refuses it (money rule 6). A refund that turns out to be done after
# it was called refused is JKOPay's fact, so for it only what is done counts.
_PROMISED = """
    NEW.status <> 'refused' AND NEW.amount + (
        SELECT COALESCE(SUM(amount), 0) FROM refunds
        WHERE payment_id = NEW.payment_id AND id <> NEW.id
            AND (status = 'done' OR (status <> 'refused' AND NEW.status <> 'done'))
    ) > (SELECT CASE status WHEN 'paid' THEN amount ELSE 0 END FROM payments WHERE id = NEW.payment_id)
"""
_UNPAID = """
    OLD.status = 'paid' AND (NEW.status <> 'paid' OR NEW.amount <> OLD.amount OR NEW.currency <> OLD.currency)
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite("INSERT", "refunds", "refunds_within_paid_insert", _PROMISED)
        _guard_sqlite("UPDATE OF status, amount, payment_id", "refunds", "refunds_within_paid_update", _PROMISED)
        _guard_sqlite("UPDATE OF status, amount, currency", "payments", "paid_stays_paid", _UNPAID)
    else:
        # The payment is held, so that two refunds beside each other see each other.
        hold = "PERFORM 1 FROM payments WHERE id = NEW.payment_id FOR UPDATE;"
        _guard_postgresql(
            "INSERT OR UPDATE OF status, amount, payment_id", "refunds", "refunds_within_paid", _PROMISED, hold
        )
        _guard_postgresql("UPDATE OF status, amount, currency", "payments", "paid_stays_paid", _UNPAID, "")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("refunds_within_paid_insert", "refunds_within_paid_update", "paid_stays_paid"):
            op.execute(f"DROP TRIGGER {name}")
    else:
        for table, name in (("refunds", "refunds_within_paid"), ("payments", "paid_stays_paid")):
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")


def _guard_sqlite(when: str, table: str, name: str, broken: str) -> None:
    # After the write, because a row has no id before it.
    op.execute(f"CREATE TRIGGER {name} AFTER {when} ON {table} WHEN {broken} BEGIN SELECT RAISE(ABORT, '{name}'); END")


def _guard_postgresql(when: str, table: str, name: str, broken: str, first: str) -> None:
    op.execute(
        f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {first}
            IF {broken} THEN RAISE check_violation USING MESSAGE = '{name}'; END IF;
            RETURN NULL;
        END $$
        """
    )
    op.execute(f"CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
