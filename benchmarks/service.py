"""An image service for benchmarks: answers at once, or after ``--latency`` seconds, with pictures made beforehand."""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import sys
from io import BytesIO

import numpy as np
from aiohttp import web
from PIL import Image

SIZE = (864, 1536)
VARIANTS = 24


def pictures() -> list[bytes]:
    """Pictures that inspection lets pass and that no two panels mistake for each other, as answers."""
    answers = []
    rng = np.random.default_rng(7)
    for _ in range(VARIANTS):
        small = rng.integers(0, 255, (24, 14, 3), dtype=np.uint8)
        image = Image.fromarray(small).resize(SIZE, Image.Resampling.BICUBIC)
        out = BytesIO()
        image.save(out, "PNG", compress_level=1)
        item = {"b64_json": base64.b64encode(out.getvalue()).decode()}
        answers.append(json.dumps({"created": 1, "data": [item]}).encode())
    return answers


async def main(latency: float) -> None:
    answers = pictures()
    served = 0

    async def answer(request: web.Request) -> web.Response:
        nonlocal served
        served += 1
        # The first picture is the anchor's alone: an edit that returned it would be a copy of its reference.
        mine = answers[1 + served % (VARIANTS - 1)] if request.path.endswith("edits") else answers[0]
        await request.read()
        await asyncio.sleep(latency)
        return web.Response(body=mine, content_type="application/json")

    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_post("/v1/images/generations", answer)
    app.router.add_post("/v1/images/edits", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    print(f"http://{host}:{port}", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--latency", type=float, default=0.0)
    asyncio.run(main(parser.parse_args().latency))
