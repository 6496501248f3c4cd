"""The plain loop that a run is held against: the same posts, base64 decode, picture decode, write and fsync."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
from io import BytesIO
from pathlib import Path

import aiohttp
from PIL import Image


async def main(url: str, folder: Path, panels: int, width: int) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True, limit=0)) as session:
        async with session.post(f"{url}/v1/images/generations", json={"prompt": "1", "model": "m"}) as answer:
            anchor = await asyncio.to_thread(keep, await answer.read(), folder / "001.png")
        gate = asyncio.Semaphore(width)

        async def one(n: int) -> None:
            async with gate:
                form = aiohttp.FormData()
                form.add_field("prompt", str(n))
                form.add_field("model", "m")
                form.add_field("image[]", BytesIO(anchor), filename="anchor.png", content_type="image/png")
                async with session.post(f"{url}/v1/images/edits", data=form) as answer:
                    body = await answer.read()
                await asyncio.to_thread(keep, body, folder / f"{n:03d}.png")

        await asyncio.gather(*(one(n) for n in range(2, panels + 1)))


def keep(body: bytes, path: Path) -> bytes:
    data = base64.b64decode(json.loads(body)["data"][0]["b64_json"])
    Image.open(BytesIO(data)).load()
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return data


if __name__ == "__main__":
    Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
