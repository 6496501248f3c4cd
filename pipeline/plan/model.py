"""The plan as typed, frozen values; the YAML edge is here and nowhere else.

Every short form people type (``image: a.png`` for a list of one, ``characters: [lin/coat: 湿发]``) is
read by a validator before its field. Paths are absolute once the loader has resolved them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from pipeline.images.size import Aspect, Size

PASS_THROUGH: Final = frozenset({"motion", "lines", "sound", "seconds", "clip", "title", "remarks"})
"""Keys that never reach a prompt nor make anything stale; ``x-…`` keys are like them."""

Quality = Literal["low", "medium", "high", "auto", "xhigh", "max"]
Language = Literal["zh", "en"]
Accept = Literal["auto", "anchor", "all"]
Target = Literal["seedance", "kling", "veo"]
Format = Literal["png", "jpeg", "webp"]


def _as_list(value: Any) -> Any:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else [value]


def _words(value: Any) -> Any:
    """A text or a list of texts; a list of none is none."""
    return _as_list(value)


Paths = Annotated[tuple[Path, ...], BeforeValidator(_as_list, json_schema_input_type=Path | list[Path])]
Words = Annotated[tuple[str, ...], BeforeValidator(_words, json_schema_input_type=str | list[str])]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)


class Style(_Frozen):
    """The look of the rendering: a preset's name, own words, or both."""

    preset: str | None = Field(default=None, description="the name of a style preset")
    text: str = Field(default="", description="own words, added to the preset's")


class Outfit(_Frozen):
    """What a character wears."""

    look: str = Field(default="", description="the clothes in words")
    image: Paths = Field(default=(), description="pictures of the clothes")


class Character(_Frozen):
    """A person with one identity and any number of outfits."""

    id: str = Field(description="how panels name the character")
    name: str = Field(default="", description="the name in prompts and lines; the id where absent")
    look: str = Field(default="", description="identity in words, always said: age, hair, face")
    image: Paths = Field(default=(), description="identity pictures: face, turnaround")
    outfits: Mapping[str, Outfit] = Field(default_factory=dict, description="outfits by id")

    @property
    def called(self) -> str:
        return self.name or self.id


class Place(_Frozen):
    """A set: its text, light and picture."""

    id: str = Field(description="how panels name the place")
    name: str = Field(default="", description="a short name")
    look: str = Field(default="", description="the place in words")
    lighting: str = Field(default="", description="its usual light; a panel's own comes first")
    image: Paths = Field(default=(), description="pictures of the place")


class Prop(_Frozen):
    """An object with a picture or a fixed look."""

    id: str = Field(description="how panels name the prop")
    name: str = Field(default="", description="the name in prompts; the id where absent")
    look: str = Field(default="", description="the object in words")
    image: Paths = Field(default=(), description="pictures of the object")

    @property
    def called(self) -> str:
        return self.name or self.id


class CastMember(_Frozen):
    """Who is on screen, in which outfit, in what state: ``lin/coat: 湿发``."""

    character: str
    outfit: str | None = None
    state: str = ""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        state: Any = ""
        if isinstance(value, Mapping) and len(value) == 1 and "character" not in value:
            value, state = next(iter(value.items()))
        if isinstance(value, str):
            character, _, outfit = value.partition("/")
            return {"character": character.strip(), "outfit": outfit.strip() or None, "state": state or ""}
        return value


class ExtraRef(_Frozen):
    """A further reference picture and what it is for."""

    image: Path
    for_: str = Field(default="", alias="for", description="what the picture controls")


class Line(_Frozen):
    """A spoken line: video and subtitles only."""

    who: str = ""
    say: str = ""
    how: str = ""


class AnchorImage(_Frozen):
    """A picture from elsewhere as style anchor: one look for a whole drama."""

    image: Path


class Retry(_Frozen):
    """How often to send again."""

    unknown: int = Field(default=2, ge=0, le=20, description="resends after unknown outcomes, per panel, for life")
    transient: int = Field(default=6, ge=0, le=50, description="resends after transient faults, per profile")


class Sheet(_Frozen):
    """A page of panel sketches, given or generated."""

    image: Paths = ()
    generate: bool = False
    grid: str | None = Field(default=None, description="rows x columns")
    boxes: Mapping[str, tuple[float, float, float, float]] = Field(default_factory=dict)
    panels: tuple[str, ...] | None = None
    accept: Literal["ask", "auto"] = "ask"
    attempts: int = Field(default=2, ge=1, le=10)


