"""mend: the take itself is changed; what is sent, what is refused, what comes to count."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.shop import Shop, ThreadedService
from tests.journeys.stage import PLAN

NOTE = "去掉左侧路人"


def mask(folder: Path, size: tuple[int, int] = (864, 1536), mode: str = "RGBA") -> Path:
    path = folder / "mask.png"
    Image.new(mode, size).save(path)
    return path


def test_the_take_goes_first_with_the_wish_and_the_faces_and_the_result_counts(
    drawn: Shop, service: ThreadedService
) -> None:
    take = (drawn.board / "takes" / "P03" / "01.png").read_bytes()
    done = drawn.call("mend", str(drawn.plan), "P03", "--note", NOTE)
    assert (done.code, done.err.count("next:")) == (0, 0)
    (seen,) = service.posts
    assert seen.path.endswith("/edits")
    assert len(seen.images) == 1
    assert seen.images[0].data == take
    assert NOTE in seen.prompt
    status = drawn.call("status", str(drawn.plan), "--json").json
    assert [(p["take"], p["state"]) for p in status["panels"] if p["id"] == "P03"] == [(2, "current")]
    sent = drawn.events("attempt-started")[-1]
    assert (sent["reason"], sent["note"], sent["references"][0]["role"]) == ("mend", NOTE, "take")


def test_a_take_is_mended_by_name_and_may_come_back_as_it_is(drawn: Shop, service: ThreadedService) -> None:
    """A service that changes little is no copier here."""
    drawn.call("mend", str(drawn.plan), "P02", "--note", NOTE)
    from_take = (drawn.board / "takes" / "P02" / "01.png").read_bytes()
    service.play([])
    assert drawn.call("mend", str(drawn.plan), "P02", "--note", NOTE, "--take", "1").code == 0
    assert service.posts[-1].images[0].data == from_take


def test_a_mask_is_kept_in_the_board_and_sent_as_it_is(drawn: Shop, service: ThreadedService) -> None:
    path = mask(drawn.folder)
    assert drawn.call("mend", str(drawn.plan), "P02", "--note", NOTE, "--mask", str(path)).code == 0
    (sent,) = [file for file in service.posts[-1].files if file.field == "mask"]
    assert sent.data == path.read_bytes()
    (kept,) = (drawn.board / "takes" / "P02").glob("mask-*.png")
    assert kept.read_bytes() == path.read_bytes()
    assert "蒙版" in service.posts[-1].prompt


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["P02"], "--note"),
        (["P02", "--note", " "], "--note"),
        (["P9", "--note", NOTE], "there is no panel P9"),
        (["P02", "--note", NOTE, "--take", "7"], "P02 has no take 7"),
    ],
)
def test_what_can_not_be_mended_says_why(drawn: Shop, words: list[str], said: str) -> None:
    before = drawn.journal()
    done = drawn.call("mend", str(drawn.plan), *words)
    assert (done.code, said in done.err) == (2, True), done.err
    assert drawn.journal() == before


@pytest.mark.parametrize(("size", "mode", "said"), [((80, 80), "RGBA", "80x80"), ((864, 1536), "RGB", "alpha")])
def test_a_mask_that_does_not_fit_is_refused_before_anything_is_sent(
    drawn: Shop, service: ThreadedService, size: tuple[int, int], mode: str, said: str
) -> None:
    done = drawn.call("mend", str(drawn.plan), "P02", "--note", NOTE, "--mask", str(mask(drawn.folder, size, mode)))
    assert (done.code, said in done.err, service.posts) == (2, True, [])
    assert list((drawn.board / "takes" / "P02").glob("mask-*")) == []


def test_a_profile_without_masks_is_said(drawn: Shop, service: ThreadedService) -> None:
    drawn.service(service.url, service.key, capabilities={"mask": False})
    done = drawn.call("mend", str(drawn.plan), "P02", "--note", NOTE, "--mask", str(mask(drawn.folder)))
    assert (done.code, "takes no mask" in done.err) == (2, True), done.err


def test_what_was_never_drawn_can_not_be_mended(served: Shop) -> None:
    done = served.call("mend", str(served.plan), "P01", "--note", NOTE)
    assert (done.code, "no take that could be mended" in done.err) == (2, True)


def test_a_mend_goes_over_the_offline_engine_too(shop: Shop) -> None:
    shop.write({**PLAN, "provider": "offline"})
    assert shop.call(str(shop.plan), "--only", "P01").code == 0
    assert shop.call("mend", str(shop.plan), "P01", "--note", NOTE).code == 0
    one, two = ((shop.board / "takes" / "P01" / f"0{n}.png").read_bytes() for n in (1, 2))
    assert Image.open(BytesIO(one)).size == Image.open(BytesIO(two)).size
    assert one != two
