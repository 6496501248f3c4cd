"""The plan as typed, frozen values; every key with its description, from which schema and reference are made.

Texts come in as texts (the loader resolves no numbers); paths are absolute once the loader has resolved them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from pipeline.images.size import Aspect, Size
from pipeline.plan.typed import (
    Name,
    Paths,
    Words,
    as_aspect,
    as_cast,
    as_chain,
    as_grid,
    as_list,
    as_size,
    as_state,
    as_version,
    box_of,
    one_at_least,
    style_of,
    wrong,
)

PASS_THROUGH: Final = frozenset({"motion", "lines", "sound", "seconds", "clip", "title", "remarks"})
"""Keys that never reach a prompt nor make anything stale; ``x-…`` keys are like them."""

MAX_ENTRIES: Final = 1000  # panels, characters, places, props of one plan

DRAW: Final = "draw"
"""The word at ``image`` of a character, outfit, place or prop that asks for a drawn bible."""

Quality = Literal["low", "medium", "high", "auto", "xhigh", "max"]
Language = Literal["zh", "en"]
Accept = Literal["auto", "anchor", "all"]
Target = Literal["seedance", "kling", "veo"]
Format = Literal["png", "jpeg", "webp"]


@cache
def _known(model: type[BaseModel]) -> frozenset[str | None]:
    return frozenset((*model.model_fields, *(field.alias for field in model.model_fields.values())))


class _Frozen(BaseModel):
    """A block of keys; an empty value is an absent key."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, populate_by_name=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {k: v for k, v in value.items() if v is not None or k not in _known(cls)}


class _Entry(_Frozen):
    """A block of keys where ``x-…`` keys are the writer's own."""

    extras: Mapping[str, Any] = Field(default_factory=dict, alias="x-", description="the writer's own keys")

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        own = {k: v for k, v in value.items() if isinstance(k, str) and k.startswith("x-") and v is not None}
        return {k: v for k, v in value.items() if k not in own} | {"x-": own} if own else value


class _Drawable(_Entry):
    """Whom or what has pictures, given ones or one that is drawn from the plan's own words."""

    draws: bool = Field(default=False, alias="-draws", exclude=True, description="`image` has the word draw")

    @model_validator(mode="before")
    @classmethod
    def _read_draw(cls, value: Any) -> Any:
        if isinstance(value, Mapping) and "-draws" in value:
            raise wrong("unknown-key", key="-draws", known="image: draw")
        images = as_list(value.get("image")) if isinstance(value, Mapping) else ()
        if DRAW not in images:
            return value
        return {**value, "image": [image for image in images if image != DRAW], "-draws": True}


# ── what a plan is made of ────────────────────────────────────────────────────────────────────────────


class Style(_Frozen):
    """The look of the rendering: a preset's name, own words, or both."""

    preset: str | None = Field(default=None, description="the name of a style preset")
    text: str = Field(default="", description="own words, added to the preset's")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return style_of(value)


class Outfit(_Drawable):
    """What a character wears."""

    look: str = Field(default="", description="the clothes in words")
    image: Paths = Field(default=(), description="pictures of the clothes; draw: made from the plan")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"look": value} if isinstance(value, str) else {} if value is None else value


class Character(_Drawable):
    """A person with one identity and any number of outfits."""

    id: Name = Field(description="how panels name the character")
    name: str = Field(default="", description="the name in prompts and lines; the id where absent")
    look: str = Field(default="", description="identity in words, always said: age, hair, face")
    image: Paths = Field(default=(), description="identity pictures: face, turnaround; draw: made from the plan")
    outfits: Mapping[Name, Outfit] = Field(default_factory=dict, description="outfits by id")
    remarks: Any = Field(default=None, description="for people; never in a prompt")

    @property
    def called(self) -> str:
        return self.name or self.id


class Place(_Drawable):
    """A set: its text, light and picture."""

    id: Name = Field(description="how panels name the place")
    name: str = Field(default="", description="a short name")
    look: str = Field(default="", description="the place in words")
    lighting: str = Field(default="", description="its usual light; a panel's own comes first")
    image: Paths = Field(default=(), description="pictures of the place; draw: made from the plan")
    remarks: Any = Field(default=None, description="for people; never in a prompt")


