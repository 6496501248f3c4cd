"""A rerun of a finished board is told at a look; whatever was touched since, the run itself looks through it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.assemble.settled import nothing_to_do
from pipeline.assemble.work import Ask, begin
from pipeline.decide.events import RetryWanted, RunStarted
from pipeline.run.options import Options
from pipeline.store.append import append_decision
from pipeline.store.layout import Layout
from tests.cli.shop import Shop, a_run_on
from tests.cli.test_main import loaded_by


@pytest.fixture
def idle(drawn: Shop) -> Shop:
    """A board that a run found in order where it is."""
    assert drawn.call(str(drawn.plan), "--quiet").code == 0
    return drawn


def told_at_a_look(shop: Shop, **options: object) -> bool:
    work = begin(Ask(shop.plan), need_keys=False)
    standing, board = work.look()
    return nothing_to_do(work, standing, board, Options(**options)) is not None


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(p): (p.stat().st_mtime_ns, p.stat().st_size) for p in folder.rglob("*") if p.is_file()}


def test_a_finished_board_is_told_at_a_look_and_nothing_is_written(idle: Shop) -> None:
    before = snapshot(idle.board)
    assert told_at_a_look(idle)
    done = idle.call(str(idle.plan), "--json")
    assert (done.code, done.json["state"], done.json["calls"]["sent"]) == (0, "complete", 0)
    assert snapshot(idle.board) == before


def test_it_says_what_the_run_itself_would_say(idle: Shop) -> None:
    quick = idle.call(str(idle.plan), "--json")
    (Layout(idle.board).cache / "settled.sha256").unlink()
    whole = idle.call(str(idle.plan), "--json")
    assert (quick.json, quick.err) == (whole.json, whole.err)


def test_it_loads_nothing_that_draws(idle: Shop) -> None:
    loaded = loaded_by("run", str(idle.plan), home=idle.home)
    assert loaded & {"aiohttp", "numpy", "rich", "tenacity"} == set()


def remove(name: str) -> Callable[[Shop], object]:
    return lambda shop: (shop.board / name).unlink()


def add(name: str) -> Callable[[Shop], object]:
    def made(shop: Shop) -> None:
        path = shop.board / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")

    return made


def tear(shop: Shop) -> None:
    with (shop.board / "journal.jsonl").open("ab") as journal:
        journal.write(b'{"half')


def decide(shop: Shop) -> None:
    work = begin(Ask(shop.plan), need_keys=False)
    draft = work.look()[1].panels[1].draft
    assert draft is not None
    append_decision(Layout(shop.board), RetryWanted("w", "P02", draft.inputs, 1))


def write(**more: object) -> Callable[[Shop], object]:
    return lambda shop: shop.edit("aspect:", "".join(f"{key}: {value}\n" for key, value in more.items()) + "aspect:")


@pytest.mark.parametrize(
    "touch",
    [
        remove("keyframes/P02.png"),
        remove("takes/P02/01.png"),
        remove("manifest.json"),
        remove("contact-sheet.jpg"),
        add("keyframes/P02.png"),
        add("keyframes/P09.png"),
        add(".work/spool/abc.head.json"),
        lambda shop: shutil.rmtree(shop.board / ".work"),
        tear,
        lambda shop: append_decision(Layout(shop.board), RunStarted("dead", "run")),
        decide,
        write(target="seedance"),
        lambda shop: shop.edit("林晚停在门口", "林晚站在门口"),
        lambda shop: shop.edit("title: 雨夜来信", "title: 晴天"),
    ],
)
def test_whatever_was_touched_is_for_the_run_to_look_through(idle: Shop, touch: Callable[[Shop], object]) -> None:
    assert told_at_a_look(idle)
    touch(idle)
    assert not told_at_a_look(idle)


def test_a_folder_that_leads_elsewhere_is_never_told_at_a_look(idle: Shop) -> None:
    (idle.board / "keyframes").rename(idle.folder / "elsewhere")
    (idle.board / "keyframes").symlink_to(idle.folder / "elsewhere", target_is_directory=True)
    assert idle.call(str(idle.plan), "--quiet").code == 0
    assert not told_at_a_look(idle)


def test_a_board_with_a_run_on_it_is_not_told_at_a_look(idle: Shop) -> None:
    with a_run_on(idle.board):
        assert not told_at_a_look(idle)


def test_a_limit_without_a_price_is_refused_even_where_nothing_is_left_to_draw(idle: Shop) -> None:
    assert told_at_a_look(idle, max_cost=1.0)
    idle.profile("sub2api", base_url="http://127.0.0.1:9", key="k", price={"per_image": 1, "currency": "CNY"})
    assert not told_at_a_look(idle, max_cost=1.0)


def test_another_board_of_the_same_plan_is_looked_through_once(idle: Shop) -> None:
    """A copy has other times."""
    shutil.copytree(idle.board, idle.folder / "copy")
    shutil.rmtree(idle.board)
    (idle.folder / "copy").rename(idle.board)
    assert not told_at_a_look(idle)
    assert idle.call(str(idle.plan), "--quiet").code == 0
    assert told_at_a_look(idle)
