"""The words of prompts, one module per language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeline.compose.wording import en, zh
from pipeline.compose.wording.base import Wording
from pipeline.compose.wording.bibles import BIBLES
from pipeline.compose.wording.mends import MENDS
from pipeline.compose.wording.pages import PAGES

__all__ = ["BIBLES", "MENDS", "PAGES", "WORDINGS"]

WORDINGS: Final[Mapping[str, Wording]] = {"zh": zh.WORDING, "en": en.WORDING}
