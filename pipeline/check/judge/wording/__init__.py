"""The words a judge is asked in, one module per language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeline.check.judge.wording import en, zh
from pipeline.check.judge.wording.base import JudgeWords

JUDGE_WORDS: Final[Mapping[str, JudgeWords]] = {"zh": zh.WORDS, "en": en.WORDS}
