"""What went over the wire, for the inspector"""

import sqlalchemy as sa
from alembic import op

import app.db

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("sent", "received", name="direction", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("api", sa.String(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "answered",
                "refused",
                "silent",
                "failed",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("digest_verified", sa.Boolean(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("masked", sa.Integer(), nullable=False),
        sa.Column("payload_length", sa.Integer(), nullable=False),
        sa.Column("answer_length", sa.Integer(), nullable=True),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("answer_headers", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_calls")),
    )
    for column in ("at", "api", "outcome", "request_id"):
        op.create_index(op.f(f"ix_api_calls_{column}"), "api_calls", [column])
    op.create_table(
        "api_call_subjects",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["api_calls.id"],
            name=op.f("fk_api_call_subjects_call_id_api_calls"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("call_id", "number", name=op.f("pk_api_call_subjects")),
    )
    op.create_index(op.f("ix_api_call_subjects_number"), "api_call_subjects", ["number"])


def downgrade() -> None:
    op.drop_table("api_call_subjects")
    op.drop_table("api_calls")
