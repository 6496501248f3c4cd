"""The stand-alone client: the real command in a process of its own, against a real service on loopback."""

from __future__ import annotations

import asyncio
import io
import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from PIL import Image

from tests.fakes.image_service import Do, ImageService
from tests.fakes.pictures import picture
from tests.journeys.stage import Done, Stage, kill

CLIENT = (sys.executable, "-c", "from pipeline.cli.gpt_image2 import main; main()")
REFUSAL = {"error": {"message": "rejected by the safety system", "code": "moderation_blocked"}}


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    return folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def client(stage: Stage, *argv: str) -> Done:
    return await stage.go(*argv, wrapper=CLIENT)


ALL = """
import contextlib, io, json, sys
from pipeline.cli.gpt_image2 import carry_out
for argv in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = carry_out([*argv, "--json"])
    print(json.dumps([code, out.getvalue(), err.getvalue()]))
"""


async def calls(stage: Stage, *argvs: tuple[str, ...]) -> list[Done]:
    """Several calls one after the other in one process: starting Python costs more than a call."""
    return await asyncio.to_thread(calls_at_once, stage, argvs)


def calls_at_once(stage: Stage, argvs: Sequence[Sequence[str]]) -> list[Done]:
    done = stage.run(json.dumps(argvs), wrapper=(sys.executable, "-c", ALL))
    assert done.code == 0, done.err
    return [Done(*json.loads(line)) for line in done.out.splitlines()]


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def png(path: Path, width: int = 320, height: int = 480, *, alpha: bool = False, seed: str = "ref") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(picture(width, height, seed))) as image:
        image.convert("RGBA" if alpha else "RGB").save(path)
    if alpha:
        with Image.open(path) as image:
            image.putalpha(128)
            image.save(path)
    return path


async def test_one_picture_is_saved_with_the_defaults_and_its_path_size_and_cost_are_printed(stage: Stage) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        done = await client(stage, "generate", "--prompt", "雨夜茶馆", "--aspect", "9:16")
    path = stage.home / "out.png"
    assert done.code == 0, done.err
    assert done.out.split("  ")[:3] == [str(path), "864x1536", "png"]
    assert "cost $" in done.err
    assert size_of(path) == (864, 1536)
    (post,) = service.posts
    assert post.path == "/v1/images/generations"
    sent = {name: post.fields[name] for name in ("model", "quality", "moderation", "n", "size", "output_format")}
    assert sent == {
        "model": "gpt-image-2", "quality": "low", "moderation": "low", "n": 1, "size": "864x1536",
        "output_format": "png",
    }  # fmt: skip
    assert not {"response_format", "input_fidelity", "background", "stream"} & set(post.fields)


async def test_several_pictures_are_numbered_and_come_of_one_request(stage: Stage, out: Path) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        done = await client(stage, "generate", "--prompt", "x", "--n", "3", "--output", str(out / "a.png"), "--json")
    assert (done.code, len(service.posts)) == (0, 1)
    assert [Path(p["path"]).name for p in done.json["pictures"]] == ["a-1.png", "a-2.png", "a-3.png"]
    assert names(out) == {"a-1.png", "a-2.png", "a-3.png"}
    assert done.json["calls"] == {"sent": 1, "kept": 1, "lost": 0, "failed": 0, "unknown": 0}


async def test_an_edit_sends_the_pictures_in_their_order_and_the_mask_as_it_is(stage: Stage, out: Path) -> None:
    first, second = png(out / "一.png", seed="1"), png(out / "b.png", seed="2")
    mask = png(out / "mask.png", alpha=True)
    async with ImageService() as service:
        stage.service(service.url, service.key)
        argv = ["--image", str(first), "--image", str(second), "--mask", str(mask), "--size", "1024x1536"]
        done = await client(stage, "edit", "--prompt", "图1的人", *argv, "--output", str(out / "new.png"))
    assert done.code == 0, done.err
    (post,) = service.posts
    assert [file.data for file in post.images] == [first.read_bytes(), second.read_bytes()]
    assert next(file.data for file in post.files if file.field == "mask") == mask.read_bytes()
    assert all(file.filename.isascii() for file in post.files)


