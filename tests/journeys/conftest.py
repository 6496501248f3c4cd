from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    made = Stage(tmp_path)
    made.write()
    return made
