"""Painted numbers are read in the ways people and models write them, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from pipeline.check.sheet.labels import Label, parse_label


@pytest.mark.parametrize(
    ("text", "scene", "number"),
    [
        ("1", "", 1),
        ("01", "", 1),
        ("12.", "", 12),
        ("(3)", "", 3),
        ("#7", "", 7),
        ("P01", "", 1),
        ("P15", "", 15),
        ("S1-01", "1", 1),
        ("S02-P11", "2", 11),
        ("5-16", "5", 16),
        ("①", "", 1),
        ("⑳", "", 20),
        ("一", "", 1),
        ("十", "", 10),
        ("十二", "", 12),
        ("+一", "", 11),
        ("二+", "", 20),
        ("二十五", "", 25),
        ("第三镜", "", 3),
        ("镜头4", "", 4),
        ("Shot 9", "", 9),
        ("PANEL 03", "", 3),
        ("6 雨夜", "", 6),
        ("１２", "", 12),
        ("8 THE TURNS", "", 8),
    ],
)
def test_a_label_is_read(text: str, scene: str, number: int) -> None:
    assert parse_label(text) == Label(scene, number)


@pytest.mark.parametrize(
    "text", ["", "rain", "1.5s", "12:30", "3 s", "35mm", "50%", "0", "1234", "WIDE", "日", "2秒", "+", "+1"]
)
def test_other_text_is_no_label(text: str) -> None:
    assert parse_label(text) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Label("", 4), Label("", 4), True),
        (Label("1", 4), Label("", 4), True),
        (Label("1", 4), Label("2", 4), False),
        (Label("", 4), Label("", 5), False),
    ],
)
def test_a_scene_counts_only_where_both_have_one(one: Label, other: Label, same: bool) -> None:
    assert one.same(other) is same
    assert other.same(one) is same


def test_a_plan_id_must_be_a_label_as_a_whole() -> None:
    assert parse_label("7 dwarfs", whole=True) is None
    assert parse_label("S1-07", whole=True) == Label("1", 7)