async def test_every_option_reaches_the_request(stage: Stage, out: Path) -> None:
    words = out / "words.txt"
    words.write_text("\ufeff一只手\n", encoding="utf-8")
    argv = [
        "--prompt", f"@{words}", "--size", "1024x1024", "--quality", "high", "--output-format", "webp",
        "--output-compression", "80", "--background", "opaque", "--moderation", "auto", "--model", "gpt-image-2.5",
        "--image-url", "https://example.com/a.png", "--image-url", "https://example.com/b.png", "--timeout", "90s",
        "--output", str(out / "x.png"), "--json",
    ]  # fmt: skip
    async with ImageService() as service:
        stage.service(service.url, service.key)
        done = await client(stage, "generate", *argv)
    assert done.code == 0, done.err
    fields = service.posts[0].fields
    assert fields == {
        "model": "gpt-image-2.5", "prompt": "一只手", "size": "1024x1024", "quality": "high", "n": 1,
        "output_format": "webp", "output_compression": 80, "background": "opaque", "moderation": "auto",
        "image_urls": ["https://example.com/a.png", "https://example.com/b.png"],
    }  # fmt: skip
    assert done.json["pictures"][0]["path"] == str(out / "x.webp")


async def test_the_prompt_may_come_on_standard_input(stage: Stage, out: Path) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        process = await asyncio.create_subprocess_exec(
            *CLIENT, "generate", "--prompt", "-", "--output", str(out / "a.png"),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env=stage.environment,
        )  # fmt: skip
        await process.communicate("第一行\n第二行\n".encode())
    assert (process.returncode, service.posts[0].prompt) == (0, "第一行\n第二行")


WRONG: list[tuple[list[str], str]] = [
    (["generate", "--prompt", "x", "--background", "transparent"], "transparent"),
    (["generate", "--prompt", "  "], "prompt is empty"),
    (["generate", "--prompt", "@nowhere.txt"], "nowhere.txt"),
    (["generate", "--prompt", "x", "--size", "1920x1080"], "1920x1072"),
    (["generate", "--prompt", "x", "--size", "big"], "WxH"),
    (["generate", "--prompt", "x", "--aspect", "tall"], "W:H"),
    (["generate", "--prompt", "x", "--aspect", "1:1", "--size", "1024x1024"], "--aspect"),
    (["generate", "--prompt", "x", "--quality", "best"], "low, medium, high, auto"),
    (["generate", "--prompt", "x", "--n", "11"], "1<=x<=10"),
    (["generate", "--prompt", "x", "--output-compression", "50"], "jpeg and webp"),
    (["generate", "--prompt", "x", "--image", "a.png"], "--image"),
    (["generate", "--prompt", "x" * 32_001], "32000"),
    (["generate"], "--prompt"),
    (["edit", "--prompt", "x"], "--image"),
    (["edit", "--prompt", "x", "--image", "nowhere.png"], "nowhere.png"),
    (["edit", "--prompt", "x", "--image", "ref.png", "--image-url", "https://x.y/z"], "--image-url"),
    (["edit", "--prompt", "x", "--image", "ref.png", "--mask", "ref.png"], "transparen"),
    (["edit", "--prompt", "x", "--image", "ref.png", "--mask", "small.png"], "320x480"),
    (["edit", "--prompt", "x", *["--image", "ref.png"] * 17], "takes 16 pictures"),
    (["draw", "--prompt", "x"], "draw"),
]


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> list[Done]:
    """All rows of the table in one process, which would be refused a connection if it sent anything."""
    stage = Stage(tmp_path_factory.mktemp("wrong"))
    png(stage.home / "ref.png")
    png(stage.home / "small.png", 100, 100, alpha=True)
    stage.service("http://127.0.0.1:9", "sk-test-0123456789")
    done = calls_at_once(stage, [argv for argv, _ in WRONG])
    assert not list(stage.home.glob("out*"))
    return done


@pytest.mark.parametrize("at", range(len(WRONG)), ids=[" ".join(argv)[:50] for argv, _ in WRONG])
def test_what_can_not_be_meant_is_said_and_nothing_is_sent(wrong: list[Done], at: int) -> None:
    """Exit 2, a sentence that names the thing, and JSON that says the same."""
    done, says = wrong[at], WRONG[at][1]
    assert done.code == 2
    assert says in done.err
    assert (done.json["state"], done.json["exit"]) == ("invalid", 2)


