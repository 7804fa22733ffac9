"""Settings of the shop, from the environment or `.env`, checked once and frozen."""

import ipaddress
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from click import ClickException
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SHORTEST_SECRET_KEY = 32
SHORTEST_METRICS_TOKEN = 16


_LOCAL = Path("var/shop.env")
"""Where `python3 run.py` writes what a command beside it needs."""


class SettingsError(ClickException):
    """A setting is missing or wrong; the text names it and says how to mend it.

    A `flask` command that meets it shows the text alone and ends with 2; elsewhere it is an error as any other.
    """

    exit_code = 2


class Settings(BaseSettings):
    """What a merchant sets. Only the first five have no default: `python -m app` makes local ones."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, str_strip_whitespace=True)

    jkopay_base_url: str
    jkopay_api_key: SecretStr
    jkopay_secret_key: SecretStr
    jkopay_store_id: str
    secret_key: SecretStr
    public_url: str = "http://127.0.0.1:5000"
    database_url: str = "sqlite:///var/shop.db"
    data_dir: Path = Path("var")
    shop_locale: Literal["zh_Hant_TW", "en"] = "zh_Hant_TW"
    # Links in JKOPay's answers live on hosts of its own (protocol section 1); any other host is not shown to a shopper.
    jkopay_link_hosts: str = "jkopay.com,jkopay.app,jkos.com"
    # `info` adds a line for each request and each call of JKOPay.
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    # How many proxies of the merchant's own add X-Forwarded-For and -Proto; what others send there is not believed.
    trusted_proxies: int = Field(default=0, ge=0, le=8)
    # How long what went over the wire to and from JKOPay is kept for the inspector, and how many calls at most.
    api_calls_days: int = Field(default=30, ge=1, le=3650)
    api_calls_most: int = Field(default=100_000, ge=100, le=10_000_000)
    # Lets a monitor read /metrics from elsewhere.
    metrics_token: SecretStr | None = None
    # Where a jobs process shows its own /metrics; None: nowhere.
    jobs_metrics_port: int | None = Field(default=None, ge=1, le=65535)

    @field_validator("jkopay_base_url", "public_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("must be an address such as https://shop.example.com")
        return value.rstrip("/")

    @field_validator("jkopay_api_key", "jkopay_secret_key", "secret_key")
    @classmethod
    def _filled(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().strip():
            raise ValueError("must not be empty")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("metrics_token", "jobs_metrics_port", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return value or None

    @field_validator("metrics_token")
    @classmethod
    def _hard_to_guess(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_METRICS_TOKEN:
            raise ValueError(f"must have at least {SHORTEST_METRICS_TOKEN} characters")
        return value

    @field_validator("jkopay_store_id")
    @classmethod
    def _store_id(cls, value: str) -> str:
        if not 1 <= len(value) <= 36:
            raise ValueError("must be the store id JKOPay assigned, 1 to 36 characters")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if len(self.secret_key.get_secret_value()) < SHORTEST_SECRET_KEY:
            raise ValueError(f"SECRET_KEY must have at least {SHORTEST_SECRET_KEY} characters")
        if self.jkopay_base_url.startswith("http://") and not self.uses_sandbox:
            raise ValueError("JKOPAY_BASE_URL must begin with https://; plain http is for a sandbox on this network")
        if not self.uses_sandbox and not self.public_url.startswith("https://"):
            raise ValueError("PUBLIC_URL must begin with https:// when JKOPAY_BASE_URL is not on this network")
        return self

    @property
    def uses_sandbox(self) -> bool:
        """Whether the wallet is a sandbox of our own: plain http on a loopback, private or single-label host."""
        parts = urlsplit(self.jkopay_base_url)
        return parts.scheme == "http" and is_local(parts.hostname or "")

    @property
    def link_hosts(self) -> frozenset[str]:
        """Hosts, with their subdomains, whose payment links are shown to shoppers."""
        named = {host.strip().lower() for host in self.jkopay_link_hosts.split(",") if host.strip()}
        return frozenset(named | {urlsplit(self.jkopay_base_url).hostname or ""})


def load_settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: one sentence for everything that is missing or wrong.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


def is_local(host: str) -> bool:
    """Whether `host` is this machine or a place in its own network: loopback, private or a name without a dot."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or "." not in host


def _sentence(error: ValidationError) -> str:
    faults = []
    for fault in error.errors(include_input=False, include_url=False):
        name = str(fault["loc"][0]).upper() if fault["loc"] else ""
        missing = fault["type"] == "missing"
        text = "is missing" if missing else fault["msg"].removeprefix("Value error, ")
        faults.append(f"{name} {text}".strip())
    mend = ". Put it in the environment or in .env (see .env.example)."
    beside = f" Beside `python3 run.py` it is: flask --env-file {_LOCAL} --app app …" if _LOCAL.exists() else ""
    return "Setting " + "; ".join(faults) + mend + beside
