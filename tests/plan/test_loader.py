"""Whatever is in a file, the answer is a plan or problems: never an exception, never a wait."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.errors import InvalidPlan
from pipeline.plan.loader import Loaded, load_plan, read_plan
from pipeline.plan.model import Plan
from tests.plan.plans import HEAD, PANEL, panels, picture, read, said, words

DRAMA = """\
version: 1
title: 雨夜来信
aspect: 9:16
style: live-action
provider: [sub2api, canvas-20]
budget: 3.00
retry: {unknown: 2, transient: 6}
characters:
  - id: lin
    name: 林晚
    look: 二十七岁,短发,左眉有痣
    image: [refs/lin-face.png, refs/lin-turn.png]
    outfits:
      coat: {look: 米色风衣, image: refs/lin-coat.png}
      ward: {look: 蓝白病号服}
  - {id: chen, look: 高个子}
places:
  - {id: teahouse, look: 民国茶馆 雕花窗, lighting: 暖色油灯, image: refs/teahouse.png}
props:
  - {id: letter, name: 旧信封, look: 火漆封口, image: refs/letter.png}
bible: [refs/look.png]
panels:
  - id: P04
    action: 茶馆全景
    place: teahouse
  - id: P05
    place: teahouse
    scene: 雨夜,窗上水痕
    weather: 大雨
    shot: 中景
    camera: 低机位 35mm
    lighting: 冷色街灯
    action: 林晚停在门口,手扶门框
    characters: [lin/coat: 湿发, chen]
    props: [letter, 黑伞]
    follows: P04
    motion: 缓慢推近;她收伞,走到桌前
    lines: [{who: lin, say: 你来晚了, how: 低声}]
    sound: 雨声
    seconds: 4
    clip: C2
  - {id: P05z, ends: P05, action: 林晚背影消失在雨里}
  - {id: P06, image: mine/P06.png}
  - {id: P07, action: 旧照片特写, anchor: none, style: 黑白胶片, quality: high, avoid: [文字]}