class Prop(_Drawable):
    """An object with a picture or a fixed look."""

    id: Name = Field(description="how panels name the prop")
    name: str = Field(default="", description="the name in prompts; the id where absent")
    look: str = Field(default="", description="the object in words")
    image: Paths = Field(default=(), description="pictures of the object; draw: made from the plan")
    remarks: Any = Field(default=None, description="for people; never in a prompt")

    @property
    def called(self) -> str:
        return self.name or self.id


class CastMember(_Frozen):
    """Who is on screen, in which outfit, in what state: ``lin/coat: 湿发``."""

    character: Name = Field(description="the id of a character")
    outfit: Name | None = Field(default=None, description="the id of one of the character's outfits")
    state: str = Field(default="", description="the character's state: wet hair, a bandaged hand")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        state: Any = ""
        if isinstance(value, Mapping) and len(value) == 1 and "character" not in value:
            value, state = next(iter(value.items()))
        if isinstance(value, str):
            character, _, outfit = value.partition("/")
            return {"character": character, "outfit": outfit.strip() or None, "state": as_state(state)}
        return value


class ExtraRef(_Entry):
    """A further reference picture and what it is for."""

    image: Path = Field(description="the picture")
    for_: str = Field(default="", alias="for", description="what the picture controls")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"image": value} if isinstance(value, str | Path) else value


class Line(_Frozen):
    """A spoken line: video and subtitles only."""

    who: str = Field(default="", description="who says it")
    say: str = Field(default="", description="what is said")
    how: str = Field(default="", description="in what way")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, Mapping) and len(value) == 1 and not value.keys() & {"who", "say", "how"}:
            who, said = next(iter(value.items()))
            return {"who": who, "say": "" if said is None else said}
        return {"say": value} if isinstance(value, str) else value


class AnchorImage(_Frozen):
    """A picture from elsewhere as style anchor: one look for a whole drama."""

    image: Path = Field(description="the picture")


class Retry(_Entry):
    """How often to send again."""

    unknown: int = Field(default=2, ge=0, le=20, description="resends after unknown outcomes, per panel, for life")
    transient: int = Field(default=6, ge=0, le=50, description="resends after transient faults, per profile")


class Checks(_Entry):
    """Other limits for the checks of pictures; what is not said keeps its measured limit (docs/checks.md)."""

    aspect_off: float | None = Field(default=None, ge=0, le=1, description="largest deviation of width:height")
    structure: float | None = Field(default=None, ge=0, le=1, description="smallest structure that is no blank")
    copied: float | None = Field(default=None, ge=0, le=1, description="largest share that may agree with a reference")
    frame_support: float | None = Field(default=None, ge=0, le=1, description="straight edge that is a bar or frame")
    split_support: float | None = Field(default=None, ge=0, le=1, description="straight cut that splits the picture")
    composition: float | None = Field(default=None, ge=0, le=1, description="smallest agreement with the crop")
    tone: float | None = Field(default=None, ge=0, le=1, description="largest distance in lightness to the anchor")
    palette: float | None = Field(default=None, ge=0, le=1, description="largest distance in colour to the anchor")
    edge_width: float | None = Field(default=None, ge=0, le=1000, description="widest sharpest edges, in thousandths")
    alike: float | None = Field(default=None, ge=0, le=1, description="largest share two panels may have in common")

    @property
    def said(self) -> dict[str, float]:
        """The limits that the plan sets, by name."""
        return self.model_dump(exclude_none=True, exclude={"extras"})


class HandBox(_Frozen):
    """A panel's part of a page, typed by a person: ``[x, y, width, height]``, or ``{page: 2, box: […]}``."""

    page: int = Field(default=1, ge=1, le=100, description="which of the sheet's pages, from 1")
    box: tuple[float, float, float, float] = Field(
        description="[x, y, width, height] in the page's pixels, or in fractions of it where all four are at most 1"
    )

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return box_of(value)

    @property
    def typed(self) -> list[float] | dict[str, Any]:
        """As short as a plan may write it: what digests hold."""
        return list(self.box) if self.page == 1 else {"page": self.page, "box": list(self.box)}

    def on(self, page: Size) -> tuple[int, int, int, int]:
        """[left, top, right, bottom] in the pixels of a page of that size, right and bottom exclusive."""
        x, y, width, height = self.box
        if max(self.box) <= 1:
            x, y, width, height = x * page.width, y * page.height, width * page.width, height * page.height
        return round(x), round(y), round(x + width), round(y + height)


