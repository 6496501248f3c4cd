"""Draws what a brief asks for: a frame, a mended take, a reference picture or a storyboard page."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from pipeline.images.picture import Role
from pipeline.images.size import Size
from pipeline.providers.offline.bible import draw_objects, draw_plate, draw_turnaround
from pipeline.providers.offline.brief import FrameBrief, Kind
from pipeline.providers.offline.frame import compose
from pipeline.providers.offline.mend import mend
from pipeline.providers.offline.page import draw_page


def draw_frame(
    brief: FrameBrief,
    size: Size,
    images: Sequence[Image.Image],
    quality: str = "low",
    mask: Image.Image | None = None,
) -> Image.Image:
    """The picture (RGB, exactly ``size``) that ``brief`` asks for; same arguments, same pixels.

    ``images`` are the sent ones, in their order; with a ``mask`` (L, white is what changes), or where the first
    is said to be the picture to change, that one is mended.
    """
    if images and (mask is not None or brief.roles[:1] == (Role.TAKE,)):
        return mend(brief, size, images[0], mask)
    match brief.kind:
        case Kind.PAGE if brief.page is not None:
            return draw_page(brief.page, size, quality)
        case Kind.FIGURE_SHEET:
            return draw_turnaround(brief, size, quality)
        case Kind.OBJECT_SHEET:
            return draw_objects(brief, size, quality)
        case Kind.PLATE:
            return draw_plate(brief, size, quality)
        case _:
            return compose(brief, size, images, quality)
