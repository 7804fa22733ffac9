"""The sandbox never runs where real money could be near."""

from collections.abc import Iterable
from typing import Literal
from urllib.parse import urlsplit

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

# Hosts of JKOPay seen in public integrations (protocol section 1); those with one of these words are its test hosts.
_JKOPAY = ("jkopay.com", "jkopay.app", "jkos.com")
_TEST_WORDS = ("uat", "test", "stage", "staging", "sit", "dev")


class ProductionRefused(Exception):
    """The environment speaks of production; the text names the setting and the mend."""


class _Surroundings(BaseSettings):
    """What the environment, or the shop's `.env`, says of a shop that may run beside this sandbox."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    jkopay_base_url: str = ""
    jkopay_api_key: SecretStr = SecretStr("")
    jkopay_secret_key: SecretStr = SecretStr("")
    app_env: str = ""
    flask_env: str = ""


def refuse_production() -> None:
    """Look around before a sandbox starts.

    Raises ProductionRefused in a production environment (`APP_ENV`, `FLASK_ENV`), and beside a shop whose
    `JKOPAY_BASE_URL` is JKOPay's production host.
    """
    around = _Surroundings()
    for name in ("app_env", "flask_env"):
        if getattr(around, name).strip().lower() in ("production", "prod", "live"):
            raise ProductionRefused(
                f"{name.upper()} is production, where the sandbox does not run: unset it, or leave the sandbox out."
            )
    if _jkopay_kind(around.jkopay_base_url) == "production":
        raise ProductionRefused(
            "JKOPAY_BASE_URL is JKOPay's production host, and a sandbox beside it could be mistaken for it: "
            "unset it, or start the sandbox in another environment and folder."
        )


def refuse_real_keys(keys: Iterable[str]) -> None:
    """Look at keys the sandbox would use, and show on its pages.

    Raises ProductionRefused when one of them is one that the shop has for a host of JKOPay, its test host included.
    """
    around = _Surroundings()
    real = {secret.get_secret_value() for secret in (around.jkopay_api_key, around.jkopay_secret_key)} - {""}
    if _jkopay_kind(around.jkopay_base_url) and real & set(keys):
        raise ProductionRefused(
            "JKOPAY_API_KEY or JKOPAY_SECRET_KEY was given for JKOPay's own host and is also a key of the sandbox, "
            "which shows its keys: give the sandbox other ones (SANDBOX_API_KEY, SANDBOX_SECRET_KEY), and another "
            "--data-dir if it has kept them."
        )


def _jkopay_kind(base_url: str) -> Literal["production", "test", None]:
    """What kind of JKOPay host an address names; None for any other host."""
    try:
        host = (urlsplit(base_url).hostname or "").rstrip(".")
    except ValueError:
        return None
    if not any(host == domain or host.endswith(f".{domain}") for domain in _JKOPAY):
        return None
    words = host.replace("-", ".").split(".")
    return "test" if any(word in _TEST_WORDS for word in words) else "production"
