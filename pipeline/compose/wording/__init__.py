"""The words of prompts, one module per language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeline.compose.wording import en, zh
from pipeline.compose.wording.base import Wording

WORDINGS: Final[Mapping[str, Wording]] = {"zh": zh.WORDING, "en": en.WORDING}
