"""The storefront. `create_app` and `connect` are the only wiring.

They import inside, because this file also runs before `app.jkopay`, before `app.sandbox` and before the server's monkey
patching, none of which may find the shop's modules loaded.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Settings
    from app.db import Database
    from app.services.wallet import Wallet


def connect(settings: "Settings") -> tuple["Database", "Wallet"]:
    """The database and the wallet that `settings` name.

    Raises:
        SettingsError: `database_url` is no address of a database the shop can use.
    """
    from app.config import SettingsError
    from app.db import AddressUnusable, Database
    from app.jkopay import compute_digest, verify_digest
    from app.metrics import observe_breaker, observe_call
    from app.services.api_calls_log import CallLog
    from app.services.guarded_client import GuardedClient
    from app.services.wallet import Wallet

    try:
        db = Database(settings.database_url)
    except AddressUnusable:
        raise SettingsError(
            "Setting DATABASE_URL must be an address such as sqlite:///var/shop.db or "
            "postgresql+psycopg://user:password@host/name."
        ) from None
    calls = CallLog(db)
    secret_key = settings.jkopay_secret_key.get_secret_value()
    client = GuardedClient(
        settings.jkopay_base_url,
        api_key=settings.jkopay_api_key.get_secret_value(),
        secret_key=secret_key,
        observe=observe_call,
        tell=observe_breaker,
        keep=calls.keep,
    )
    wallet = Wallet(
        client=client,
        store_id=settings.jkopay_store_id,
        public_url=settings.public_url,
        link_hosts=settings.link_hosts,
        sign=lambda payload: compute_digest(payload, secret_key),
        verify_digest=lambda payload, digest: verify_digest(payload, digest, secret_key),
        calls=calls,
        breaker=client.breaker,
    )
    return db, wallet


def create_app(settings: "Settings | None" = None) -> "Flask":
    """The shop as a WSGI application.

    Raises:
        SettingsError: no `settings` were given and those of the environment are not whole.
    """
    from pathlib import Path

    from flask import Flask

    from app import admin, cli, web
    from app.config import load_settings
    from app.locales import speak
    from app.queue import Queue
    from app.requests_told import tell_requests
    from app.security import secure
    from app.shop import Shop

    settings = settings or load_settings()
    db, wallet = connect(settings)
    package = Path(__file__).parent
    # A checkout has templates and static beside the package, a wheel inside it.
    root = package if (package / "templates").is_dir() else package.parent
    app = Flask(__name__, template_folder=str(root / "templates"), static_folder=str(root / "static"))
    queue = Queue(settings, db, wallet)
    app.extensions["shop"] = Shop(settings, db, wallet, queue.ask_soon, queue.detail_soon)
    tell_requests(app)
    secure(app, settings)
    speak(app, settings)
    web.register(app)
    admin.register(app)
    cli.register(app)
    return app
