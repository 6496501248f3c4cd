"""A take whose bytes are not the journal's no longer counts, and looking costs next to nothing."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from pipeline.decide.events import TakeSaved
from pipeline.store.artifacts import FolderStore, Key
from pipeline.store.facts import Digests, verify_takes
from pipeline.store.layout import Layout


def kept(layout: Layout, panel: str, data: bytes) -> TakeSaved:
    stored = FolderStore(layout).save(Key("i", f"a-{panel}", panel, "png"), data)
    return TakeSaved(
        f"a-{panel}", panel, "i", stored.number, stored.file, stored.sha256, "png", 1, 1, stored.length, passed=True
    )


def age(layout: Layout, take: TakeSaved) -> None:
    """Wait until the file is old enough for its time stamp to be trusted."""
    path = layout.path(take.file)
    while time.time_ns() - path.stat().st_ctime_ns <= 60_000_000:
        threading.Event().wait(0.01)


def overwrite(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


def test_takes_that_are_as_delivered_are_fine(layout: Layout) -> None:
    takes = [kept(layout, "P01", b"one"), kept(layout, "P02", b"two")]
    assert verify_takes(Digests.load(layout), takes) == ()


@pytest.mark.parametrize("aged", [True, False])
def test_a_changed_take_is_found_even_with_the_same_length(layout: Layout, aged: bool) -> None:
    take = kept(layout, "P01", b"one")
    if aged:
        age(layout, take)
    digests = Digests.load(layout)
    assert verify_takes(digests, [take]) == ()
    digests.save()
    overwrite(layout.path(take.file), b"eno")
    for looked in (digests, Digests.load(layout)):
        (spoiled,) = verify_takes(looked, [take])
        assert (spoiled.file, spoiled.sha256) == ("takes/P01/01.png", take.sha256)
        assert spoiled.text.startswith("takes/P01/01.png: the picture is not the one that was delivered")


def test_a_missing_take_is_said(layout: Layout) -> None:
    take = kept(layout, "P01", b"one")
    layout.path(take.file).unlink()
    (spoiled,) = verify_takes(Digests.load(layout), [take])
    assert "is gone" in spoiled.text
    layout.path(take.file).mkdir()
    assert len(verify_takes(Digests.load(layout), [take])) == 1


def test_a_take_that_was_put_back_counts_again(layout: Layout) -> None:
    take = kept(layout, "P01", b"one")
    digests = Digests.load(layout)
    overwrite(layout.path(take.file), b"eno")
    assert len(verify_takes(digests, [take])) == 1
    overwrite(layout.path(take.file), b"one")
    assert verify_takes(digests, [take]) == ()


def test_looking_writes_nothing_until_asked(layout: Layout) -> None:
    take = kept(layout, "P01", b"one")
    age(layout, take)
    digests = Digests.load(layout)
    verify_takes(digests, [take])
    assert not layout.cache.exists()
    digests.save()
    cache = layout.cache / "digests.json"
    before = cache.stat().st_mtime_ns
    again = Digests.load(layout)
    verify_takes(again, [take])
    again.save()
    assert cache.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b'{"takes/P01/01.png": 3}', b'{"takes/P01/01.png": []}', b"\xff"]
)
def test_a_spoilt_cache_costs_time_only(layout: Layout, content: bytes) -> None:
    take = kept(layout, "P01", b"one")
    layout.cache.mkdir(parents=True, exist_ok=True)
    (layout.cache / "digests.json").write_bytes(content)
    assert verify_takes(Digests.load(layout), [take]) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="makes files with holes")
def test_a_rerun_of_a_hundred_panels_reads_no_picture_and_takes_a_tenth_of_a_second(layout: Layout) -> None:
    folder = layout.take_folder("P01")
    folder.mkdir(parents=True)
    takes = []
    for number in range(1, 101):
        path = folder / f"{number:02d}.png"
        path.touch()
        os.truncate(path, 2_000_000)
        takes.append(TakeSaved(str(number), "P01", "i", number, layout.file(path), "s", "png", 1, 1, 1, passed=True))
    age(layout, takes[-1])
    digests = Digests.load(layout)
    verify_takes(digests, takes)
    digests.save()

    opened: list[str] = []
    listening = True

    def hook(event: str, args: tuple[object, ...]) -> None:
        if listening and event == "open" and str(args[0]).endswith(".png"):
            opened.append(str(args[0]))

    sys.addaudithook(hook)
    begun = time.perf_counter()
    verify_takes(Digests.load(layout), takes)
    took = time.perf_counter() - begun
    listening = False
    assert opened == []
    assert took < 0.1
