"""The readers that can be compared: the product's own, and the older rapidocr-onnxruntime (Python < 3.13)."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import numpy as np

from pipeline.check.sheet.ids import IdReader, IdsNotRead, Line, Word
from pipeline.check.sheet.model import Box
from pipeline.check.sheet.rapid import load_reader
from pipeline.check.sheet.refine import Page

READERS = ("rapidocr", "rapidocr-onnxruntime")


class OlderReader:
    """rapidocr-onnxruntime 1.4 with its own settings."""

    name = "rapidocr-onnxruntime"

    def __init__(self) -> None:
        self._engine = importlib.import_module("rapidocr_onnxruntime").RapidOCR()

    def read(self, picture: Page) -> Sequence[Word]:
        answer, _ = self._engine(np.ascontiguousarray(picture[:, :, ::-1]), use_det=True, use_cls=False, use_rec=True)
        return [Word(str(text).strip(), _box(corners), float(score)) for corners, text, score in answer or ()]

    def read_line(self, picture: Page) -> Line | None:
        answer, _ = self._engine(np.ascontiguousarray(picture[:, :, ::-1]), use_det=False, use_cls=False, use_rec=True)
        return Line(str(answer[0][0]).strip(), float(answer[0][1])) if answer else None


def _box(corners: Sequence[Sequence[float]]) -> Box:
    low, high = np.floor(np.min(corners, 0)), np.ceil(np.max(corners, 0))
    return Box(int(low[0]), int(low[1]), int(high[0]), int(high[1]))


def open_reader(name: str) -> IdReader:
    """The reader of that name; ends the program with what to install if it isn't there."""
    if name == READERS[1]:
        return OlderReader()
    reader = load_reader()
    if isinstance(reader, IdsNotRead):
        sys.exit(reader.reason)
    return reader
