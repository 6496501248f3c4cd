"""What a board knows of itself: whose it is, what people did to it by hand, what of it can't be trusted any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.assemble.library import run_plan
from pipeline.decide.events import TakeAdopted
from pipeline.errors import BoardError
from pipeline.images.size import Size
from pipeline.pictures.probe import probe
from tests.fakes.image_service import Do, ImageService
from tests.fakes.pictures import picture
from tests.journeys.house import SMALL, House, house
from tests.journeys.stage import PLAN, Stage


async def test_only_draws_the_named_panels_and_what_they_need(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        report = await here.run(SMALL, only=["P03"])
        assert (report.exit, report.state, report.calls.sent) == (0, "partial", 2)
        assert {p.id: p.state for p in report.panels} == {"P01": "current", "P02": "missing", "P03": "current"}
        assert (await here.run()).calls.sent == 1


async def test_a_keyframe_edited_by_hand_is_taken_in_and_accepted(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        await here.run(SMALL)
        mine = picture(640, 1024, "mine")
        (here.board / "keyframes" / "P02.png").write_bytes(mine)
        report = await here.run()
        assert (report.exit, report.calls.sent, report.panel("P02").accepted) == (0, 0, "hand")
        assert any("P02" in note for note in report.notes)
        assert (here.board / "keyframes" / "P02.png").read_bytes() == mine
        assert len(here.of(TakeAdopted)) == 1
        assert (await here.run()).calls.sent == 0
        assert len(here.of(TakeAdopted)) == 1


async def test_an_edited_anchor_is_the_style_reference_of_the_others(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        await here.run(SMALL)
        (here.board / "keyframes" / "P01.png").write_bytes(picture(640, 1024, "mine"))
        report = await here.run()
        assert (report.exit, report.calls.sent) == (0, 2)
        sha = report.panel("P01").sha256
        assert [post.images[-1].sha256 for post in here.services["sub2api"].posts[-2:]] == [sha, sha]


async def test_an_older_take_copied_over_a_keyframe_is_a_choice(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        await here.run(SMALL)
        first = here.board / "takes" / "P02" / "01.png"
        here.write({**SMALL, "panels": [*SMALL["panels"][:1], {"id": "P02", "action": "换了"}, SMALL["panels"][2]]})
        await here.run()
        (here.board / "keyframes" / "P02.png").write_bytes(first.read_bytes())
        report = await here.run()
    assert (report.calls.sent, report.panel("P02").accepted, report.panel("P02").take) == (0, "person", 1)


async def test_a_keyframe_that_is_gone_is_restored_and_nothing_is_bought(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        await here.run(SMALL)
        keyframe = here.board / "keyframes" / "P03.png"
        before = keyframe.read_bytes()
        keyframe.unlink()
        assert (await here.run()).calls.sent == 0
    assert keyframe.read_bytes() == before


@pytest.mark.parametrize("gone", [False, True])
async def test_a_take_whose_bytes_changed_no_longer_counts(tmp_path: Path, gone: bool) -> None:
    async with house(tmp_path) as here:
        await here.run(SMALL)
        take = here.board / "takes" / "P02" / "01.png"
        take.chmod(0o600)
        take.unlink() if gone else take.write_bytes(picture(640, 1024, "forged"))
        report = await here.run()
    assert (report.exit, report.calls.sent) == (0, 1)
    assert report.panel("P02").take == 2
    assert any("takes/P02/01.png" in note for note in report.notes)


async def test_a_board_of_another_plan_is_left_alone(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        await here.run(SMALL)
        other = House(tmp_path, here.services, here.profiles)
        (tmp_path / "other.yaml").write_text(here.plan.read_text(encoding="utf-8"), encoding="utf-8")
        sent = len(here.services["sub2api"].posts)
        with pytest.raises(BoardError, match=r"other\.yaml"):
            async with other.open() as providers:
                await run_plan(tmp_path / "other.yaml", board=here.board, providers=providers)
        assert len(here.services["sub2api"].posts) == sent


async def test_another_lineage_has_a_board_of_its_own(stage: Stage) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        await stage.go(str(stage.plan), "--only", "P01")
        offline = await stage.go(str(stage.plan), "--provider", "offline", "--only", "P01", "--json")
        assert (offline.code, offline.json["board"]) == (0, str(stage.folder / "plan.offline.board"))
        refused = await stage.go(str(stage.plan), "--provider", "offline", "--out", str(stage.board), "--json")
        assert refused.code == 2
        stage.write({**PLAN, "provider": "offline"})
        moved = await stage.go(str(stage.plan), "--only", "P01", "--json")
        assert (moved.code, moved.json["board"]) == (0, str(stage.folder / "plan.offline.board"))
        assert len(service.posts) == 1


async def test_a_moved_board_goes_on(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    async with house(tmp_path / "here") as here:
        await here.run(SMALL, only=["P01"])
        (tmp_path / "here").rename(tmp_path / "there")
        here.folder = tmp_path / "there"
        report = await here.run()
    assert (report.exit, report.calls.sent) == (0, 2)


async def test_exact_resamples_the_keyframe_beside_the_untouched_take(tmp_path: Path) -> None:
    """Switching it on and off buys nothing, an edit by hand is still seen, and undo is free."""
    plan = {**SMALL, "aspect": "9:16", "size": "exact"}
    async with house(tmp_path, sub2api=[Do(size="576x1024", times=0)]) as here:
        report = await here.run(plan)
        assert report.exit == 0
        keyframe = here.board / "keyframes" / "P02.png"
        assert probe(keyframe).size == Size(864, 1536)
        assert probe(here.board / "takes" / "P02" / "01.png").size == Size(576, 1024)
        panel = report.panel("P02")
        assert (panel.width, panel.height, panel.sha256) == (864, 1536, probe(keyframe).sha256)
        assert not [note for note in report.notes if "enlarges" in note]
        before = {p: p.read_bytes() for p in here.board.rglob("*") if p.is_file() and ".work" not in p.parts}
        assert (await here.run()).calls.sent == 0
        assert before == {p: p.read_bytes() for p in before}
        keyframe.unlink()
        await here.run()
        assert keyframe.read_bytes() == before[keyframe]
        assert (await here.run({**plan, "size": "auto"})).calls.sent == 0
        assert probe(keyframe).size == Size(576, 1024)
        assert (await here.run(plan)).calls.sent == 0
        assert keyframe.read_bytes() == before[keyframe]
        assert not here.of(TakeAdopted)
        mine = picture(864, 1536, "mine")
        keyframe.write_bytes(mine)
        assert (await here.run()).panel("P02").accepted == "hand"
    assert keyframe.read_bytes() == mine


async def test_exact_says_where_it_makes_much_out_of_little(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do(size="432x768", times=0)]) as here:
        report = await here.run({**SMALL, "aspect": "9:16", "size": "exact"})
    assert sum("enlarges 432x768 2.0 times to 864x1536" in note for note in report.notes) == 1


async def test_exact_takes_the_middle_where_a_model_has_no_such_size(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        here.profile("sub2api", capabilities={"sizes": ["1024x1024", "1024x1536", "1536x1024"]})
        report = await here.run({**SMALL, "aspect": "9:16", "size": "exact"}, only=["P01"])
    assert (report.panel("P01").asked, report.panel("P01").width, report.panel("P01").height) == (
        "1024x1536",
        864,
        1536,
    )
