"""The last line, once more: money that was given back stays given back, of the same payment, whoever writes"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NAME = "done_stays_done"
_WHEN = "AFTER UPDATE OF status, amount, currency, payment_id ON refunds"
_TAKEN_BACK = """
    OLD.status = 'done' AND (NEW.status <> 'done' OR NEW.amount <> OLD.amount OR NEW.currency <> OLD.currency
        OR NEW.payment_id <> OLD.payment_id)
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {_NAME} {_WHEN} WHEN {_TAKEN_BACK} BEGIN SELECT RAISE(ABORT, '{_NAME}'); END")
        return
    op.execute(
        f"""
        CREATE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {_TAKEN_BACK} THEN RAISE check_violation USING MESSAGE = '{_NAME}'; END IF;
            RETURN NULL;
        END $$
        """
    )
    op.execute(f"CREATE TRIGGER {_NAME} {_WHEN} FOR EACH ROW EXECUTE FUNCTION {_NAME}()")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {_NAME}")
        return
    op.execute(f"DROP TRIGGER {_NAME} ON refunds")
    op.execute(f"DROP FUNCTION {_NAME}()")
