"""Measures the readers of painted ids: kinds of ids, and how they are painted, on drawn sheets.

    python -m benchmarks.ids [--reader rapidocr|rapidocr-onnxruntime] [--kinds 1,P01,一] [--misses]

Two sheets for each cell (15 and 12 panels, flat and soft pictures, two fonts); "27/27" are panels whose id was read
as painted, "!1" panels that were falsely contradicted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.readers import READERS, open_reader
from pipeline.check.sheet.ids import IdReader, read_ids
from pipeline.check.sheet.model import Box, Found, Panel
from tests.fakes.sheets import Look, draw_sheet, grid

NOTO = Path(__file__).parents[1] / "pipeline/providers/offline/fonts/NotoSansCJKsc-Regular.otf"
STYLES = ("plate", "light plate", "ring", "above", "over", "below")
DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "") + (DIGITS[ones] if ones else "")


KINDS: Mapping[str, Callable[[int], str]] = {
    "1": str,
    "01": lambda k: f"{k:02d}",
    "P01": lambda k: f"P{k:02d}",
    "S1-01": lambda k: f"S1-{k:02d}",
    "①": lambda k: chr(0x245F + k),
    "一": chinese,
    "#1": lambda k: f"#{k}",
    "(1)": lambda k: f"({k})",
    "1.": lambda k: f"{k}.",
    "镜1": lambda k: f"镜{k}",
    "第1镜": lambda k: f"第{k}镜",
    "第一镜": lambda k: f"第{chinese(k)}镜",
    "Shot 1": lambda k: f"Shot {k}",
    "1 rain": lambda k: f"{k} rain",
}


def pages(kind: str, style: str) -> list[tuple[np.ndarray, tuple[Box, ...]]]:
    small = ImageFont.load_default(20) if kind.isascii() else ImageFont.truetype(str(NOTO), 20)
    return [
        page(KINDS[kind], style, _look(3, 5, (1536, 1024), "flat"), 7, ImageFont.truetype(str(NOTO), 24)),
        page(KINDS[kind], style, _look(3, 4, (1200, 800), "soft"), 8, small),
    ]


def _look(rows: int, columns: int, size: tuple[int, int], scene: str) -> Look:
    space = {"gutter": 20, "row_gap": 46, "margin": 44, "ground": (250, 250, 248)}
    return Look(grid(rows, columns), size=size, scene=scene, ids="none", **space)


def page(
    text_of: Callable[[int], str], style: str, look: Look, seed: int, font: ImageFont.FreeTypeFont
) -> tuple[np.ndarray, tuple[Box, ...]]:
    drawn = draw_sheet(look, seed)
    picture = Image.fromarray(drawn.page)
    pen = ImageDraw.Draw(picture)
    for k, box in enumerate(drawn.boxes, 1):
        paint(pen, box, text_of(k), style, font)
    return np.asarray(picture), drawn.boxes


def paint(pen: ImageDraw.ImageDraw, box: Box, text: str, style: str, font: ImageFont.FreeTypeFont) -> None:
    tall, ink = font.size + 12, (20, 20, 20)
    x, y, wide = box.left + 8, box.top + 8, pen.textlength(text, font=font)
    if style in ("plate", "light plate"):
        wide = max(tall, wide + 14)
        dark = style == "plate"
        pen.rectangle((x, y, x + wide, y + tall), fill=(12, 12, 12) if dark else (248, 240, 200))
        pen.text((x + wide / 2, y + tall / 2), text, font=font, fill=(255, 255, 255) if dark else ink, anchor="mm")
    elif style == "ring":
        wide = max(tall, wide + 16)
        tall = max(tall, 0.8 * wide)
        pen.ellipse((x, y, x + wide, y + tall), outline=ink, fill=(255, 255, 255), width=2)
        pen.text((x + wide / 2, y + tall / 2), text, font=font, fill=ink, anchor="mm")
    elif style == "above":
        pen.text((box.left + 2, box.top - 8), text, font=font, fill=ink, anchor="ls")
    elif style == "below":
        pen.text((box.left + 2, box.bottom + 5), text, font=font, fill=ink, anchor="lt")
    else:
        pen.text((x, y), text, font=font, fill=(255, 255, 255), stroke_width=2, stroke_fill=(0, 0, 0))


def cell(kind: str, style: str, reader: IdReader, *, misses: bool) -> str:
    read = all_of = wrong = 0
    for picture, boxes in pages(kind, style):
        found = Found(tuple(Panel(box, (1.0,) * 4) for box in boxes), (picture.shape[1], picture.shape[0]))
        result = read_ids(picture, found, [f"P{k:02d}" for k in range(1, len(boxes) + 1)], reader)
        read += result.orders.count("confirmed")
        wrong += result.orders.count("contradicted")
        all_of += len(boxes)
        if misses:
            for k, order in enumerate(result.orders):
                if order != "confirmed":
                    print(f"  {order}: {KINDS[kind](k + 1)} as {style}: {result.seen[k]}")
    return f"{read}/{all_of}" + (f" !{wrong}" if wrong else "")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--reader", choices=READERS, default=READERS[0])
    options.add_argument("--kinds", default=",".join(KINDS))
    options.add_argument("--misses", action="store_true", help="say what was read instead")
    asked = options.parse_args()
    reader = open_reader(asked.reader)
    print("|", " | ".join(("kind", *STYLES)), "|")
    for kind in asked.kinds.split(","):
        row = [cell(kind, style, reader, misses=asked.misses) for style in STYLES]
        print("|", " | ".join((kind, *row)), "|", flush=True)


if __name__ == "__main__":
    main()
