"""From profile names to a chain that can be sent to: layers merged, addresses and keys found, rules held."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from pipeline.config.keys import Key
from pipeline.config.layers import (
    ProfileText,
    Settings,
    Sourced,
    default_chain,
    profile_names,
    read_profile,
    shipped_profile,
    user_profile,
)
from pipeline.config.model import Profile, lineage_of
from pipeline.config.proxies import is_loopback
from pipeline.config.resolved import Resolved
from pipeline.config.service import origin_of
from pipeline.errors import ConfigError, NoProvider
from pipeline.messages import say

_OVERRIDE_KEY: Final = "GPT_IMAGE2_API_KEY"
_OVERRIDE_BASE: Final = "GPT_IMAGE2_BASE_URL"
_REPLACED_WHOLE: Final = frozenset({"price"})


@dataclass(frozen=True, slots=True)
class Chain:
    """Profiles in the order they are tried, all of one lineage; ``warnings`` are sentences for people."""

    profiles: tuple[Resolved, ...]
    warnings: tuple[str, ...] = ()

    @property
    def lineage(self) -> str:
        return self.profiles[0].lineage


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A profile, its file for messages, and the keys that the user's own layer sets."""

    profile: Profile
    file: str
    own: frozenset[str]


def resolve_chain(
    names: Sequence[str], settings: Settings, *, allow_paths: bool = False, need_keys: bool = True
) -> Chain:
    """Return the chain that ``names`` mean; none means the user's default, else sub2api.

    A name may be a path where ``allow_paths`` (``--provider``). Without ``need_keys`` (check, ``--dry-run``,
    doctor) what is missing is kept in each profile. Raises ConfigError, and NoProvider where the first can't
    be used; a backup that can't be used is dropped with a warning.
    """
    wanted = tuple(dict.fromkeys(names)) or default_chain(settings).value
    loaded = [_load(name, settings, allow_paths=allow_paths) for name in wanted]
    _one_lineage(loaded)
    first = next((one for one in loaded if not one.profile.embedded), None)
    resolved: list[Resolved] = []
    for one in loaded:
        resolved.append(_resolve(one, settings, resolved, overridden=one is first))
    if not need_keys:
        return Chain(tuple(resolved), tuple(_warnings(resolved)))
    if not resolved[0].usable:
        raise NoProvider(" ".join(resolved[0].missing))
    usable = tuple(one for one in resolved if one.usable)
    dropped = [_dropped(one, len(usable)) for one in resolved if not one.usable]
    return Chain(usable, (*dropped, *_warnings(usable)))


def load_profile(name: str, settings: Settings, *, allow_paths: bool = False) -> Profile:
    """Return one profile with the user's layer over the shipped one; ConfigError says what is wrong in it."""
    return _load(name, settings, allow_paths=allow_paths).profile


def _load(name: str, settings: Settings, *, allow_paths: bool) -> _Loaded:
    if _looks_like_path(name):
        if not allow_paths:
            raise ConfigError(say("profiles.path-in-plan", name=name))
        own: ProfileText | None = read_profile(Path(name).expanduser())
        given = own.values.get("name") if own else None
        name = given if isinstance(given, str) else Path(name).stem
    else:
        own = user_profile(settings, name)
    shipped = shipped_profile(settings, name)
    if own is None and shipped is None:
        raise ConfigError(_unknown(name, profile_names(settings)))
    values = _merged(shipped.values if shipped else {}, own.values if own else {})
    file = str((own or shipped or ProfileText(Path(name), {})).path)
    return _Loaded(_validated({"name": name, **values}, file), file, frozenset(own.values) if own else frozenset())


