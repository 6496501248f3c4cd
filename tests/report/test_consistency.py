"""One table over all panels: how far each is from its anchor, what failed, outliers first, and what would mend them."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.assemble.measuring import measure
from pipeline.decide.events import Accepted, Pinned
from pipeline.report.consistency import beside, consistency
from pipeline.report.likeness import Likeness
from pipeline.report.lines import closing
from pipeline.report.outliers import Consistency, Row, consistency_lines, outlier_line
from pipeline.store.layout import Layout
from tests.report.boards import Board, own_picture, plan_in, scene

PANELS = [{"id": f"P0{n}", "action": action} for n, action in enumerate(("灯", "门", "信", "雨"), 1)]
BRIGHT, DARK = scene(2), scene(3, light=0.15)


def drawn(folder: Path, *pictures: bytes, panels: list[dict[str, Any]] | None = None) -> Board:
    """A board whose panels got these pictures, in order."""
    board = Board.opened(plan_in(folder, *(panels or PANELS)))
    for panel, data in zip(board.plan.panels, pictures, strict=False):
        board.draw(panel.id, data)
    return board


def table(board: Board, **keys: Any) -> Consistency:
    keys = {"commands": board.commands(), "pictures": board.pictures, **keys}
    if "likeness" not in keys:
        keys["likeness"] = measure(board.view(), board.state, Layout(board.root), board.pictures)
    return consistency(board.view(), board.state, root=board.root, **keys)


def row(found: Consistency, panel: str) -> Row:
    return next(each for each in found.rows if each.panel == panel)


def test_a_panel_far_from_the_anchor_stands_first_with_the_command_that_draws_it_anew(tmp_path: Path) -> None:
    board = drawn(tmp_path, scene(1), BRIGHT, DARK, scene(4))
    found = table(board)
    assert [each.panel for each in found.rows] == ["P03", "P01", "P02", "P04"]
    assert [each.panel for each in found.open] == ["P03"]
    dark, bright = row(found, "P03"), row(found, "P02")
    assert "tone" in {mark.name for mark in dark.failed}
    assert (dark.anchor, dark.command) == ("P01", "retry")
    assert dark.argv == ("run-storyboard", "retry", str(board.plan.file), "P03")
    assert (dark.tone or 0) > 0.3 > (bright.tone or 1)
    assert (dark.distance or 0) > 1 > (bright.distance or 2)
    assert (bright.failed, bright.command, bright.argv) == ((), "", ())
    assert found.marks == {"P03": tuple(mark.name for mark in dark.failed)}


def test_the_anchor_is_held_against_nothing_nor_is_a_panel_with_a_look_of_its_own(tmp_path: Path) -> None:
    panels = [*PANELS[:2], {"id": "P03", "action": "信", "anchor": "none"}]
    found = table(drawn(tmp_path, scene(1), BRIGHT, DARK, panels=panels))
    assert [(each.panel, each.anchor, each.tone) for each in found.rows if each.panel != "P02"] == [
        ("P01", None, None),
        ("P03", None, None),
    ]
    assert not found.open
    assert consistency_lines(found)[1].endswith("the anchor")
    assert consistency_lines(found)[3].endswith("has no anchor")


def test_a_panel_is_held_against_the_anchor_that_it_names(tmp_path: Path) -> None:
    panels = [*PANELS[:3], {"id": "P04", "action": "雨", "anchor": "P03"}]
    board = drawn(tmp_path, scene(1), BRIGHT, DARK, scene(4, light=0.15), panels=panels)
    found = row(table(board), "P04")
    assert (found.anchor, found.failed) == ("P03", ())


def test_two_panels_that_are_nearly_the_same_are_told_and_the_later_is_to_be_drawn_anew(tmp_path: Path) -> None:
    found = table(drawn(tmp_path, scene(1), BRIGHT, scene(3), BRIGHT))
    assert [each.panel for each in found.open] == ["P04"]
    assert (row(found, "P02").alike, row(found, "P04").alike) == (("P04",), ("P02",))
    assert row(found, "P04").failed[0].sentence.startswith("P02 and P04 are nearly the same picture")


def test_of_many_twins_each_is_marked_once_and_names_a_few(tmp_path: Path) -> None:
    panels = [{"id": f"P{n}", "action": f"灯{n}"} for n in range(8)]
    found = table(drawn(tmp_path, *[scene(1, light=1 - n / 100) for n in range(8)], panels=panels))
    marked = {each.panel: [mark.name for mark in each.failed].count("alike") for each in found.rows}
    assert marked == {"P0": 0, **{f"P{n}": 1 for n in range(1, 8)}}
    assert all(len(each.alike) == 4 for each in found.rows)


def test_a_last_frame_may_be_close_to_its_first(tmp_path: Path) -> None:
    panels = [*PANELS[:2], {"id": "P02z", "ends": "P02", "action": "门关上"}]
    board = drawn(tmp_path, scene(1), BRIGHT, panels=panels)
    board.draw("P02z", BRIGHT)
    assert [mark.name for each in table(board).rows for mark in each.failed if mark.name == "alike"] == []


def test_what_a_person_accepted_stays_in_the_table_and_is_no_longer_open(tmp_path: Path) -> None:
    board = drawn(tmp_path, scene(1), BRIGHT, DARK)
    shown, draft = board.view()["P03"].shown, board.view()["P03"].draft
    assert shown is not None
    assert draft is not None
    found = table(board.tell(Accepted("P03", shown.sha256, draft.inputs)))
    assert (row(found, "P03").open, bool(row(found, "P03").failed)) == (False, True)
    assert (found.open, found.marks, outlier_line(found)) == ((), {}, "")


def test_a_stale_panel_is_mended_by_the_run_and_a_pinned_one_by_letting_go(tmp_path: Path) -> None:
    board = drawn(tmp_path, scene(1), BRIGHT, DARK).replan(P03={"action": "两封信"})
    assert (row(table(board), "P03").command, row(table(board), "P03").open) == ("run", False)
    shown = board.view()["P03"].shown
    assert shown is not None
    assert row(table(board.tell(Pinned("P03", shown.sha256))), "P03").command == "unpin"


def test_a_candidate_is_shown_rather_than_what_counts(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path, *PANELS[:2], accept="all")).draw("P01", scene(1)).yes("P01")
    board.draw("P02", DARK)
    found = row(table(board), "P02")
    assert (found.open, found.command) == (True, "retry")


def test_what_was_not_measured_is_unknown_and_never_good(tmp_path: Path) -> None:
    """An own picture was never inspected, and a run that is going has measured nothing yet."""
    own = tmp_path / "mine.png"
    plan = plan_in(tmp_path, *PANELS[:1], {"id": "P02", "image": own})
    board = Board.opened(plan, pictures={own: own_picture(own)}).draw("P01", scene(1))
    found = row(table(board, likeness=Likeness()), "P02")
    assert found.unknown == ("border", "split", "sharpness", "tone", "palette", "alike")
    assert (found.distance, found.tone, found.palette, found.command) == (None, None, None, "")
    assert row(table(board), "P02").unknown == ("border", "split", "sharpness")
    assert row(table(board), "P02").tone is not None


def test_what_inspection_measured_holds_while_the_panel_is_current(tmp_path: Path) -> None:
    board = drawn(tmp_path, scene(1), DARK, panels=PANELS[:2])
    assert {mark.name for mark in row(table(board, likeness=Likeness()), "P02").failed} >= {"tone"}
    board.replan(P02={"action": "别的"})
    assert row(table(board, likeness=Likeness()), "P02").unknown[-3:] == ("tone", "palette", "alike")


def test_every_picture_that_is_seen_takes_part_and_so_does_the_anchor_that_counts(tmp_path: Path) -> None:
    """A redrawn anchor waits as a candidate: the others are held against the one that counts."""
    board = drawn(tmp_path, scene(1), BRIGHT, panels=PANELS[:2]).replan(P01={"action": "两盏灯"})
    board.draw("P01", scene(7))
    found = beside(board.view(), board.state, board.root, {})
    assert sorted(each.path.relative_to(board.root).as_posix() for each in found.values()) == [
        "takes/P01/01.png",
        "takes/P01/02.png",
        "takes/P02/01.png",
    ]
    by_file = {each.path.parent.name + each.path.stem: (sha, each) for sha, each in found.items()}
    assert by_file["P0201"][1].anchor == by_file["P0101"][0]


def test_likeness_reads_back_what_it_wrote() -> None:
    likeness = Likeness({("a", "b"): (0.25, 0.5)}, {("a", "c"): 0.95}, frozenset("abc"))
    assert Likeness.of_json(likeness.to_json()) == likeness
    assert (likeness.share("c", "a"), likeness.share("a", "a"), likeness.share("a", "b")) == (0.95, 1.0, None)


def test_what_the_judge_marked_stands_in_the_same_table(tmp_path: Path) -> None:
    found = table(drawn(tmp_path, scene(1), BRIGHT, scene(3)), judged={"P02": ("style: painted",), "P03": ()})
    assert [each.panel for each in found.open] == ["P02"]
    assert (row(found, "P03").judge, row(found, "P01").judge) == ((), None)
    assert found.marks == {"P02": ("judge",)}
    assert outlier_line(found) == "worth a look: P02: style: painted (`status --consistency`)"


def test_the_closing_names_the_worst_and_counts_the_others(tmp_path: Path) -> None:
    board = drawn(tmp_path, scene(1), BRIGHT, DARK, scene(4, light=0.12))
    found = table(board)
    worst = found.rows[0]
    lines = [line for line in closing(board.report(consistency=found)) if line.startswith("worth a look: ")]
    assert lines == [f"worth a look: {worst.panel}: {said(worst)}; 1 panel more (`status --consistency`)"]


def said(worst: Row) -> str:
    return "; ".join(mark.sentence for mark in worst.failed)


def test_every_outlier_has_its_command_under_it(tmp_path: Path) -> None:
    found = table(drawn(tmp_path, scene(1), BRIGHT, DARK))
    lines = consistency_lines(found)
    assert lines[0] == "3 panels beside their anchor and each other, 1 worth a look"
    assert lines[1].startswith("P03  tone 0.")
    assert lines[2].startswith("    run-storyboard retry ")
    assert [line.split()[0] for line in lines[3:]] == ["P01", "P02"]


def test_the_json_has_commands_and_the_manifest_nothing_of_the_place(tmp_path: Path) -> None:
    found = table(drawn(tmp_path, scene(1), BRIGHT, DARK))
    assert found.to_json()["open"] == ["P03"]
    assert found.to_json()["panels"][0]["next_argv"][1] == "retry"
    assert str(tmp_path) not in str(found.to_manifest())
    assert found.to_manifest()["panels"][0]["command"] == "retry"
    assert found.to_json()["limits"] == {"tone": 0.3, "palette": 0.05, "alike": 0.93}


@pytest.mark.parametrize("count", [0, 1])
def test_a_board_with_nothing_to_compare_has_no_outliers(tmp_path: Path, count: int) -> None:
    found = table(drawn(tmp_path, *[scene(1)][:count]))
    assert (len(found.rows), found.open, outlier_line(found)) == (count, (), "")
