"""The merchant's admin, below /admin. Everything but the sign-in needs somebody who is signed in."""

from flask import Blueprint, Flask

from app.admin import (
    attention,
    authorizations,
    breaks,
    cancellations,
    charges,
    digests,
    doctor,
    endings,
    inspector,
    orders,
    refunds,
    reports,
    sessions,
    subscriptions,
)
from app.admin.frame import frame_context
from app.admin.gate import admit_staff_only

_PAGES = (
    sessions,
    orders,
    refunds,
    charges,
    authorizations,
    cancellations,
    subscriptions,
    attention,
    endings,
    breaks,
    reports,
    doctor,
    inspector,
    digests,
)


def register(app: Flask) -> None:
    """Give `app`, which has its shop already, the admin's pages."""
    admin = Blueprint("admin", __name__, url_prefix="/admin")
    admin.before_request(admit_staff_only)
    admin.context_processor(frame_context)
    for module in _PAGES:
        admin.register_blueprint(module.blueprint)
    app.register_blueprint(admin)
