"""What a sandbox is started with."""

from pathlib import Path

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.sandbox.targets import callback_problem


class SandboxSettings(BaseSettings):
    """Settings, each also from an environment variable `SANDBOX_<NAME>`.

    `public_url` is where the merchant and browsers reach the sandbox, links in answers begin
    with it. `store_id`, `api_key` and `secret_key` that are not given are made up once and kept.
    `cancellation_url` is where the first store is told of cancelled authorizations.
    `control_from_anywhere` opens the control interface, which shows the keys, to other machines.
    """

    model_config = SettingsConfigDict(env_prefix="SANDBOX_", frozen=True)

    data_dir: Path = Path("var")
    public_url: str = "http://127.0.0.1:5001"
    store_id: str | None = None
    api_key: str | None = None
    secret_key: SecretStr | None = None
    cancellation_url: str | None = None
    control_from_anywhere: bool = False

    @field_validator("public_url")
    @classmethod
    def _has_no_slash_at_the_end(cls, url: str) -> str:
        return url.rstrip("/")

    @field_validator("cancellation_url")
    @classmethod
    def _can_be_called(cls, url: str | None) -> str | None:
        if url and (problem := callback_problem(url, https_only=False)):
            raise ValueError(problem)
        return url or None
