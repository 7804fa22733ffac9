"""The floor under every page: headers, CSRF, cookies, hosts, sign-in and limits."""

import socket
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, UserMixin
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import Settings
from app.models import Staff
from app.rate_limits import STORAGE_URI
from app.services.staff import find_staff
from app.shop import current_shop

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
LARGEST_BODY = 64 * 1024
REMEMBERED = timedelta(days=400)
"""How long a browser that stays away keeps its list of authorizations: a plan may be charged once a year. No browser
keeps a cookie longer, and each visit begins the time anew. A sign-in ends by its own row, long before."""

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri=STORAGE_URI)
login_manager = LoginManager()


class SignedInStaff(UserMixin):  # type: ignore[misc]
    """Who is signed in. Flask-Login keeps the session's token as the user's id; the row behind it can be killed."""

    def __init__(self, staff: Staff, token: str) -> None:
        self.username = staff.username
        self.token = token

    def get_id(self) -> str:
        """What the cookie holds: the token, never the account's id."""
        return self.token


def secure(app: Flask, settings: Settings) -> None:
    """Put the floor under `app`."""
    https = settings.public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        PERMANENT_SESSION_LIFETIME=REMEMBERED,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        WTF_CSRF_SSL_STRICT=https,
        WTF_CSRF_TIME_LIMIT=None,
        RATELIMIT_STORAGE_OPTIONS={"db": app.extensions["shop"].db},
        # A monitor asks each machine by its own name.
        TRUSTED_HOSTS=[*_LOOPBACK, socket.gethostname(), urlsplit(settings.public_url).hostname or ""],
    )
    if settings.trusted_proxies:
        trusted = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted)  # type: ignore[method-assign]
    csrf.init_app(app)
    limiter.init_app(app)
    login_manager.init_app(app)
    login_manager.login_view = "admin.sessions.new"
    login_manager.user_loader(_load_staff)
    app.after_request(_set_headers)


def _load_staff(token: str) -> SignedInStaff | None:
    staff = find_staff(current_shop().db, token)
    return SignedInStaff(staff, token) if staff else None


def _set_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    # Order addresses are capabilities, so they are never sent to another site.
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
