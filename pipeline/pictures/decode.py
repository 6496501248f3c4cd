"""Opens untrusted picture bytes with Pillow: known formats only, sizes capped before a pixel is decoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final

from PIL import Image, ImageFile
from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from pipeline.errors import PictureError
from pipeline.messages import say
from pipeline.pictures.formats import sniff, webp_canvas

MAX_PIXELS = 100_000_000

# The classes themselves instead of Image.open: nothing is guessed, no other decoder is reachable, and
# Pillow's process-wide limit (which warns below ours) stays as the embedding program has set it.
_READERS: Final[dict[str, Callable[[BytesIO], ImageFile.ImageFile]]] = {
    "png": PngImageFile,
    "jpeg": JpegImageFile,
    "webp": WebPImageFile,
    "gif": GifImageFile,
    "bmp": BmpImageFile,
    "tiff": TiffImageFile,
    "avif": AvifImageFile,
}


@contextmanager
def opened(data: bytes) -> Iterator[ImageFile.ImageFile]:
    """Yield the lazily opened picture; whatever goes wrong inside the block is raised as PictureError."""
    with translated():
        name = sniff(data)
        if name not in _READERS:
            raise PictureError(_no_picture(data, name))
        if name == "webp" and (canvas := webp_canvas(data)):
            # Its reader makes room for the whole canvas when it is opened.
            _check_size(*canvas)
        with _READERS[name](BytesIO(data)) as image:
            _check_size(*image.size)
            yield image


@contextmanager
def translated() -> Iterator[None]:
    """Turn whatever a decoder raises in the block into a PictureError that says why."""
    try:
        yield
    except PictureError:
        raise
    except MemoryError as error:
        raise PictureError(say("check.no-memory")) from error
    except Exception as error:  # decoders of hostile bytes raise anything there is
        raise PictureError(say("check.undecodable", reason=str(error) or type(error).__name__)) from error


def first_frame(image: Image.Image) -> Image.Image:
    """Decode the first frame; raises whatever the decoder raises, so call it inside ``opened``."""
    if is_animated(image):
        image.seek(0)
    image.load()
    return image


def is_animated(image: Image.Image) -> bool:
    """Tell whether there is more than one frame, without walking through all of them."""
    return bool(getattr(image, "is_animated", False))


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise PictureError(say("check.undecodable", reason=f"{width}x{height}"))
    if width * height > MAX_PIXELS:
        cap = MAX_PIXELS // 1_000_000
        raise PictureError(say("check.too-many-pixels", width=width, height=height, cap=cap))


def _no_picture(data: bytes, name: str) -> str:
    if not data:
        return say("check.empty")
    if name != "unknown":
        return say("check.unsupported", format=name.upper())
    return say("check.no-picture")
