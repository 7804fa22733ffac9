import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

DOOR = Path(__file__).resolve().parents[2] / "run.py"
STARTED = "import sys, parcel; print('started', *sys.argv[1:]); sys.exit(parcel.EXIT_CODE)"
OFFLINE = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_RETRIES": "0",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_NO_CACHE_DIR": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "UV_DEFAULT_INDEX": "http://127.0.0.1:9/simple",
    "UV_HTTP_RETRIES": "0",
    "UV_NO_CACHE": "1",
    # No uv of this machine's: what it would do to the test is not known.
    "PATH": "/usr/bin:/bin",
}


@dataclass
class Project:
    """A folder with run.py, a shop that prints its options, and locks that name one small package, `parcel`."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(self.root / "run.py"), *words],
            env={**os.environ, **OFFLINE, **self.environment},
            cwd=self.root.parent,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def offer_package(self, version: str, exit_code: int = 0) -> None:
        """Put `parcel` into the folder that pip is told to look in, and its hash into the locks."""
        wheel = self.root / "wheels" / f"parcel-{version}-py3-none-any.whl"
        wheel.parent.mkdir(exist_ok=True)
        files = {
            "parcel.py": f"EXIT_CODE = {exit_code}\n",
            f"parcel-{version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: parcel\nVersion: {version}\n",
            f"parcel-{version}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        record = [f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in files.items()]
        files[f"parcel-{version}.dist-info/RECORD"] = "".join(record) + f"parcel-{version}.dist-info/RECORD,,\n"
        with zipfile.ZipFile(wheel, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        self.lock(version, hashlib.sha256(wheel.read_bytes()).hexdigest())
        self.environment["PIP_FIND_LINKS"] = str(wheel.parent)

    def lock(self, version: str, digest: str) -> None:
        for name in ("requirements.lock", "requirements-test.lock"):
            (self.root / name).write_text(f"parcel=={version} --hash=sha256:{digest}\n")


def _digest(content: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Just downloaded."""
    return lay_out(tmp_path / "project")


@pytest.fixture(scope="package")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, subprocess.CompletedProcess[str]]:
    """A project that was started once, and what that said."""
    project = lay_out(tmp_path_factory.mktemp("first") / "project")
    project.offer_package("1.0")
    return project, project.run("--port", "8000")


@pytest.fixture
def installed(first_start: tuple[Project, subprocess.CompletedProcess[str]], tmp_path: Path) -> Project:
    """A project of the test's own that was started once, with its environment."""
    shutil.copytree(first_start[0].root, tmp_path / "project", symlinks=True)
    return Project(tmp_path / "project", {"PIP_FIND_LINKS": str(tmp_path / "project" / "wheels")})


def lay_out(root: Path) -> Project:
    for package in ("app", "tests"):
        (root / package).mkdir(parents=True)
        (root / package / "__main__.py").write_text(STARTED)
    shutil.copy(DOOR, root)
    made = Project(root)
    made.lock("1.0", "0" * 64)
    return made
