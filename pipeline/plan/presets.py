"""Names the style presets and what else people call them; their words are in ``pipeline.compose.styles``."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping
from typing import Final

PRESETS: Final[Mapping[str, tuple[str, ...]]] = {
    "live-action": ("真人", "真人实拍", "真人短剧", "实拍", "realistic"),
    "anime": ("动漫", "日漫", "二次元", "动画"),
    "3d-animation": ("三维动画", "3d动画", "3d", "3d动漫"),
    "ink-wash": ("水墨", "水墨画", "国画"),
    "watercolour": ("watercolor", "水彩", "水彩画"),
    "film-noir": ("noir", "黑色电影"),
    "comic": ("漫画", "美漫", "comics"),
    "clay": ("黏土", "粘土", "黏土动画", "粘土动画", "定格动画", "stop-motion", "claymation"),
    "oil-painting": ("油画", "oil"),
    "cyberpunk": ("赛博朋克",),
    "period-drama": ("古装", "古装剧", "古风"),
    "documentary": ("纪录片", "纪实"),
}
"""Canonical names with their aliases; all of them mean the preset when they are the whole style."""


def preset_of(text: str) -> str | None:
    """Return the canonical name of the preset that ``text`` names, None where it is free words."""
    return _BY_NAME.get(_plain(text))


def preset_near(text: str) -> str | None:
    """Return the preset's name that ``text`` misses by a typo, None where it is none or is exact."""
    plain = _plain(text)
    if plain in _BY_NAME or not plain.isascii():
        return None
    near = difflib.get_close_matches(plain, _BY_NAME, n=1, cutoff=0.8)
    return _BY_NAME[near[0]] if near else None


def _plain(text: str) -> str:
    return "-".join(unicodedata.normalize("NFKC", text).casefold().replace("_", " ").replace("-", " ").split())


_BY_NAME: Final = {_plain(name): preset for preset, aliases in PRESETS.items() for name in (preset, *aliases)}