def _looks_like_path(name: str) -> bool:
    return "/" in name or "\\" in name or name.endswith((".yaml", ".yml"))


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay ``above`` over ``below`` key by key; another model brings its own lineage unless it says one."""
    values = dict(below)
    if "model" in above:
        values.pop("lineage", None)
    for key, value in above.items():
        under = values.get(key)
        if isinstance(value, Mapping) and isinstance(under, Mapping) and key not in _REPLACED_WHOLE:
            values[key] = {**under, **value}
        else:
            values[key] = value
    return values


def _validated(values: dict[str, Any], file: str) -> Profile:
    if isinstance(values.get("model"), str):
        values.setdefault("lineage", lineage_of(values["model"]))
    try:
        return Profile.model_validate(values)
    except ValidationError as error:
        raise ConfigError("\n".join(_fault(file, fault) for fault in error.errors(include_input=False))) from None


def _fault(file: str, fault: Mapping[str, Any]) -> str:
    path = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(fault["loc"][-1]), Profile.model_fields, n=1)
        hint = say("profiles.did-you-mean", name=near[0]) if near else ""
        return say("profiles.unknown-key", file=file, path=path, hint=hint)
    return say("profiles.bad-value", file=file, path=path, reason=fault["msg"])


def _unknown(name: str, known: Iterable[str]) -> str:
    known = tuple(known)
    near = difflib.get_close_matches(name, known, n=1)
    hint = say("profiles.did-you-mean", name=near[0]) if near else ""
    return say("profiles.unknown", name=name, hint=hint, known=", ".join(known))


def _one_lineage(loaded: Sequence[_Loaded]) -> None:
    lineages = {one.profile.lineage for one in loaded}
    if len(lineages) > 1:
        parts = ", ".join(f"{one.profile.name} ({one.profile.lineage})" for one in loaded)
        raise ConfigError(say("profiles.mixed-lineage", parts=parts))


def _resolve(one: _Loaded, settings: Settings, earlier: Sequence[Resolved], *, overridden: bool) -> Resolved:
    profile, sources = _override(one.profile, settings) if overridden else (one.profile, dict[str, str]())
    base = _address(one, settings, overridden=overridden)
    if profile.embedded:
        return Resolved(profile, base.value if base else "", proxies=settings.proxies)
    missing = [] if base else [say("profiles.no-address", name=profile.name)]
    if base:
        sources["base_url"] = base.source
        missing += _unreachable(base.value, settings)
    key = _key(one, settings, earlier, base.value if base else "", overridden=overridden)
    if key is None and profile.auth == "bearer":
        missing.append(_no_key(one, overridden=overridden))
    return Resolved(
        profile=profile,
        base_url=base.value if base else "",
        key=Key(key.value) if key else None,
        key_source=key.source if key else "",
        sources=sources,
        proxies=settings.proxies,
        missing=tuple(missing),
    )


def _unreachable(base_url: str, settings: Settings) -> list[str]:
    """Tell whether the proxy that an address would be reached through can't be used."""
    try:
        settings.proxies.for_url(base_url)
    except ConfigError as error:
        return [str(error)]
    return []


def _override(profile: Profile, settings: Settings) -> tuple[Profile, dict[str, str]]:
    """Lay GPT_IMAGE2_GENERATE_PATH, _EDIT_PATH and _TIMEOUT_SECONDS over a profile."""
    changes: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for field, name in (("generate_path", "GPT_IMAGE2_GENERATE_PATH"), ("edit_path", "GPT_IMAGE2_EDIT_PATH")):
        if given := settings.variable(name):
            changes[field] = _path(given)
            sources[field] = name
    if given := settings.variable("GPT_IMAGE2_TIMEOUT_SECONDS"):
        changes["timeout"] = changes["timeout_slow"] = _seconds(given)
        sources["timeout"] = given.source
    return profile.model_copy(update=changes), sources


def _path(given: Sourced[str]) -> str:
    path = given.value if given.value.startswith("/") else f"/{given.value}"
    if "://" in path or not path.isascii() or any(char.isspace() for char in path):
        raise ConfigError(say("profiles.bad-path", name=given.source))
    return path


