"""Requests as the services want them (WIRE §2)."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.config.model import Profile
from pipeline.images.picture import SentImage
from pipeline.providers.requests import edit, generation
from tests.providers.wire import request, sent


def profile(**values: Any) -> Profile:
    return Profile(**{"name": "p", "model": "gpt-image-2", "lineage": "gpt-image-2", **values})


def test_a_generation_says_everything_and_nothing_forbidden() -> None:
    assert generation(request(), profile()) == {
        "model": "gpt-image-2",
        "prompt": "林晚停在门口",
        "size": "160x96",
        "quality": "low",
        "n": 1,
        "output_format": "png",
        "moderation": "low",
    }


@pytest.mark.parametrize(
    ("values", "profiled", "expected"),
    [
        ({"size": None}, {}, {"size": "auto"}),
        ({"model": "other"}, {}, {"model": "other"}),
        ({"format": "jpeg", "compression": 80}, {}, {"output_format": "jpeg", "output_compression": 80}),
        ({"format": "png", "compression": 80}, {}, {"output_compression": None}),
        ({"background": "opaque"}, {}, {"background": "opaque"}),
        ({"stream": True, "partial_images": 2}, {}, {"stream": True, "partial_images": 2}),
        ({}, {"streaming": True}, {"stream": True, "partial_images": None}),
        ({}, {"streaming": True, "tasks": {"use": True, "poll_path": "/t/{task}"}}, {"stream": None}),
        ({}, {"omit": ["quality", "n"]}, {"quality": None, "n": None}),
        ({"image_urls": ("https://h/a.png",)}, {}, {"image_urls": ["https://h/a.png"]}),
    ],
)
def test_what_a_wish_adds(values: dict[str, Any], profiled: dict[str, Any], expected: dict[str, Any]) -> None:
    fields = generation(request(**values), profile(**profiled))
    assert {name: fields.get(name) for name in expected} == expected


def parts(**profiled: Any) -> list[tuple[str, str]]:
    asked = request(images=(sent("a.png", "1"), sent("图.png", "2")), mask=sent("m.png", "3"))
    return [(part.name, part.filename or str(part.value)) for part in edit(asked, profile(**profiled))]


def test_an_edits_pictures_keep_their_order_and_have_ascii_names() -> None:
    assert parts() == [
        ("model", "gpt-image-2"), ("prompt", "林晚停在门口"), ("size", "160x96"), ("quality", "low"), ("n", "1"),
        ("output_format", "png"), ("moderation", "low"),
        ("image[]", "a.png"), ("image[]", "ref_02.png"), ("mask", "m.png"),
    ]  # fmt: skip


def test_a_gateway_may_want_another_part_name_and_no_moderation() -> None:
    found = parts(image_field="image", capabilities={"moderation_on_edit": False})
    assert ("moderation", "low") not in found
    assert [name for name, _ in found[-3:]] == ["image", "image", "mask"]


@pytest.mark.parametrize("shape", ["png", "jpeg", "webp"])
def test_a_picture_goes_with_its_own_content_type(shape: str) -> None:
    image = SentImage("", shape, b"x")
    part = edit(request(images=(image,)), profile())[-1]
    assert part.content_type == f"image/{shape}"
    assert part.filename.startswith("ref_01.")
