from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.compose.look import Ref, Source
from pipeline.compose.mend import mend_refs, mend_spec
from pipeline.images.capabilities import Capabilities
from pipeline.images.picture import Role
from pipeline.plan.model import Plan

TAKE = Source(Path("takes/P07/02.png"), "a" * 64)
REFS = (
    Ref(Role.IDENTITY, Source(Path("lin.png"), "b" * 64), "林晚"),
    Ref(Role.PLACE, Source(Path("teahouse.png"), "c" * 64), "茶馆"),
    Ref(Role.ANCHOR, Source(Path("anchor.png"), "d" * 64)),
)


@pytest.mark.parametrize(("language", "rest"), [("zh", "其余完全不变"), ("en", "stays exactly as in Image 1")])
def test_a_mend_sends_the_take_first_with_the_faces_and_says_that_the_rest_stays(language: str, rest: str) -> None:
    plan = Plan.model_validate(
        {
            "version": 1,
            "aspect": "9:16",
            "style": {"preset": "anime"},
            "language": language,
            "panels": [{"id": "P07", "action": "林晚走过长街"}],
        }
    )
    refs = mend_refs(TAKE, REFS)
    assert [ref.role for ref in refs] == [Role.TAKE, Role.IDENTITY]
    wanted = mend_spec(plan, plan.panels[0], refs, Capabilities(), note="去掉左侧路人", masked=False)
    assert wanted.mode == "edit"
    assert "去掉左侧路人" in wanted.prompt
    assert rest in wanted.prompt
    assert "P07" not in wanted.prompt
    masked = mend_spec(plan, plan.panels[0], refs, Capabilities(), note="去掉左侧路人", masked=True)
    assert rest not in masked.prompt
