"""doctor: says what could be used and why not, proves keys without buying, writes profiles; shows no key, ever."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.image_service import KEY, ImageService
from tests.journeys.stage import COMMAND, Done, Stage

OTHER = "sk-other-abcdefghijklmnop"


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def profile(done: Done, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(p for p in done.json["profiles"] if p["name"] == name)
    return found


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def with_input(stage: Stage, text: str, *argv: str) -> Done:
    stage.home.mkdir(exist_ok=True)
    done = subprocess.run(
        [*COMMAND, *argv], input=text, cwd=stage.home, env=stage.environment, capture_output=True, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)


def test_a_fresh_machine_is_told_what_to_set(stage: Stage) -> None:
    """Exit 5: the default chain can't be used; the problem names the variables, next: sets it up."""
    done = stage.run("doctor", "--json")
    assert (done.code, done.json["state"], done.json["default"]["usable"]) == (5, "unavailable", False)
    (problem,) = done.json["problems"]
    assert "GPT_IMAGE2_BASE_URL" in problem["message"]
    assert "GPT_IMAGE2_API_KEY" in problem["message"]
    assert done.json["next_argv"] == [["run-storyboard", "doctor", "--setup", "sub2api"]]
    assert [p["name"] for p in done.json["profiles"]] == ["sub2api", "canvas-20", "fixed-size", "offline", "openai"]


def test_origin_key_capabilities_price_and_proxy_are_shown_and_no_secret(stage: Stage) -> None:
    stage.env = {
        "GPT_IMAGE2_BASE_URL": "https://relay.example.com/v1",
        "GPT_IMAGE2_API_KEY": KEY,
        "OPENAI_API_KEY": OTHER,
        "RUN_STORYBOARD_PROVIDER": "sub2api,canvas-20",
        "HTTPS_PROXY": "http://user:hush@10.0.0.1:7890",
    }
    done = stage.run("doctor")
    assert done.code == 0
    text = " ".join(done.out.split())
    assert "default: sub2api, canvas-20 (from RUN_STORYBOARD_PROVIDER): it can be used" in text
    assert "address https://relay.example.com (from GPT_IMAGE2_BASE_URL) key *** (from GPT_IMAGE2_API_KEY)" in text
    assert "address https://api.minimax.io (from the shipped profile) key *** (from OPENAI_API_KEY)" in text
    assert "proxy http://10.0.0.1:7890 (from HTTPS_PROXY)" in text
    assert "16 references; quality low medium high auto" in text
    assert "$5 / $8 / $30 per million tokens" in text
    assert "1024x1024, 1024x1536, 1536x1024" in text
    assert "OPENAI_API_KEY → https://api.minimax.io (canvas-20)" in text
    assert "GPT_IMAGE2_API_KEY → https://relay.example.com (sub2api; with --provider: " in text
    assert "OPENAI_API_KEY is sent to https://api.minimax.io, which is not OpenAI" in text
    for secret in (KEY, OTHER, "hush"):
        assert secret not in done.out + done.err


def test_a_backup_without_a_key_is_a_warning(stage: Stage) -> None:
    stage.env = {
        "GPT_IMAGE2_BASE_URL": "https://relay.example.com",
        "GPT_IMAGE2_API_KEY": KEY,
        "RUN_STORYBOARD_PROVIDER": "sub2api,canvas-20",
    }
    done = stage.run("doctor", "--json")
    assert done.code == 0
    assert [p["level"] for p in done.json["problems"]] == ["warning"]
    assert "canvas-20" in done.json["problems"][0]["message"]
    assert profile(done, "canvas-20")["key"]["found"] is False


def test_a_broken_profile_is_a_sentence_and_not_the_end(stage: Stage) -> None:
    stage.profile("mine", base_url="https://x.example", timout=3)
    done = stage.run("doctor", "--json")
    assert any("timout" in p["message"] and p["level"] == "warning" for p in done.json["problems"])
    assert profile(done, "openai")["origin"] == "https://api.openai.com"


async def test_probe_proves_a_key_without_buying(stage: Stage) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        done = await stage.go("doctor", "--probe", "--json")
        assert (done.code, profile(done, "sub2api")["probe"]["verdict"]) == (0, "ok")
        stage.service(service.url, OTHER)
        refused = await stage.go("doctor", "--probe", "sub2api", "--json")
    assert (refused.code, profile(refused, "sub2api")["probe"]["verdict"]) == (5, "rejected")
    assert service.posts == []
    assert OTHER not in refused.out + refused.err  # this service echoes the key it refuses


def test_probe_names_nobody_who_is_there(stage: Stage) -> None:
    stage.service("http://127.0.0.1:9", KEY)
    assert stage.run("doctor", "--probe", "--json").code == 5
    assert stage.run("doctor", "--probe", "nobody").code == 2


