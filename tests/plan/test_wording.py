"""Every fault has its sentence and its fix, and says them shortly."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.messages.en.plan import TEXTS
from pipeline.plan import wording
from pipeline.plan.wording import shortened, told

SOURCES = "\n".join(file.read_text(encoding="utf-8") for file in Path(wording.__file__).parent.glob("*.py"))
ALONE = {"another-encoding", "got-list", "got-keys", "got-text", "got-nothing"}


def test_every_sentence_has_its_fix_and_is_used():
    faults = {key for key in TEXTS if not key.endswith("-fix")} - ALONE
    assert {f"{key}-fix" for key in faults} == TEXTS.keys() - faults - ALONE
    made = ("wants-", "undefined-", "greater-than", "less-than", "too-long")
    unused = {key for key in faults if f'"{key}"' not in SOURCES and not key.startswith(made)}
    assert unused == set()


def test_every_sentence_that_is_asked_for_exists():
    asked = set(
        re.findall(r'(?:told|error|warning|wrong|_refusal|self\.fault)\((?:[^()"]|\([^()]*\))*"([a-z-]+)"', SOURCES)
    )
    assert len(asked) > 50
    assert asked <= TEXTS.keys()


def test_long_texts_are_shown_in_part():
    message, fix = told("unknown-key-near", key="k" * 5000, nearest="n" * 5000)
    assert len(message) < 400
    assert len(fix) < 400
    assert shortened("a\n b" * 100).startswith("a b")
