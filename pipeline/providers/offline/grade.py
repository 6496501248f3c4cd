"""The last touch over the whole frame: bloom, an anchor's palette, vignette and grain."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops, ImageFilter, ImageStat

from pipeline.providers.offline.stage import Stage


def bloom(stage: Stage) -> None:
    """Bright places shine over their edges."""
    small = stage.image.reduce(8).point([max(0, level - 150) for level in range(256)] * 3)
    halo = small.filter(ImageFilter.GaussianBlur(3)).resize(stage.image.size, Image.Resampling.BILINEAR)
    stage.image = ImageChops.screen(stage.image, halo)


def take_palette(stage: Stage, anchor: Image.Image, share: float = 0.8) -> None:
    """Move the frame's colour cast, saturation and a little of its contrast to those of ``anchor``."""
    model = anchor.resize((48, 48), Image.Resampling.BOX).convert("YCbCr")
    own = stage.image.reduce(16).convert("YCbCr")
    ours, theirs = ImageStat.Stat(own), ImageStat.Stat(model)
    bands = list(stage.image.convert("YCbCr").split())
    for index, pull in ((0, share * 0.25), (1, share), (2, share)):
        spread = min(1.6, max(0.5, theirs.stddev[index] / max(1.0, ours.stddev[index])))
        factor = 1 + (spread - 1) * pull
        target = ours.mean[index] + (theirs.mean[index] - ours.mean[index]) * pull
        table = [min(255, max(0, round((level - ours.mean[index]) * factor + target))) for level in range(256)]
        bands[index] = bands[index].point(table)
    stage.image = Image.merge("YCbCr", bands).convert("RGB")


def drain(stage: Stage) -> None:
    """Black and white, a little warm."""
    grey = stage.image.convert("L")
    stage.image = Image.merge(
        "RGB", [grey.point([min(255, round(level * part)) for level in range(256)]) for part in (1.0, 0.985, 0.955)]
    )


def finish(stage: Stage, seed: int) -> None:
    """Darker corners and a fine grain; the corners never go black."""
    y, x = np.mgrid[-1:1:48j, -1:1:48j].astype(np.float32)
    fall = np.clip(1.0 - 0.30 * np.clip((x**2 * 0.9 + y**2 * 0.7) - 0.35, 0, None), 0.6, 1)
    mask = Image.fromarray((fall * 255).astype(np.uint8)).resize(stage.image.size, Image.Resampling.BILINEAR)
    stage.image = ImageChops.multiply(stage.image, Image.merge("RGB", (mask, mask, mask)))
    tile = np.random.default_rng(seed).normal(128, 5.5, (256, 256)).clip(0, 255).astype(np.uint8)
    repeats = (-(-stage.height // 256), -(-stage.width // 256))
    grain = Image.fromarray(np.tile(tile, repeats)[: stage.height, : stage.width].copy())
    stage.image = ImageChops.add(stage.image, Image.merge("RGB", (grain, grain, grain)), 1, -128)
