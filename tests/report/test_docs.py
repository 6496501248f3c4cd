"""docs/json.md names every key, state, exit code and error kind that the program writes."""

from pathlib import Path

import pytest

from pipeline.decide.events import FailureKind
from pipeline.decide.view import PanelState
from pipeline.errors import StoryboardError
from pipeline.report.billing import bill
from pipeline.report.manifest import manifest
from tests.report.boards import Board, all_drawn, plan_in

TEXT = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")


def keys_of(value: object) -> set[str]:
    match value:
        case dict():
            return set(value).union(*(keys_of(each) for each in value.values()))
        case list():
            return set().union(*(keys_of(each) for each in value))
        case _:
            return set()


def kinds(error: type[StoryboardError] = StoryboardError) -> set[str]:
    return {error.kind}.union(*(kinds(each) for each in error.__subclasses__()))


def test_every_key_that_is_written_is_named(tmp_path: Path) -> None:
    board = all_drawn(tmp_path / "a")
    first = Board.opened(plan_in(tmp_path / "b"))
    told = [
        board.report().to_json(),
        manifest(board.report(), board.plan, board.view(), board.state, board.at_rest()),
        bill(first.plan, first.view(), first.state, first.facts, first.offer, pictures={}).to_json(),
    ]
    of_the_plan = {"who", "say", "how", "x-music"}
    assert {key for key in keys_of(told) - of_the_plan if f"`{key}`" not in TEXT and f'"{key}"' not in TEXT} == set()


@pytest.mark.parametrize("word", [*PanelState, *FailureKind, *sorted(kinds())])
def test_every_state_and_kind_is_named(word: str) -> None:
    assert f"`{word}`" in TEXT


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 5, 6, 130])
def test_every_exit_code_is_named(code: int) -> None:
    assert f"| {code} |" in TEXT
