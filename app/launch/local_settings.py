"""The settings of a shop on one's own machine: keys made once, addresses from the options; what a person set wins."""

import json
import os
import secrets
import uuid
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from app.launch import CannotStart

_OF_A_COMMAND = (
    "JKOPAY_BASE_URL",
    "JKOPAY_STORE_ID",
    "JKOPAY_API_KEY",
    "JKOPAY_SECRET_KEY",
    "SECRET_KEY",
    "PUBLIC_URL",
    "DATABASE_URL",
    "DATA_DIR",
)


def read_chosen_settings() -> dict[str, str]:
    """What a person set in the environment or, behind it, in `.env`; a name without a value is not set.

    Raises CannotStart when `.env` cannot be read.
    """
    try:
        written = {name.upper(): value for name, value in dotenv_values(".env").items()}
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStart(f"The file .env cannot be read: {error}.") from error
    return {name: value for name, value in {**written, **os.environ}.items() if value}


def keep_local_keys(data_dir: Path) -> dict[str, str]:
    """The keys and the admin account of this data folder, made on the first call; its owner alone can read them.

    Raises CannotStart when the folder cannot be written or the file is damaged.
    """
    path = data_dir / "local.json"
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
        keys = {**_new_keys(), **kept}
        if keys != kept:
            _replace(path, json.dumps(keys, indent=2))
    except OSError as error:
        reason = f"Cannot write {data_dir}: {error.strerror}; choose another folder with --data-dir."
        raise CannotStart(reason) from error
    except (ValueError, TypeError) as error:
        raise CannotStart(f"The file {path} is damaged; restore it, or delete it for new keys.") from error
    return keys


def fill_in(
    chosen: Mapping[str, str], keys: Mapping[str, str], data_dir: Path, shop_url: str, sandbox_url: str
) -> dict[str, str]:
    """The whole environment of the shop, its jobs and the sandbox.

    Without a JKOPAY_BASE_URL of the person's own the wallet is the sandbox, and both sides get the same keys.
    """
    local = {
        "PUBLIC_URL": shop_url,
        "DATABASE_URL": f"sqlite:///{data_dir / 'shop.db'}",
        "DATA_DIR": str(data_dir),
        **{name: keys[name] for name in ("SECRET_KEY", "ADMIN_USERNAME", "ADMIN_PASSWORD")},
    }
    if "JKOPAY_BASE_URL" in chosen:
        return {**local, **chosen}
    contract = ("STORE_ID", "API_KEY", "SECRET_KEY")
    local |= {"JKOPAY_BASE_URL": sandbox_url, **{f"JKOPAY_{name}": keys[f"JKOPAY_{name}"] for name in contract}}
    settings = {**local, **chosen}
    for name in contract:
        settings[f"SANDBOX_{name}"] = settings[f"JKOPAY_{name}"]
    # At JKOPay this address is registered by contract.
    told = {"SANDBOX_CANCELLATION_URL": f"{shop_url}/jkopay/cancellations"}
    return {**told, **settings, "SANDBOX_PUBLIC_URL": sandbox_url}


def write_settings_file(data_dir: Path, settings: Mapping[str, str]) -> None:
    """Write what is needed to run a command beside this shop: `flask --env-file var/shop.env --app app …`.

    Raises CannotStart when the file cannot be written.
    """
    quoted = {
        name: settings[name].replace("\\", "\\\\").replace("'", "\\'") for name in _OF_A_COMMAND if name in settings
    }
    path = data_dir / "shop.env"
    try:
        _replace(path, "".join(f"{name}='{value}'\n" for name, value in quoted.items()))
    except OSError as error:
        raise CannotStart(f"Cannot write {path}: {error.strerror}.") from error


def _new_keys() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "JKOPAY_STORE_ID": str(uuid.uuid4()),
        "JKOPAY_API_KEY": secrets.token_hex(32),
        "JKOPAY_SECRET_KEY": secrets.token_urlsafe(64),
        "ADMIN_USERNAME": "admin",
        "ADMIN_PASSWORD": secrets.token_urlsafe(12),
    }


def _replace(path: Path, text: str) -> None:
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    unfinished.replace(path)