def _seconds(given: Sourced[str]) -> float:
    try:
        seconds = float(given.value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86_400:
        raise ConfigError(say("profiles.bad-seconds", name=given.source))
    return seconds


def _address(one: _Loaded, settings: Settings, *, overridden: bool) -> Sourced[str] | None:
    given = settings.variable(_OVERRIDE_BASE) if overridden else None
    if given is None and one.profile.base_url:
        given = Sourced(one.profile.base_url.strip(), one.file)
    if given is None:
        return None
    checked_address(given)
    return Sourced(given.value.rstrip("/"), given.source)


def checked_address(given: Sourced[str]) -> None:
    """Refuse what is no plain http(s) address; the value is not repeated, it may hold a password."""
    try:
        url = urlsplit(given.value)
        good = url.scheme in {"http", "https"} and bool(url.hostname) and (url.port or 1) > 0
    except ValueError:
        good = False
        url = urlsplit("")
    if not good or url.query or url.fragment or any(char.isspace() for char in given.value):
        raise ConfigError(say("profiles.bad-address", source=given.source))
    if url.username or url.password:
        raise ConfigError(say("profiles.user-in-address", source=given.source))


def _key(
    one: _Loaded, settings: Settings, earlier: Sequence[Resolved], base_url: str, *, overridden: bool
) -> Sourced[str] | None:
    """Return the first key that is set and that no earlier profile sends to another origin."""
    if one.profile.auth == "none":
        return None
    taken = {before.key.reveal(): before.origin for before in earlier if before.key}
    origin = origin_of(base_url) if base_url else ""
    for candidate in _candidates(one, settings, overridden=overridden):
        checked_key(candidate)
        if taken.get(candidate.value, origin) == origin:
            return candidate
    return None


def _candidates(one: _Loaded, settings: Settings, *, overridden: bool) -> Iterable[Sourced[str]]:
    """Yield the keys in their order: a profile's own variables, the override, its literal key, shipped variables.

    An address from GPT_IMAGE2_BASE_URL brings GPT_IMAGE2_API_KEY with it: the two are a pair.
    """
    variables = tuple(found for name in one.profile.key_env if (found := settings.variable(name)))
    literal = one.profile.key.get_secret_value().strip() if one.profile.key else ""
    own = variables if "key_env" in one.own else ()
    override = settings.variable(_OVERRIDE_KEY) if overridden else None
    if override and settings.variable(_OVERRIDE_BASE):
        yield override
    yield from own
    if override:
        yield override
    if literal:
        yield Sourced(literal, one.file)
    yield from variables


def checked_key(key: Sourced[str]) -> None:
    """Refuse what can't be a key; the value is not repeated."""
    if not key.value.isascii() or not key.value.isprintable() or " " in key.value:
        raise ConfigError(say("profiles.bad-key", source=key.source))


def _no_key(one: _Loaded, *, overridden: bool) -> str:
    names = [*one.profile.key_env]
    if overridden and _OVERRIDE_KEY not in names:
        names.append(_OVERRIDE_KEY)
    if not names:
        return say("profiles.no-key-file", name=one.profile.name, file=one.file)
    return say("profiles.no-key", name=one.profile.name, variables=" / ".join(names))


def _dropped(one: Resolved, left: int) -> str:
    return say("profiles.dropped", name=one.name, reason=" ".join(one.missing), left=left)


def _warnings(profiles: Sequence[Resolved]) -> Iterable[str]:
    for one in profiles:
        if one.key and one.base_url.startswith("http://") and not is_loopback(urlsplit(one.base_url).hostname or ""):
            yield say("profiles.plain-http", name=one.name, origin=one.origin)
    strangers = [one for one in profiles if one.key_source == "OPENAI_API_KEY" and not _is_openai(one.base_url)]
    if strangers:
        yield say("profiles.openai-key-elsewhere", origins=", ".join(one.origin for one in strangers))


def _is_openai(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    return host == "openai.com" or host.endswith(".openai.com")
