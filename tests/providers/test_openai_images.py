"""Every answer shape of WIRE, end to end: a real server, a spool on disk, read from there as a later run would."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline.decide.events import FailureKind
from pipeline.images.request import ImageRequest
from pipeline.images.size import Size
from pipeline.pictures.probe import probe as facts_of
from pipeline.providers.base import Answered, Delivered, Failure, Pending
from pipeline.providers.openai_images import OpenAIImages
from pipeline.providers.registry import provider_for
from tests.fakes.image_service import KEY, Do, ImageService
from tests.providers.wire import FileSpool, attempt, request, resolved, sent

Outcome = Delivered | Failure | Pending


@asynccontextmanager
async def serving(*script: Do, key: str = KEY, **profile: Any) -> AsyncIterator[tuple[ImageService, OpenAIImages]]:
    async with ImageService(script) as service:
        provider = OpenAIImages(resolved(service.url, key, **profile))
        try:
            yield service, provider
        finally:
            service.release()
            await provider.aclose()


async def ask(folder: Path, do: Do, asked: ImageRequest | None = None, **profile: Any) -> Outcome:
    async with serving(do, **profile) as (_, provider):
        return await attempt(provider, FileSpool(folder), asked)


def delivered(outcome: Outcome) -> Delivered:
    assert isinstance(outcome, Delivered), outcome
    return outcome


def failed(outcome: Outcome) -> Failure:
    assert isinstance(outcome, Failure), outcome
    return outcome


@pytest.mark.parametrize("kind", ["ok", "data-uri", "data-b64", "sse", "blanks", "late-error-picture"])
async def test_every_way_a_picture_comes(tmp_path: Path, kind: str) -> None:
    outcome = delivered(await ask(tmp_path, Do(kind)))
    (picture,) = outcome.pictures
    assert picture.data is not None
    assert facts_of(picture.data).size == Size(160, 96)


async def test_what_a_service_says_about_its_picture_is_kept(tmp_path: Path) -> None:
    outcome = delivered(await ask(tmp_path, Do("ok")))
    assert outcome.usage is not None
    assert outcome.usage["input_tokens"] == 100
    assert outcome.request_id == "req-1"


async def test_a_streams_usage_is_the_completed_events(tmp_path: Path) -> None:
    outcome = delivered(await ask(tmp_path, Do("sse"), request(stream=True)))
    assert outcome.usage is not None
    assert outcome.usage["output_tokens"] == 120


async def test_several_pictures_come_in_order(tmp_path: Path) -> None:
    outcome = delivered(await ask(tmp_path, Do("ok"), request(n=3)))
    assert len({hashlib.sha256(picture.data or b"").hexdigest() for picture in outcome.pictures}) == 3


async def test_references_go_in_their_order(tmp_path: Path) -> None:
    images = (sent("a.png", "1"), sent("b.png", "2"))
    async with serving() as (service, provider):
        delivered(await attempt(provider, FileSpool(tmp_path), request(images=images)))
        (seen,) = service.posts
    assert seen.path == "/v1/images/edits"
    assert [file.data for file in seen.images] == [image.data for image in images]
    assert {file.field for file in seen.images} == {"image[]"}


async def test_a_picture_given_as_an_address_is_fetched_without_the_key(tmp_path: Path) -> None:
    async with serving(Do("url", format="jpeg")) as (service, provider):
        (picture,) = delivered(await attempt(provider, FileSpool(tmp_path))).pictures
        assert picture.url is not None
        spool = FileSpool(tmp_path, "fetched")
        answer = await provider.fetch(picture.url, spool)
        assert isinstance(answer, Answered)
        assert answer.cut == ""
        assert facts_of(spool.body).format == "jpeg"
        assert "Authorization" not in service.seen[-1].headers


async def test_an_address_without_a_host_is_the_services_own(tmp_path: Path) -> None:
    async with serving(Do("url", body="/files/none.png")) as (_, provider):
        (picture,) = delivered(await attempt(provider, FileSpool(tmp_path))).pictures
        assert picture.url is not None
        gone = await provider.fetch(picture.url, FileSpool(tmp_path, "fetched"))
    assert isinstance(gone, Failure)
    assert (gone.kind, gone.charged, gone.status) == (FailureKind.BAD_PICTURE, "yes", 404)


@pytest.mark.parametrize(
    ("do", "kind", "charged"),
    [
        (Do("cut"), FailureKind.UNKNOWN, "maybe"),
        (Do("sse-cut"), FailureKind.UNKNOWN, "maybe"),
        (Do("drop-after"), FailureKind.UNKNOWN, "maybe"),
        (Do("drop-before"), FailureKind.UNKNOWN, "maybe"),
        (Do("empty"), FailureKind.UNKNOWN, "maybe"),
        (Do("bad-base64"), FailureKind.BAD_PICTURE, "yes"),
        (Do("error-200"), FailureKind.UNKNOWN, "maybe"),
        (Do("error-200", body={"message": "x", "code": "moderation_blocked"}), FailureKind.REFUSED, "no"),
        (Do("blanks", body={"error": {"code": "insufficient_quota"}}), FailureKind.DEAD_PROVIDER, "no"),
        (Do("base-resp", body=1002), FailureKind.RATE_LIMIT, "no"),
        (Do("base-resp", body=1026), FailureKind.REFUSED, "no"),
        (Do("sse-error"), FailureKind.UNKNOWN, "maybe"),
        (Do("sse-error", body={"code": "rate_limit_exceeded"}), FailureKind.RATE_LIMIT, "no"),
        (Do("html", status=524), FailureKind.UNKNOWN, "maybe"),
        (Do("html"), FailureKind.UNKNOWN, "maybe"),
        (Do("html", status=413), FailureKind.BAD_REQUEST, "no"),
        (Do("status", status=500), FailureKind.UNKNOWN, "maybe"),
        (Do("status", status=401), FailureKind.DEAD_PROVIDER, "no"),
        (Do("redirect"), FailureKind.DEAD_PROVIDER, "no"),
        (Do("deep"), FailureKind.UNKNOWN, "maybe"),
        (Do("bad-utf8", status=500), FailureKind.UNKNOWN, "maybe"),
        (Do("endless"), FailureKind.UNKNOWN, "maybe"),
    ],
    ids=lambda value: f"{value.kind}-{value.status}-{value.body}"[:50] if isinstance(value, Do) else str(value),
)
async def test_every_way_it_fails(tmp_path: Path, do: Do, kind: FailureKind, charged: str) -> None:
    async with serving(do, max_answer_mb=2) as (service, provider):
        outcome = failed(await attempt(provider, FileSpool(tmp_path)))
        assert (outcome.kind, outcome.charged) == (kind, charged)
        assert outcome.message
        assert len(service.posts) == 1, "a provider sends once"


async def test_bytes_that_are_no_picture_are_delivered_for_inspection(tmp_path: Path) -> None:
    """They are paid for: whoever inspects says that they are none, and they are kept."""
    (picture,) = delivered(await ask(tmp_path, Do("not-a-picture"))).pictures
    assert picture.data is not None
    assert picture.data.startswith(b"this is no picture")


async def test_a_cut_whose_picture_is_whole_is_delivered(tmp_path: Path) -> None:
    """What arrived counts: a missing last brace does not lose a paid picture that is complete."""
    async with serving(Do("ok")) as (_, provider):
        spool = FileSpool(tmp_path)
        answer = await provider.send(request(), spool)
        assert isinstance(answer, Answered)
        assert isinstance(provider.read(Answered.of(spool.head, cut="killed"), spool.body), Delivered)
        spool.body.write_bytes(spool.body.read_bytes()[:-500])
        half = failed(provider.read(Answered.of(spool.head, cut="killed"), spool.body))
        assert (half.kind, half.message) == (FailureKind.UNKNOWN, "killed")


async def test_a_refused_connection_is_free(tmp_path: Path) -> None:
    async with ImageService() as service:
        url = service.url
    provider = OpenAIImages(resolved(url))
    outcome = failed(await attempt(provider, FileSpool(tmp_path)))
    await provider.aclose()
    assert (outcome.kind, outcome.charged) == (FailureKind.TRANSIENT, "no")


async def test_the_wait_a_service_asks_for_is_passed_on(tmp_path: Path) -> None:
    outcome = failed(await ask(tmp_path, Do("status", status=429, headers={"Retry-After": "300"})))
    assert outcome.retry_after == 300


@pytest.mark.parametrize(
    ("do", "hint"),
    [
        (Do("html", status=524), "proxy"),
        (Do("status", status=502, body={"error": {"message": "Upstream response too large"}}), "jpeg"),
        (Do("status", status=413), "references"),
        (Do("status", status=401), "doctor"),
        (Do("status", status=404), "base_url"),
        (Do("status", status=404, body={"error": {"message": "async image tasks are not enabled"}}), "tasks.use"),
        (Do("status", status=403, body={"error": {"message": "Your organization must be verified"}}), "verified"),
        (Do("status", status=500), ""),
    ],
)
async def test_a_hint_where_experience_has_one(tmp_path: Path, do: Do, hint: str) -> None:
    found = failed(await ask(tmp_path, do)).hint
    assert hint in found
    assert bool(hint) == bool(found)


async def test_a_bad_requests_field_is_named(tmp_path: Path) -> None:
    do = Do("status", status=400, body={"error": {"message": "Invalid size", "param": "size"}})
    assert "[field size]" in failed(await ask(tmp_path, do)).message


async def test_a_key_is_masked_where_the_service_echoes_it(tmp_path: Path) -> None:
    async with serving(Do("echo-key"), key="sk-very-secret-1") as (service, provider):
        spool = FileSpool(tmp_path)
        outcome = await attempt(provider, spool)
        probe = await provider.probe()
        assert service.posts[0].key == "sk-very-secret-1"
    assert "very-secret" not in f"{outcome!r}{spool.head}{probe!r}{provider.resolved!r}"
    assert (probe.verdict, probe.status) == ("rejected", 401)


async def test_a_probe_buys_nothing() -> None:
    async with serving() as (service, provider):
        probe = await provider.probe()
        assert (probe.verdict, probe.models, service.billed) == ("ok", ("gpt-image-2",), 0)
    async with serving(models_path=None) as (service, provider):
        assert ((await provider.probe()).verdict, service.seen) == ("unsure", [])


async def test_a_timeout_is_the_profiles_own(tmp_path: Path) -> None:
    async with serving(Do("hang"), timeout=0.2, timeout_slow=0.2) as (_, provider):
        outcome = failed(await attempt(provider, FileSpool(tmp_path)))
    assert (outcome.kind, outcome.charged) == (FailureKind.UNKNOWN, "maybe")


@pytest.mark.parametrize(
    ("values", "seconds"),
    [
        ({}, 360), ({"quality": "high"}, 600), ({"size": Size(3840, 2160)}, 600), ({"size": Size(2560, 1440)}, 360),
        ({"size": None}, 360),
    ],
)  # fmt: skip
def test_slow_requests_get_more_time(values: dict[str, Any], seconds: float) -> None:
    assert resolved("http://h", timeout=360).timeout(request(**values)) == seconds


async def test_many_at_once_do_not_mix(tmp_path: Path) -> None:
    """Twelve attempts in flight: each spool holds its own answer."""
    async with serving() as (_, provider):
        spools = [FileSpool(tmp_path, str(number)) for number in range(12)]
        outcomes = await asyncio.gather(
            *(attempt(provider, spool, request(prompt=f"panel {number}")) for number, spool in enumerate(spools))
        )
        again = await asyncio.gather(
            *(attempt(provider, FileSpool(tmp_path, "x"), request(prompt="panel 3")) for _ in "1")
        )
    digests = {hashlib.sha256(delivered(one).pictures[0].data or b"").hexdigest() for one in [*outcomes, *again]}
    assert len(digests) == 13


def test_a_profile_chooses_its_wire_by_name() -> None:
    assert isinstance(provider_for(resolved("http://h")), OpenAIImages)
    with pytest.raises(Exception, match="no wire format telegraph; write one of: openai-images"):
        provider_for(resolved("http://h", wire="telegraph"))
