"""A judge's profile (a chat service that sees) and its address, key and price, from the user's layers."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from pipeline.config.chain import checked_address, checked_key
from pipeline.config.keys import Key
from pipeline.config.layers import Settings, Sourced, profile_names, shipped_profile, user_profile
from pipeline.config.model import Day, Names, Path, Seconds
from pipeline.config.proxies import is_loopback
from pipeline.config.resolved import Resolved
from pipeline.config.service import Service, join_url, origin_of
from pipeline.errors import ConfigError
from pipeline.messages import say

FOLDER: Final = "judges"
"""Judges' profiles stand in this folder beside the image profiles, shipped and own."""

_BASE: Final = "RUN_STORYBOARD_JUDGE_BASE_URL"
_KEY: Final = "RUN_STORYBOARD_JUDGE_API_KEY"
_MODEL: Final = "RUN_STORYBOARD_JUDGE_MODEL"
_MILLION: Final = 1_000_000
_OURS: Final = frozenset({"model", "messages", "stream", "n", "response_format"})


class JudgePrice(BaseModel):
    """A price per million tokens; ``usd`` is USD for one unit of ``currency``."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    input: float = Field(ge=0, allow_inf_nan=False)
    output: float = Field(ge=0, allow_inf_nan=False)
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    usd: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    source: str = ""
    date: Day = ""

    @property
    def rate(self) -> float | None:
        return 1.0 if self.currency == "USD" else self.usd


class JudgeProfile(BaseModel):
    """One chat service that sees. Times in seconds; ``path`` is put behind ``base_url``.

    ``answer``: how JSON is asked for: by schema, as a JSON object, or in words only. ``answer_tokens`` bounds an
    answer and goes by the name of ``answer_tokens_field``. ``edge`` is the long edge of the pictures sent, in
    pixels; ``backoff`` the seconds before a second try. ``body`` holds further fields of the request.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: str = Field(pattern=r"^[\w.-]{1,64}$")
    model: str = Field(min_length=1)
    base_url: str | None = None
    path: Path = "/v1/chat/completions"
    auth: Literal["bearer", "none"] = "bearer"
    key_env: Names = ()
    key: SecretStr | None = None
    headers: dict[str, str] = Field(default_factory=dict, repr=False)
    timeout: Seconds = 120
    connect_timeout: Seconds = 10
    backoff: float = Field(default=5, ge=0, le=60, allow_inf_nan=False)
    answer: Literal["schema", "object", "text"] = "object"
    answer_tokens: int = Field(default=3000, ge=200, le=100_000)
    answer_tokens_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    edge: int = Field(default=1024, ge=256, le=1024)
    detail: Literal["low", "high", "auto"] | None = None
    max_pictures: int = Field(default=12, ge=2, le=64)
    body: dict[str, Any] = Field(default_factory=dict)
    price: JudgePrice | None = None

    @model_validator(mode="after")
    def _leaves_ours_alone(self) -> Self:
        if taken := sorted(_OURS.intersection(self.body)):
            raise ValueError(f"body can't set {', '.join(taken)}")
        return self


@dataclass(frozen=True, slots=True)
class ResolvedJudge(Service[JudgeProfile]):
    """A judge with all it needs to be asked; ``base_source`` says where its address came from.

    ``warnings`` are sentences for people.
    """

    base_source: str = ""

    @property
    def url(self) -> str:
        return join_url(self.base_url, self.profile.path)

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(_warnings(self))

    def cost(self, tokens_in: int, tokens_out: int) -> float | None:
        """USD for so many tokens; None where no price in USD is known."""
        price = self.profile.price
        if price is None or price.rate is None:
            return None
        return (tokens_in * price.input + tokens_out * price.output) * price.rate / _MILLION


def judge_names(settings: Settings) -> tuple[str, ...]:
    """The names of all judges, the user's own and the shipped, sorted."""
    return profile_names(_of_judges(settings))


def resolve_judge(name: str, settings: Settings, *, chain: Sequence[Resolved] = ()) -> ResolvedJudge:
    """Find a judge by its name, and its address and key.

    A key value that a profile of ``chain`` sends to another origin is passed over: one key goes to one origin. What
    is missing is kept in the result. ConfigError for a name that is none and for a profile that can't be read.
    """
    profile, file, own = _loaded(name, settings)
    base = settings.variable(_BASE) or (Sourced(profile.base_url.strip(), file) if profile.base_url else None)
    missing = [] if base else [say("judge.no-address", name=profile.name)]
    if base:
        checked_address(base)
        missing += _unreachable(base.value, settings)
    key = _key(profile, file, own, settings, chain, base.value if base else "")
    if key is None and profile.auth == "bearer":
        missing.append(say("judge.no-key", name=profile.name, variables=" / ".join((*profile.key_env, _KEY))))
    return ResolvedJudge(
        profile=profile,
        base_url=base.value.rstrip("/") if base else "",
        base_source=base.source if base else "",
        key=Key(key.value) if key else None,
        key_source=key.source if key else "",
        proxies=settings.proxies,
        missing=tuple(missing),
    )


