"""A style that is a preset's name is the preset; a near miss is told."""

from __future__ import annotations

import pytest

from pipeline.plan.presets import PRESETS, preset_near, preset_of


@pytest.mark.parametrize(
    ("text", "preset"),
    [
        ("live-action", "live-action"),
        ("Live Action", "live-action"),
        ("live_action", "live-action"),
        ("真人", "live-action"),
        ("watercolor", "watercolour"),
        ("古装", "period-drama"),
        ("３Ｄ", "3d-animation"),
        ("黑白胶片", None),
        ("真人实拍，但有颗粒", None),
        ("", None),
    ],
)
def test_the_whole_text_names_a_preset(text: str, preset: str | None):
    assert preset_of(text) == preset


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("live-acton", "live-action"),
        ("cyber-punk", "cyberpunk"),
        ("animee", "anime"),
        ("live-action", None),
        ("hand-drawn storybook", None),
        ("黑白胶片", None),
    ],
)
def test_a_typo_is_near(text: str, near: str | None):
    assert preset_near(text) == near


def test_no_two_presets_share_a_name():
    names = [name for preset, aliases in PRESETS.items() for name in (preset, *aliases)]
    assert len(names) == len(set(names))
    assert all(preset_of(name) == preset for preset, aliases in PRESETS.items() for name in (preset, *aliases))
