"""Copy: a reference that came back nearly unchanged instead of a drawn picture."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.inspect.agreement import agreement, correlation
from pipeline.check.inspect.border import unframed
from pipeline.check.inspect.case import Case, verdict
from pipeline.check.inspect.oklab import luma
from pipeline.check.inspect.result import Check
from pipeline.check.inspect.view import View
from pipeline.images.size import Size
from pipeline.pictures.pixels import Pixels, fitted

_SIDE = 96
_WORTH_A_LOOK = 0.6  # correlation of the coarse light below which two pictures can't be copies
_COARSE = Size(24, 24)


def copied(case: Case) -> Check | None:
    """Fail a picture that is one of the sent ones, repacked, resized, cropped to fit, padded or regraded."""
    sent = [each for each in case.references if not each.may_come_back]
    if not sent:
        return None
    shares = [(likeness(case.view, each.view), each) for each in sent]
    value, closest = max(shares, key=lambda pair: pair[0])
    limit = case.limits.copied
    return verdict("copy", value, limit, good=value < limit, gate=True, name=closest.name or closest.role.value)


def likeness(taken: View, sent: View) -> float:
    """Return the largest share of detail that agrees, over the ways in which a picture is made to fit another."""
    return max(_agree(one, other) for one, other in _fits(taken, sent))


def _fits(one: View, other: View) -> Iterator[tuple[Pixels, Pixels]]:
    """Squeezed; the middle of the sent one; the sent one within bars; the sent one with its own bars cut off."""
    yield one.small, other.small
    taken, sent = one.middle, other.middle  # what is cut out of a picture needs its pixels
    if abs(_ratio(taken) / _ratio(sent) - 1.0) > 0.02:
        yield taken, _middle(sent, _ratio(taken))
        yield _middle(taken, _ratio(sent)), sent
    if (bare := unframed(taken)).shape != taken.shape:
        yield bare, unframed(sent)


def _agree(taken: Pixels, sent: Pixels) -> float:
    if correlation(luma(fitted(taken, _COARSE)), luma(fitted(sent, _COARSE))) < _WORTH_A_LOOK:
        return 0.0
    return agreement(fitted(taken, Size(_SIDE, _SIDE)), fitted(sent, Size(_SIDE, _SIDE)))


def _ratio(rgb: Pixels) -> float:
    return float(rgb.shape[1]) / float(rgb.shape[0])


def _middle(rgb: Pixels, ratio: float) -> Pixels:
    """Cut the largest part of this width:height out of the middle."""
    height, width, _ = rgb.shape
    if width / height > ratio:
        kept = max(1, round(height * ratio))
        return rgb[:, (width - kept) // 2 :][:, :kept]
    kept = max(1, round(width / ratio))
    return rgb[(height - kept) // 2 :][:kept]