async def test_an_existing_file_is_not_overwritten_without_force(stage: Stage, out: Path) -> None:
    old = out / "a.png"
    old.write_bytes(b"old")
    async with ImageService() as service:
        stage.service(service.url, service.key)
        argv = ("generate", "--prompt", "x", "--output", str(old))
        refused, forced = await calls(stage, argv, (*argv, "--force"))
    assert refused.code == 2
    assert "--force" in refused.err
    assert (forced.code, len(service.posts)) == (0, 1)
    assert old.read_bytes() != b"old"


async def test_the_real_format_decides_the_ending_and_a_bought_picture_never_overwrites(
    stage: Stage, out: Path
) -> None:
    (out / "a.jpg").write_bytes(b"old")
    async with ImageService([Do(format="jpeg", size="1024x1536")]) as service:
        stage.service(service.url, service.key)
        argv = ("generate", "--prompt", "x", "--size", "864x1296", "--output", str(out / "a.png"), "--json")
        done = await client(stage, *argv)
    assert done.code == 0, done.err
    assert done.json["pictures"][0]["path"] == str(out / "a-2.jpg")
    assert (done.json["asked"], done.json["pictures"][0]["width"]) == ("864x1296", 1024)
    said = " ".join(done.json["notes"])
    assert "got jpeg" in said
    assert "asked for 864x1296, got 1024x1536" in said
    assert (out / "a.jpg").read_bytes() == b"old"


async def test_the_ending_of_output_chooses_the_format(stage: Stage, out: Path) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        done = await client(stage, "generate", "--prompt", "x", "--output", str(out / "a.jpeg"))
    assert (done.code, service.posts[0].fields["output_format"]) == (0, "jpeg")
    assert (out / "a.jpeg").exists()


ENDINGS: list[tuple[str, list[Do], int, str, int]] = [
    ("a rate limit is waited out", [Do("status", status=429, times=2)], 0, "", 3),
    ("an unknown outcome is sent again twice at most", [Do("drop-after", times=0)], 1, "unknown", 3),
    ("a refusal is not repeated", [Do("status", status=400, body=REFUSAL)], 1, "refused", 1),
    ("a bad request is not repeated", [Do("status", status=422, body={"error": {"message": "bad size"}})], 1,
     "bad-request", 1),
    ("a dead provider ends it", [Do("status", status=402, body={"error": {"message": "no balance"}})], 5,
     "dead-provider", 1),
    ("no connection ends it after seven", [Do("status", status=429, times=0)], 5, "rate-limit", 7),
    ("a picture that is none is asked for once more", [Do("not-a-picture", times=0)], 1, "bad-picture", 2),
    ("an error inside a 200 is what it says", [Do("base-resp", body=1026)], 1, "refused", 1),
]  # fmt: skip


@pytest.fixture(scope="module")
def endings(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Done, int]]:
    """All rows of the table, and how many requests each of them made."""

    async def go() -> list[tuple[Done, int]]:
        stage = Stage(tmp_path_factory.mktemp("endings"))
        script = [replace(do, match=name) for name, dos, *_ in ENDINGS for do in dos]
        async with ImageService(script) as service:
            stage.service(service.url, service.key)
            done = await calls(
                stage,
                *(("generate", "--prompt", name, "--output", f"{at}.png") for at, (name, *_) in enumerate(ENDINGS)),
            )
        return [
            (d, sum(post.prompt == name for post in service.posts)) for d, (name, *_) in zip(done, ENDINGS, strict=True)
        ]

    return asyncio.run(go())


@pytest.mark.parametrize("at", range(len(ENDINGS)), ids=[row[0] for row in ENDINGS])
def test_every_class_of_answer_ends_as_the_pipelines_do(endings: list[tuple[Done, int]], at: int) -> None:
    (done, sent), (_, _, code, kind, posts) = endings[at], ENDINGS[at]
    assert (done.code, sent) == (code, posts), done.err
    assert (done.json["error"] or {}).get("kind", "") == kind
    assert done.json["calls"]["sent"] == posts
    assert sum(done.json["calls"].values()) == 2 * posts


async def test_outcomes_that_may_be_billed_are_said(stage: Stage) -> None:
    async with ImageService([Do("cut", times=0)]) as service:
        stage.service(service.url, service.key)
        done = await client(stage, "generate", "--prompt", "x")
    assert done.code == 1
    assert "3 attempts may have been billed without a picture" in done.err


