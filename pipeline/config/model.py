"""A profile: everything that is particular to one image service, as it stands in a YAML file."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from pipeline.images.capabilities import Capabilities, FlatPrice, Price, SizeRule, SizeTable, TokenPrice
from pipeline.images.size import Size


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _dated(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _decimal(value: Any) -> Any:
    return str(value) if isinstance(value, float) else value


_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")

Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Day = Annotated[str, BeforeValidator(_dated)]
Path = Annotated[str, Field(pattern=r"^/[\x21-\x7e]*$")]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class RuleModel(_Model):
    """Sizes by rule; WIRE §1's numbers unless said."""

    step: int = Field(default=16, ge=1)
    max_edge: int = Field(default=3840, ge=1)
    max_ratio: Annotated[Fraction, BeforeValidator(_decimal)] = Fraction(3)
    min_pixels: int = Field(default=655_360, ge=1)
    max_pixels: int = Field(default=8_294_400, ge=1)

    def value(self) -> SizeRule:
        return SizeRule(self.step, self.max_edge, self.max_ratio, self.min_pixels, self.max_pixels)


class CapabilitiesModel(_Model):
    """What the service takes; ``sizes`` is ``rule``, a rule's numbers, or a list of ``WxH``."""

    sizes: Literal["rule"] | RuleModel | Annotated[tuple[str, ...], Field(min_length=1)] = "rule"
    max_references: int = Field(default=16, ge=0, le=64)
    qualities: Names = ("low", "medium", "high", "auto")
    formats: Names = ("png", "jpeg", "webp")
    prompt_limit: int = Field(default=32_000, ge=1)
    moderation_on_edit: bool = True
    mask: bool = True

    @model_validator(mode="after")
    def _sizes_are_sizes(self) -> Self:
        if isinstance(self.sizes, tuple):
            for text in self.sizes:
                Size.parse(text)
        return self

    def value(self, *, streaming: bool, tasks: bool) -> Capabilities:
        match self.sizes:
            case "rule":
                sizes: SizeRule | SizeTable = SizeRule()
            case RuleModel() as rule:
                sizes = rule.value()
            case texts:
                sizes = SizeTable(tuple(Size.parse(text) for text in texts))
        return Capabilities(
            sizes=sizes,
            max_references=self.max_references,
            qualities=self.qualities,
            formats=self.formats,
            prompt_limit=self.prompt_limit,
            moderation_on_edit=self.moderation_on_edit,
            mask=self.mask,
            streaming=streaming,
            tasks=tasks,
        )


class Limits(_Model):
    """How many requests at once to begin with and at most; pictures a minute where the service counts them.

    ``backoff``: seconds before the first resend after a transient fault; doubled each time, up to a minute.
    """

    concurrency: int = Field(default=4, ge=1)
    max_concurrency: int = Field(default=16, ge=1)
    images_per_minute: float | None = Field(default=None, gt=0)
    backoff: float = Field(default=2.0, ge=0, le=60, allow_inf_nan=False)


class TokenPriceModel(_Model):
    """USD per million tokens."""

    text_in: float = Field(ge=0)
    image_in: float = Field(ge=0)
    image_out: float = Field(ge=0)
    source: str = ""
    date: Day = ""

    def value(self) -> Price:
        return TokenPrice(self.text_in, self.image_in, self.image_out, self.source, self.date)


class FlatPriceModel(_Model):
    """A price per picture; ``usd`` is USD for one unit of ``currency``."""

    per_image: float = Field(ge=0)
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    usd: float | None = Field(default=None, gt=0)
    source: str = ""
    date: Day = ""

    def value(self) -> Price:
        usd = 1.0 if self.currency == "USD" else self.usd
        return FlatPrice(self.per_image, self.currency, usd, self.source, self.date)


class Tasks(_Model):
    """How the service takes a job to be polled: by a path's ``suffix`` or by a ``header``; used where ``use``.

    ``poll_path`` holds ``{task}``. ``failed_is_free``: a failed task is not billed.
    """

    use: bool = False
    suffix: str = Field(default="", pattern=r"^(/[A-Za-z0-9_/-]*)?$")
    header: dict[str, str] = Field(default_factory=dict)
    poll_path: Path
    poll_seconds: Seconds = 3
    failed_is_free: bool = False

    @model_validator(mode="after")
    def _names_the_task(self) -> Self:
        if "{task}" not in self.poll_path:
            raise ValueError("poll_path must hold {task}")
        return self


class Profile(_Model):
    """One image service. Times in seconds; paths begin with ``/`` and are put behind ``base_url``.

    ``embedded``: the service is our own and is started beside the run. ``models_path`` proves a key without
    buying (None: it can't be proved). ``omit`` names request fields that the service must not be sent;
    ``image_field`` is the part name of pictures for gateways that don't take ``image[]``.
    """

    name: str = Field(pattern=r"^[\w.-]{1,64}$")
    wire: str = "openai-images"
    model: str = Field(min_length=1)
    lineage: str = Field(min_length=1)
    base_url: str | None = None
    generate_path: Path = "/v1/images/generations"
    edit_path: Path = "/v1/images/edits"
    models_path: Path | None = "/v1/models"
    auth: Literal["bearer", "none"] = "bearer"
    key_env: Names = ()
    key: SecretStr | None = None
    timeout: Seconds = 360
    timeout_slow: Seconds = 600
    connect_timeout: Seconds = 10
    max_answer_mb: int = Field(default=200, ge=1, le=4096)
    embedded: bool = False
    streaming: bool = False
    image_field: str = Field(default="image[]", pattern=r"^[A-Za-z_\[\]]{1,32}$")
    omit: Names = ()
    headers: dict[str, str] = Field(default_factory=dict, repr=False)  # some gateways want a secret there
    capabilities: CapabilitiesModel = CapabilitiesModel()
    limits: Limits = Limits.model_construct()
    price: TokenPriceModel | FlatPriceModel | None = None
    tasks: Tasks | None = None


def lineage_of(model: str) -> str:
    """Return the lineage of a model that says none: its own name without vendor and snapshot date."""
    return _SNAPSHOT.sub("", model.rpartition("/")[2])
