"""The bill names every request that a run would make, why, and what it costs."""

from pathlib import Path

import pytest

from pipeline.compose.prices import estimate
from pipeline.decide.events import Pinned, RetryWanted
from pipeline.images.capabilities import FlatPrice, Price
from pipeline.images.size import Size
from pipeline.report.bill import Bill
from pipeline.report.billing import bill
from pipeline.report.lines import bill_line, bill_lines
from tests.report.boards import Board, all_drawn, own_picture, plan_in


def bill_of(board: Board, **keys: object) -> Bill:
    return bill(board.plan, board.view(), board.state, board.facts, board.offer, pictures=board.pictures, **keys)


def test_a_first_run_is_priced_as_if_the_anchor_stood(tmp_path: Path) -> None:
    found = bill_of(Board.opened(plan_in(tmp_path)))
    assert [(i.panel, i.mode, i.size, [r.role for r in i.references]) for i in found.items] == [
        ("P01", "generate", "864x1536", []),
        ("P02", "edit", "864x1536", ["anchor"]),
        ("P02z", "edit", "864x1536", ["ended", "anchor"]),
        ("P03", "generate", "864x1536", []),
    ]
    assert [r.source for r in found.items[2].references] == ["P02", "P01"]
    assert found.items[1].cost.usd == pytest.approx(0.015, abs=0.002)
    assert found.of_references == pytest.approx(3 * 1296 * 8 / 1e6)
    assert not found.replaced
    assert bill_line(found) == "draws 4 pictures, about $0.049"


def test_a_finished_board_buys_nothing(tmp_path: Path) -> None:
    found = bill_of(all_drawn(tmp_path))
    assert (found.items, found.usd, bill_line(found)) == ((), 0, "buys nothing")
    assert found.to_json()["pictures"] == 0


def test_one_changed_text_is_one_picture_and_what_ends_it(tmp_path: Path) -> None:
    found = bill_of(all_drawn(tmp_path).replan(P02={"action": "林晚推开门"}))
    assert [(i.panel, i.why, i.replaces, i.after) for i in found.items] == [
        ("P02", ("the action changed",), True, ()),
        ("P02z", ("P02 is drawn anew",), True, ("P02",)),
    ]
    assert bill_line(found) == "replaces 2 pictures, about $0.040: the action changed"


def test_what_hangs_on_a_redrawn_anchor_is_foreseen_behind_a_persons_yes(tmp_path: Path) -> None:
    found = bill_of(all_drawn(tmp_path).replan(P01={"action": "桌上两盏油灯"}))
    assert [(i.panel, i.gated) for i in found.items] == [("P01", False), ("P02", True), ("P02z", True)]
    assert [i.panel for i in found.now] == ["P01"]
    assert "2 of them only after a person's yes: the action changed" in bill_line(found)


def test_behind_a_waiting_anchor_everything_hangs_on_the_yes(tmp_path: Path) -> None:
    found = bill_of(Board.opened(plan_in(tmp_path, accept="anchor")).draw("P01"))
    assert [(i.panel, i.gated) for i in found.items] == [("P02", True), ("P02z", True), ("P03", False)]


def test_nothing_hangs_on_a_panel_that_failed(tmp_path: Path) -> None:
    found = bill_of(Board.opened(plan_in(tmp_path)).fail("P01", "refused"))
    assert [i.panel for i in found.items] == ["P03"]


def test_a_pinned_panel_is_never_on_the_bill(tmp_path: Path) -> None:
    board = all_drawn(tmp_path)
    shown = board.view()["P02"].shown
    assert shown is not None
    board.tell(Pinned("P02", shown.sha256)).replan(P01={"action": "桌上两盏油灯"})
    assert [i.panel for i in bill_of(board).items] == ["P01", "P02z"]


def test_only_the_asked_panels_are_billed(tmp_path: Path) -> None:
    found = bill_of(Board.opened(plan_in(tmp_path)), scope=("P01", "P03"))
    assert [i.panel for i in found.items] == ["P01", "P03"]


def test_several_takes_cost_several_times(tmp_path: Path) -> None:
    one, three = (bill_of(Board.opened(plan_in(tmp_path, {"id": "P01", "action": "灯", "takes": n}))) for n in (1, 3))
    assert (three.pictures, three.usd) == (3, pytest.approx(3 * one.usd))
    assert "x3" in bill_lines(three)[0]


