"""Authorizations, charges, subscriptions"""

import sqlalchemy as sa
from alembic import op

import app.db

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_REASONS = (
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
)
_NEW_REASONS = ("charge_refused", "charge_unknown", "cancel_unknown", "authorization_differs")


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def upgrade() -> None:
    op.create_table(
        "authorizations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("callback_token", sa.String(), nullable=False),
        sa.Column("binding_key", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "limited", "regular", name="authorizationkind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "new",
                "pending",
                "refused",
                "expired",
                "granted",
                "cancelling",
                "cancelled",
                name="authorizationstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("billing_amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "period",
            sa.Enum(
                "week", "month", "quarter", "year", name="period", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("cancelable", sa.Boolean(), nullable=False),
        sa.Column("customer_name", sa.String(), nullable=False),
        sa.Column("customer_email", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("request_body", sa.LargeBinary(), nullable=False),
        sa.Column("valid_until", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("auth_no", sa.String(), nullable=True),
        sa.Column("authpay_url", sa.Text(), nullable=True),
        sa.Column("qr_expires_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("entry_silent", sa.Boolean(), nullable=False),
        sa.Column("silent_since", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("refusal_code", sa.String(), nullable=True),
        sa.Column("refusal_message", sa.Text(), nullable=True),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("granted_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("cancel_asked_by", sa.String(), nullable=True),
        sa.Column("cancel_asked_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("next_inquiry_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_inquiry_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("inquiry_count", sa.Integer(), nullable=False),
        sa.Column("lease_until", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'regular') = (period IS NOT NULL)", name=op.f("ck_authorizations_regular_has_period")
        ),
        sa.CheckConstraint("billing_amount > 0", name=op.f("ck_authorizations_billing_amount_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorizations")),
        sa.UniqueConstraint("auth_no", name=op.f("uq_authorizations_auth_no")),
        sa.UniqueConstraint("binding_key", name=op.f("uq_authorizations_binding_key")),
        sa.UniqueConstraint("callback_token", name=op.f("uq_authorizations_callback_token")),
        sa.UniqueConstraint("number", name=op.f("uq_authorizations_number")),
        sa.UniqueConstraint("token", name=op.f("uq_authorizations_token")),
    )
    with op.batch_alter_table("authorizations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_authorizations_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_authorizations_customer_email"), ["customer_email"], unique=False)
        batch_op.create_index(batch_op.f("ix_authorizations_next_inquiry_at"), ["next_inquiry_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_authorizations_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("description_zh", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("image", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column(
            "period",
            sa.Enum(
                "week", "month", "quarter", "year", name="period", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint("price > 0", name=op.f("ck_plans_price_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("slug", name=op.f("uq_plans_slug")),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("authorization_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "awaiting",
                "active",
                "ended",
                name="subscriptionstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("started_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("next_charge_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lease_until", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.Column("ended_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authorization_id"], ["authorizations.id"], name=op.f("fk_subscriptions_authorization_id_authorizations")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_subscriptions_plan_id_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("authorization_id", name=op.f("uq_subscriptions_authorization_id")),
        sa.UniqueConstraint("number", name=op.f("uq_subscriptions_number")),
    )
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscriptions_next_charge_at"), ["next_charge_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscriptions_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscriptions_status"), ["status"], unique=False)

    with op.batch_alter_table("attentions") as batch_op:
        batch_op.drop_constraint(op.f("ck_attentions_attentionreason"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_attentions_attentionreason"), _one_of("reason", (*_REASONS, *_NEW_REASONS))
        )
        batch_op.add_column(sa.Column("authorization_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_attentions_authorization_id"), ["authorization_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_attentions_authorization_id_authorizations"), "authorizations", ["authorization_id"], ["id"]
        )

    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.add_column(sa.Column("authorization_id", sa.Integer(), nullable=True))
        batch_op.alter_column("order_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_history_authorization_id"), ["authorization_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_history_authorization_id_authorizations"), "authorizations", ["authorization_id"], ["id"]
        )

    with op.batch_alter_table("notifications") as batch_op:
        batch_op.drop_constraint(op.f("ck_notifications_notificationkind"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_notifications_notificationkind"), _one_of("kind", ("confirm", "result", "binding", "cancellation"))
        )
        batch_op.add_column(sa.Column("authorization_id", sa.Integer(), nullable=True))
        batch_op.alter_column("payment_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_notifications_authorization_id"), ["authorization_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_notifications_authorization_id_authorizations"),
            "authorizations",
            ["authorization_id"],
            ["id"],
        )

    with op.batch_alter_table("order_lines") as batch_op:
        batch_op.alter_column("product_id", existing_type=sa.INTEGER(), nullable=True)

    with op.batch_alter_table("orders") as batch_op:
        batch_op.add_column(sa.Column("subscription_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("cycle", sa.String(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_orders_subscription_id"), ["subscription_id", "cycle"])
        batch_op.create_foreign_key(
            batch_op.f("fk_orders_subscription_id_subscriptions"), "subscriptions", ["subscription_id"], ["id"]
        )

    with op.batch_alter_table("payments") as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="payment"))
        batch_op.add_column(sa.Column("authorization_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("silent_at", app.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.alter_column("callback_token", existing_type=sa.VARCHAR(), nullable=True)
        batch_op.create_index(batch_op.f("ix_payments_authorization_id"), ["authorization_id"], unique=False)
        batch_op.create_index(
            "uq_payments_in_flight",
            ["authorization_id"],
            unique=True,
            sqlite_where=sa.text("status = 'pending'"),
            postgresql_where=sa.text("status = 'pending'"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_payments_authorization_id_authorizations"), "authorizations", ["authorization_id"], ["id"]
        )
    with op.batch_alter_table("payments") as batch_op:
        batch_op.alter_column("kind", server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_payments_charge_has_authorization"), "(kind = 'charge') = (authorization_id IS NOT NULL)"
        )


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT EXISTS (SELECT 1 FROM authorizations)")):
        raise RuntimeError(
            "Before 0002 the shop knew no authorizations. This database holds some, and going back would forget what "
            "JKOPay may charge and has charged under them: restore a copy from before they were made instead."
        )
    with op.batch_alter_table("payments") as batch_op:
        batch_op.drop_constraint(op.f("ck_payments_charge_has_authorization"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_payments_authorization_id_authorizations"), type_="foreignkey")
        batch_op.drop_index(
            "uq_payments_in_flight",
            sqlite_where=sa.text("status = 'pending'"),
            postgresql_where=sa.text("status = 'pending'"),
        )
        batch_op.drop_index(batch_op.f("ix_payments_authorization_id"))
        batch_op.alter_column("callback_token", existing_type=sa.VARCHAR(), nullable=False)
        batch_op.drop_column("silent_at")
        batch_op.drop_column("authorization_id")
        batch_op.drop_column("kind")

    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_orders_subscription_id_subscriptions"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_orders_subscription_id"), type_="unique")
        batch_op.drop_column("cycle")
        batch_op.drop_column("subscription_id")

    with op.batch_alter_table("order_lines") as batch_op:
        batch_op.alter_column("product_id", existing_type=sa.INTEGER(), nullable=False)

    with op.batch_alter_table("notifications") as batch_op:
        batch_op.drop_constraint(op.f("ck_notifications_notificationkind"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_notifications_notificationkind"), _one_of("kind", ("confirm", "result"))
        )
        batch_op.drop_constraint(batch_op.f("fk_notifications_authorization_id_authorizations"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_notifications_authorization_id"))
        batch_op.alter_column("payment_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("authorization_id")

    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_history_authorization_id_authorizations"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_history_authorization_id"))
        batch_op.alter_column("order_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("authorization_id")

    with op.batch_alter_table("attentions") as batch_op:
        batch_op.drop_constraint(op.f("ck_attentions_attentionreason"), type_="check")
        batch_op.create_check_constraint(op.f("ck_attentions_attentionreason"), _one_of("reason", _REASONS))
        batch_op.drop_constraint(batch_op.f("fk_attentions_authorization_id_authorizations"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_attentions_authorization_id"))
        batch_op.drop_column("authorization_id")

    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscriptions_status"))
        batch_op.drop_index(batch_op.f("ix_subscriptions_plan_id"))
        batch_op.drop_index(batch_op.f("ix_subscriptions_next_charge_at"))

    op.drop_table("subscriptions")
    op.drop_table("plans")
    with op.batch_alter_table("authorizations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_authorizations_updated_at"))
        batch_op.drop_index(batch_op.f("ix_authorizations_next_inquiry_at"))
        batch_op.drop_index(batch_op.f("ix_authorizations_customer_email"))
        batch_op.drop_index(batch_op.f("ix_authorizations_created_at"))

    op.drop_table("authorizations")
