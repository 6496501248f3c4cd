"""The offline service, asked by a client that is not ours: the official ``openai`` SDK reads every answer."""

from __future__ import annotations

import base64
import io
from collections.abc import AsyncIterator
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI
from openai.types import ImageEditCompletedEvent, ImageGenCompletedEvent, ImageGenPartialImageEvent
from PIL import Image

from pipeline.providers.offline.server import serve
from tests.fakes.pictures import picture

SIZE = (1024, 640)
ASKED: dict[str, Any] = {"model": "previs", "size": "1024x640", "quality": "low"}


@pytest.fixture
async def sdk() -> AsyncIterator[AsyncOpenAI]:
    async with await serve() as server, AsyncOpenAI(base_url=server.url, api_key="x", max_retries=0) as client:
        yield client


def decoded(text: str | None) -> Image.Image:
    image = Image.open(io.BytesIO(base64.b64decode(text or "", validate=True)))
    image.load()
    return image


async def test_a_generated_picture_has_the_size_asked_for_and_its_usage_is_read(sdk: AsyncOpenAI) -> None:
    answer = await sdk.images.generate(prompt="a lighthouse at dusk", n=2, output_format="jpeg", **ASKED)
    pictures = [decoded(one.b64_json) for one in answer.data or ()]
    assert [(one.format, one.size) for one in pictures] == [("JPEG", SIZE)] * 2
    assert answer.usage is not None
    assert answer.usage.output_tokens > 0
    assert answer.usage.total_tokens == answer.usage.input_tokens + answer.usage.output_tokens
    assert answer.usage.input_tokens_details.image_tokens == 0


async def test_an_edit_takes_several_pictures_and_counts_each(sdk: AsyncOpenAI) -> None:
    uploads = [(f"{index}.png", picture(512, 512, "room"), "image/png") for index in range(3)]
    one = await sdk.images.edit(image=uploads[0], prompt="the same room at night", **ASKED)
    three = await sdk.images.edit(image=uploads, prompt="the same room at night", **ASKED)
    assert [decoded(each.b64_json).size for each in three.data or ()] == [SIZE]
    assert one.usage is not None
    assert three.usage is not None
    sent = one.usage.input_tokens_details.image_tokens
    assert sent > 0
    assert three.usage.input_tokens_details.image_tokens == 3 * sent


async def test_a_streamed_picture_comes_after_its_partials(sdk: AsyncOpenAI) -> None:
    stream = await sdk.images.generate(prompt="a lighthouse at dusk", stream=True, partial_images=2, **ASKED)
    async with stream:
        events = [event async for event in stream]
    *partials, last = events
    assert all(isinstance(event, ImageGenPartialImageEvent) for event in partials)
    assert [event.partial_image_index for event in partials] == [0, 1]
    assert isinstance(last, ImageGenCompletedEvent)
    assert [decoded(event.b64_json).size for event in events] == [SIZE] * 3
    assert last.usage.output_tokens > 0


async def test_a_streamed_edit_ends_with_its_picture(sdk: AsyncOpenAI) -> None:
    upload = ("a.png", picture(512, 512, "room"), "image/png")
    stream = await sdk.images.edit(image=[upload, upload], prompt="at night", stream=True, **ASKED)
    async with stream:
        (only,) = [event async for event in stream]
    assert isinstance(only, ImageEditCompletedEvent)
    assert decoded(only.b64_json).size == SIZE
    assert only.usage.input_tokens_details.image_tokens > 0


async def test_a_refused_field_is_named_in_the_error_the_sdk_raises(sdk: AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        await sdk.images.generate(model="previs", prompt="a lighthouse", size="1000x1000")
    assert (raised.value.param, raised.value.code) == ("size", "invalid_value")
    assert raised.value.type == "invalid_request_error"
    assert (raised.value.request_id or "").startswith("req_")
    assert "divisible by 16" in str(raised.value)


async def test_an_edit_that_is_no_picture_is_a_bad_request(sdk: AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        await sdk.images.edit(image=("a.png", b"no picture", "image/png"), prompt="at night", **ASKED)
    assert (raised.value.param, raised.value.code) == ("image", "invalid_image_file")


async def test_the_models_can_be_listed(sdk: AsyncOpenAI) -> None:
    assert [model.id async for model in sdk.models.list()] == ["previs"]
