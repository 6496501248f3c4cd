"""Draws the examples' bible pictures with the offline engine; the pictures beside the plans come from here.

    python examples/draw_bibles.py

Prompts are the offline engine's own: a turnaround on plain ground for a person, a wide empty set for a place.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from pipeline.images.size import Size
from pipeline.providers.offline.draw import draw_frame
from pipeline.providers.offline.prompt import read_prompt

HERE = Path(__file__).resolve().parent
FACE = Size(960, 720)
FIGURE = Size(640, 960)
WIDE = Size(1152, 768)

BIBLES: dict[str, tuple[Size, str]] = {
    "rain-letter/bible/lin.jpg": (
        FACE,
        "人物设定\n出场人物：林晚（二十七岁女子，齐耳短发，左眉有痣，眼神倔强）\n景别：近景",
    ),
    "rain-letter/bible/lin-coat.jpg": (
        FIGURE,
        "人物设定\n出场人物：林晚（二十七岁女子，齐耳短发；米色长风衣，深色内搭）\n景别：全景",
    ),
    "rain-letter/bible/lin-home.jpg": (
        FIGURE,
        "人物设定\n出场人物：林晚（二十七岁女子，齐耳短发；灰色针织开衫，白色长裙）\n景别：全景",
    ),
    "rain-letter/bible/chen.jpg": (
        FACE,
        "人物设定\n出场人物：陈默（三十岁男子，高瘦，黑框眼镜，下巴有浅浅胡茬）\n景别：近景",
    ),
    "rain-letter/bible/chen-gown.jpg": (
        FIGURE,
        "人物设定\n出场人物：陈默（三十岁男子，高瘦，黑框眼镜；深蓝长衫）\n景别：全景",
    ),
    "rain-letter/bible/chen-suit.jpg": (
        FIGURE,
        "人物设定\n出场人物：陈默（三十岁男子，高瘦，黑框眼镜；旧黑色西装，白衬衫）\n景别：全景",
    ),
    "rain-letter/bible/teahouse.jpg": (
        WIDE,
        "场景设定\n地点：民国茶馆，雕花木窗，方桌条凳\n光线：暖色油灯\n景别：全景",
    ),
    "coffee-ad/bible/mara.jpg": (
        FACE,
        "Character sheet\nOn screen: Mara (woman, thirty, long dark hair tied back, freckles)\nShot size: close-up",
    ),
}


def main() -> None:
    for name, (size, prompt) in BIBLES.items():
        path = HERE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        image = draw_frame(read_prompt(prompt), size, ())
        out = BytesIO()
        image.save(out, "JPEG", quality=88)
        path.write_bytes(out.getvalue())
        print(f"{path.relative_to(HERE)}  {size}  {len(out.getvalue()) // 1024} KB")


if __name__ == "__main__":
    main()
