"""The reader of the optional extra ``[sheet]``: RapidOCR, whose models are in its wheel."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from pipeline.check.sheet.ids import IdReader, IdsNotRead, Line, Word
from pipeline.check.sheet.model import Box
from pipeline.check.sheet.refine import Page
from pipeline.messages import say

_SETTINGS: Final = {
    "Global.log_level": "error",
    # By default small pictures are enlarged until lone digits are larger than the detector knows letters to be.
    "Det.limit_type": "max",
    "Det.limit_side_len": 1600,
    "Det.thresh": 0.2,
    "Det.box_thresh": 0.3,
    # Lines are padded to this width: a lone digit needs little, and longer lines are given what they need.
    "Rec.rec_img_shape": [3, 48, 96],
}


class RapidReader:
    """Reads text with RapidOCR's small models, on the processor, without any network."""

    name = "rapidocr"

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def read(self, picture: Page) -> Sequence[Word]:
        answer = self._ask(picture, use_det=True)
        if answer.boxes is None or answer.txts is None:
            return ()
        return [
            Word(str(text).strip(), _box(corners), float(score))
            for corners, text, score in zip(answer.boxes, answer.txts, answer.scores, strict=True)
        ]

    def read_line(self, picture: Page) -> Line | None:
        answer = self._ask(picture, use_det=False)
        return Line(str(answer.txts[0]).strip(), float(answer.scores[0])) if answer.txts else None

    def _ask(self, picture: Page, *, use_det: bool) -> Any:
        # Said each time: the engine keeps what it was told last.
        return self._engine(np.ascontiguousarray(picture[:, :, ::-1]), use_det=use_det, use_cls=False, use_rec=True)


def _box(corners: Any) -> Box:
    points = np.asarray(corners)
    low, high = np.floor(points.min(0)), np.ceil(points.max(0))
    return Box(int(low[0]), int(low[1]), int(high[0]), int(high[1]))


def load_reader() -> IdReader | IdsNotRead:
    """The reader, if the extra is installed and can be loaded; else why not. Takes about a second."""
    try:
        module = importlib.import_module("rapidocr")
        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        return RapidReader(module.RapidOCR(params=dict(_SETTINGS)))
    except ModuleNotFoundError as error:
        return IdsNotRead(say("sheet.no-reader", module=error.name or "rapidocr"))
    except Exception as error:  # noqa: BLE001 - a broken OCR must never stop a cut: reading is an extra
        return IdsNotRead(say("sheet.reader-broken", error=f"{type(error).__name__}: {error}"))
