"""The only reader of the environment and of the user's own folder; each value keeps where it came from."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import platformdirs
import yaml

from pipeline.config.proxies import Proxies
from pipeline.errors import ConfigError
from pipeline.messages import say

T = TypeVar("T")

_APP: Final = "run-storyboard"
_PACKAGE: Final = Path(__file__).resolve().parent.parent
_MAX_BYTES: Final = 256 * 1024
_MAX_BRACKETS: Final = 1000  # the YAML parser's time grows with the square of the nesting
_OPEN_TO_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
DEFAULT_PROVIDER: Final = "sub2api"


@dataclass(frozen=True, slots=True)
class Sourced(Generic[T]):
    """A value and where it stood: a variable's name, a file, or ``default``."""

    value: T
    source: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What the surroundings say. ``folders`` are the user's own, the first that has a file wins."""

    env: Mapping[str, str] = field(repr=False)
    folders: tuple[Path, ...]
    shipped: Path
    proxies: Proxies
    proxy_sources: tuple[str, ...] = ()

    def variable(self, name: str) -> Sourced[str] | None:
        """Return a variable's value without blanks around it; None where it is unset or empty."""
        value = self.env.get(name, "").strip()
        return Sourced(value, name) if value else None


@dataclass(frozen=True, slots=True)
class ProfileText:
    """A profile file as read, with no meaning given to its keys yet."""

    path: Path
    values: Mapping[str, Any] = field(repr=False)


def read_settings(env: Mapping[str, str] | None = None, *, folders: Sequence[Path] | None = None) -> Settings:
    """Read the surroundings; tests and embedders pass their own ``env`` and profile ``folders``."""
    env = os.environ if env is None else env
    proxies, sources = _proxies(env)
    return Settings(
        env=dict(env),
        folders=tuple(_user_folders() if folders is None else folders),
        shipped=_shipped(),
        proxies=proxies,
        proxy_sources=sources,
    )


def default_chain(settings: Settings) -> Sourced[tuple[str, ...]]:
    """Return the user's default provider or chain: RUN_STORYBOARD_PROVIDER, ``config.yaml``, else sub2api."""
    variable = settings.variable("RUN_STORYBOARD_PROVIDER")
    if variable:
        return Sourced(_split(variable.value), variable.source)
    for folder in settings.folders:
        path = folder.parent / "config.yaml"
        if path.is_file():
            return Sourced(_chain_in(path), str(path))
    return Sourced((DEFAULT_PROVIDER,), "default")


def shipped_profile(settings: Settings, name: str) -> ProfileText | None:
    """Return the shipped profile of this name, or None."""
    return _in_folder(settings.shipped, name)


def user_profile(settings: Settings, name: str) -> ProfileText | None:
    """Return the user's own profile of this name, or None."""
    return next((text for folder in settings.folders if (text := _in_folder(folder, name))), None)


def profile_names(settings: Settings) -> tuple[str, ...]:
    """Return the names of all profiles, the user's own and the shipped, sorted."""
    return tuple(sorted(set(_names_in([settings.shipped, *settings.folders]))))


def read_profile(path: Path) -> ProfileText:
    """Read one profile file; ConfigError says where and what. One with a literal key must be its owner's only."""
    try:
        with path.open("rb") as file:
            raw, mode = file.read(_MAX_BYTES + 1), os.fstat(file.fileno()).st_mode
    except OSError as error:
        raise ConfigError(say("profiles.unreadable", path=path, reason=error.strerror or error)) from None
    if len(raw) > _MAX_BYTES or raw.count(b"[") + raw.count(b"{") > _MAX_BRACKETS:
        raise ConfigError(say("profiles.too-long", path=path))
    values = _mapping(path, raw)
    if values.get("key") and os.name == "posix" and mode & _OPEN_TO_OTHERS:
        raise ConfigError(say("profiles.open-to-others", path=path))
    return ProfileText(path, values)


def write_user_profile(settings: Settings, name: str, values: Mapping[str, Any]) -> Path:
    """Write the user's own profile, readable by its owner only, over what stood there key by key; its path."""
    folder = settings.folders[0]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{name}.yaml"
    before = read_profile(path).values if path.exists() else {}
    text = yaml.safe_dump({**before, **values}, allow_unicode=True, sort_keys=False)
    beside = path.with_suffix(".yaml.part")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(path)
    return path


def cache_folder() -> Path:
    """Return the user's own folder for what may be lost without harm, by the platform's rules; it may not exist."""
    return platformdirs.user_cache_path(_APP, appauthor=False)


def _shipped() -> Path:
    inside = _PACKAGE / "_configs"
    return inside if inside.is_dir() else _PACKAGE.parent / "configs"


def _user_folders() -> list[Path]:
    folders = [platformdirs.user_config_path(_APP, appauthor=False) / "profiles"]
    try:
        plain = Path.home() / ".config" / _APP / "profiles"
    except RuntimeError:  # an account without a home has no plain folder either
        return folders
    return folders if plain in folders else [*folders, plain]


def _in_folder(folder: Path, name: str) -> ProfileText | None:
    path = folder / f"{name}.yaml"
    return read_profile(path) if path.is_file() else None


def _names_in(folders: Iterable[Path]) -> Iterable[str]:
    return (path.stem for folder in folders if folder.is_dir() for path in folder.glob("*.yaml"))


def _mapping(path: Path, raw: bytes) -> Mapping[str, Any]:
    try:
        values = yaml.safe_load(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ConfigError(say("profiles.not-utf8", path=path)) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(say("profiles.not-yaml", path=path, line=line, reason=error.problem or "")) from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise ConfigError(say("profiles.not-yaml", path=path, line=1, reason="")) from None
    if values is None:
        return {}
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise ConfigError(say("profiles.no-mapping", path=path))
    return values


def _chain_in(path: Path) -> tuple[str, ...]:
    value = read_profile(path).values.get("provider", DEFAULT_PROVIDER)
    if isinstance(value, str):
        return _split(value)
    if isinstance(value, list) and value and all(isinstance(name, str) for name in value):
        return tuple(value)
    raise ConfigError(say("profiles.default-bad", path=path))


def _split(text: str) -> tuple[str, ...]:
    return tuple(name for part in text.split(",") if (name := part.strip()))


def _proxies(env: Mapping[str, str]) -> tuple[Proxies, tuple[str, ...]]:
    def first(*names: str) -> Sourced[str]:
        found = (Sourced(env[name].strip(), name) for name in names if env.get(name, "").strip())
        return next(found, Sourced("", ""))

    both = ("ALL_PROXY", "all_proxy")
    https = first("HTTPS_PROXY", "https_proxy", *both)
    http = first("HTTP_PROXY", "http_proxy", *both)
    direct = first("NO_PROXY", "no_proxy")
    sources = dict.fromkeys(found.source for found in (https, http, direct) if found.source)
    entries = tuple(entry for part in direct.value.split(",") if (entry := part.strip()))
    return Proxies(http.value, https.value, entries), tuple(sources)
