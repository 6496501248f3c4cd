"""A patch on which one figure or thing is drawn in flat colours, then lit as a whole and put on the stage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from pipeline.providers.offline.colour import Colour, mix, rgb, times
from pipeline.providers.offline.mood import Mood
from pipeline.providers.offline.shapes import capsule, ellipse, smooth
from pipeline.providers.offline.stage import FINE, Box, Point, Stage


class Pen:
    """Draws in metres around an origin that lies at ``(x, y)`` on the stage; y points up."""

    def __init__(self, stage: Stage, origin: Point, scale: float, reach: tuple[float, float, float, float]) -> None:
        """``reach`` is what may be drawn on, in metres: left, bottom, right, top."""
        self.stage, self.origin, self.scale = stage, origin, scale
        left, top = origin[0] + reach[0] * scale, origin[1] - reach[3] * scale
        right, bottom = origin[0] + reach[2] * scale, origin[1] - reach[1] * scale
        self.box: Box = (
            max(0, int(left)), max(0, int(top)), min(stage.width, int(right) + 1), min(stage.height, int(bottom) + 1),
        )  # fmt: skip
        self.visible = self.box[0] < self.box[2] and self.box[1] < self.box[3]
        size = ((self.box[2] - self.box[0]) * FINE, (self.box[3] - self.box[1]) * FINE) if self.visible else (2, 2)
        self.colours = Image.new("RGB", size)
        self.mask = Image.new("L", size)
        self._paint, self._cover = ImageDraw.Draw(self.colours), ImageDraw.Draw(self.mask)

    def fine(self, point: Point) -> Point:
        return (
            (self.origin[0] + point[0] * self.scale - self.box[0]) * FINE,
            (self.origin[1] - point[1] * self.scale - self.box[1]) * FINE,
        )

    def fill(self, points: Sequence[Point], colour: Colour) -> None:
        fine = [self.fine(point) for point in points]
        self._paint.polygon(fine, fill=rgb(colour))
        self._cover.polygon(fine, fill=255)

    def curve(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill a smooth closed outline through ``points``."""
        self.fill(smooth(points), colour)

    def limb(self, a: Point, b: Point, ra: float, rb: float, colour: Colour) -> None:
        self.fill(capsule(a, b, ra, rb), colour)

    def dot(self, centre: Point, rx: float, ry: float, colour: Colour, turn: float = 0.0) -> None:
        self.fill(ellipse(centre, rx, ry, turn), colour)

    def stroke(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """A line within what is drawn already; it adds nothing to the outline."""
        thick = max(1, round(width * self.scale * FINE))
        self._paint.line([self.fine(point) for point in points], fill=rgb(colour), width=thick, joint="curve")

    def tint(self, points: Sequence[Point], colour: Colour) -> None:
        """A patch of colour within what is drawn already."""
        self._paint.polygon([self.fine(point) for point in points], fill=rgb(colour))

    def rod(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """A line that is a thing of its own."""
        thick = max(1, round(width * self.scale * FINE))
        fine = [self.fine(point) for point in points]
        self._paint.line(fine, fill=rgb(colour), width=thick, joint="curve")
        self._cover.line(fine, fill=255, width=thick, joint="curve")

    def put(
        self, mood: Mood, *, depth: float = 0.0, blur: float = 0.0, strength: float = 1.0, rounding: float = 0.05
    ) -> None:
        """Light the patch and lay it on the stage: key light and shade at the edges, dimmer below, haze over all.

        ``rounding`` is how far, in metres, the light bends around the form.
        """
        if not self.visible:
            return
        reach = max(1.0, rounding * self.scale)
        part = self._drawn(round(reach * 2 + blur * 2) + 2)
        if part is None:
            return
        colours, mask, box = part
        colours = ImageChops.multiply(colours, _ambience(colours.size, mood, box, self.stage))
        step = round(reach * 0.55) * mood.side
        # The blur is made small: its own detail is gone anyway.
        soft = _soft(mask, reach)
        inner = ImageChops.darker(mask, ImageChops.invert(_moved(soft, -step, round(reach * 0.3))))
        outer = ImageChops.darker(mask, ImageChops.invert(_moved(soft, step * 2, -round(reach * 0.3))))
        shade = outer.point([round(level * 0.66 * strength) for level in range(256)])
        light = inner.point([round(level * (0.95 if mood.back else 0.50) * strength) for level in range(256)])
        colours.paste(rgb(mix(mood.shade, mood.haze, 0.12)), (0, 0), shade)
        colours.paste(rgb(mood.key), (0, 0), light)
        hazed = 1.0 - 2.718 ** (-depth / mood.depth)
        if hazed > 0.02:
            colours = Image.blend(colours, Image.new("RGB", colours.size, rgb(mood.haze)), min(0.92, hazed))
        if blur >= 0.5:
            mask = mask.filter(ImageFilter.BoxBlur(blur))
        self.stage.image.paste(colours, box, mask)

    def _drawn(self, spare: int) -> tuple[Image.Image, Image.Image, Box] | None:
        """Colours and mask at the stage's scale, cut to what is drawn and ``spare`` pixels around it, and where."""
        found = self.mask.getbbox()
        if found is None:
            return None
        wide, tall = self.box[2] - self.box[0], self.box[3] - self.box[1]
        inner = (
            max(0, found[0] // FINE - spare), max(0, found[1] // FINE - spare),
            min(wide, -(-found[2] // FINE) + spare), min(tall, -(-found[3] // FINE) + spare),
        )  # fmt: skip
        fine = (inner[0] * FINE, inner[1] * FINE, inner[2] * FINE, inner[3] * FINE)
        left, top = self.box[0], self.box[1]
        box = (left + inner[0], top + inner[1], left + inner[2], top + inner[3])
        return self.colours.reduce(FINE, fine), self.mask.reduce(FINE, fine), box


def _moved(mask: Image.Image, dx: int, dy: int) -> Image.Image:
    """The mask shifted; what lies beyond its edge counts as covered, so that no light comes in from there."""
    return mask.transform(mask.size, Image.Transform.AFFINE, (1, 0, -dx, 0, 1, -dy), fillcolor=255)


def _soft(mask: Image.Image, radius: float) -> Image.Image:
    """The mask blurred inwards from its outline, beyond whose frame edge it goes on."""
    if radius < 6:
        return mask.filter(ImageFilter.BoxBlur(radius))
    factor = min(8, max(2, int(radius / 4)))
    return (
        mask.reduce(factor)
        .filter(ImageFilter.GaussianBlur(radius / factor))
        .resize(mask.size, Image.Resampling.BILINEAR)
    )


def _ambience(size: tuple[int, int], mood: Mood, box: Box, stage: Stage) -> Image.Image:
    """What the surroundings leave of a figure's own colours: less towards the bottom of the frame."""
    rows = np.linspace(box[1], box[3], size[1], dtype=np.float32)[:, None] / stage.height
    factor = 1.08 - 0.34 * np.clip(rows, 0, 1)
    column = np.clip(np.array([times(mood.ambient, 1.0)], np.float32) * factor, 0, 255).astype(np.uint8)
    return Image.fromarray(column.reshape(size[1], 1, 3)).resize(size, Image.Resampling.NEAREST)