class Sheet(_Entry):
    """A page of panel sketches, given or generated."""

    image: Paths = Field(default=(), description="the sheet, or its pages in order")
    generate: bool = Field(default=False, description="draw the sheet from the same plan texts")
    grid: Annotated[str, BeforeValidator(as_grid)] | None = Field(default=None, description="rows x columns: 3x5")
    boxes: Mapping[Name, HandBox] = Field(
        default_factory=dict,
        description="panels cut by hand: {P03: [x, y, width, height]}, on a further page {P17: {page: 2, box: […]}}",
    )
    panels: tuple[Name, ...] | None = Field(
        default=None, description="the panels on it, in order; default: all that are drawn without an own composition"
    )
    accept: Literal["ask", "auto"] = Field(default="ask", description="auto: take an unconfirmed cut without asking")
    attempts: int = Field(default=2, ge=1, le=10, description="drawings of a generated sheet that can't be cut")

    @property
    def shape(self) -> tuple[int, int] | None:
        """``grid`` as (rows, columns)."""
        if self.grid is None:
            return None
        rows, columns = map(int, self.grid.split("x"))
        return rows, columns


class Judging(_Frozen):
    """A model that looks at every take."""

    profile: Name = Field(description="a judge's profile: openai, qwen, relay, local, or your own")
    mode: Literal["off", "advise", "gate"] = Field(
        default="advise", description="off; advise: its word is reported; gate: a take that fails is drawn anew"
    )

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return {"profile": value, "mode": "off"} if value == "off" else {"profile": value}


class Panel(_Entry):
    """One shot, drawn once."""

    id: Name = Field(description="names the panel; its text is kept as typed (01 stays 01)")
    action: str = Field(default="", description="the frozen instant that is drawn; needed unless image is given")
    place: Name | None = Field(default=None, description="the id of a place; brings its text, light and picture")
    scene: str = Field(default="", description="what else is seen: setting, time")
    weather: str = Field(default="", description="the weather")
    shot: str = Field(default="", description="shot size: 全景, 中景, 近景, 特写 …")
    camera: str = Field(default="", description="lens and angle, not movement")
    lighting: str = Field(default="", description="this panel's light, before the place's")
    characters: Annotated[tuple[CastMember, ...], BeforeValidator(as_cast)] = Field(
        default=(), description="who is on screen, in which outfit, in what state: [lin/coat: 湿发, chen]"
    )
    props: Words = Field(default=(), description="ids of props bring their pictures; other words are just words")
    follows: Name | None = Field(default=None, description="continuity: that panel's keyframe is sent too")
    ends: Name | None = Field(
        default=None, description="the last frame of that panel's shot: cast, place, props and light are that panel's"
    )
    image: Path | None = Field(default=None, description="one's own picture is the keyframe; nothing is bought")
    anchor: Name | None = Field(default=None, description="none, or the id of another panel as style anchor")
    style: Style | None = Field(default=None, description="this panel's own style")
    quality: Quality | None = Field(default=None, description="this panel's own quality")
    avoid: Words = Field(default=(), description="exclusions, only if wanted")
    sketch: Path | Literal["none"] | None = Field(
        default=None, description="own composition instead of a crop of the sheet; none: neither"
    )
    refs: Annotated[tuple[ExtraRef, ...], BeforeValidator(as_list)] = Field(
        default=(), description="further pictures and what each is for: [{image: a.png, for: 手势}]"
    )
    takes: int = Field(default=1, ge=1, le=10, description="draw several in parallel, one is chosen")
    note: str = Field(default="", description="a wish for the next drawing")
    motion: Any = Field(default=None, description="video only: what moves")
    lines: Annotated[tuple[Line, ...], BeforeValidator(as_list)] = Field(
        default=(), description="video and subtitles only: [{who: lin, say: 你来晚了, how: 低声}]"
    )
    sound: Any = Field(default=None, description="video only")
    seconds: float | None = Field(default=None, ge=0, le=86_400, description="video only: how long the shot lasts")
    clip: str | None = Field(default=None, description="video only: panels that merge into one clip")
    title: Any = Field(default=None, description="for people; never in a prompt")
    remarks: Any = Field(default=None, description="for people; never in a prompt")

    @property
    def drawn(self) -> bool:
        """Whether a picture is bought for it."""
        return self.image is None

    @property
    def pass_through(self) -> dict[str, Any]:
        """The keys that only the manifest and the shot list carry, JSON-ready, absent ones left out."""
        dumped = self.model_dump(mode="json", include=set(PASS_THROUGH), exclude_defaults=True, exclude_none=True)
        return dumped | dict(self.extras)


