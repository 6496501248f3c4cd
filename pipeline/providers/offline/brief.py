"""What a frame should show, read from a prompt: plain values, no drawing and no words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from pipeline.images.picture import Role


class Kind(StrEnum):
    """What sort of picture is asked for."""

    FRAME = "frame"
    FIGURE_SHEET = "figure sheet"
    OBJECT_SHEET = "object sheet"
    PLATE = "plate"
    PAGE = "page"


class Shot(Enum):
    """How much of a person the frame holds, from far to near."""

    EXTREME_WIDE = auto()
    WIDE = auto()
    FULL = auto()
    MEDIUM_WIDE = auto()
    MEDIUM = auto()
    MEDIUM_CLOSE = auto()
    BUST = auto()
    CLOSE = auto()
    EXTREME_CLOSE = auto()


class Angle(Enum):
    """Where the camera looks from."""

    EYE = auto()
    LOW = auto()
    HIGH = auto()
    OVERHEAD = auto()


class Time(StrEnum):
    """When it is."""

    DAY = "day"
    DAWN = "dawn"
    DUSK = "dusk"
    NIGHT = "night"


class Weather(StrEnum):
    """What is in the air."""

    CLEAR = "clear"
    RAIN = "rain"
    SNOW = "snow"
    FOG = "fog"
    DUST = "dust"
    PETALS = "petals"
    LEAVES = "leaves"


class Light(StrEnum):
    """Light besides the sky's."""

    WARM_LAMP = "warm lamp"
    NEON = "neon"
    MOON = "moon"
    COLD = "cold"
    GOLDEN = "golden"
    BACK = "back"
    DIM = "dim"
    LIGHTNING = "lightning"


class Posture(Enum):
    """How a body stands in its frame."""

    STAND = auto()
    WALK = auto()
    RUN = auto()
    SIT = auto()
    KNEEL = auto()
    CROUCH = auto()
    LIE = auto()
    LEAN = auto()
    BOW = auto()


class Gesture(Enum):
    """What the arms do."""

    NONE = auto()
    WAVE = auto()
    HOLD = auto()
    OFFER = auto()
    RAISE = auto()
    EMBRACE = auto()
    POINT = auto()
    PHONE = auto()
    TOUCH_FACE = auto()
    FOLD = auto()
    REACH = auto()
    SUPPORT = auto()
    UMBRELLA = auto()


class Facing(Enum):
    """Which way a person looks, as the camera sees it."""

    FRONT = auto()
    LEFT = auto()
    RIGHT = auto()
    BACK = auto()


class Feeling(Enum):
    """What a face shows."""

    CALM = auto()
    SMILE = auto()
    SAD = auto()
    ANGRY = auto()
    SURPRISED = auto()
    EYES_SHUT = auto()


class Hair(Enum):
    """A head of hair, or what covers it."""

    SHORT = auto()
    BOB = auto()
    LONG = auto()
    BUN = auto()
    TAIL = auto()
    TWIN = auto()
    BALD = auto()
    HAT = auto()


class Garment(Enum):
    """The outline that clothes give a body."""

    SHIRT = auto()
    SUIT = auto()
    COAT = auto()
    DRESS = auto()
    ROBE = auto()


class Age(Enum):
    """A rough age; it decides height and bearing."""

    CHILD = auto()
    ADULT = auto()
    OLD = auto()


@dataclass(frozen=True, slots=True)
class Person:
    """One who is on screen.

    ``name`` may be empty; ``key`` is what chance goes by where it is; ``tint`` and ``hair_tint`` are the words of
    a colour or empty; ``holds`` is the kind of thing in the near hand, or empty.
    """

    name: str
    posture: Posture = Posture.STAND
    gesture: Gesture = Gesture.NONE
    facing: Facing | None = None
    feeling: Feeling = Feeling.CALM
    hair: Hair = Hair.SHORT
    garment: Garment = Garment.SHIRT
    age: Age = Age.ADULT
    tint: str = ""
    hair_tint: str = ""
    glasses: bool = False
    beard: bool = False
    female: bool = False
    key: str = ""
    holds: str = ""
    at_table: bool = False
    in_bed: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """An object that matters: what it is called, its kind in ``words.PROPS`` or ``object``, a colour's word or none."""

    name: str
    kind: str
    tint: str = ""


@dataclass(frozen=True, slots=True)
class FrameBrief:
    """Everything ``draw_frame`` draws by; the texts are shown, the enums are drawn.

    ``roles`` has one entry per sent picture that the prompt tells of; ``seed_place`` is the text whose hash lays
    out the setting, so that panels of one place look like one place; ``seed`` is the
    text whose hash composes this one frame. ``hands`` says that the frame is about a hand, ``together``
    that people touch;
    ``wished`` are the things that the ``wish`` for this drawing names.
    """

    kind: Kind = Kind.FRAME
    language: str = "zh"
    shot: Shot = Shot.MEDIUM
    angle: Angle = Angle.EYE
    over_shoulder: bool = False
    subjective: bool = False
    aerial: bool = False
    tilted: bool = False
    lens: int | None = None
    place: str = "limbo"
    seed_place: str = ""
    indoors: bool = False
    time: Time = Time.DAY
    weather: Weather = Weather.CLEAR
    lights: tuple[Light, ...] = ()
    cast: tuple[Person, ...] = ()
    props: tuple[str, ...] = ()
    things: tuple[Thing, ...] = ()
    hands: bool = False
    together: bool = False
    wish: str = ""
    wished: tuple[Thing, ...] = ()
    action: str = ""
    shot_text: str = ""
    camera_text: str = ""
    monochrome: bool = False
    roles: tuple[Role, ...] = ()
    seed: str = ""
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One panel of a storyboard page: the id to print above it, or none, and what it shows."""

    name: str
    brief: FrameBrief


@dataclass(frozen=True, slots=True)
class Page:
    """A storyboard page: a grid filled row by row, ``ratio`` is each picture's width for its height."""

    rows: int
    columns: int
    ratio: float
    cells: tuple[Cell, ...]
