"""Reading the surroundings: files of the user, the default provider, rights."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pipeline.config.chain import load_profile
from pipeline.config.layers import (
    default_chain,
    profile_names,
    read_profile,
    read_settings,
    user_profile,
    write_user_profile,
)
from pipeline.errors import ConfigError

POSIX = pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")


@pytest.mark.parametrize("name", ["sub2api", "canvas-20", "openai", "offline", "fixed-size"])
def test_every_shipped_profile_is_valid_and_named_as_its_file(name: str) -> None:
    shipped = read_settings({}, folders=[])
    assert load_profile(name, shipped).name == name


def test_no_address_of_a_relay_is_shipped() -> None:
    assert load_profile("sub2api", read_settings({}, folders=[])).base_url is None


def test_a_fixed_table_of_sizes_is_read() -> None:
    profile = load_profile("fixed-size", read_settings({}, folders=[]))
    sizes = profile.capabilities.value(streaming=False, tasks=False).sizes
    assert str(sizes).count("Size(") == 3


def test_own_profiles_are_listed_with_the_shipped(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("model: m\n", encoding="utf-8")
    assert profile_names(read_settings({}, folders=[tmp_path])) == (
        "canvas-20", "fixed-size", "mine", "offline", "openai", "sub2api",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("env", "text", "names", "source"),
    [
        ({}, None, ("sub2api",), "default"),
        ({}, "provider: offline\n", ("offline",), "config.yaml"),
        ({}, "provider: [sub2api, canvas-20]\n", ("sub2api", "canvas-20"), "config.yaml"),
        ({"RUN_STORYBOARD_PROVIDER": "openai, canvas-20"}, "provider: offline\n", ("openai", "canvas-20"), "RUN_"),
    ],
)
def test_the_users_default_provider(
    tmp_path: Path, env: dict[str, str], text: str | None, names: tuple[str, ...], source: str
) -> None:
    if text is not None:
        (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    found = default_chain(read_settings(env, folders=[tmp_path / "profiles"]))
    assert found.value == names
    assert source in found.source


def test_a_default_that_is_no_name_is_said(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("provider: {a: 1}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="list of names"):
        default_chain(read_settings({}, folders=[tmp_path / "profiles"]))


@POSIX
def test_a_file_with_a_key_must_be_its_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("model: m\nkey: sk-secret\n", encoding="utf-8")
    path.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600") as caught:
        read_profile(path)
    assert "sk-secret" not in str(caught.value)
    path.chmod(0o600)
    assert read_profile(path).values["model"] == "m"


@POSIX
def test_what_setup_writes_is_its_owners_only_and_keeps_what_stood_there(tmp_path: Path) -> None:
    settings = read_settings({}, folders=[tmp_path / "a" / "profiles"])
    write_user_profile(settings, "sub2api", {"base_url": "https://r.example", "key": "sk-1"})
    path = write_user_profile(settings, "sub2api", {"key": "sk-2"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    written = user_profile(settings, "sub2api")
    assert written is not None
    assert written.values == {"base_url": "https://r.example", "key": "sk-2"}
    assert [file.name for file in path.parent.iterdir()] == ["sub2api.yaml"]


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"a: " + b"x" * 300_000, b"a: \x00", b"[" * 5000])
def test_bytes_that_are_no_profile_end_in_one_sentence(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(raw)
    with pytest.raises(ConfigError, match=r"mine\.yaml"):
        read_profile(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        read_profile(tmp_path / "none.yaml")


def test_variables_are_read_without_the_blanks_of_copying() -> None:
    settings = read_settings({"A": "  x \n", "B": "   "}, folders=[])
    found = settings.variable("A")
    assert found is not None
    assert (found.value, found.source) == ("x", "A")
    assert settings.variable("B") is None
