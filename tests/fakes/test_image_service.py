"""The fake itself: as a process of its own, and by what it counts."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import aiohttp

from tests.fakes.image_service import Do, ImageService, json_of
from tests.fakes.pictures import picture

ROOT = Path(__file__).parents[2]


def test_the_same_seed_draws_the_same_bytes_and_another_one_others() -> None:
    assert picture(160, 96, "a") == picture(160, 96, "a") != picture(160, 96, "b")


async def test_a_script_is_played_by_prompt_and_times() -> None:
    script = [Do("status", status=500, match="rain", times=2), Do("status", status=401)]
    async with ImageService(script) as service, aiohttp.ClientSession() as session:
        statuses = []
        for prompt in ("sun", "rain", "sun", "rain", "rain"):
            body = {"prompt": prompt, "size": "64x64"}
            async with session.post(f"{service.url}/v1/images/generations", json=body) as answer:
                statuses.append(answer.status)
    assert statuses == [401, 500, 200, 500, 200]
    assert service.billed == 2


async def test_it_runs_as_a_process_of_its_own(tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text(json_of([Do("hang", size="64x64")]), encoding="utf-8")
    command = [sys.executable, "-m", "tests.fakes.image_service", "--script", str(script)]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    try:
        async with aiohttp.ClientSession() as session:
            await session.post(f"{url}/_release")
            body = {"prompt": "x", "size": "64x64"}
            async with session.post(f"{url}/v1/images/generations", json=body) as answer:
                assert len((await answer.json())["data"]) == 1
            async with session.get(f"{url}/_seen") as answer:
                seen = json.loads(await answer.text())
    finally:
        process.kill()
        await process.communicate()
    assert (seen["billed"], seen["seen"][0]["fields"]["prompt"]) == (1, "x")
