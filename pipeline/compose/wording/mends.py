"""Words for mending a take, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class MendWords:
    """``rest`` says that everything else stays; ``rest_masked`` that nothing outside the mask is touched."""

    purpose: str
    rest_label: str
    rest: str
    rest_masked: str


MENDS: Final[Mapping[str, MendWords]] = {
    "zh": MendWords(
        purpose="在原图（图1）上做局部修改，其余保持原样",
        rest_label="其余",
        rest="其余完全不变：人物、面孔、表情、衣着、姿势、构图、光线、色调、景物都与图1逐处一致",
        rest_masked="只改蒙版以内；蒙版以外与图1逐像素一致",
    ),
    "en": MendWords(
        purpose="a local change to the original picture (Image 1), everything else as it is",
        rest_label="Everything else",
        rest="stays exactly as in Image 1: people, faces, expressions, clothes, poses, framing, light, colour, setting",
        rest_masked="only what is inside the mask changes; outside it every pixel stays as in Image 1",
    ),
}