def test_a_wish_is_billed_though_the_panel_is_current(tmp_path: Path) -> None:
    board = all_drawn(tmp_path)
    draft = board.view()["P03"].draft
    assert draft is not None
    found = bill_of(board.tell(RetryWanted("w", "P03", draft.inputs, takes=2)))
    assert [(i.panel, i.takes, i.why) for i in found.items] == [("P03", 2, ("a new take was asked for",))]


def test_a_given_reference_counts_by_its_own_size(tmp_path: Path) -> None:
    face = tmp_path / "face.png"
    facts = own_picture(face)
    panels = {"id": "P01", "action": "灯", "refs": [{"image": face, "for": "脸"}]}
    board = Board.opened(plan_in(tmp_path, panels), pictures={face: facts})
    item = bill_of(board).items[0]
    assert [(r.role, r.source) for r in item.references] == [("extra", str(face))]
    alone = estimate(board.price, Size(864, 1536), "low", [facts.size], "")
    assert item.cost.of_references_usd == alone.of_references_usd


@pytest.mark.parametrize(
    ("price", "line"),
    [
        (None, "draws 4 pictures, no price is known"),
        (FlatPrice(0.06, "CNY", 0.14), "draws 4 pictures, about 0.24 CNY ($0.034)"),
        (FlatPrice(0.06, "CNY"), "draws 4 pictures, about 0.24 CNY (?)"),
        (FlatPrice(0.0), "draws 4 pictures, about $0"),
    ],
)
def test_prices_are_told_in_their_own_currency_or_not_at_all(tmp_path: Path, price: Price | None, line: str) -> None:
    assert bill_line(bill_of(Board.opened(plan_in(tmp_path), price=price))) == line


def test_pictures_from_outside_are_listed(tmp_path: Path) -> None:
    found = bill_of(Board.opened(plan_in(tmp_path)), outside=(Path("/elsewhere/face.png"),))
    assert bill_lines(found)[-1].endswith("/elsewhere/face.png")
    assert found.to_json()["outside"] == ["/elsewhere/face.png"]


def test_the_json_holds_every_request(tmp_path: Path) -> None:
    found = bill_of(Board.opened(plan_in(tmp_path))).to_json()
    assert (found["pictures"], found["now"], found["replaces"], found["profile"]) == (4, 4, 0, "sub2api")
    assert set(found["items"][0]) == {
        "id", "page", "mode", "size", "quality", "takes", "references", "why", "replaces", "after", "gated", "usd"
    }  # fmt: skip
    assert found["usd"] == pytest.approx(sum(item["usd"] for item in found["items"]))


def test_a_sheet_that_is_drawn_first_is_billed_by_the_page_and_gives_crops(tmp_path: Path) -> None:
    plan = plan_in(tmp_path, sheet={"generate": True, "accept": "auto"})
    found = bill_of(Board.opened(plan))
    assert [(i.panel, i.page, i.size, i.quality, i.gated) for i in found.items][:2] == [
        ("sheet", 1, "1536x1024", "low", False),
        ("P01", None, "864x1536", "low", False),
    ]
    assert [r.role for r in found.items[1].references] == ["crop"]
    assert found.items[1].after == ("sheet",)
    assert (found.pages, found.pictures) == (1, 5)
    assert bill_line(found).startswith("draws 1 page of the sheet and 4 pictures, about $")
    asks = plan_in(tmp_path, sheet={"generate": True})
    assert [i.gated for i in bill_of(Board.opened(asks)).items] == [False, True, True, True, True]


@pytest.mark.parametrize(
    ("sheet", "panels"),
    [("with", ["sheet", "P01"]), ("without", ["P01"]), ("alone", ["sheet"]), ("anew", ["sheet"])],
)
def test_a_bill_is_with_the_sheet_without_it_or_of_it_alone(tmp_path: Path, sheet: str, panels: list[str]) -> None:
    plan = plan_in(tmp_path, {"id": "P01", "action": "灯"}, sheet={"generate": True})
    assert [i.panel for i in bill_of(Board.opened(plan), sheet=sheet).items] == panels


def test_what_the_budget_lacks_is_said(tmp_path: Path) -> None:
    found = bill_of(Board.opened(plan_in(tmp_path, budget=0.01)))
    assert found.left == pytest.approx(0.01)
    assert bill_lines(found)[-1] == "the budget leaves $0.010: $0.039 too little"
    assert not any("budget" in line for line in bill_lines(bill_of(Board.opened(plan_in(tmp_path, budget=1)))))