class Panel(_Frozen):
    """One shot, drawn once."""

    model_config = ConfigDict(frozen=True, extra="allow", arbitrary_types_allowed=True, populate_by_name=True)

    id: str = Field(description="names the panel; its text is kept as typed (01 stays 01)")
    action: str = Field(default="", description="the frozen instant that is drawn")
    place: str | None = Field(default=None, description="the id of a place")
    scene: str = Field(default="", description="what else is seen: setting, time")
    weather: str = ""
    shot: str = Field(default="", description="shot size: 全景, 中景, 近景, 特写 …")
    camera: str = Field(default="", description="lens and angle, not movement")
    lighting: str = Field(default="", description="this panel's light, before the place's")
    characters: Annotated[
        tuple[CastMember, ...], BeforeValidator(_as_list, json_schema_input_type=list[str | dict[str, str]])
    ] = Field(default=(), description="who is on screen, in which outfit, in what state")
    props: Words = Field(default=(), description="ids of props, or any words")
    follows: str | None = Field(default=None, description="continuity: that panel's keyframe is sent too")
    ends: str | None = Field(default=None, description="this is the last frame of that panel's shot")
    image: Path | None = Field(default=None, description="one's own picture is the keyframe; nothing is bought")
    anchor: str | None = Field(default=None, description="none, or the id of another panel as style anchor")
    style: Style | None = Field(default=None, description="this panel's own style")
    quality: Quality | None = None
    avoid: Words = Field(default=(), description="exclusions, only if wanted")
    sketch: Path | Literal["none"] | None = Field(default=None, description="own composition, or none")
    refs: tuple[ExtraRef, ...] = Field(default=(), description="further pictures and what each is for")
    takes: int = Field(default=1, ge=1, le=10, description="draw several in parallel, one is chosen")
    note: str = Field(default="", description="a wish for the next drawing")
    motion: Any = Field(default=None, description="video only")
    lines: tuple[Line, ...] = Field(default=(), description="video and subtitles only")
    sound: Any = Field(default=None, description="video only")
    seconds: float | None = Field(default=None, ge=0, description="video only")
    clip: str | None = Field(default=None, description="video only: panels of one clip")
    title: Any = None
    remarks: Any = None

    @field_validator("style", mode="before")
    @classmethod
    def _style(cls, value: Any) -> Any:
        return style_of(value)

    @property
    def drawn(self) -> bool:
        """Whether a picture is bought for it."""
        return self.image is None

    @property
    def pass_through(self) -> dict[str, Any]:
        """The keys that only the manifest and the shot list carry, JSON-ready, absent ones left out."""
        dumped = self.model_dump(mode="json", exclude_none=True, by_alias=True)
        return {k: v for k, v in dumped.items() if (k in PASS_THROUGH or k.startswith("x-")) and v not in ([], ())}


class Plan(_Frozen):
    """A whole plan, checked; ``file`` is where it stands."""

    model_config = ConfigDict(frozen=True, extra="allow", arbitrary_types_allowed=True, populate_by_name=True)

    version: Literal[1]
    title: str = ""
    aspect: Annotated[Aspect, BeforeValidator(lambda v: Aspect.parse(str(v)) if not isinstance(v, Aspect) else v)]
    style: Style
    language: Language = "zh"
    target: Target | None = None
    provider: tuple[str, ...] | None = None
    quality: Quality = "low"
    moderation: Literal["low", "auto"] = "low"
    size: Literal["auto", "exact"] | Size = "auto"
    format: Format = "png"
    accept: Accept = "auto"
    budget: Decimal | None = Field(default=None, gt=0)
    library: Path | None = None
    anchor: str | AnchorImage | None = None
    avoid: Words = ()
    retry: Retry = Retry()
    characters: tuple[Character, ...] = ()
    places: tuple[Place, ...] = ()
    props: tuple[Prop, ...] = ()
    bible: Paths = ()
    sheet: Sheet | None = None
    panels: tuple[Panel, ...] = Field(min_length=1)
    remarks: Any = None
    file: Path = Field(default=Path("plan.yaml"), exclude=True)

    def panel(self, panel_id: str) -> Panel:
        """The panel of that id; KeyError where there is none."""
        return next((p for p in self.panels if p.id == panel_id), None) or _missing(panel_id)

    def character(self, character_id: str) -> Character:
        return next((c for c in self.characters if c.id == character_id), None) or _missing(character_id)

    def place(self, place_id: str) -> Place:
        return next((p for p in self.places if p.id == place_id), None) or _missing(place_id)

    def prop(self, prop_id: str) -> Prop | None:
        """The prop of that id, or None where the word is just a word."""
        return next((p for p in self.props if p.id == prop_id), None)


def style_of(value: Any) -> Any:
    """A style as people write it: a preset's name, free words, or both; read against the presets by the loader."""
    if isinstance(value, str):
        return {"text": value}
    return value


def _missing(name: str) -> Any:
    raise KeyError(name)