"""


@pytest.fixture
def drama(tmp_path: Path) -> Path:
    for name in ("lin-face", "lin-turn", "lin-coat", "teahouse", "letter", "look"):
        picture(tmp_path / "refs" / f"{name}.png")
    picture(tmp_path / "mine" / "P06.png")
    return tmp_path


def test_a_whole_plan_is_read(drama: Path):
    loaded = read(drama, DRAMA)
    assert loaded.plan is not None, loaded.problems
    assert [p.id for p in loaded.plan.panels] == ["P04", "P05", "P05z", "P06", "P07"]
    assert loaded.plan.panel("P05z").characters == loaded.plan.panel("P05").characters
    assert loaded.plan.panel("P05z").lighting == "冷色街灯"
    assert len(loaded.pictures) == 7
    assert loaded.outside == ()


@pytest.mark.parametrize("change", ["\ufeff{}", "{}\n...\n", "--- # plan\n{}", "%YAML 1.2\n---\n{}"])
def test_marks_around_a_plan_change_nothing(drama: Path, change: str):
    assert read(drama, change.format(DRAMA)).plan == read(drama, DRAMA).plan


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_of_any_system_are_read(drama: Path, line_end: str):
    assert read(drama, DRAMA.replace("\n", line_end)).plan == read(drama, DRAMA).plan


def test_load_plan_gives_the_plan_or_raises_everything(drama: Path):
    (drama / "plan.yaml").write_text(DRAMA, encoding="utf-8")
    assert load_plan(drama / "plan.yaml") == load_plan(str(drama / "plan.yaml"))
    (drama / "plan.yaml").write_text("version: 1\naspect: x\n", encoding="utf-8")
    with pytest.raises(InvalidPlan) as caught:
        load_plan(drama / "plan.yaml")
    assert len(caught.value.problems) == 3
    assert "plan.yaml:2: aspect: `x` is no aspect" in str(caught.value)


def test_a_plan_is_read_from_any_working_folder(drama: Path, monkeypatch: pytest.MonkeyPatch):
    (drama / "plan.yaml").write_text(DRAMA, encoding="utf-8")
    monkeypatch.chdir(drama / "refs")
    plan = read_plan("../plan.yaml").plan
    assert plan is not None
    assert plan.character("lin").image[0].is_file()


# ── pictures ──────────────────────────────────────────────────────────────────────────────────────────


def bad_picture(folder: Path, name: str) -> str:
    loaded = panels(folder, f"id: P01, action: 走, sketch: '{name}'")
    assert loaded.plan is None
    assert said(loaded.problems) == [(5, "panels[0].sketch")]
    return words(loaded)


def test_a_missing_picture_is_named_as_typed_with_what_was_probably_meant(tmp_path: Path):
    assert "there is no file `refs/a.png`" in bad_picture(tmp_path, "refs/a.png")
    picture(tmp_path / "refs" / "lin-face.png")
    assert "did you mean lin-face.png" in bad_picture(tmp_path, "refs/lin_face.png")


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("https://example.org/a.png", "is an address"),
        ("data:image/png;base64,xx", "is an address"),
        ("“a.png”", "full-width quotes"),
        (".", "is a folder"),
        ("plan.yaml", "no picture"),
    ],
)
def test_what_is_no_picture_file(tmp_path: Path, name: str, part: str):
    assert part in bad_picture(tmp_path, name)


def test_broken_and_monstrous_pictures_are_refused(tmp_path: Path):
    whole = picture(tmp_path / "whole.png", (200, 200)).read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    assert "cut" in bad_picture(tmp_path, "cut.png")
    bomb = bytearray(whole)
    bomb[16:24] = (50_000).to_bytes(4, "big") * 2
    (tmp_path / "bomb.png").write_bytes(bomb)
    assert bad_picture(tmp_path, "bomb.png")
    Image.new("1", (12_000, 12_000)).save(tmp_path / "flat.png")
    assert "megapixels" in bad_picture(tmp_path, "flat.png")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_pipes_and_devices_are_no_pictures_and_nobody_waits(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.png")
    assert "pipe or device" in bad_picture(tmp_path, "pipe.png")
    assert "pipe or device" in bad_picture(tmp_path, "/dev/zero")


def test_pictures_from_elsewhere_are_listed_links_followed(tmp_path: Path):
    elsewhere, home = tmp_path / "elsewhere", tmp_path / "home"
    outside = picture(elsewhere / "a.png")
    picture(elsewhere / "unused.png")
    inside = picture(home / "b.png")
    link = home / "link.png"
    try:
        link.symlink_to(outside)
    except OSError:
        pytest.skip("this account may not make links")
    loaded = read(
        home,
        HEAD + "characters: [{id: lin, image: ../elsewhere/unused.png}]\n"
        "panels: [{id: P01, action: 走, refs: [../elsewhere/a.png, link.png, b.png]}]\n",
    )
    assert loaded.outside == (outside, link)
    assert inside in loaded.pictures


# ── hostile and odd files ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["", "missing.yaml", "missing/plan.yaml", "a\0b", "x" * 5000])
def test_what_can_not_be_opened_is_a_problem(tmp_path: Path, name: str):
    loaded = read_plan(f"{tmp_path}/{name}")
    assert loaded.plan is None
    assert len(loaded.problems) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"#" * 10_000_000,
        b"\0" * 1000,
        bytes(range(256)),
        b"x-a: " + b"[" * 1_000_000,
        b"x-a: " + b"{a: " * 400_000,
        b"- " * 900_000,
        b"? " * 900_000,
        b"&a " * 600_000,
        b"a: *a\n" * 300_000,
        b"[" + b"a," * 900_000 + b"]",
        b"a: " + b'"' + b"\\n" * 900_000 + b'"',
        b"a" * 2_000_000,
        "：".encode() * 600_000,
        b"!" * 1_000_000,
        b"|" * 1_000_000,
        b"{a: 1, " * 250_000,
        b"\n" * 2_000_000,
        b"a: |\n" + b" x\n" * 600_000,
        HEAD.encode() + b"panels: [" + b"{id: x}," * 20_000 + b"]",
        HEAD.encode()
        + b"panels: ["
        + b"".join(b"{id: p%d, follows: q%d, characters: [c%d]}," % (n, n, n) for n in range(990))
        + b"]",
        HEAD.encode()
        + b"panels: ["
        + b"".join(b"{id: %d, action: x, follows: %d}," % (n, n + 1) for n in range(990))
        + b"]",
        HEAD.encode()
        + b"panels: [{id: p, action: x, characters: ["
        + b"".join(b"c%d," % n for n in range(90_000))
        + b"]}]",
        HEAD.encode() + b"zz: 1\n" + b"".join(b"k%d: 1\n" % n for n in range(50_000)),
    ],
    ids=lambda data: f"{data[:12]!r}*{len(data)}",
)
def test_hostile_files_are_refused_in_seconds(tmp_path: Path, data: bytes):
    began = time.perf_counter()
    loaded = read(tmp_path, data)
    assert loaded.plan is None
    assert loaded.problems
    assert time.perf_counter() - began < 10


def test_nothing_is_executed(tmp_path: Path):
    proof = tmp_path / "proof"
    loaded = read(tmp_path, HEAD + f"title: !!python/object/apply:os.mkdir ['{proof}']\n" + PANEL)
    assert loaded.plan is None
    assert not proof.exists()


yamlish = st.recursive(
    st.sampled_from(
        ["", "~", "1", "no", "P01", "走", "none", "lin/coat", "9:16", "a.png", "“x”", "x：y", '"q"', "-1", "x-y"]
    ),
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "action",
                    "image",
                    "characters",
                    "outfits",
                    "look",
                    "anchor",
                    "style",
                    "preset",
                    "text",
                    "panels",
                    "sheet",
                    "boxes",
                    "grid",
                    "refs",
                    "for",
                    "lines",
                    "who",
                    "seconds",
                    "place",
                    "follows",
                    "ends",
                    "sketch",
                    "takes",
                    "retry",
                    "unknown",
                    "provider",
                    "library",
                    "x-a",
                    "<<",
                    "file",
                ]
            ),
            inner,
            max_size=5,
        ).map(lambda block: f"{{{', '.join(f'{key}: {value}' for key, value in block.items())}}}")
    ),
    max_leaves=25,
)
KEYS = st.sampled_from([*Plan.model_fields, "x-a", "zzz"])


def answered(folder: Path, data: bytes) -> Loaded:
    loaded = read(folder, data)
    assert (loaded.plan is None) == any(p.level == "error" for p in loaded.problems)
    assert all(p.message and p.fix and p.file for p in loaded.problems)
    lines = len(data.decode("utf-8", "replace").splitlines()) + 1
    assert all(p.line is None or 1 <= p.line <= lines for p in loaded.problems)
    return loaded


ONE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)


@ONE_FOLDER
@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf")
def test_any_bytes_get_an_answer(tmp_path: Path, data: bytes):
    answered(tmp_path, data)


@ONE_FOLDER
@given(st.text(st.sampled_from("abP01:：-[]{}&*!|>'\"%@`#,，“”\n\n  \t　?~<"), max_size=120))
def test_any_punctuation_gets_an_answer(tmp_path: Path, text: str):
    answered(tmp_path, text.encode())
    answered(tmp_path, (HEAD + text + "\n" + PANEL).encode())


@ONE_FOLDER
@given(st.dictionaries(KEYS, yamlish, max_size=8), yamlish)
def test_any_structure_gets_an_answer(tmp_path: Path, plan: dict[str, str], panel: str):
    text = "".join(f"{key}: {value}\n" for key, value in plan.items() if key not in {"version", "aspect", "style"})
    answered(tmp_path, "".join(f"{key}: {value}\n" for key, value in plan.items()).encode())
    answered(tmp_path, (HEAD + text.replace("panels:", "x-panels:") + f"panels:\n- {panel}\n").encode())


@ONE_FOLDER
@given(st.data())
def test_any_slip_in_a_good_plan_gets_an_answer(tmp_path: Path, data: st.DataObject):
    at = data.draw(st.integers(0, len(DRAMA)))
    cut = data.draw(st.integers(0, 12))
    put = data.draw(st.text(st.sampled_from(" :：-\n\t[]{}\"'&*!#，“x"), max_size=3))
    answered(tmp_path, (DRAMA[:at] + put + DRAMA[at + cut :]).encode())


def test_a_hundred_panels_are_read_in_a_blink(tmp_path: Path):
    head = HEAD + "characters: [{id: lin, name: 林晚, look: 短发}]\nplaces: [{id: home, look: 家}]\n"
    lines = [
        f"id: P{n:03}, action: 林晚停在门口, place: home, characters: [lin: 湿发], scene: 雨夜, shot: 中景, seconds: 4"
        for n in range(100)
    ]
    panels(tmp_path, *lines, head=head)
    took = []
    for _ in range(5):
        began = time.process_time()
        loaded = panels(tmp_path, *lines, head=head)
        took.append(time.process_time() - began)
    assert loaded.plan is not None
    assert min(took) < 0.15
