"""Which pictures video models take as a first frame, as a table with sources, and what a keyframe breaks of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from pipeline.images.picture import PictureFacts
from pipeline.images.size import Aspect, Size
from pipeline.messages import say

_CLOSE = 0.01  # a picture this near to its declared aspect is not cut: sizes are whole multiples of 16


@dataclass(frozen=True, slots=True)
class Target:
    """A video model's rules for a first frame; lengths in pixels, ``narrowest`` and ``widest`` as width / height."""

    name: str
    source: str
    most_bytes: int
    least_side: int = 1
    most_side: int = 100_000
    narrowest: Fraction = Fraction(0)
    widest: Fraction = Fraction(1000)
    only: tuple[Aspect, ...] = ()
    best: tuple[Size, ...] = ()

    def takes(self, ratio: Fraction) -> bool:
        """Tell whether a picture of this width / height may be sent."""
        if self.only:
            return any(abs(float(ratio / aspect.ratio) - 1.0) <= _CLOSE for aspect in self.only)
        return self.narrowest <= ratio <= self.widest

    def best_for(self, size: Size) -> Size | None:
        """Return the size the model works best with, of those with this picture's aspect."""
        return next((best for best in self.best if abs(float(best.ratio / size.ratio) - 1.0) <= _CLOSE), None)

    @property
    def allowed(self) -> str:
        if self.only:
            return ", ".join(aspect.text for aspect in self.only)
        return f"{float(self.narrowest):g} to {float(self.widest):g} (width / height)"


TARGETS: Final[Mapping[str, Target]] = {
    target.name: target
    for target in (
        Target(
            "seedance",
            "https://docs.byteplus.com/en/docs/ModelArk/1520757",  # image_url: 0.4-2.5, 300-6000 px, < 30 MB
            most_bytes=30_000_000,
            least_side=300,
            most_side=6000,
            narrowest=Fraction(2, 5),
            widest=Fraction(5, 2),
        ),
        Target(
            "kling",
            "https://app.klingai.com/global/dev/document-api/apiReference/model/imageToVideo",  # image: 10 MB, 300 px
            most_bytes=10_000_000,
            least_side=300,
            narrowest=Fraction(2, 5),
            widest=Fraction(5, 2),
        ),
        Target(
            "veo",
            "https://cloud.google.com/vertex-ai/generative-ai/docs/video/generate-videos-from-an-image",
            most_bytes=20_000_000,
            only=(Aspect.parse("16:9"), Aspect.parse("9:16")),
            best=(Size(1280, 720), Size(720, 1280)),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule a keyframe breaks: ``aspect``, ``small``, ``below-best`` or ``cropped``, with its sentence."""

    code: str
    sentence: str


def hold(facts: PictureFacts, aspect: Aspect, target: Target) -> tuple[Violation, ...]:
    """Hold a keyframe, as it would be delivered, against the rules; empty means that it fits."""
    shown = _shown(facts)
    kept = cut(shown, aspect)
    sent = delivered(shown, aspect, target)
    found = []
    if not target.takes(kept.ratio):
        found.append(_violation("aspect", target=target.name, allowed=target.allowed, aspect=aspect))
    if min(sent.width, sent.height) < target.least_side:
        found.append(_violation("small", target=target.name, size=sent, least=target.least_side))
    if (best := target.best_for(kept)) and sent.pixels < best.pixels:
        found.append(_violation("below-best", target=target.name, size=sent, best=best))
    if kept != shown:
        lost = f"{1 - kept.pixels / shown.pixels:.0%}"
        found.append(_violation("cropped", size=shown, aspect=aspect, lost=lost))
    return tuple(found)


def cut(size: Size, aspect: Aspect) -> Size:
    """Return the largest part of ``size`` that has the declared aspect; all of it where that is nearly so."""
    if aspect.off(size) <= _CLOSE:
        return size
    if size.ratio > aspect.ratio:
        return Size(max(1, round(size.height * aspect.ratio)), size.height)
    return Size(size.width, max(1, round(size.width / aspect.ratio)))


def delivered(size: Size, aspect: Aspect, target: Target) -> Size:
    """Return the size of the first frame made of a picture of ``size``."""
    kept = cut(size, aspect)
    best = target.best_for(kept)
    if best is not None:
        return best if best.width <= kept.width and best.height <= kept.height else kept
    share = min(Fraction(1), Fraction(target.most_side, max(kept.width, kept.height)))
    return Size(max(1, int(kept.width * share)), max(1, int(kept.height * share)))


def _shown(facts: PictureFacts) -> Size:
    """Return the size as people see it: EXIF orientations 5 to 8 lay a picture on its side."""
    return facts.size.turned if facts.exif_orientation >= 5 else facts.size


def _violation(code: str, **words: object) -> Violation:
    return Violation(code, say(f"check.first-frame-{code}", **words))
