"""Every style preset has words in both languages, and live-action has the contract's."""

import pytest

from pipeline.compose.styles import STYLES, style_words
from pipeline.plan.presets import PRESETS


def test_the_plan_knows_exactly_the_presets_that_have_words():
    assert set(PRESETS) == set(STYLES)


def test_live_action_has_the_contracts_words():
    said = "真人实拍短剧质感、写实电影摄影、真实皮肤、真实布料、统一调色、统一镜头语言"
    assert style_words("live-action", "", "zh") == said


@pytest.mark.parametrize("name", sorted(STYLES))
def test_a_preset_says_what_stays_alike_in_positive_words(name: str):
    words = STYLES[name]
    assert "统一" in words.zh
    assert "consistent" in words.en or "one " in words.en
    assert not any(exclusion in words.zh for exclusion in ("不要", "禁止", "避免", "无"))
    assert not any(exclusion in words.en.casefold() for exclusion in (" no ", "not ", "without", "avoid"))
    assert words.en.isascii()


def test_own_words_are_added_to_the_presets():
    both = style_words("film-noir", "雨夜霓虹", "zh")
    assert both.startswith(STYLES["film-noir"].zh)
    assert both.endswith("；雨夜霓虹")


def test_own_words_stand_alone_where_there_is_no_preset():
    assert style_words("", "黑白胶片", "zh") == "黑白胶片"
