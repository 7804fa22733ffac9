"""Misconfigurations: how each is planted, the line that must fail, and the settings that its mend must name."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from sqlalchemy import text
from werkzeug.middleware.proxy_fix import ProxyFix

from app.doctor.jkopay import NO_ORDER
from app.doctor.keeping_safe import COMMON_PASSWORDS
from app.models import JobsProcess
from app.services.staff import create_staff
from tests.doctor.stage import Stage
from tests.jkopay.servers import RawServer, answer_with, http_answer

Plant = Callable[[Stage], None]


@dataclass(frozen=True)
class Planting:
    """`also` are lines that fail with it because the same mistake breaks them too."""

    name: str
    plant: Plant
    check: str
    settings: frozenset[str]
    also: frozenset[str] = frozenset()


def setting(name: str, value: str | None) -> Plant:
    """One setting is wrong, or (None) missing."""
    return lambda stage: stage.set(name, value)


def _serve(stage: Stage, answer: bytes, *, tls: bool) -> str:
    server = RawServer(answer_with(answer), tls=tls)
    server.__enter__()
    stage.at_end.append(server.__exit__)
    return server.url


def _tls_server(stage: Stage) -> str:
    return _serve(stage, http_answer("{}"), tls=True)


def _untrusted_jkopay(stage: Stage) -> None:
    stage.set("JKOPAY_BASE_URL", _tls_server(stage))
    # With a wallet on https the shop's address must be https as well; nobody is there.
    stage.set("PUBLIC_URL", "https://shop.invalid")


def _untrusted_shop(stage: Stage) -> None:
    stage.set("PUBLIC_URL", _tls_server(stage))


def _local_shop_for_real_jkopay(stage: Stage) -> None:
    stage.set("JKOPAY_BASE_URL", _tls_server(stage))
    stage.set("PUBLIC_URL", stage.shop.url.replace("http:", "https:"))


def _base_url_is_the_shop(stage: Stage) -> None:
    stage.set("JKOPAY_BASE_URL", stage.shop.url)


def _clock_behind(stage: Stage) -> None:
    ahead = datetime.now(UTC) + timedelta(minutes=10)
    row = {"platform_order_id": NO_ORDER, "status": 102}
    body = json.dumps({"result": "000", "message": None, "result_object": {"transactions": [row]}})
    answer = http_answer(body, headers=f"Date: {format_datetime(ahead, usegmt=True)}\r\n")
    stage.set("JKOPAY_BASE_URL", _serve(stage, answer, tls=False))


def _unknown_store(stage: Stage) -> None:
    store_id = "00000000-0000-0000-0000-000000000000"
    stage.set("JKOPAY_STORE_ID", store_id)
    stage.buy_with(jkopay_store_id=store_id)


def _currency_not_allowed(stage: Stage) -> None:
    stage.shop.sandbox.change_store(currencies=["JPY"])
    stage.buy_with()


def _untrusted_link(stage: Stage) -> None:
    link = {"payment_url": "https://pay.elsewhere.example/1", "qr_img": None, "qr_timeout": 600}
    stage.shop.sandbox.next_answer("POST /platform/entry", "000", result_object=link)
    stage.buy_with()


def _public_url_is_another(stage: Stage) -> None:
    stage.set("PUBLIC_URL", stage.shop.sandbox.url)


def _reaches_nobody(stage: Stage) -> None:
    stage.set("PUBLIC_URL", "http://127.0.0.1:1")


def _proxy_that_is_not_there(stage: Stage) -> None:
    # What the shop does with TRUSTED_PROXIES=1, with no proxy before it.
    stage.set("TRUSTED_PROXIES", "1")
    stage.wrap_shop(lambda wsgi_app: ProxyFix(wsgi_app, x_for=1, x_proto=1))


def _read_only_database(stage: Stage) -> None:
    path = stage.shop.settings.database_url.removeprefix("sqlite:///")
    stage.set("DATABASE_URL", f"sqlite:///file:{path}?mode=ro&uri=true")


def _older_tables(stage: Stage) -> None:
    with stage.shop.db.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0003'"))


def _dead_jobs(stage: Stage) -> None:
    with stage.shop.db.write() as session:
        session.query(JobsProcess).delete()


def _common_password(stage: Stage) -> None:
    create_staff(stage.shop.db, "boss", COMMON_PASSWORDS[2])


def _nobody_to_sign_in(stage: Stage) -> None:
    with stage.shop.db.write() as session:
        session.execute(text("DELETE FROM staff"))


def _data_dir_is_a_file(stage: Stage) -> None:
    (stage.folder / "occupied").write_text("not a folder")
    stage.set("DATA_DIR", str(stage.folder / "occupied"))


def _unreadable_metrics(stage: Stage) -> None:
    stage.set("JOBS_METRICS_PORT", "9100")
    stage.set("TRUSTED_PROXIES", "1")


def _same_key_twice(stage: Stage) -> None:
    stage.set("SECRET_KEY", stage.shop.settings.jkopay_secret_key.get_secret_value())


def _planting(name: str, plant: Plant, check: str, *settings: str, also: tuple[str, ...] = ()) -> Planting:
    return Planting(name, plant, check, frozenset(settings), frozenset(also))


PLANTINGS = (
    _planting("no base url", setting("JKOPAY_BASE_URL", None), "settings", "JKOPAY_BASE_URL"),
    _planting("empty api key", setting("JKOPAY_API_KEY", ""), "settings", "JKOPAY_API_KEY"),
    _planting("no secret key of jkopay", setting("JKOPAY_SECRET_KEY", None), "settings", "JKOPAY_SECRET_KEY"),
    _planting("store id too long", setting("JKOPAY_STORE_ID", "s" * 37), "settings", "JKOPAY_STORE_ID"),
    _planting("short cookie key", setting("SECRET_KEY", "hunter2"), "settings", "SECRET_KEY"),
    _planting("short metrics token", setting("METRICS_TOKEN", "hunter2"), "settings", "METRICS_TOKEN"),
    _planting(
        "http shop for the real jkopay",
        setting("JKOPAY_BASE_URL", "https://onlinepay.jkopay.com"),
        "settings",
        "PUBLIC_URL",
    ),
    _planting("a language nobody speaks", setting("SHOP_LOCALE", "fr"), "settings", "SHOP_LOCALE"),
    _planting("nobody at the base url", setting("JKOPAY_BASE_URL", "http://127.0.0.1:1"), "host", "JKOPAY_BASE_URL"),
    _planting("untrusted jkopay", _untrusted_jkopay, "tls", "JKOPAY_BASE_URL", also=("public_reach",)),
    _planting("base url of something else", _base_url_is_the_shop, "signature", "JKOPAY_BASE_URL"),
    _planting("wrong api key", setting("JKOPAY_API_KEY", "wrong"), "signature", "JKOPAY_API_KEY", "JKOPAY_SECRET_KEY"),
    _planting(
        "wrong secret key", setting("JKOPAY_SECRET_KEY", "wrong"), "signature", "JKOPAY_API_KEY", "JKOPAY_SECRET_KEY"
    ),
    _planting("api key with a space", setting("JKOPAY_API_KEY", "a b"), "signature", "JKOPAY_API_KEY"),
    _planting("clock ten minutes behind", _clock_behind, "clock", "NTP"),
    _planting("unknown store", _unknown_store, "store", "JKOPAY_STORE_ID"),
    _planting("currency not allowed", _currency_not_allowed, "currencies", "JKOPAY_STORE_ID"),
    _planting("links on another host", _untrusted_link, "links", "JKOPAY_LINK_HOSTS"),
    _planting(
        "local shop for the real jkopay",
        _local_shop_for_real_jkopay,
        "public_https",
        "PUBLIC_URL",
        also=("tls", "public_reach"),
    ),
    _planting("nobody at the public url", _reaches_nobody, "public_reach", "PUBLIC_URL"),
    _planting("untrusted certificate of the shop", _untrusted_shop, "public_reach", "PUBLIC_URL"),
    _planting("public url of something else", _public_url_is_another, "callback", "PUBLIC_URL"),
    _planting(
        "processes with different keys",
        setting("SECRET_KEY", "another secret of the tests, just as long"),
        "callback",
        "PUBLIC_URL",
        "SECRET_KEY",
    ),
    _planting("a proxy that is not there", _proxy_that_is_not_there, "proxies", "TRUSTED_PROXIES"),
    _planting("database in memory", setting("DATABASE_URL", "sqlite://"), "database", "DATABASE_URL"),
    _planting("database nowhere", setting("DATABASE_URL", "sqlite:////nowhere/shop.db"), "database", "DATABASE_URL"),
    _planting("database of another kind", setting("DATABASE_URL", "shop.db"), "database", "DATABASE_URL"),
    _planting("database to be read only", _read_only_database, "database", "DATABASE_URL"),
    _planting("older tables", _older_tables, "migrations", "DATABASE_URL"),
    _planting("no jobs", _dead_jobs, "jobs", "DATABASE_URL"),
    _planting("data folder is a file", _data_dir_is_a_file, "data_dir", "DATA_DIR"),
    _planting("a password tried first", _common_password, "passwords", "ADMIN_PASSWORD"),
    _planting("nobody to sign in", _nobody_to_sign_in, "passwords", "ADMIN_PASSWORD"),
    _planting(
        "cookie key easy to guess", setting("SECRET_KEY", "x" * 40), "secret_key", "SECRET_KEY", also=("callback",)
    ),
    _planting("one key for two things", _same_key_twice, "secret_key", "SECRET_KEY", also=("callback",)),
    _planting("debugger", setting("FLASK_DEBUG", "1"), "debugger", "FLASK_DEBUG"),
    _planting("metrics nobody may read", _unreadable_metrics, "metrics", "METRICS_TOKEN"),
    _planting(
        "sandbox in production",
        setting("PUBLIC_URL", "https://shop.invalid"),
        "sandbox",
        "JKOPAY_BASE_URL",
        also=("public_reach",),
    ),
    _planting(
        "http in production",
        setting("PUBLIC_URL", "http://shop.invalid"),
        "public_https",
        "PUBLIC_URL",
        also=("sandbox", "public_reach"),
    ),
)
