"""Known faults, put onto good pictures."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

Fault = Callable[[Image.Image, np.random.Generator], Image.Image]


def flat_colour(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return Image.new("RGB", picture.size, tuple(int(v) for v in rng.integers(0, 256, 3)))


def black(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return Image.new("RGB", picture.size, (0, 0, 0))


def noisy_colour(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    level, strength = rng.integers(0, 256, 3), rng.uniform(1, 14)
    values = level + rng.normal(0, strength, (picture.height, picture.width, 1 + 2 * int(rng.integers(0, 2))))
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def gradient(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    y, x = np.mgrid[0 : 1 : picture.height * 1j, 0 : 1 : picture.width * 1j]
    angle = rng.uniform(0, 2 * np.pi)
    share = (x * np.cos(angle) + y * np.sin(angle) + 1.5) / 3
    low, high = rng.integers(0, 256, 3), rng.integers(0, 256, 3)
    return Image.fromarray((low + (high - low) * share[..., None]).astype(np.uint8))


def vignetted(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    y, x = np.mgrid[-1 : 1 : picture.height * 1j, -1 : 1 : picture.width * 1j]
    share = 1 - rng.uniform(0.1, 0.35) * (x * x + y * y)
    values = rng.integers(60, 240, 3) * share[..., None] + rng.normal(0, 1.5, (picture.height, picture.width, 1))
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


BLANKS: dict[str, Fault] = {
    "flat colour": flat_colour,
    "black": black,
    "noisy colour": noisy_colour,
    "gradient": gradient,
    "vignetted grey": vignetted,
}


def letterboxed(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Bars above and below, or left and right, as when a picture of another aspect is padded."""
    tone = _standing_out(picture)
    ground = Image.new("RGB", picture.size, (tone, tone, tone))
    share = rng.uniform(0.3, 0.92)
    upright = rng.random() < 0.5
    size = (picture.width, round(picture.height * share)) if upright else (round(picture.width * share), picture.height)
    inside = _cover(picture, size)
    ground.paste(inside, ((picture.width - size[0]) // 2, (picture.height - size[1]) // 2))
    return ground


def mounted(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A white or black mount all around, a wider one below perhaps."""
    tone = _standing_out(picture)
    ground = Image.new("RGB", picture.size, (tone, tone, tone))
    margin = round(min(picture.size) * rng.uniform(0.012, 0.07))
    below = margin * int(rng.integers(1, 3))
    ground.paste(_cover(picture, (picture.width - 2 * margin, picture.height - margin - below)), (margin, margin))
    return ground


def framed(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A drawn line near the edge, the picture going on outside it."""
    picture = picture.copy()
    inset = round(min(picture.size) * rng.uniform(0.008, 0.05))
    tone = _standing_out(picture)
    width = int(rng.integers(4, 9))
    box = [inset, inset, picture.width - inset, picture.height - inset]
    ImageDraw.Draw(picture).rounded_rectangle(box, radius=int(rng.integers(0, 20)), outline=(tone,) * 3, width=width)
    return picture


BORDERS: dict[str, Fault] = {"bars": letterboxed, "mount": mounted, "drawn line": framed}


def with_gutter(pictures: list[Image.Image], rng: np.random.Generator) -> Image.Image:
    return _page(pictures, rng, gutter=int(rng.integers(5, 24)), tone=_standing_out(*pictures))


def touching(pictures: list[Image.Image], rng: np.random.Generator) -> Image.Image:
    return _page(pictures, rng, gutter=0, tone=0)


def _page(pictures: list[Image.Image], rng: np.random.Generator, gutter: int, tone: int) -> Image.Image:
    width, height = pictures[0].size
    rows, columns = [(1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (3, 2)][int(rng.integers(0, 6))]
    page = Image.new("RGB", (width, height), (tone,) * 3)
    wide, high = (width - gutter * (columns - 1)) // columns, (height - gutter * (rows - 1)) // rows
    for k in range(rows * columns):
        row, column = divmod(k, columns)
        last = (width - column * (wide + gutter), height - row * (high + gutter))
        size = (last[0] if column == columns - 1 else wide, last[1] if row == rows - 1 else high)
        page.paste(_cover(pictures[k % len(pictures)], size), (column * (wide + gutter), row * (high + gutter)))
    return page


def repacked(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    out = BytesIO()
    picture.save(out, "JPEG", quality=int(rng.integers(35, 90)))
    return Image.open(out)


def rescaled(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    share = rng.uniform(0.25, 0.8)
    small = picture.resize((round(picture.width * share), round(picture.height * share)), Image.Resampling.BILINEAR)
    return small.resize(picture.size, Image.Resampling.BICUBIC)


def regraded(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    picture = ImageEnhance.Brightness(picture).enhance(rng.uniform(0.88, 1.12))
    return ImageEnhance.Color(picture).enhance(rng.uniform(0.85, 1.15))


def grained(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    values = np.asarray(picture, dtype=np.float32) + rng.normal(0, 6, (picture.height, picture.width, 1))
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def squared(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Cropped to another aspect and blown up, as services do with a reference that does not fit."""
    width, height = picture.size
    return _cover(picture, (height, width) if rng.random() < 0.3 and width != height else (min(picture.size),) * 2)


def padded(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return letterboxed_whole(picture, rng.uniform(0.6, 0.9))


def letterboxed_whole(picture: Image.Image, share: float) -> Image.Image:
    ground = Image.new("RGB", (picture.width, round(picture.height / share)))
    ground.paste(picture, (0, (ground.height - picture.height) // 2))
    return ground


COPIES: dict[str, Fault] = {
    "repacked": repacked,
    "rescaled": rescaled,
    "regraded": regraded,
    "grained": grained,
    "cropped to fit": squared,
    "padded": padded,
}


def blurred(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(rng.uniform(4, 9)))


def blown_up(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    share = rng.uniform(0.07, 0.14)
    small = picture.resize((round(picture.width * share), round(picture.height * share)), Image.Resampling.BOX)
    return small.resize(picture.size, Image.Resampling.BICUBIC)


SOFT: dict[str, Fault] = {"blurred": blurred, "blown up": blown_up}


def tinted(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    cast = np.array([[1.35, 1.0, 0.55], [0.6, 0.95, 1.4], [0.75, 1.25, 0.7]][int(rng.integers(0, 3))])
    return Image.fromarray(np.clip(np.asarray(picture) * cast, 0, 255).astype(np.uint8))


def garish(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return ImageEnhance.Color(picture).enhance(rng.uniform(2.6, 3.5))


def drained(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return picture.convert("L").convert("RGB")


PALETTES: dict[str, Fault] = {"tinted": tinted, "garish": garish, "drained": drained}


def darkened(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return ImageEnhance.Brightness(picture).enhance(rng.uniform(0.08, 0.2))


def washed_out(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return Image.blend(picture, Image.new("RGB", picture.size, (255, 255, 255)), rng.uniform(0.75, 0.85))


TONES: dict[str, Fault] = {"darkened": darkened, "washed out": washed_out}


def pencilled(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A quick pencil sketch of a picture: its strong contours, drawn a little off."""
    warped = wavy(picture, rng, 0.012).convert("L")
    near, far = warped.filter(ImageFilter.GaussianBlur(2)), warped.filter(ImageFilter.GaussianBlur(6))
    edge = np.abs(np.asarray(near, dtype=np.float32) - np.asarray(far, dtype=np.float32))
    strength = np.clip(edge / max(float(np.quantile(edge, 0.95)), 2.0), 0, 1) ** 1.5
    values = 245 - 190 * strength + rng.normal(0, 4, strength.shape)
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)).convert("RGB")


def wavy(picture: Image.Image, rng: np.random.Generator, by: float) -> Image.Image:
    """Bend a picture gently, by at most about ``by`` of its long edge."""
    width, height = picture.size
    y, x = np.mgrid[0:5, 0:5].astype(np.float64)
    shift = rng.normal(0, by * max(width, height) / 2, (5, 5, 2))
    at = np.stack([x / 4 * width, y / 4 * height], axis=-1) + shift
    mesh = []
    for row in range(4):
        for column in range(4):
            box = (column * width // 4, row * height // 4, (column + 1) * width // 4, (row + 1) * height // 4)
            corners = [at[row, column], at[row + 1, column], at[row + 1, column + 1], at[row, column + 1]]
            mesh.append((box, tuple(float(v) for corner in corners for v in corner)))
    return picture.transform(picture.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)


def _standing_out(*pictures: Image.Image) -> int:
    """Black or white, whichever is farther from the pictures: black bars around a night are no fault anybody sees."""
    mean = np.mean([np.asarray(picture.resize((32, 32)).convert("L")).mean() for picture in pictures])
    return 2 if mean > 127 else 253


def _cover(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    scale = max(size[0] / picture.width, size[1] / picture.height)
    whole = picture.resize((max(size[0], round(picture.width * scale)), max(size[1], round(picture.height * scale))))
    left, top = (whole.width - size[0]) // 2, (whole.height - size[1]) // 2
    return whole.crop((left, top, left + size[0], top + size[1]))
