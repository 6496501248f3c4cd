"""One decoded picture as the checks see it: small arrays, made once."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.check.inspect.edges import edge_width
from pipeline.check.inspect.signature import Signature, sign
from pipeline.images.picture import PictureFacts
from pipeline.images.size import Size
from pipeline.pictures.pixels import Pixels, decoded, shrunk
from pipeline.pictures.probe import probe

MIDDLE_EDGE = 768
SMALL_EDGE = 256


@dataclass(frozen=True, slots=True)
class View:
    """``middle`` and ``small`` are upright sRGB with a long edge of at most 768 and 256 pixels, ``shown`` the
    upright size of the whole.

    ``edge_width`` was measured on all pixels: the width of the sharpest edges in thousandths of the long edge,
    None where the picture has too few edges to tell.
    """

    facts: PictureFacts
    shown: Size
    middle: Pixels = field(repr=False)
    small: Pixels = field(repr=False)
    edge_width: float | None
    signature: Signature = field(repr=False)


def view(data: bytes) -> View:
    """Decode a picture for the checks; PictureError if it can't be read."""
    facts = probe(data)
    whole = decoded(data, MIDDLE_EDGE)
    small = shrunk(whole.small, SMALL_EDGE)
    return View(facts, whole.size, whole.small, small, edge_width(whole.grey), sign(small))
