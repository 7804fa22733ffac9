"""Who may pass: the staff, and anybody to the sign-in."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

_OPEN_TO_ALL = frozenset({"admin.sessions.new", "admin.sessions.create"})


def admit_staff_only() -> ResponseReturnValue | None:
    """Send everybody else to the sign-in, which brings them back to the page they wanted."""
    if request.endpoint in _OPEN_TO_ALL or current_user.is_authenticated:
        return None
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("admin.sessions.new", next=wanted))


def page_after_sign_in(wanted: str) -> str:
    """`wanted` where it is a page of the admin, else the orders; never another site, however it is spelt."""
    return wanted if wanted.startswith("/admin/") and wanted.isprintable() else url_for("admin.orders.index")