class Plan(_Entry):
    """A whole plan."""

    version: Annotated[Literal[1], BeforeValidator(as_version)] = Field(description="the version of this format: 1")
    title: str = Field(default="", description="for people; never in a prompt")
    aspect: Annotated[Aspect, BeforeValidator(as_aspect)] = Field(description="any W:H: 9:16, 16:9, 2.39:1")
    style: Style = Field(description="the look of the rendering: a preset, free text, or {preset: …, text: …}")
    language: Language = Field(default="zh", description="of the compiled prompts")
    target: Target | None = Field(default=None, description="the video model whose first-frame rules must be met")
    provider: Annotated[tuple[Name, ...], BeforeValidator(as_chain)] | None = Field(
        default=None, description="one profile, or a chain of one lineage: the next is the backup"
    )
    quality: Quality = Field(default="low", description="of every picture, unless its panel says otherwise")
    moderation: Literal["low", "auto"] = Field(default="low", description="how strictly the service filters")
    size: Annotated[Literal["auto", "exact"] | Size, BeforeValidator(as_size)] = Field(
        default="auto", description="auto: the exact aspect at the profile's best size; or WxH"
    )
    format: Format = Field(default="png", description="of the pictures")
    accept: Accept = Field(default="auto", description="who accepts: inspection, a person the anchor, a person all")
    budget: Decimal | None = Field(default=None, gt=0, le=1_000_000, description="USD for this board's whole life")
    library: Path | None = Field(
        default=None, description="a file with characters, places, props, style shared by all episodes"
    )
    anchor: (
        Annotated[
            Annotated[Name, Tag("~text")] | Annotated[AnchorImage, Tag("~keys")],
            Discriminator(lambda value: "~keys" if isinstance(value, Mapping | AnchorImage) else "~text"),
        ]
        | None
    ) = Field(default=None, description="the anchor panel's id (default: the first that is drawn), or {image: file}")
    avoid: Words = Field(default=(), description="exclusions for every panel, only if wanted")
    retry: Retry = Field(default=Retry.model_construct(), description="how often to send again")
    checks: Checks = Field(default=Checks.model_construct(), description="other limits for the checks of pictures")
    redo: int = Field(
        default=1, ge=0, le=5, description="how often a panel is drawn again by itself after a take that failed"
    )
    judge: Judging | None = Field(default=None, description="a model that looks at every take, by its profile's name")
    characters: tuple[Character, ...] = Field(default=(), max_length=MAX_ENTRIES, description="who there is")
    places: tuple[Place, ...] = Field(default=(), max_length=MAX_ENTRIES, description="where things happen")
    props: tuple[Prop, ...] = Field(
        default=(), max_length=MAX_ENTRIES, description="objects that must look the same everywhere"
    )
    bible: Paths = Field(default=(), description="pictures of the world and its look, sent with every panel")
    sheet: Sheet | None = Field(default=None, description="a page of panel sketches, given or generated")
    panels: Annotated[tuple[Panel, ...], BeforeValidator(one_at_least)] = Field(
        max_length=MAX_ENTRIES, description="the shots, in order"
    )
    remarks: Any = Field(default=None, description="for people; never in a prompt")
    file: Path = Field(default=Path("plan.yaml"), alias="-file", exclude=True, description="where the plan stands")

    @property
    def gated(self) -> bool:
        """Whether a judge's fail keeps a take from counting."""
        return self.judge is not None and self.judge.mode == "gate"

    @property
    def pass_through(self) -> dict[str, Any]:
        """The plan's own ``remarks`` and ``x-…`` keys, JSON-ready."""
        return ({} if self.remarks is None else {"remarks": self.remarks}) | dict(self.extras)

    def panel(self, panel_id: str) -> Panel:
        """The panel of that id; KeyError where there is none."""
        return next((p for p in self.panels if p.id == panel_id), None) or _missing(panel_id)

    def character(self, character_id: str) -> Character:
        """The character of that id; KeyError where there is none."""
        return next((c for c in self.characters if c.id == character_id), None) or _missing(character_id)

    def place(self, place_id: str) -> Place:
        """The place of that id; KeyError where there is none."""
        return next((p for p in self.places if p.id == place_id), None) or _missing(place_id)

    def prop(self, prop_id: str) -> Prop | None:
        """The prop of that id, or None where the word is just a word."""
        return next((p for p in self.props if p.id == prop_id), None)


def _missing(name: str) -> Any:
    raise KeyError(name)
