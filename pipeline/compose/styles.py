"""The style presets' words: what keeps one film's keyframes alike, said positively, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.plan.model import Language


@dataclass(frozen=True, slots=True)
class StyleWords:
    """One look, in each language."""

    zh: str
    en: str

    def of(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


STYLES: Final[Mapping[str, StyleWords]] = {
    "live-action": StyleWords(
        zh="真人实拍短剧质感、写实电影摄影、真实皮肤、真实布料、统一调色、统一镜头语言",
        en=(
            "live-action drama, photorealistic cinematography, real skin texture, real fabric, "
            "one consistent colour grade, one consistent lens language"
        ),
    ),
    "anime": StyleWords(
        zh="日系二维动画电影、干净均匀的线条、赛璐璐两级阴影、手绘质感的背景、统一的人物比例与五官画法、统一色彩设定",
        en=(
            "2D anime film, clean even line work, two-tone cel shading, hand-painted backgrounds, "
            "consistent proportions and facial design, one colour script"
        ),
    ),
    "3d-animation": StyleWords(
        zh="三维动画电影、圆润的风格化造型、细腻的次表面散射皮肤、可触摸的材质、柔和的全局光照、统一的角色比例与渲染、统一调色",
        en=(
            "3D animated feature, rounded stylised shapes, soft subsurface skin, tactile materials, "
            "gentle global illumination, consistent character proportions and rendering, one colour grade"
        ),
    ),
    "ink-wash": StyleWords(
        zh="中国水墨画、宣纸纹理、浓淡干湿分明的墨色、写意笔触、大面积留白、淡彩点染、统一的笔法与墨调",
        en=(
            "Chinese ink-wash painting, rice-paper texture, ink from dense to pale, expressive brushwork, "
            "generous open space, touches of light colour, one brush manner and ink tone throughout"
        ),
    ),
    "watercolour": StyleWords(
        zh="水彩绘本、冷压水彩纸纹理、透明叠色、自然晕染的边缘、轻铅笔线稿、统一的柔和色盘与笔触",
        en=(
            "picture-book watercolour, cold-press paper texture, transparent layered washes, soft bleeding edges, "
            "light pencil under-drawing, one gentle palette and brush manner"
        ),
    ),
    "film-noir": StyleWords(
        zh="黑色电影、高反差黑白摄影、低调硬光、百叶窗与烟雾切出的光影、四十年代胶片颗粒、深黑与亮白的统一影调",
        en=(
            "film noir, high-contrast black-and-white photography, low-key hard light, "
            "shadows cut by blinds and smoke, 1940s film grain, one tonal range from deep black to bright white"
        ),
    ),
    "comic": StyleWords(
        zh="彩色漫画插画、粗细有致的墨线、平涂加网点阴影、鲜明概括的色块、统一的线条粗细、人物造型与配色",
        en=(
            "full-colour comic illustration, varied confident ink lines, flat colour with halftone shading, "
            "bold simplified shapes, consistent line weight, figure design and palette"
        ),
    ),
    "clay": StyleWords(
        zh="黏土定格动画、手工捏制的角色、表面留有指纹的哑光黏土、微缩实景布景、棚拍柔光、浅景深微距镜头、统一的材质与比例",
        en=(
            "stop-motion clay animation, hand-moulded figures, matte clay with faint fingerprints, "
            "miniature built sets, soft studio light, shallow macro depth of field, consistent materials and scale"
        ),
    ),
    "oil-painting": StyleWords(
        zh="古典油画、厚重可见的笔触、亚麻画布纹理、温润的层层罩染、伦勃朗式明暗、统一的色调与笔法",
        en=(
            "classical oil painting, rich visible brushstrokes, linen canvas texture, warm layered glazes, "
            "Rembrandt-like chiaroscuro, one tonality and brush manner"
        ),
    ),
    "cyberpunk": StyleWords(
        zh="赛博朋克实拍电影、写实摄影、霓虹青与品红的互补光、湿润反光的材质、薄雾中的体积光、变形宽银幕镜头质感、统一调色",
        en=(
            "live-action cyberpunk film, photorealistic cinematography, complementary cyan and magenta neon, "
            "wet reflective surfaces, volumetric haze, anamorphic lens character, one colour grade"
        ),
    ),
    "period-drama": StyleWords(
        zh="真人实拍古装剧、写实电影摄影、考究的服饰与妆发、真实丝绸与棉麻、木石质感的实景、自然光与烛光、统一的典雅调色",
        en=(
            "live-action period drama, photorealistic cinematography, carefully made costumes and hair, "
            "real silk and linen, sets of real wood and stone, natural and candle light, one elegant colour grade"
        ),
    ),
    "documentary": StyleWords(
        zh="纪实摄影、现场自然光、朴素真实的皮肤与环境、手持纪录片的临场感、克制的色彩、统一的曝光与调色",
        en=(
            "documentary photography, available light, plain real skin and surroundings, the presence of a hand-held "
            "documentary camera, restrained colour, one exposure and grade"
        ),
    ),
}


def style_words(preset: str, text: str, language: Language) -> str:
    """The words of ``preset`` (empty: none; KeyError for an unknown one) and the plan's own ``text``."""
    words = STYLES[preset].of(language) if preset else ""
    joint = "；" if language == "zh" else "; "
    return joint.join(part for part in (words, text) if part)
