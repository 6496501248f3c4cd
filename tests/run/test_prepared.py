"""References are made plain once, whoever sends them, and few stay in memory."""

# ruff: noqa: ASYNC240 - files of a test may block it

from __future__ import annotations

import asyncio
import gc
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.compose.look import Ref, Source
from pipeline.errors import PictureError
from pipeline.images.picture import Role
from pipeline.pictures.probe import probe
from pipeline.run.prepared import Preparer
from tests.fakes.pictures import picture
from tests.pictures.drawn import exif, packed, scene


def reference(path: Path) -> Ref:
    return Ref(Role.IDENTITY, Source(path, sha256(path.read_bytes()).hexdigest()))


@pytest.fixture
def bible(tmp_path: Path) -> Path:
    path = tmp_path / "bible.png"
    path.write_bytes(picture(320, 480, "bible"))
    return path


async def test_forty_panels_share_one_prepared_picture(tmp_path: Path, bible: Path) -> None:
    preparer = Preparer(tmp_path / "cache")
    prepared = await asyncio.gather(*(preparer.prepare((reference(bible),)) for _ in range(40)))
    assert len({id(one) for (one,) in prepared}) == 1


async def test_one_after_another_they_share_it_too(tmp_path: Path, bible: Path) -> None:
    preparer = Preparer(tmp_path / "cache")
    first = id((await preparer.prepare((reference(bible),)))[0])
    gc.collect()
    assert id((await preparer.prepare((reference(bible),)))[0]) == first


async def test_what_is_plain_is_sent_byte_for_byte_and_not_kept_twice_on_disk(tmp_path: Path, bible: Path) -> None:
    (one,) = await Preparer(tmp_path / "cache").prepare((reference(bible),))
    assert one.image.data == bible.read_bytes()
    assert one.image.name.isascii()
    assert not list(tmp_path.glob("cache/*"))


async def test_few_stay_in_memory(tmp_path: Path) -> None:
    preparer = Preparer(tmp_path / "cache", kept=300_000)
    for number in range(12):
        path = tmp_path / f"{number}.png"
        path.write_bytes(picture(320, 480, str(number)))
        await preparer.prepare((reference(path),))
    gc.collect()
    assert sum(len(p.image.data) for p in preparer._alive.values()) <= 300_000


async def test_a_picture_that_changed_since_the_plan_was_checked_is_not_sent(tmp_path: Path, bible: Path) -> None:
    ref = reference(bible)
    bible.write_bytes(picture(320, 480, "another"))
    with pytest.raises(PictureError, match="has changed"):
        await Preparer(tmp_path / "cache").prepare((ref,))


async def test_a_photo_is_made_plain_once_over_runs_and_a_spoilt_cache_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "phone.jpg"
    path.write_bytes(packed(scene(640, 480), "JPEG", exif=exif(6)))
    (first,) = await Preparer(tmp_path / "cache").prepare((reference(path),))
    assert "turned" in first.changes
    (kept,) = tmp_path.glob("cache/*")
    assert kept.read_bytes() == first.image.data
    (again,) = await Preparer(tmp_path / "cache").prepare((reference(path),))
    assert again.image.data == first.image.data
    kept.write_bytes(first.image.data[:1000])
    (mended,) = await Preparer(tmp_path / "cache").prepare((reference(path),))
    assert probe(mended.image.data, fully=True).size == first.size
