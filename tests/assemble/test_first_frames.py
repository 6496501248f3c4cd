"""With a target every keyframe lies beside itself as the video model takes it, and what breaks a rule is said."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.assemble.derive import derive
from pipeline.assemble.frames import frames
from pipeline.decide.events import KeyframeSet
from pipeline.images.size import Size
from pipeline.pictures.probe import probe
from pipeline.report.frames import frame_lines
from pipeline.report.lines import closing
from pipeline.report.manifest import manifest
from pipeline.report.view import RunReport
from pipeline.store.facts import Digests
from pipeline.store.keyframes import show_keyframe
from pipeline.store.layout import Layout
from tests.report.boards import FOUR, Board, own_picture, plan_in, scene


def drawn(folder: Path, *sizes: str, **keys: Any) -> Board:
    """The usual four panels, drawn in these sizes."""
    board = Board.opened(plan_in(folder, **{"target": "kling", **keys}))
    for seed, (panel, size) in enumerate(zip(board.plan.panels, sizes or ["324x576"] * 4, strict=False)):
        board.draw(panel.id, scene(seed, size=size))
    return board


def derived(board: Board) -> Layout:
    layout = Layout(board.root)
    derive(board.plan, board.view(), board.state, layout, Digests.load(layout), board.pictures)
    return layout


def report(board: Board) -> RunReport:
    return board.report(frames=frames(board.view(), board.state, Layout(board.root), board.pictures))


def files(layout: Layout) -> list[str]:
    return sorted(path.name for path in layout.first_frames.glob("*"))


def test_every_keyframe_is_delivered_in_the_targets_size_and_the_keyframe_untouched(tmp_path: Path) -> None:
    board = drawn(tmp_path, "864x1536", target="veo")
    layout = derived(board)
    assert files(layout) == ["P01.jpg"]
    made = probe(layout.first_frame("P01"), fully=True)
    assert (made.format, made.size) == ("jpeg", Size(720, 1280))
    assert probe(layout.path("takes/P01/01.png")).size == Size(864, 1536)
    assert frame_lines(report(board).frames) == []


def test_a_small_keyframe_is_delivered_as_it_is_and_that_is_said(tmp_path: Path) -> None:
    board = drawn(tmp_path, "720x1280", "360x640", target="veo")
    assert probe(derived(board).first_frame("P02")).size == Size(360, 640)
    said = "first frame P02: 360x640 is below the 720x1280 that veo works best with; it is not enlarged"
    assert frame_lines(report(board).frames) == [said]
    assert said in closing(report(board))


def test_what_is_wrong_with_many_is_said_once(tmp_path: Path) -> None:
    board = drawn(tmp_path, *["320x320"] * 4, aspect="1:1", target="veo")
    assert frame_lines(report(board).frames) == ["first frame P01, P02, P02z and 1 more: veo takes 16:9, 9:16, not 1:1"]


def test_the_panel_that_ends_a_shot_is_its_last_frame(tmp_path: Path) -> None:
    board = drawn(tmp_path)
    found = report(board)
    assert [(p.id, p.frame and p.frame.role) for p in found.panels] == [
        ("P01", "first"),
        ("P02", "first"),
        ("P02z", "last"),
        ("P03", "first"),
    ]
    first, second = found.clips()
    folder = board.root / "first-frames"
    assert (first.first_frame, first.last_frame) == (folder / "P01.jpg", folder / "P02z.jpg")
    assert (second.first_frame, second.last_frame) == (folder / "P03.jpg", None)


def test_json_and_manifest_name_file_role_and_violations(tmp_path: Path) -> None:
    board = drawn(tmp_path, "720x1280", "360x640", target="veo")
    found = report(board)
    expected = {
        "first_frame": "first-frames/P02.jpg",
        "frame_role": "first",
        "violations": [{"code": "below-best", "sentence": found.panels[1].frame.violations[0].sentence}],
    }
    listed = manifest(found, board.plan, board.view(), board.state, board.at_rest())["panels"][1]
    for entry in (found.to_json()["panels"][1], listed):
        assert {key: entry[key] for key in expected} == expected


def test_only_what_changed_is_made_again(tmp_path: Path) -> None:
    board = drawn(tmp_path)
    layout = derived(board)
    before = {path.name: path.stat().st_mtime_ns for path in layout.first_frames.iterdir()}
    layout.path("takes/P01/01.png").unlink()  # nor is it opened again
    board.replan(P03={"action": "新照片特写"}).draw("P03", scene(9, size="324x576"))
    derived(board)
    after = {path.name: path.stat().st_mtime_ns for path in layout.first_frames.iterdir()}
    assert [name for name in before if before[name] != after[name]] == ["P03.jpg"]


@pytest.mark.parametrize("how", ["edited", "deleted", "cache lost"])
def test_a_frame_that_is_not_what_was_made_is_made_again(tmp_path: Path, how: str) -> None:
    board = drawn(tmp_path, "324x576")
    layout = derived(board)
    frame, note = layout.first_frame("P01"), layout.cache / "first-frames.json"
    good = frame.read_bytes()
    if how == "edited":
        frame.write_bytes(b"scribbled")
    if how == "deleted":
        frame.unlink()
    if how == "cache lost":
        note.unlink()
    derived(board)
    assert frame.read_bytes() == good


def test_frames_of_panels_and_targets_that_are_gone_go_and_others_files_stay(tmp_path: Path) -> None:
    board = drawn(tmp_path)
    layout = derived(board)
    mine = layout.first_frames / "mine.jpg"
    mine.write_bytes(b"somebody's")
    board.plan = board.plan.model_copy(update={"panels": board.plan.panels[:3]})
    assert files(derived(board)) == ["P01.jpg", "P02.jpg", "P02z.jpg", "mine.jpg"]
    board.plan = board.plan.model_copy(update={"target": None})
    assert files(derived(board)) == ["mine.jpg"]
    assert report(board).frames == {}


def test_without_a_target_a_clip_gets_the_keyframes(tmp_path: Path) -> None:
    board = drawn(tmp_path, target=None)
    layout = derived(board)
    assert not layout.first_frames.exists()
    assert report(board).clips()[0].first_frame == board.root / "keyframes/P01.png"


def test_ones_own_picture_is_delivered_too(tmp_path: Path) -> None:
    own = tmp_path / "mine.png"
    plan = plan_in(tmp_path, FOUR[0], {"id": "P02", "image": own}, target="kling")
    board = Board.opened(plan, pictures={own: own_picture(own)}).draw("P01", scene(1))
    layout = derived(board)
    assert files(layout) == ["P01.jpg", "P02.jpg"]
    assert [v.name for v in report(board).panel("P02").frame.violations] == ["small"]
    assert probe(layout.first_frame("P02")).size == Size(54, 96)


def test_a_keyframe_that_is_a_resample_of_its_take_is_what_is_delivered(tmp_path: Path) -> None:
    """Under ``size: exact``."""
    board = drawn(tmp_path, "336x576")
    seen = board.view()["P01"]
    assert seen.shown is not None
    assert seen.draft is not None
    layout = Layout(board.root)
    mark = KeyframeSet("P01", seen.shown.sha256, seen.draft.inputs, size="324x576")
    board.tell(show_keyframe(layout, mark, layout.path(seen.shown.file)))
    assert probe(derived(board).first_frame("P01")).size == Size(324, 576)
    assert report(board).panel("P01").frame.violations == ()