def _of_judges(settings: Settings) -> Settings:
    folders = tuple(folder / FOLDER for folder in settings.folders)
    return replace(settings, shipped=settings.shipped / FOLDER, folders=folders)


def _loaded(name: str, settings: Settings) -> tuple[JudgeProfile, str, frozenset[str]]:
    """The profile with the user's layer over the shipped one, its file, and the keys of the user's own layer."""
    if "/" in name or "\\" in name or name.endswith((".yaml", ".yml")):
        raise ConfigError(say("judge.path", name=name))
    judges = _of_judges(settings)
    own, shipped = user_profile(judges, name), shipped_profile(judges, name)
    found = own or shipped
    if found is None:
        known = judge_names(settings)
        raise ConfigError(say("judge.unknown", name=name, hint=_near(name, known), known=", ".join(known)))
    values = _merged(shipped.values if shipped else {}, own.values if own else {})
    if model := settings.variable(_MODEL):
        if not model.value.isprintable():
            raise ConfigError(say("judge.bad-model", source=model.source))
        values = _merged(values, {"model": model.value})
    file = str(found.path)
    return _validated({"name": name, **values}, file), file, frozenset(own.values if own else ())


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay ``above`` over ``below`` key by key; another model does not have the old one's price."""
    values = dict(below)
    if above.get("model", values.get("model")) != values.get("model"):
        values.pop("price", None)
    return {**values, **above}


def _validated(values: Mapping[str, Any], file: str) -> JudgeProfile:
    try:
        return JudgeProfile.model_validate(values)
    except ValidationError as error:
        raise ConfigError("\n".join(_fault(file, fault) for fault in error.errors(include_input=False))) from None


def _fault(file: str, fault: Mapping[str, Any]) -> str:
    path = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        hint = _near(str(fault["loc"][-1]), JudgeProfile.model_fields)
        return say("profiles.unknown-key", file=file, path=path, hint=hint)
    return say("profiles.bad-value", file=file, path=path or "-", reason=fault["msg"])


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return say("profiles.did-you-mean", name=near[0]) if near else ""


def _unreachable(base_url: str, settings: Settings) -> list[str]:
    """Tell whether the proxy that an address would be reached through can't be used."""
    try:
        settings.proxies.for_url(base_url)
    except ConfigError as error:
        return [str(error)]
    return []


def _key(
    profile: JudgeProfile,
    file: str,
    own: frozenset[str],
    settings: Settings,
    chain: Sequence[Resolved],
    base_url: str,
) -> Sourced[str] | None:
    """The first key that is set and that no image service of another origin is sent."""
    if profile.auth == "none":
        return None
    origin = origin_of(base_url) if base_url else ""
    elsewhere = {one.key.reveal() for one in chain if one.key and one.origin != origin}
    for candidate in _candidates(profile, file, own, settings):
        checked_key(candidate)
        if candidate.value not in elsewhere:
            return candidate
    return None


def _candidates(profile: JudgeProfile, file: str, own: frozenset[str], settings: Settings) -> Iterable[Sourced[str]]:
    """Yield keys in their order: the one that comes with an address, own variables, the override, literal, shipped."""
    variables = tuple(found for name in profile.key_env if (found := settings.variable(name)))
    override = settings.variable(_KEY)
    if override and settings.variable(_BASE):
        yield override
    if "key_env" in own:
        yield from variables
    if override:
        yield override
    if profile.key and (literal := profile.key.get_secret_value().strip()):
        yield Sourced(literal, file)
    yield from variables


def _warnings(judge: ResolvedJudge) -> Iterable[str]:
    if judge.key is None:
        return
    host = urlsplit(judge.base_url).hostname or ""
    if judge.base_url.startswith("http://") and not is_loopback(host):
        yield say("profiles.plain-http", name=judge.name, origin=judge.origin)
    if judge.key_source == "OPENAI_API_KEY" and host != "openai.com" and not host.endswith(".openai.com"):
        yield say("profiles.openai-key-elsewhere", origins=judge.origin)