async def test_an_unusable_picture_is_kept_beside_and_named(stage: Stage, out: Path) -> None:
    """A wrong aspect is bought once more, not for ever; what was paid for is there to look at."""
    async with ImageService([Do(size="1024x1024", times=0)]) as service:
        stage.service(service.url, service.key)
        argv = ("generate", "--prompt", "x", "--aspect", "9:16", "--output", str(out / "a.png"), "--json")
        done = await client(stage, *argv)
    assert (done.code, len(service.posts)) == (1, 2)
    assert names(out) == {"a-failed.png", "a-failed-2.png"}
    assert [Path(p).name for p in done.json["look"]] == ["a-failed.png", "a-failed-2.png"]
    assert done.json["calls"]["lost"] == 2


async def test_the_backup_is_asked_only_when_the_first_can_not_serve(stage: Stage) -> None:
    dead = {"error": {"message": "no balance", "code": "insufficient_quota"}}
    async with ImageService([Do("status", status=429, body=dead)]) as first, ImageService() as second:
        stage.service(first.url, first.key)
        stage.service(second.url, "sk-other-0123456789", name="canvas-20")
        argv = ("generate", "--prompt", "x", "--aspect", "16:9", "--provider", "sub2api,canvas-20", "--json")
        done = await client(stage, *argv)
    assert (done.code, done.json["provider"]) == (0, "canvas-20")
    assert [len(first.posts), len(second.posts)] == [1, 1]
    assert (first.posts[0].key, second.posts[0].key) == (first.key, "sk-other-0123456789")
    assert second.posts[0].fields["model"] == "canvas-20"


async def test_minimax_works_by_variables_alone(stage: Stage) -> None:
    """A base URL with /v1, paths without, and --model; ``/v1`` is there once."""
    async with ImageService([Do("base-resp", body=1002), Do("url")]) as service:
        stage.env = {
            "GPT_IMAGE2_BASE_URL": f"{service.url}/v1",
            "GPT_IMAGE2_API_KEY": service.key,
            "GPT_IMAGE2_GENERATE_PATH": "/content/models/canvas-20/generations",
            "GPT_IMAGE2_EDIT_PATH": "/content/models/canvas-20/edits",
            "GPT_IMAGE2_TIMEOUT_SECONDS": "30",
        }
        ref = png(stage.home / "ref.png")
        edit = ("edit", "--prompt", "x", "--model", "canvas-20", "--image", str(ref), "--output", "new.png")
        drawn, edited = await calls(stage, ("generate", "--prompt", "x", "--model", "canvas-20"), edit)
    assert (drawn.code, edited.code) == (0, 0), drawn.err + edited.err
    paths = [post.path for post in service.posts]
    assert paths == ["/v1/content/models/canvas-20/generations"] * 2 + ["/v1/content/models/canvas-20/edits"]
    assert {post.fields["model"] for post in service.posts} == {"canvas-20"}
    assert next(seen for seen in service.seen if seen.did == "file").key == ""


async def test_no_key_is_exit_5_and_names_the_variable(stage: Stage) -> None:
    done = await client(stage, "generate", "--prompt", "x", "--json")
    assert (done.code, done.json["state"]) == (5, "unavailable")
    assert "GPT_IMAGE2_API_KEY" in done.err
    assert done.json["next_argv"] == [["run-storyboard", "doctor"]]


async def test_a_key_is_shown_nowhere_even_where_the_service_echoes_it(stage: Stage) -> None:
    async with ImageService([Do("echo-key", times=0)]) as service:
        stage.service(service.url, service.key)
        done = await client(stage, "generate", "--prompt", "x", "--json")
    assert done.code == 5
    assert service.key not in done.out + done.err
    left = [p for p in stage.home.rglob("*") if p.is_file() and p.name != "sub2api.yaml"]
    assert not [p for p in left if service.key.encode() in p.read_bytes()]


