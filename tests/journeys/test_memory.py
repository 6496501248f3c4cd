"""Answers of thirty megabytes at full width: on disk as they arrive, and only a few of them in memory."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.fakes.image_service import ImageService
from tests.journeys.house import panels
from tests.journeys.stage import Stage

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="measured by wait4 and /proc")

MEASURED = "tests.journeys.measured"


def big_picture(seed: int) -> bytes:
    """Noise of 2240x3584 pixels: 24 MB as PNG, 32 MB in base64."""
    numbers = np.random.default_rng(seed)
    coarse = numbers.integers(0, 256, (56, 35, 3), dtype=np.uint8)
    image = np.asarray(Image.fromarray(coarse).resize((2240, 3584), Image.Resampling.NEAREST)).astype(np.int16)
    noisy = np.clip(image + numbers.integers(-60, 60, image.shape, dtype=np.int16), 0, 255).astype(np.uint8)
    file = BytesIO()
    Image.fromarray(noisy).save(file, "PNG", compress_level=0)
    return file.getvalue()


class BigService(ImageService):
    """Draws the same big pictures over and over, of the asked aspect."""

    def __init__(self) -> None:
        super().__init__()
        self._pictures = [big_picture(seed) for seed in range(3)]

    async def _draw(self, do, seen) -> bytes:
        self.billed += 1
        data = self._pictures[0 if seen.number == 1 else 1 + seen.number % 2]
        return data + bytes(seen.number)  # another digest each time: what follows the end of a PNG is ignored


async def test_thirty_megabytes_an_answer_and_eight_at_once_stay_in_bounds(stage: Stage, tmp_path: Path) -> None:
    async with BigService() as service:
        stage.service(service.url, service.key, limits={"concurrency": 8, "max_concurrency": 8}, timeout=120)
        stage.write({**panels(6), "accept": "auto"})
        note = tmp_path / "peak"
        done = await stage.go(
            str(stage.plan), "--json", "--quiet", wrapper=("-m", MEASURED, str(note), "--"), timeout=180
        )
        assert service.most_in_flight >= 4
    assert (done.code, done.json["calls"]["kept"]) == (0, 6)
    takes = list((stage.board / "takes").rglob("*.png"))
    assert all(take.stat().st_size > 24_000_000 for take in takes)
    assert int(note.read_text()) < 700 << 20
