"""Helpers for tests of providers: a profile that points at a test service, a file as a spool, one attempt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.config.keys import Key
from pipeline.config.model import Profile
from pipeline.config.resolved import Resolved
from pipeline.images.picture import SentImage
from pipeline.images.request import ImageRequest
from pipeline.images.size import Size
from pipeline.providers.base import Answered, Delivered, Failure, Pending
from pipeline.providers.openai_images import OpenAIImages
from tests.fakes.image_service import KEY
from tests.fakes.pictures import picture


class FileSpool:
    """A spool as the store's: a head and a body on disk."""

    def __init__(self, folder: Path, name: str = "answer") -> None:
        self.head_path = folder / f"{name}.head.json"
        self.body = folder / f"{name}.body"
        self.body.write_bytes(b"")
        self.begun = 0

    async def begin(self, head: Mapping[str, Any]) -> None:
        self.begun += 1
        self.head_path.write_text(json.dumps(head), encoding="utf-8")

    async def write(self, data: bytes) -> None:
        with self.body.open("ab") as file:
            file.write(data)

    @property
    def head(self) -> dict[str, Any]:
        return json.loads(self.head_path.read_text(encoding="utf-8"))


def resolved(url: str, key: str | None = KEY, **values: Any) -> Resolved:
    profile = Profile(**{"name": "relay", "model": "gpt-image-2", "lineage": "gpt-image-2", "timeout": 20, **values})
    return Resolved(profile, url, Key(key) if key else None, "TEST_KEY")


def request(**values: Any) -> ImageRequest:
    return ImageRequest(**{"prompt": "林晚停在门口", "size": Size(160, 96), **values})


def sent(name: str = "ref.png", seed: str = "ref") -> SentImage:
    return SentImage(name, "png", picture(96, 96, seed))


async def attempt(
    provider: OpenAIImages, spool: FileSpool, asked: ImageRequest | None = None
) -> Delivered | Failure | Pending:
    """Make one attempt and read its answer as a later run would: from the spooled head and body alone."""
    answer = await provider.send(asked or request(), spool)
    if isinstance(answer, Failure):
        return answer
    again = Answered.of(spool.head, cut=answer.cut)
    return provider.read(again, spool.body)
