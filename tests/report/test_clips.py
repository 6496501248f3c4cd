"""From the report to what a video model is given."""

from pathlib import Path

from tests.report.boards import Board, all_drawn, plan_in


def test_panels_of_one_clip_come_together_with_frames_seconds_motion_and_lines(tmp_path: Path) -> None:
    first, second = all_drawn(tmp_path).report().clips()
    keyframes = tmp_path / "plan.board/keyframes"
    assert (first.id, first.panels, first.seconds) == ("C1", ("P01", "P02"), 7.5)
    assert (first.first_frame, first.last_frame) == (keyframes / "P01.png", keyframes / "P02z.png")
    assert first.motion == ("缓慢推近",)
    assert first.lines == ({"who": "lin", "say": "你来晚了", "how": "低声"},)
    assert (second.id, second.panels, second.last_frame) == ("P03", ("P03",), None)


def test_a_panel_without_a_clip_is_never_mixed_up_with_a_clip_of_its_name(tmp_path: Path) -> None:
    panels = ({"id": "A", "action": "一"}, {"id": "B", "action": "二", "clip": "A"})
    found = Board.opened(plan_in(tmp_path, *panels)).report().clips()
    assert [(clip.id, clip.panels, clip.seconds, clip.first_frame) for clip in found] == [
        ("A", ("A",), None, None),
        ("A", ("B",), None, None),
    ]


def test_a_clip_stands_where_its_first_panel_stands_and_motion_may_be_a_list(tmp_path: Path) -> None:
    panels = (
        {"id": "A", "action": "一", "clip": "X", "motion": ["推", "停"]},
        {"id": "B", "action": "二"},
        {"id": "C", "action": "三", "clip": "X", "motion": "拉"},
    )
    found = Board.opened(plan_in(tmp_path, *panels)).report().clips()
    assert [clip.panels for clip in found] == [("A", "C"), ("B",)]
    assert found[0].motion == ("推", "停", "拉")


def test_other_keys_of_the_plan_come_along(tmp_path: Path) -> None:
    assert all_drawn(tmp_path).report().panel("P02").pass_through["x-music"] == "rain"