async def test_a_stream_shows_partial_pictures_only_when_asked(stage: Stage, out: Path) -> None:
    def answer(seen: Any) -> Do:
        return Do("sse" if seen.fields.get("stream") else "ok")

    async with ImageService(answer) as service:
        stage.service(service.url, service.key)
        plain, shown = await calls(
            stage,
            ("generate", "--prompt", "x", "--stream", "--output", str(out / "a.png")),
            ("generate", "--prompt", "x", "--partial-images", "1", "--output", str(out / "b.png")),
        )
    assert (plain.code, shown.code) == (0, 0)
    assert plain.json["partial"] == []
    assert [Path(p).name for p in shown.json["partial"]] == ["b-partial-1.png"]
    assert service.posts[1].fields["partial_images"] == 1
    assert names(out) == {"a.png", "b.png", "b-partial-1.png"}


async def test_a_phone_photo_is_sent_upright_and_without_its_metadata(stage: Stage, out: Path) -> None:
    with Image.open(io.BytesIO(picture(640, 480, "photo"))) as image:
        exif = Image.Exif()
        exif[0x0112] = 6
        image.save(out / "photo.jpg", exif=exif)
    async with ImageService() as service:
        stage.service(service.url, service.key)
        argv = ("edit", "--prompt", "x", "--image", str(out / "photo.jpg"), "--output", str(out / "a.png"))
        done = await client(stage, *argv)
    assert done.code == 0, done.err
    with Image.open(io.BytesIO(service.posts[0].images[0].data)) as sent:
        assert sent.size == (480, 640)
        assert not sent.getexif()
    assert "turned upright" in done.err


# ── nothing that was delivered is lost ────────────────────────────────────────────────────────────────


def rooms(stage: Stage) -> list[Path]:
    return list((stage.home / ".cache" / "run-storyboard" / "gpt-image2").glob("*"))


async def killed(stage: Stage, service: ImageService, *argv: str) -> None:
    """Kill a call between the answer's arrival and everything else."""
    stop = (
        "import os, signal, pipeline.run.single as single\n"
        "async def stop(*_args): os.kill(os.getpid(), signal.SIGKILL)\n"
        "single.take_in = stop\n"
        "from pipeline.cli.gpt_image2 import main; main()"
    )
    await stage.go(*argv, wrapper=(sys.executable, "-c", stop))
    assert len(service.posts) == 1
    assert len(rooms(stage)) == 1


async def test_a_killed_calls_answer_is_the_next_same_calls_picture_and_nothing_is_bought(
    stage: Stage, out: Path
) -> None:
    argv = ("generate", "--prompt", "x", "--aspect", "9:16", "--output", str(out / "a.png"), "--json")
    async with ImageService() as service:
        stage.service(service.url, service.key)
        await killed(stage, service, *argv)
        done, again = await calls(stage, argv, (*argv, "--force"))
    assert done.code == 0, done.err
    assert done.json["calls"]["sent"] == 0
    assert "nothing was sent" in " ".join(done.json["notes"])
    assert size_of(out / "a.png") == (864, 1536)
    assert rooms(stage) == []
    assert (again.json["calls"]["sent"], len(service.posts)) == (1, 2)


async def test_a_killed_calls_answer_is_saved_beside_when_another_call_starts(stage: Stage, out: Path) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        await killed(stage, service, "generate", "--prompt", "x", "--output", str(out / "a.png"))
        done = await client(stage, "generate", "--prompt", "y", "--output", str(out / "b.png"), "--json")
    assert (done.code, len(service.posts)) == (0, 2)
    assert names(out) == {"a-recovered.png", "b.png"}
    assert [Path(p["path"]).name for p in done.json["recovered"]] == ["a-recovered.png"]
    assert rooms(stage) == []


async def test_a_call_killed_while_it_waited_is_said_to_be_maybe_billed_once(stage: Stage, out: Path) -> None:
    async with ImageService([Do("hang")]) as service:
        stage.service(service.url, service.key)
        process = stage.start("generate", "--prompt", "x", "--output", str(out / "a.png"), wrapper=CLIENT)
        await service.arrived(1)
        await asyncio.to_thread(kill, process)
        await stage.finish(process)
        argvs = [("generate", "--prompt", "y", "--output", str(out / name)) for name in ("b.png", "c.png")]
        first, second = await calls(stage, *argvs)
    assert "may have been billed" in first.err
    assert "may have been billed" not in second.err
    assert rooms(stage) == []


