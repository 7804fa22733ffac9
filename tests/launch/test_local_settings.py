from pathlib import Path

import pytest
from dotenv import dotenv_values

from app.launch import CannotStart
from app.launch.local_settings import fill_in, keep_local_keys, read_chosen_settings, write_settings_file


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("JKOPAY_BASE_URL", "JKOPAY_API_KEY", "PUBLIC_URL", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)


def settings(data_dir: Path) -> dict[str, str]:
    return fill_in(read_chosen_settings(), keep_local_keys(data_dir), data_dir, "http://shop:1", "http://sandbox:2")


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = keep_local_keys(tmp_path / "var")
    assert keep_local_keys(tmp_path / "var") == first
    assert (tmp_path / "var/local.json").stat().st_mode & 0o777 == 0o600
    assert keep_local_keys(tmp_path / "other")["JKOPAY_SECRET_KEY"] != first["JKOPAY_SECRET_KEY"]


def test_a_key_that_an_older_version_did_not_make_is_added(tmp_path: Path) -> None:
    (tmp_path / "local.json").write_text('{"ADMIN_USERNAME": "boss"}')
    keys = keep_local_keys(tmp_path)
    assert keys["ADMIN_USERNAME"] == "boss"
    assert keys["SECRET_KEY"]
    assert keep_local_keys(tmp_path) == keys


@pytest.mark.parametrize("content", ["", "{", "[1]", "7"])
def test_a_damaged_key_file_is_not_overwritten(tmp_path: Path, content: str) -> None:
    (tmp_path / "local.json").write_text(content)
    with pytest.raises(CannotStart, match=r"local\.json is damaged"):
        keep_local_keys(tmp_path)
    assert (tmp_path / "local.json").read_text() == content


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match=r"file.*--data-dir"):
        keep_local_keys(tmp_path / "file")


def test_without_settings_shop_and_sandbox_share_the_generated_contract(tmp_path: Path) -> None:
    local = settings(tmp_path)
    assert local["JKOPAY_BASE_URL"] == "http://sandbox:2"
    assert local["PUBLIC_URL"] == "http://shop:1"
    assert local["DATABASE_URL"] == f"sqlite:///{tmp_path}/shop.db"
    for name in ("STORE_ID", "API_KEY", "SECRET_KEY"):
        assert local[f"JKOPAY_{name}"] == local[f"SANDBOX_{name}"] != ""


def test_a_wallet_of_ones_own_gets_no_generated_keys(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("JKOPAY_BASE_URL=https://onlinepay.example\n")
    local = settings(tmp_path)
    assert local["JKOPAY_BASE_URL"] == "https://onlinepay.example"
    assert not [name for name in local if name.startswith(("JKOPAY_", "SANDBOX_")) and name != "JKOPAY_BASE_URL"]


def test_the_environment_wins_over_the_file_and_the_file_over_what_is_generated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("# mine\njkopay_api_key='from file'\nPUBLIC_URL=https://file.example\nSECRET_KEY=\n")
    monkeypatch.setenv("PUBLIC_URL", "https://environment.example")
    local = settings(tmp_path)
    assert local["PUBLIC_URL"] == "https://environment.example"
    assert local["JKOPAY_API_KEY"] == local["SANDBOX_API_KEY"] == "from file"
    assert local["SECRET_KEY"], "a name without a value is not a setting"


def test_a_file_of_settings_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CannotStart, match=r"\.env cannot be read"):
        read_chosen_settings()


def test_commands_find_the_settings_of_a_running_shop_which_only_their_owner_reads(tmp_path: Path) -> None:
    odd = {**settings(tmp_path), "SECRET_KEY": "it's \\ odd"}
    write_settings_file(tmp_path, odd)
    path = tmp_path / "shop.env"
    assert path.stat().st_mode & 0o777 == 0o600
    read = dotenv_values(path)
    assert read == {name: odd[name] for name in read}
    assert read["SECRET_KEY"] == "it's \\ odd"
    assert "ADMIN_PASSWORD" not in read
