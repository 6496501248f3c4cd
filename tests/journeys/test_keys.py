"""Keys: one value goes to one origin, and none is written or printed anywhere, also where a service echoes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.image_service import Do, ImageService
from tests.journeys.house import SMALL, house
from tests.journeys.stage import Stage


@pytest.mark.parametrize("do", [Do("echo-key", times=0), Do("echo-key", 400, times=0), Do("echo-key", 502, times=0)])
async def test_an_echoed_key_is_nowhere(stage: Stage, do: Do) -> None:
    key = "sk-very-secret-0123456789"
    async with ImageService([do], key=key) as service:
        stage.service(service.url, key)
        done = await stage.go(str(stage.plan), "--json", "--verbose")
        assert service.posts[0].key == key
    assert done.code in (1, 5)
    assert key not in done.out + done.err
    files = [path for path in stage.board.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if key.encode() in path.read_bytes()]


async def test_each_origin_gets_its_own_key_and_no_other(tmp_path: Path) -> None:
    dead = Do("status", 401, path="edits", times=0)
    async with house(tmp_path, sub2api=[dead], canvas_20=[]) as here:
        report = await here.run(SMALL)
        sent = {name: {post.key for post in service.posts} for name, service in here.services.items()}
        keys = {name: {service.key} for name, service in here.services.items()}
    assert report.exit == 0
    assert sent == keys


async def test_a_delivered_address_is_fetched_without_the_key(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do("url", times=0)]) as here:
        await here.run(SMALL)
        fetched = [seen for seen in here.services["sub2api"].seen if seen.did == "file"]
    assert len(fetched) == 3
    assert not [seen.headers for seen in fetched if "Authorization" in seen.headers]


async def test_one_key_value_is_never_sent_to_a_second_origin(stage: Stage) -> None:
    """A backup that would need the primary's own key value is left out, and that is said."""
    async with ImageService([Do("status", 402, times=0)]) as primary, ImageService() as backup:
        stage.env |= {"GPT_IMAGE2_BASE_URL": primary.url, "GPT_IMAGE2_API_KEY": primary.key}
        stage.profile("canvas-20", base_url=backup.url)
        done = await stage.go(str(stage.plan), "--provider", "sub2api,canvas-20", "--json")
        assert not backup.posts
    assert done.code == 5
    assert "canvas-20" in done.err
