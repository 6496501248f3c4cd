"""The labels of a compiled prompt's lines; who reads such a prompt (the offline engine) reads them here too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Labels:
    """The words that open a prompt's lines, as ``label + colon + text``; lists inside a line use ``separator``."""

    purpose: str
    image: str  # with {n}: the index of a sent picture, from 1
    place: str
    scene: str
    weather: str
    light: str
    cast: str
    props: str
    action: str
    shot: str
    camera: str
    style: str
    frame: str
    avoid: str
    wish: str
    nobody: str  # the text of the cast line where nobody is on screen
    colon: str
    separator: str
    opening: str
    closing: str


ZH: Final = Labels(
    purpose="用途",
    image="图{n}",
    place="地点",
    scene="场景",
    weather="天气",
    light="光线",
    cast="出场人物",
    props="道具",
    action="定格瞬间",
    shot="景别",
    camera="机位与镜头",
    style="风格",
    frame="画幅",
    avoid="不要出现",
    wish="本次要求",
    nobody="空镜，画面交给环境与物件",
    colon="：",
    separator="；",
    opening="（",
    closing="）",
)

EN: Final = Labels(
    purpose="Purpose",
    image="Image {n}",
    place="Place",
    scene="Scene",
    weather="Weather",
    light="Lighting",
    cast="On screen",
    props="Props",
    action="Frozen moment",
    shot="Shot size",
    camera="Camera",
    style="Style",
    frame="Frame",
    avoid="Leave out",
    wish="This time",
    nobody="an empty shot, carried by the setting and its objects",
    colon=": ",
    separator="; ",
    opening=" (",
    closing=")",
)

LABELS: Final[Mapping[str, Labels]] = {"zh": ZH, "en": EN}
