"""Every row of WIRE §3 against a real service: what it comes to, what is sent again, and where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.decide.events import AttemptFailed, AttemptLost, AttemptStarted, AttemptUnknown, TakeSaved
from pipeline.report.lines import closing
from pipeline.run.notices import CircuitOpened
from tests.fakes.image_service import Do
from tests.journeys.house import ONE, SMALL, house


def error(code: str, message: str = "no") -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "type": "x"}}


def always(do: Do) -> list[Do]:
    return [Do(**{**{f: getattr(do, f) for f in do.__dataclass_fields__}, "times": 0})]


TRANSIENT = [
    pytest.param(Do("status", 408), id="408"),
    pytest.param(Do("status", 409), id="409"),
    pytest.param(Do("status", 429, error("rate_limit_exceeded")), id="429-rate"),
    pytest.param(Do("status", 429, error("x", "Too many pending requests")), id="429-pending"),
    pytest.param(Do("base-resp", body=1002), id="minimax-1002"),
    pytest.param(Do("base-resp", body=1039), id="minimax-1039"),
    pytest.param(Do("base-resp", body=1041), id="minimax-1041"),
    pytest.param(Do("base-resp", body=2045), id="minimax-2045"),
    pytest.param(Do("error-200", body={"message": "slow down", "code": "rate_limit_exceeded"}), id="rate-in-200"),
]
UNKNOWN = [
    *(pytest.param(Do("status", status), id=str(status)) for status in (500, 502, 503, 504, 520, 522, 524, 529)),
    pytest.param(Do("html", 524), id="html-524"),
    pytest.param(Do("cut"), id="cut"),
    pytest.param(Do("empty"), id="empty"),
    pytest.param(Do("drop-after"), id="drop-after"),
    pytest.param(Do("drop-before"), id="drop-before"),
    pytest.param(Do("sse-cut"), id="sse-cut"),
    pytest.param(Do("deep"), id="nested-json"),
    pytest.param(Do("html"), id="html-200"),
    pytest.param(Do("error-200", body={"message": "server broke"}), id="error-in-200"),
    *(pytest.param(Do("base-resp", body=code), id=f"minimax-{code}") for code in (1000, 1001, 1024, 1033)),
]
DEAD = [
    pytest.param(Do("status", 401, error("invalid_api_key")), id="401"),
    pytest.param(Do("status", 402), id="402"),
    pytest.param(Do("status", 403, error("group_not_allowed")), id="403"),
    pytest.param(Do("status", 404), id="404"),
    pytest.param(Do("status", 429, error("insufficient_quota")), id="429-quota"),
    pytest.param(Do("status", 400, error("billing_hard_limit_reached")), id="400-billing"),
    pytest.param(Do("status", 429, {"code": "API_KEY_QUOTA_EXHAUSTED", "message": "out"}), id="429-key-quota"),
    pytest.param(Do("status", 503, error("x", "No available compatible accounts")), id="503-accounts"),
    pytest.param(Do("status", 502, error("x", "Upstream authentication failed")), id="502-upstream"),
    *(pytest.param(Do("base-resp", body=code), id=f"minimax-{code}") for code in (1004, 1008, 2049, 2056)),
]
BAD_REQUEST = [
    pytest.param(Do("status", 400, error("invalid_value", "size must be")), id="400"),
    pytest.param(Do("status", 422), id="422"),
    pytest.param(Do("status", 413), id="413"),
    pytest.param(Do("base-resp", body=2013), id="minimax-2013"),
]
REFUSED = [
    pytest.param(Do("status", 400, error("moderation_blocked")), id="moderation"),
    pytest.param(Do("status", 400, error("image_generation_user_error")), id="user-error"),
    pytest.param(Do("status", 400, error("content_policy_violation")), id="policy"),
    pytest.param(Do("error-200", body={"message": "x", "code": "moderation_blocked"}), id="moderation-in-200"),
    pytest.param(Do("base-resp", body=1026), id="minimax-1026"),
    pytest.param(Do("base-resp", body=1027), id="minimax-1027"),
]
BAD_PICTURE = [
    pytest.param(Do("not-a-picture"), id="no-picture"),
    pytest.param(Do("bad-base64"), id="no-base64"),
    pytest.param(Do("blank"), id="blank"),
    pytest.param(Do(size="1024x640"), id="rotated"),
    pytest.param(Do(size="1024x1024"), id="squared"),
]


@pytest.mark.parametrize("do", TRANSIENT)
async def test_transient_is_sent_again_and_free(tmp_path: Path, do: Do) -> None:
    async with house(tmp_path, sub2api=[do]) as here:
        report = await here.run(ONE)
    assert (report.exit, report.calls.sent, report.calls.failed, report.calls.unknown) == (0, 2, 1, 0)
    assert here.of(AttemptFailed)[0].kind in ("transient", "rate-limit")


async def test_transient_is_sent_again_six_times_at_one_profile_and_then_at_the_next(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=always(Do("status", 429)), canvas_20=[]) as here:
        report = await here.run(ONE)
        assert (len(here.services["sub2api"].posts), len(here.services["canvas-20"].posts)) == (7, 1)
    assert (report.exit, report.panel("P01").provider) == (0, "canvas-20")
    assert [circuit.profile for circuit in here.told(CircuitOpened)] == ["sub2api"]


@pytest.mark.parametrize("do", UNKNOWN)
async def test_unknown_is_sent_again_and_keeps_its_reservation(tmp_path: Path, do: Do) -> None:
    async with house(tmp_path, sub2api=[do]) as here:
        report = await here.run(ONE)
    assert (report.exit, report.calls.sent, report.calls.unknown) == (0, 2, 1)
    first, second = here.of(AttemptStarted)
    assert second.resend_of == first.attempt
    assert report.cost.at_risk == pytest.approx(first.reserve)
    assert "1 attempt may have been billed without a picture that counts" in closing(report)


async def test_unknown_is_sent_again_twice_in_all_over_runs_and_chain(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=always(Do("status", 502)), canvas_20=always(Do("status", 502))) as here:
        report = await here.run(ONE)
        sub2api, canvas = here.services.values()
        assert (len(sub2api.posts), len(canvas.posts)) == (2, 1)
        assert (report.exit, report.state, report.panel("P01").state) == (1, "failed", "unknown")
        assert "3 attempts may have been billed without a picture that counts" in closing(report)
        again = await here.run()
        assert again.calls.sent == 0
        assert again.panel("P01").state == "unknown"


async def test_an_unknown_outcome_of_one_run_counts_in_the_next(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=always(Do("status", 502))) as here:
        await here.run({**ONE, "retry": {"unknown": 0}})
        assert len(here.services["sub2api"].posts) == 1
        report = await here.run({**ONE, "retry": {"unknown": 2}})
        assert len(here.services["sub2api"].posts) == 3
    assert report.panel("P01").state == "unknown"


@pytest.mark.parametrize("do", DEAD)
async def test_a_dead_provider_is_asked_once_and_the_next_takes_over(tmp_path: Path, do: Do) -> None:
    async with house(tmp_path, sub2api=always(do), canvas_20=[]) as here:
        report = await here.run(SMALL)
        assert len(here.services["sub2api"].posts) == 1
    assert (report.exit, {p.provider for p in report.panels}) == (0, {"canvas-20"})
    assert here.of(AttemptFailed)[0].kind == "dead-provider"


async def test_with_no_next_profile_a_dead_provider_ends_the_run(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=always(Do("status", 401))) as here:
        report = await here.run(SMALL)
        assert len(here.services["sub2api"].posts) == 1
    assert (report.exit, report.state) == (5, "unavailable")
    assert report.cost.board == 0


async def test_the_key_is_refused_in_the_middle_and_every_panel_after_goes_to_the_backup(tmp_path: Path) -> None:
    dead = Do("status", 429, error("insufficient_quota"), path="edits", times=0)
    async with house(tmp_path, sub2api=[dead], canvas_20=[]) as here:
        report = await here.run(SMALL)
        references = [[image.sha256 for image in post.images] for post in here.services["canvas-20"].posts]
    assert report.exit == 0
    assert [p.provider for p in report.panels] == ["sub2api", "canvas-20", "canvas-20"]
    assert references == [[report.panel("P01").sha256]] * 2
    assert {e.profile for e in here.of(AttemptStarted)} == {"sub2api", "canvas-20"}


@pytest.mark.parametrize("do", BAD_REQUEST)
async def test_a_bad_request_fails_the_panel_and_is_not_sent_elsewhere(tmp_path: Path, do: Do) -> None:
    async with house(tmp_path, sub2api=always(do), canvas_20=[]) as here:
        report = await here.run(ONE)
        assert [len(s.posts) for s in here.services.values()] == [1, 0]
    assert (report.exit, report.panel("P01").error.kind) == (1, "bad-request")


@pytest.mark.parametrize("do", REFUSED)
async def test_a_refusal_never_fails_over_and_stands_until_the_words_change(tmp_path: Path, do: Do) -> None:
    async with house(tmp_path, sub2api=always(do), canvas_20=[]) as here:
        report = await here.run(ONE)
        assert [len(s.posts) for s in here.services.values()] == [1, 0]
        assert (report.exit, report.panel("P01").error.kind) == (1, "refused")
        assert (await here.run()).calls.sent == 0
        assert (await here.run({**ONE, "panels": [{**ONE["panels"][0], "note": "别的说法"}]})).calls.sent == 1


@pytest.mark.parametrize("do", BAD_PICTURE)
async def test_a_bad_picture_is_bought_once_more_and_the_run_goes_on(tmp_path: Path, do: Do) -> None:
    async with house(tmp_path, sub2api=[do]) as here:
        report = await here.run(ONE)
    assert (report.exit, report.calls.sent, report.calls.lost, report.calls.kept) == (0, 2, 1, 1)


async def test_bad_pictures_end_after_one_more_and_one_at_the_next_profile(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=always(Do("blank")), canvas_20=always(Do("blank"))) as here:
        report = await here.run(ONE)
        assert [len(s.posts) for s in here.services.values()] == [2, 1]
        assert (report.exit, report.panel("P01").error.kind) == (1, "bad-picture")
        takes = here.of(TakeSaved)
        assert [path.relative_to(here.board).as_posix() for path in report.look] == [take.file for take in takes]
        assert all(not take.passed for take in takes)
        assert len(takes) == 3
        assert report.cost.board == pytest.approx(sum(take.cost for take in takes))
        assert (await here.run()).calls.sent == 0


async def test_what_cannot_be_decoded_is_kept_too(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do("not-a-picture")]) as here:
        await here.run(ONE)
    lost, kept = here.of(TakeSaved)
    assert (here.board / lost.file).suffix == ".bin"
    assert (here.board / lost.file).read_bytes().startswith(b"this is no picture")
    assert kept.passed


async def test_the_canary_stops_a_service_that_draws_another_aspect(tmp_path: Path) -> None:
    """Only the anchor is bought, three times at most; the second time its aspect is said in words."""
    rotated = always(Do(size="1024x640"))
    async with house(tmp_path, sub2api=rotated, canvas_20=rotated) as here:
        report = await here.run(SMALL)
        posts = [post for service in here.services.values() for post in service.posts]
    assert len(posts) == 3
    assert (report.exit, report.panel("P01").state) == (1, "failed")
    assert {report.panel(p).state for p in ("P02", "P03")} == {"missing"}
    assert posts[1].prompt != posts[0].prompt
    assert len(posts[1].prompt) > len(posts[0].prompt)


async def test_another_size_of_the_right_aspect_counts_and_is_said_once(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=always(Do(size="960x1536"))) as here:
        report = await here.run(SMALL)
    assert report.exit == 0
    assert {(p.width, p.height, p.asked) for p in report.panels} == {(960, 1536, "640x1024")}
    said = [note for note in report.notes if "960x1536" in note]
    assert len(said) == 1
    assert said[0].startswith("sub2api")


async def test_another_format_keeps_its_real_extension(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=always(Do(format="jpeg"))) as here:
        report = await here.run(SMALL)
    assert report.exit == 0
    assert report.panel("P02").keyframe == "keyframes/P02.jpg"
    assert sum("jpeg" in note for note in report.notes) == 1


@pytest.mark.parametrize("kind", ["ok", "url", "data-uri", "data-b64", "sse", "blanks", "late-error-picture"])
async def test_every_way_in_which_a_picture_comes_is_taken(tmp_path: Path, kind: str) -> None:
    async with house(tmp_path, sub2api=always(Do(kind))) as here:
        here.profile("sub2api", streaming=kind == "sse")
        report = await here.run(ONE)
        assert here.services["sub2api"].billed == 1
    assert (report.exit, report.calls.kept) == (0, 1)


@pytest.mark.parametrize(("kind", "status"), [("status", 524), ("html", 524)])
async def test_a_proxy_that_cuts_long_answers_earns_a_hint(tmp_path: Path, kind: str, status: int) -> None:
    async with house(tmp_path, sub2api=[Do(kind, status)]) as here:
        report = await here.run(ONE)
    hints = [note for note in report.notes if "tasks or streaming" in note]
    assert len(hints) == 1
    assert hints[0].startswith("sub2api: ")


async def test_one_panels_trouble_never_stops_the_others(tmp_path: Path) -> None:
    script = [
        Do("status", 400, error("moderation_blocked"), match="信封"),
        Do("status", 502, match="雨停", times=0),
    ]
    async with house(tmp_path, sub2api=script) as here:
        report = await here.run(SMALL)
    assert {p.id: p.state for p in report.panels} == {"P01": "current", "P02": "failed", "P03": "unknown"}
    assert report.exit == 1
    assert len(here.of(AttemptUnknown)) == 3


async def test_a_picture_whose_address_is_gone_is_billed_and_bought_once_more(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[]) as here:
        service = here.services["sub2api"]
        service.play([Do("url", body=f"{service.url}/files/gone.png")])
        report = await here.run(ONE)
    assert (report.exit, report.calls.lost, report.calls.kept) == (0, 1, 1)
    (lost,) = here.of(AttemptLost)
    assert lost.cost is not None
    assert 0 < lost.cost < here.of(AttemptStarted)[0].reserve
