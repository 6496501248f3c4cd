"""Finds out which services could be used, with which address and key, through which proxy; writes a user's profile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pipeline.assemble.providers import opened
from pipeline.config.chain import Chain, checked_address, checked_key, load_profile, resolve_chain
from pipeline.config.layers import (
    Settings,
    Sourced,
    default_chain,
    profile_names,
    user_profile,
    write_user_profile,
)
from pipeline.config.proxies import shown_proxy
from pipeline.config.resolved import Resolved
from pipeline.errors import ConfigError, NoProvider, UsageError
from pipeline.messages import say
from pipeline.providers.base import Probe

_ADDRESS: Final = "GPT_IMAGE2_BASE_URL"
_KEY: Final = "GPT_IMAGE2_API_KEY"


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One profile as ``--provider`` would use it, or as it stands in the default chain (``place`` from 1)."""

    resolved: Resolved
    place: int | None = None
    file: Path | None = None
    proxy: str = ""
    probe: Probe | None = None

    @property
    def name(self) -> str:
        return self.resolved.name


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that is set and the address it goes to, empty where it goes nowhere.

    ``profiles`` of the default chain use it; ``named`` are those that would with ``--provider``.
    """

    name: str
    origin: str = ""
    profiles: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is there. ``problems`` keep the default chain from being used, ``warnings`` do not."""

    chain: tuple[str, ...]
    chain_source: str
    profiles: tuple[Seen, ...]
    variables: tuple[Variable, ...]
    folders: tuple[Path, ...]
    proxy_sources: tuple[str, ...]
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        return not self.problems


def diagnose(settings: Settings) -> Diagnosis:
    """Look at everything; nothing is sent. What can't be read is a problem or a warning, never an error."""
    problems: list[str] = []
    warnings: list[str] = []
    try:
        default = default_chain(settings)
    except ConfigError as error:
        default = Sourced((), "")
        problems.append(str(error))
    chain = _default(default.value, settings, problems, warnings) if default.value else ()
    profiles = [_seen(resolved, settings, place) for place, resolved in enumerate(chain, 1)]
    for name in profile_names(settings):
        if name in default.value and chain:
            continue
        try:
            profiles.append(_seen(resolve_chain([name], settings, need_keys=False).profiles[0], settings))
        except ConfigError as error:
            if str(error) not in problems:
                warnings.append(str(error))
    return Diagnosis(
        default.value,
        default.source,
        tuple(profiles),
        tuple(_variables(profiles, default, settings)),
        settings.folders,
        settings.proxy_sources,
        tuple(problems),
        tuple(warnings),
    )


async def probed(diagnosis: Diagnosis, name: str) -> Diagnosis:
    """Prove the key of ``name``, or of each profile of the default chain, where the service allows it."""
    known = [seen.name for seen in diagnosis.profiles]
    if name and name not in known:
        raise UsageError(say("profiles.unknown", name=name, hint="", known=", ".join(known)))
    profiles = []
    for seen in diagnosis.profiles:
        wanted = seen.name == name if name else seen.place is not None
        profiles.append(replace(seen, probe=await _probe(seen)) if wanted else seen)
    told = {seen: f"{seen.name}: {seen.probe.message}" for seen in profiles if seen.probe and _fails(seen)}
    fatal = [text for seen, text in told.items() if seen.place == 1 or seen.name == name]
    others = [text for text in told.values() if text not in fatal]
    return replace(
        diagnosis,
        profiles=tuple(profiles),
        problems=(*diagnosis.problems, *fatal),
        warnings=(*diagnosis.warnings, *others),
    )


def _fails(seen: Seen) -> bool:
    """Whether asking showed that the profile can't be used: its key is refused, or nobody is there."""
    if seen.probe is None or not seen.resolved.usable or seen.probe.verdict == "ok":
        return False
    unreachable = seen.probe.status is None and seen.resolved.profile.models_path is not None
    return seen.probe.verdict == "rejected" or unreachable


def address_of(name: str, settings: Settings) -> str:
    """The address that profile ``name`` has so far. UsageError where there is nothing to set up."""
    known = profile_names(settings)
    if name not in known:
        raise UsageError(say("client.setup-unknown", name=name, known=", ".join(known)))
    profile = load_profile(name, settings)
    if profile.embedded:
        raise UsageError(say("client.setup-offline", name=name))
    return profile.base_url or ""


def set_up(name: str, base_url: str, key: str, settings: Settings) -> tuple[Path, tuple[str, ...]]:
    """Write the user's own profile, readable by its owner only; the variables that go before it all the same."""
    base_url, key = base_url.strip(), key.strip()
    if not key:
        raise UsageError(say("client.setup-no-key"))
    checked_address(Sourced(base_url, "--base-url"))
    checked_key(Sourced(key, say("client.the-key")))
    values: Mapping[str, str] = {"base_url": base_url.rstrip("/"), "key": key}
    if base_url == address_of(name, settings) and not _own_address(name, settings):
        values = {"key": key}
    path = write_user_profile(settings, name, values)
    return path, tuple(variable for variable in (_ADDRESS, _KEY) if settings.variable(variable))


def _own_address(name: str, settings: Settings) -> bool:
    own = user_profile(settings, name)
    return own is not None and "base_url" in own.values


def _default(
    names: Sequence[str], settings: Settings, problems: list[str], warnings: list[str]
) -> tuple[Resolved, ...]:
    """The default chain as it stands, usable or not; empty where its profiles can't be read."""
    try:
        chain = resolve_chain(names, settings, need_keys=False)
    except ConfigError as error:
        problems.append(str(error))
        return ()
    try:
        warnings += resolve_chain(names, settings).warnings
    except NoProvider as error:
        problems.append(str(error))
        warnings += chain.warnings
    return chain.profiles


def _seen(resolved: Resolved, settings: Settings, place: int | None = None) -> Seen:
    own = user_profile(settings, resolved.name)
    return Seen(resolved, place, own.path if own else None, _proxy(resolved))


def _proxy(resolved: Resolved) -> str:
    """The proxy that the service is reached through, without its password; empty: none."""
    if not resolved.base_url:
        return ""
    try:
        proxy = resolved.proxies.for_url(resolved.base_url)
    except ConfigError:
        return ""  # it is among what the profile misses
    return shown_proxy(proxy) if proxy else ""


def _variables(profiles: Sequence[Seen], default: Sourced[tuple[str, ...]], settings: Settings) -> Iterable[Variable]:
    """Variables that are set, with where each of them goes."""
    if settings.variable(default.source) is not None:
        yield Variable(default.source, profiles=default.value)
    goes: dict[tuple[str, str], list[Seen]] = {}
    for seen in profiles:
        for source in dict.fromkeys([seen.resolved.key_source, *seen.resolved.sources.values()]):
            if source and settings.variable(source) is not None:
                goes.setdefault((source, seen.resolved.origin), []).append(seen)
    for (name, origin), users in goes.items():
        default_users = tuple(seen.name for seen in users if seen.place is not None)
        yield Variable(name, origin, default_users, tuple(seen.name for seen in users if seen.place is None))
    candidates = (_KEY, _ADDRESS, *(name for seen in profiles for name in seen.resolved.profile.key_env))
    for name in dict.fromkeys(candidates):
        if name not in {used for used, _ in goes} and settings.variable(name) is not None:
            yield Variable(name)


async def _probe(seen: Seen) -> Probe:
    if not seen.resolved.usable:
        return Probe("unsure", say("client.probe-skipped"))
    async with opened(Chain((seen.resolved,))) as providers:
        return await providers.crew.providers[seen.name].probe()