async def test_a_living_call_is_left_alone(stage: Stage, out: Path) -> None:
    async with ImageService([Do("hang", match="slow")]) as service:
        stage.service(service.url, service.key)
        process = stage.start("generate", "--prompt", "slow", "--output", str(out / "a.png"), wrapper=CLIENT)
        await service.arrived(1)
        other = await client(stage, "generate", "--prompt", "quick", "--output", str(out / "b.png"))
        service.release()
        slow = await stage.finish(process)
    assert (other.code, slow.code, len(service.posts)) == (0, 0, 2)
    assert "billed" not in other.err
    assert names(out) == {"a.png", "b.png"}


async def test_the_first_interrupt_awaits_the_answer_and_saves_it(stage: Stage, out: Path) -> None:
    async with ImageService([Do("hang")]) as service:
        stage.service(service.url, service.key)
        process = stage.start("generate", "--prompt", "x", "--output", str(out / "a.png"), "--json", wrapper=CLIENT)
        await service.arrived(1)
        process.send_signal(signal.SIGINT)
        assert await asyncio.to_thread(said, process, "stopping")
        service.release()
        done = await stage.finish(process)
    assert done.code == 130
    assert json.loads(done.out)["state"] == "interrupted"
    assert (out / "a.png").exists()


async def test_the_second_interrupt_cancels_and_says_what_may_be_billed(stage: Stage, out: Path) -> None:
    async with ImageService([Do("hang")]) as service:
        stage.service(service.url, service.key)
        process = stage.start("generate", "--prompt", "x", "--output", str(out / "a.png"), wrapper=CLIENT)
        await service.arrived(1)
        process.send_signal(signal.SIGINT)
        assert await asyncio.to_thread(said, process, "stopping")
        process.send_signal(signal.SIGINT)
        done = await stage.finish(process)
    assert done.code == 130
    assert "1 attempt may have been billed" in done.err
    assert "Traceback" not in done.err


def said(process: Any, word: str) -> bool:
    return any(word in line for line in iter(process.stderr.readline, ""))


async def test_a_task_is_polled_and_a_killed_calls_task_is_never_submitted_again(stage: Stage, out: Path) -> None:
    tasks = {"use": True, "suffix": "/async", "poll_path": "/v1/images/tasks/{task}", "poll_seconds": 60}
    argv = ("generate", "--prompt", "x", "--aspect", "1:1", "--output", str(out / "a.png"), "--json")
    async with ImageService([Do(polls=0)]) as service:
        stage.service(service.url, service.key, tasks=tasks)
        process = stage.start(*argv, wrapper=CLIENT)
        await service.arrived(1)
        assert await asyncio.to_thread(task_is_noted, stage)
        await asyncio.to_thread(kill, process)
        await stage.finish(process)
        done = await client(stage, *argv)
    assert (done.code, len(service.posts)) == (0, 1), done.err
    assert done.json["calls"]["sent"] == 0
    assert (out / "a.png").exists()


def task_is_noted(stage: Stage) -> bool:
    """Wait until the task's name is on disk; False where it is not after 20 seconds."""
    (room,) = rooms(stage)
    end = monotonic() + 20
    while monotonic() < end:
        if "imgtask_1" in (room / "call.json").read_text(encoding="utf-8"):
            return True
    return False


async def test_a_disk_that_takes_nothing_is_said_before_money_is_spent(stage: Stage, out: Path) -> None:
    (out / "file").write_text("a file where the folder should be", encoding="utf-8")
    async with ImageService() as service:
        stage.service(service.url, service.key)
        done = await client(stage, "generate", "--prompt", "x", "--output", str(out / "file" / "a.png"))
    assert (done.code, service.posts) == (2, [])


async def test_where_the_cache_can_not_be_written_the_answer_is_kept_beside_the_output(stage: Stage, out: Path) -> None:
    stage.home.mkdir()
    (stage.home / ".cache").write_text("no folder", encoding="utf-8")
    async with ImageService() as service:
        stage.service(service.url, service.key)
        done = await client(stage, "generate", "--prompt", "x", "--output", str(out / "a.png"))
    assert done.code == 0, done.err
    assert names(out) == {"a.png"}


def test_help_is_quick_and_imports_nothing_heavy(stage: Stage) -> None:
    code = (
        "import sys; from pipeline.cli.gpt_image2 import carry_out; carry_out(['edit', '--help']);"
        "sys.exit(any(m in sys.modules for m in ('aiohttp', 'PIL', 'pydantic', 'numpy')))"
    )
    assert stage.run(wrapper=(sys.executable, "-c", code)).code == 0