def test_probe_starts_the_embedded_service_too(stage: Stage) -> None:
    stage.env = {"RUN_STORYBOARD_PROVIDER": "offline"}
    done = stage.run("doctor", "--probe", "--json")
    assert (done.code, profile(done, "offline")["probe"]["verdict"]) == (0, "ok")


async def test_setup_writes_a_profile_for_its_owner_only_and_it_is_used(stage: Stage) -> None:
    async with ImageService() as service:
        argv = ("doctor", "--setup", "sub2api", "--base-url", f"{service.url}/v1", "--key-stdin")
        done = with_input(stage, f"{service.key}\n", *argv)
        assert done.code == 0, done.err
        path = Path(done.out.removeprefix("wrote ").split(" (")[0])
        assert path.is_relative_to(stage.home)
        if os.name == "posix":
            assert mode_of(path) == 0o600
        assert "next: run-storyboard doctor --probe sub2api" in done.err
        probed = await stage.go("doctor", "--probe", "sub2api", "--json")
    assert profile(probed, "sub2api")["probe"]["verdict"] == "ok"
    assert profile(probed, "sub2api")["key"]["from"] == str(path)
    assert service.key not in done.out + done.err + probed.out + probed.err


SETUPS = [
    (("--setup", "nobody", "--key-stdin"), "no profile nobody"),
    (("--setup", "offline", "--key-stdin"), "no key"),
    (("--setup", "sub2api", "--key-stdin"), "--base-url"),
    (("--setup", "sub2api", "--key-stdin", "--base-url", "relay"), "https://host"),
    (("--setup", "sub2api", "--key-stdin", "--base-url", "https://u:p@relay"), "user or password"),
    (("--setup", "openai", "--base-url", "https://api.openai.com"), "--key-stdin"),
    (("--key-stdin",), "--setup"),
]


KEYS = ["", "sk one two", "钥匙"]
ALL = """
import contextlib, io, json, sys
from pipeline.cli.main import carry_out
for argv, text in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    sys.stdin = io.StringIO(text)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = carry_out(["doctor", *argv])
    print(json.dumps([code, out.getvalue(), err.getvalue()]))
"""


@pytest.fixture(scope="module")
def setups(tmp_path_factory: pytest.TempPathFactory) -> list[Done]:
    """All wrong set-ups in one process: starting Python costs more than a set-up."""
    stage = Stage(tmp_path_factory.mktemp("setups"))
    asked = [(argv, f"{KEY}\n") for argv, _ in SETUPS]
    asked += [(("--setup", "openai", "--key-stdin"), f"{key}\n") for key in KEYS]
    done = stage.run(json.dumps(asked), wrapper=(sys.executable, "-c", ALL))
    assert done.code == 0, done.err
    assert not list(stage.home.rglob("*.yaml"))
    return [Done(*json.loads(line)) for line in done.out.splitlines()]


@pytest.mark.parametrize("at", range(len(SETUPS)), ids=[says for _, says in SETUPS])
def test_setup_says_what_is_missing_or_wrong_and_writes_nothing(setups: list[Done], at: int) -> None:
    done, says = setups[at], SETUPS[at][1]
    assert done.code == 2
    assert says in done.err
    assert KEY not in done.out + done.err


@pytest.mark.parametrize("at", range(len(KEYS)))
def test_setup_refuses_what_can_be_no_key(setups: list[Done], at: int) -> None:
    done, key = setups[len(SETUPS) + at], KEYS[at]
    assert done.code == 2
    assert not key or key not in done.out + done.err


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of one's own needs a pty")
def test_setup_asks_on_a_terminal_and_does_not_show_the_key(stage: Stage) -> None:
    import pty  # noqa: PLC0415 - not on Windows

    stage.home.mkdir()
    keyboard, terminal = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "doctor", "--setup", "openai"], stdin=terminal, stdout=terminal, stderr=terminal,
        cwd=stage.home, env=stage.environment, start_new_session=True,
    )  # fmt: skip
    os.close(terminal)
    shown = until(keyboard, "Address of openai")
    os.write(keyboard, b"\n")  # the address that is there already
    shown += until(keyboard, "Key of openai")
    os.write(keyboard, f"{OTHER}\n".encode())
    shown += until(keyboard, "wrote ")
    assert process.wait() == 0
    os.close(keyboard)
    (path,) = stage.home.rglob("openai.yaml")
    assert path.read_text(encoding="utf-8") == f"key: {OTHER}\n"
    assert OTHER not in shown


def until(keyboard: int, words: str) -> str:
    shown = ""
    while words not in shown:
        shown += os.read(keyboard, 4096).decode("utf-8", "replace")
    return shown
