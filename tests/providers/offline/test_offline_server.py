"""The Images API as a client meets it, over real HTTP."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from io import BytesIO

import aiohttp
import pytest
import pytest_asyncio
from PIL import Image, ImageChops

from pipeline.compose.prices import output_tokens, reference_tokens, text_tokens
from pipeline.images.size import Size
from pipeline.providers.offline.server import OfflineServer, serve

SIZE = "640x1024"
ASK = {"model": "gpt-image-2", "prompt": "定格瞬间：雨夜的街", "size": SIZE, "quality": "low"}


@pytest_asyncio.fixture
async def server() -> AsyncIterator[OfflineServer]:
    async with await serve() as running:
        yield running


@pytest_asyncio.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer anything"}) as session:
        yield session


def picture(width: int = 64, height: int = 48, kind: str = "PNG") -> bytes:
    buffer = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(buffer, kind)
    return buffer.getvalue()


def form(*images: tuple[bytes, str], name: str = "image[]", **fields: str) -> aiohttp.FormData:
    data = aiohttp.FormData(default_to_multipart=True)
    for key, value in {"prompt": "图1：风格锚点\n定格瞬间：海", "size": SIZE, **fields}.items():
        data.add_field(key, value)
    for index, (body, kind) in enumerate(images):
        data.add_field(name, BytesIO(body), filename=f"image-{index}.png", content_type=kind)
    return data


async def drawn(response: aiohttp.ClientResponse) -> list[bytes]:
    body = await response.json()
    assert response.status == 200, body
    return [base64.b64decode(item["b64_json"]) for item in body["data"]]


async def test_a_generation_is_a_picture_of_the_asked_size_with_its_usage(server, client):
    """Everything that a client of the real service reads is there."""
    async with client.post(f"{server.url}/images/generations", json=ASK) as response:
        body = await response.json()
    (item,) = body["data"]
    with Image.open(BytesIO(base64.b64decode(item["b64_json"]))) as image:
        assert (image.format, image.size) == ("PNG", (640, 1024))
    text, out = text_tokens(ASK["prompt"]), output_tokens(Size(640, 1024), "low")
    assert body["usage"]["input_tokens_details"] == {"text_tokens": text, "image_tokens": 0}
    assert (body["usage"]["output_tokens"], body["usage"]["total_tokens"]) == (out, text + out)
    assert (body["size"], body["quality"], body["output_format"], body["background"]) == (SIZE, "low", "png", "opaque")


async def test_the_same_request_gives_the_same_bytes(server, client):
    """Also from another server, and for edits."""
    async with await serve() as other:
        for path, send in (
            ("generations", lambda: {"json": ASK}),
            ("edits", lambda: {"data": form((picture(), "image/png"))}),
        ):
            bodies = []
            for base in (server.url, other.url):
                async with client.post(f"{base}/images/{path}", **send()) as response:
                    bodies.append(await drawn(response))
            assert bodies[0] == bodies[1]


async def test_pictures_of_one_request_differ(server, client):
    """``n`` asks for alternatives."""
    async with client.post(f"{server.url}/images/generations", json={**ASK, "n": 2}) as response:
        one, two = await drawn(response)
    assert one != two


async def test_an_edit_counts_its_references(server, client):
    """Both ways to name the parts are read, and several pictures at once."""
    for name in ("image[]", "image"):
        data = form((picture(), "image/png"), (picture(300, 200, "JPEG"), "image/jpeg"), name=name)
        async with client.post(f"{server.url}/images/edits", data=data) as response:
            body = await response.json()
        sent = reference_tokens(Size(64, 48)) + reference_tokens(Size(300, 200))
        assert body["usage"]["input_tokens_details"]["image_tokens"] == sent


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
async def test_every_output_format_is_what_it_says(server, client, kind):
    ask = {**ASK, "output_format": kind, **({"output_compression": 60} if kind != "png" else {})}
    async with client.post(f"{server.url}/images/generations", json=ask) as response:
        (data,) = await drawn(response)
    with Image.open(BytesIO(data)) as image:
        assert image.format == kind.upper()


async def test_no_v1_is_needed_and_auto_is_square(server, client):
    """Clients differ in what they take for the base address."""
    base = server.url.removesuffix("/v1")
    async with client.post(f"{base}/images/generations", json={"prompt": "a cat", "size": "auto"}) as response:
        assert (await response.json())["size"] == "1024x1024"


async def test_models_are_listed(server, client):
    async with client.get(f"{server.url}/models") as response:
        assert [model["id"] for model in (await response.json())["data"]] == ["previs"]


async def test_a_stream_ends_with_the_completed_picture(server, client):
    """Partial pictures first, each an event of its own."""
    ask = {**ASK, "stream": True, "partial_images": 2}
    async with client.post(f"{server.url}/images/generations", json=ask) as response:
        assert response.content_type == "text/event-stream"
        text = (await response.read()).decode()
    async with client.post(f"{server.url}/images/generations", json=ASK) as response:
        plain = await drawn(response)
    events = [json.loads(block.split("data: ", 1)[1]) for block in text.strip().split("\n\n")]
    assert [event["type"] for event in events] == [
        "image_generation.partial_image", "image_generation.partial_image", "image_generation.completed",
    ]  # fmt: skip
    assert [event["partial_image_index"] for event in events[:2]] == [0, 1]
    assert base64.b64decode(events[-1]["b64_json"]) == plain[0]
    assert events[-1]["usage"]["output_tokens"] > 0


@pytest.mark.parametrize(
    ("change", "param", "code"),
    [
        ({"size": "1920x1080"}, "size", "invalid_value"),
        ({"size": "512x512"}, "size", "invalid_value"),
        ({"size": "3840x1024"}, "size", "invalid_value"),
        ({"size": "large"}, "size", "invalid_value"),
        ({"quality": "best"}, "quality", "invalid_value"),
        ({"n": 0}, "n", "integer_below_min_value"),
        ({"n": 11}, "n", "integer_above_max_value"),
        ({"n": "two"}, "n", "invalid_type"),
        ({"output_format": "gif"}, "output_format", "invalid_value"),
        ({"output_compression": 101, "output_format": "jpeg"}, "output_compression", "integer_above_max_value"),
        ({"output_compression": 50}, "output_compression", "invalid_png_output_compression"),
        ({"background": "transparent"}, "background", "invalid_value"),
        ({"moderation": "none"}, "moderation", "invalid_value"),
        ({"partial_images": 4, "stream": True}, "partial_images", "integer_above_max_value"),
        ({"response_format": "b64_json"}, "response_format", "unknown_parameter"),
        ({"input_fidelity": "high"}, "input_fidelity", "unknown_parameter"),
        ({"prompt": ""}, "prompt", "missing_required_parameter"),
        ({"prompt": 7}, "prompt", "invalid_type"),
        ({"prompt": "长" * 32_001}, "prompt", "string_above_max_length"),
    ],
)
async def test_what_the_api_refuses_is_refused_in_its_shape(server, client, change, param, code):
    """Status 400 with message, type, param and code."""
    async with client.post(f"{server.url}/images/generations", json={**ASK, **change}) as response:
        error = (await response.json())["error"]
    assert response.status == 400
    assert (error["type"], error["param"], error["code"]) == ("invalid_request_error", param, code)
    assert error["message"]


@pytest.mark.parametrize(
    ("images", "code"),
    [
        ([], "missing_required_parameter"),
        ([(picture(), "application/octet-stream")], "unsupported_file_mimetype"),
        ([(b"no picture at all", "image/png")], "invalid_image_file"),
        ([(picture()[:60], "image/png")], "invalid_image_file"),
        ([(picture(), "image/png")] * 17, "array_above_max_length"),
    ],
)
async def test_pictures_that_cannot_be_used_are_refused(server, client, images, code):
    async with client.post(f"{server.url}/images/edits", data=form(*images)) as response:
        error = (await response.json())["error"]
    assert (response.status, error["code"]) == (400, code)


async def test_wrong_addresses_methods_and_bodies_are_answered_in_its_shape(server, client):
    """Nothing but JSON with an error object ever comes back."""
    for method, path, body, status in (
        ("POST", "/images/variations", b"{}", 404),
        ("GET", "/images/generations", b"", 405),
        ("POST", "/images/generations", b"{not json", 400),
        ("POST", "/images/generations", b"[1]", 400),
        ("POST", "/images/edits", b"{}", 400),
    ):
        async with client.request(
            method, f"{server.url}{path}", data=body, headers={"Content-Type": "application/json"}
        ) as response:
            assert (response.status, set((await response.json())["error"])) == (
                status,
                {"message", "type", "param", "code"},
            )


async def test_drawing_never_stops_the_service_from_answering(server, client):
    """While pictures are drawn other requests are answered."""
    big = asyncio.create_task(
        client.post(f"{server.url}/images/generations", json={**ASK, "size": "2048x2048", "n": 2})
    )
    async with client.get(f"{server.url}/models") as response:
        assert response.status == 200
    assert not big.done()
    async with await big as response:
        assert len(await drawn(response)) == 2


async def test_a_transparent_mask_says_where_the_take_changes(server, client):
    """Where it is opaque the take's pixels come back untouched, whatever the prompt is."""
    async with client.post(f"{server.url}/images/generations", json=ASK) as response:
        (take,) = await drawn(response)
    mask = Image.new("RGBA", (640, 1024), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (100, 200, 400, 600))
    buffer = BytesIO()
    mask.save(buffer, "PNG")
    data = form((take, "image/png"), prompt="put an umbrella here")
    data.add_field("mask", buffer.getvalue(), filename="mask.png", content_type="image/png")
    async with client.post(f"{server.url}/images/edits", data=data) as response:
        (mended,) = await drawn(response)
    with Image.open(BytesIO(take)) as one, Image.open(BytesIO(mended)) as other:
        box = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox()
    assert box is not None
    assert (box[0] >= 100, box[1] >= 200, box[2] <= 400, box[3] <= 600) == (True, True, True, True)
