"""Partial pictures are shown as they come, and what is paid for is spooled first and untouched."""

from __future__ import annotations

import base64
import json

import pytest

from pipeline.run.partials import Watched
from pipeline.transport.memory import MemorySpool


def event(kind: str, data: bytes) -> bytes:
    value = {"type": f"image_generation.{kind}", "b64_json": base64.b64encode(data).decode()}
    return f"event: {value['type']}\ndata: {json.dumps(value)}\n\n".encode()


STREAM = (
    b":\n\n" + event("partial_image", b"one" * 2000) + event("partial_image", b"two" * 2000) + event("completed", b"x")
)


async def seen_in(stream: bytes, step: int) -> tuple[list[bytes], bytes]:
    spool, shown = MemorySpool(), []

    async def show(picture: bytes) -> None:
        shown.append(picture)

    watched = Watched(spool, show)
    await watched.begin({"status": 200})
    for at in range(0, len(stream), step):
        await watched.write(stream[at : at + step])
    return shown, bytes(spool.body)


@pytest.mark.parametrize("step", [1, 7, 4096, 1 << 20])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
async def test_partials_are_found_however_the_stream_is_cut(step: int, end: bytes) -> None:
    stream = STREAM.replace(b"\n", end)
    assert await seen_in(stream, step) == ([b"one" * 2000, b"two" * 2000], stream)


@pytest.mark.parametrize(
    "stream",
    [b'{"data":[{"b64_json":"AAAA"}]}', b'data: {"type":"x.partial_image","b64_json":7}\n\n', b"\xff\xfe\n\n" * 9],
)
async def test_what_is_no_partial_picture_is_only_handed_on(stream: bytes) -> None:
    assert await seen_in(stream, 5) == ([], stream)


async def test_an_endless_line_is_not_held_for_ever() -> None:
    spool, piece = MemorySpool(), b"a" * (8 << 20)

    async def show(_picture: bytes) -> None:
        raise AssertionError

    watched = Watched(spool, show)
    for _ in range(9):
        spool.body.clear()
        await watched.write(piece)
    assert len(watched._held) == 0
