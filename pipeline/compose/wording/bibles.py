"""Words for bibles, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.plan.bibles import Kind


@dataclass(frozen=True, slots=True)
class BibleWords:
    """``purpose`` says what the picture is for, ``layout`` what stands where, ``ground`` on what and in what light."""

    purpose: str
    layout: str
    ground: str


@dataclass(frozen=True, slots=True)
class Bibles:
    """The words of one language; ``frame`` takes ``{orientation}`` and ``{aspect}``."""

    layout_label: str
    ground_label: str
    frame: str
    kinds: Mapping[Kind, BibleWords]


_TURNS_ZH: Final = (
    "画面左侧三分之一是正面头肩特写，面孔清楚；右侧是同一个人的四个全身像，等高并排：正面、左侧面、右侧面、背面，"
    "从头顶到脚底完整入画，自然站立，双臂下垂，表情平静"
)
_STUDIO_ZH: Final = "纯净的浅灰背景，均匀柔和的光线；画面里只有这一个人的这几个角度，四周留白"

ZH: Final = Bibles(
    layout_label="版式",
    ground_label="背景与光线",
    frame="{orientation} {aspect}，一张完整的设定图，四边不裁切主体",
    kinds={
        "character": BibleWords(
            purpose="人物设定图，同一个人的转面，用作后续所有镜头里面孔、发型与体态的依据",
            layout=f"{_TURNS_ZH}；上文没有写到的衣着用合身的素色基础款",
            ground=_STUDIO_ZH,
        ),
        "outfit": BibleWords(
            purpose="服装设定图，同一个人穿着同一套衣服的转面，用作后续所有镜头里衣服款式、颜色与材质的依据",
            layout=f"{_TURNS_ZH}；每个角度都是上文的同一套衣服，剪裁、颜色与面料清楚可辨",
            ground=_STUDIO_ZH,
        ),
        "place": BibleWords(
            purpose="场景设定图，一处空无一人的场景，用作后续所有镜头里空间格局、建筑与陈设的依据",
            layout="一张平视的广角全景：空间格局、门窗、主要陈设与材质一览无余，陈设静置在原位",
            ground="光线以上文为准，没有写到就用平实清楚的自然光，暗处也看得清",
        ),
        "prop": BibleWords(
            purpose="道具设定图，一件物品，用作后续所有镜头里这件物品造型、颜色与材质的依据",
            layout="同一件物品的正面与四分之三侧面并排，完整入画，大小一致，细节清楚",
            ground="纯净的浅灰背景，均匀柔和的光线；画面里只有这一件物品",
        ),
    },
)

_TURNS_EN: Final = (
    "the left third is a front view of head and shoulders with a clear face; to its right four full-length views of "
    "the same person side by side at one height: front, left profile, right profile, back, whole from head to feet, "
    "standing naturally, arms down, a calm face"
)
_STUDIO_EN: Final = (
    "plain light-grey ground, even soft light; nothing but these views of this one person, with clear space around"
)

EN: Final = Bibles(
    layout_label="Layout",
    ground_label="Ground and light",
    frame="{orientation} {aspect}, one complete reference picture, the subject whole inside all four edges",
    kinds={
        "character": BibleWords(
            purpose="character sheet, a turnaround of one person, the source of face, hair and build for every shot",
            layout=f"{_TURNS_EN}; clothes that are not named above are plain and fitted",
            ground=_STUDIO_EN,
        ),
        "outfit": BibleWords(
            purpose="outfit sheet, a turnaround of one person in one outfit, the source of its cut, colour and fabric "
            "for every shot",
            layout=f"{_TURNS_EN}; the outfit above in every view, its cut, colour and fabric easy to tell",
            ground=_STUDIO_EN,
        ),
        "place": BibleWords(
            purpose="place plate, one empty set, the source of layout, architecture and furnishing for every shot",
            layout="one wide view at eye level: layout, doors and windows, main furnishing and materials all in sight, "
            "everything at rest in its place",
            ground="light as above; where none is named plain clear daylight, the dark parts still readable",
        ),
        "prop": BibleWords(
            purpose="prop sheet, one object, the source of its shape, colour and material for every shot",
            layout="the same object from the front and from three quarters side by side, whole, at one scale",
            ground="plain light-grey ground, even soft light; nothing but this one object",
        ),
    },
)

BIBLES: Final[Mapping[str, Bibles]] = {"zh": ZH, "en": EN}
