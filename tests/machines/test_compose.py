"""compose.yaml and Dockerfile name only settings, modules and files that exist. No container is started here."""

import importlib.util
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.config import Settings
from app.db import POOL_SIZE
from app.sandbox.settings import SandboxSettings

ROOT = Path(__file__).resolve().parents[2]
SHOPS_WALLET = {"JKOPAY_BASE_URL", "JKOPAY_API_KEY", "JKOPAY_SECRET_KEY"}
# Read by `python -m app.prepare`, not kept among the settings.
ACCOUNT = {"ADMIN_USERNAME", "ADMIN_PASSWORD"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    return read


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = compose["services"]
    return found


def of_ours(services: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Those that are built from this folder."""
    return {name: service for name, service in services.items() if service.get("build") == "."}


def dockerfile(word: str) -> list[str]:
    """What follows `word` in the Dockerfile, line by line."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    return [line.removeprefix(word).strip() for line in text.splitlines() if line.startswith(f"{word} ")]


def test_two_web_processes_two_jobs_a_migration_a_database_and_a_sandbox_are_started(
    services: dict[str, dict[str, Any]],
) -> None:
    assert set(services) == {
        "web-1", "web-2", "jobs-1", "jobs-2", "migrate", "postgres", "sandbox", "front",
    }  # fmt: skip
    for name in ("web-1", "web-2", "jobs-1", "jobs-2"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert services[name]["environment"]["SECRET_KEY"] == "${SECRET_KEY:?}"
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)


def test_every_variable_is_a_setting_that_exists(services: dict[str, dict[str, Any]]) -> None:
    shop = {name.upper() for name in Settings.model_fields} | ACCOUNT
    sandbox = {f"SANDBOX_{name.upper()}" for name in SandboxSettings.model_fields}
    for name, service in of_ours(services).items():
        given = set(service["environment"])
        assert given <= (sandbox | SHOPS_WALLET if name == "sandbox" else shop), name


def test_the_sandbox_can_see_that_the_shop_is_at_jkopays_and_is_shown_to_this_machine_only(
    services: dict[str, dict[str, Any]],
) -> None:
    assert services["sandbox"]["environment"].keys() >= SHOPS_WALLET
    assert services["sandbox"]["network_mode"] == "service:front"
    assert [port for port in services["front"]["ports"] if port.endswith(":5001")] == ["127.0.0.1:5001:5001"]


def test_postgresql_has_room_for_every_process_and_an_operator(services: dict[str, dict[str, Any]]) -> None:
    *_, allowed = services["postgres"]["command"]
    workers = 2 * sum(name.startswith("web-") for name in services)
    jobs = sum(name.startswith("jobs-") for name in services)
    # The pool, the call log's connection, and those of the queue: one that puts, or two workers and the consumer.
    needed = workers * (POOL_SIZE + 2) + jobs * (POOL_SIZE + 4)
    assert int(allowed.removeprefix("max_connections=")) >= 2 * needed


def test_every_setting_without_a_default_is_given(services: dict[str, dict[str, Any]]) -> None:
    needed = {name.upper() for name, field in Settings.model_fields.items() if field.is_required()}
    for name in ("web-1", "web-2", "jobs-1", "jobs-2", "migrate"):
        assert needed <= set(services[name]["environment"])


def test_what_compose_asks_a_person_for_is_told_in_the_example(compose: dict[str, Any]) -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+):\?\}", (ROOT / "compose.yaml").read_text("utf-8")))
    example = (ROOT / ".env.example").read_text("utf-8")
    told = set(re.findall(r"^#? ?([A-Z_]+)=", example, re.MULTILINE))
    assert asked
    assert asked <= told


def test_the_shop_accepts_the_settings_compose_gives(services: dict[str, dict[str, Any]]) -> None:
    chosen = {
        "JKOPAY_STORE_ID": "store", "JKOPAY_API_KEY": "key", "JKOPAY_SECRET_KEY": "secret",
        "SECRET_KEY": "x" * 40, "POSTGRES_PASSWORD": "word", "ADMIN_PASSWORD": "correct horse battery",
    }  # fmt: skip

    def fill(value: object) -> str:
        return re.sub(
            r"\$\{([A-Z_]+):(\?|-([^}]*))\}", lambda found: chosen.get(found[1]) or found[3] or "", str(value)
        )

    for name in ("web-1", "jobs-1", "migrate"):
        given = {key.lower(): fill(value) for key, value in services[name]["environment"].items()}
        settings = Settings(_env_file=None, **given)  # type: ignore[arg-type]
        assert settings.uses_sandbox
        assert settings.trusted_proxies == 1


def test_every_command_is_a_module_that_exists(services: dict[str, dict[str, Any]]) -> None:
    commands = [service["command"] for service in of_ours(services).values() if "command" in service]
    modules = [after for command in commands for word, after in pairwise(command) if word == "-m"]
    assert sorted(set(modules)) == ["app.jobs", "app.prepare", "app.sandbox"]
    for module in modules:
        assert importlib.util.find_spec(module) is not None
    [command] = dockerfile("CMD")
    config = re.search(r'"--config", "([^"]+)"', command)
    assert config
    assert (ROOT / config[1]).is_file()


def test_the_image_holds_what_it_copies_and_runs_as_nobody_in_particular() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for copied in (line.split()[0] for line in dockerfile("COPY")):
        assert (ROOT / copied).exists()
        assert f"!{copied}" in ignored
    assert dockerfile("USER") == ["shop"]
    assert dockerfile("HEALTHCHECK")
    assert "--require-hashes" in "".join(dockerfile("RUN"))
