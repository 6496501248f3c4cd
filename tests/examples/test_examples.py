"""Every example runs as its page says, offline, and its board is whole."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pipeline.images.size import Size
from pipeline.pictures.probe import probe
from tests.journeys.stage import ROOT, Stage

EXAMPLES = ROOT / "examples"


def copied(name: str, folder: Path) -> Stage:
    shutil.copytree(EXAMPLES / name, folder / name, ignore=shutil.ignore_patterns("*.board"))
    return Stage(folder / name)


@pytest.mark.parametrize(
    ("name", "panels", "size", "clips"),
    [
        ("rain-letter", 6, (864, 1536), 3),
        ("fifteen-panels", 15, (1536, 864), 5),
        ("coffee-ad", 5, (1536, 864), 4),
    ],
)
def test_an_example_draws_one_keyframe_per_panel(
    name: str, panels: int, size: tuple[int, int], clips: int, tmp_path: Path
) -> None:
    stage = copied(name, tmp_path)
    done = stage.run(str(stage.plan), "--json", "--yes")
    assert done.code == 0, done.err
    assert done.json["counts"]["current"] == panels
    pictures = sorted((stage.board / "keyframes").iterdir())
    assert len(pictures) == panels
    assert {probe(p).size for p in pictures} == {Size(*size)}
    assert len({p.read_bytes() for p in pictures}) == panels
    manifest = json.loads((stage.board / "manifest.json").read_text("utf-8"))
    assert len({p["pass_through"].get("clip") for p in manifest["panels"] if not p["ends"]}) == clips
    assert (stage.board / "contact-sheet.jpg").exists()


def test_the_embedding_script_prints_one_job_per_clip(tmp_path: Path) -> None:
    stage = copied("coffee-ad", tmp_path)
    stage.home.mkdir()
    ran = subprocess.run(
        [sys.executable, str(EXAMPLES / "embed.py"), str(stage.plan)],
        env=stage.environment,
        cwd=stage.home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    jobs = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [job["clip"] for job in jobs] == ["kettle", "pour", "first-sip", "packshot"]
    assert all(Path(job["first_frame"]).exists() for job in jobs)
    last = Path(jobs[2]["last_frame"])
    assert last.parts[-2:] == ("first-frames", "A3z.jpg")
    assert probe(last).size == Size(1280, 720)  # what the plan's target works best with


def test_every_picture_an_example_names_comes_from_the_script() -> None:
    """No picture of a third party is in the examples: each is in the script's list."""
    script = (EXAMPLES / "draw_bibles.py").read_text("utf-8")
    for plan in EXAMPLES.glob("*/plan.yaml"):
        text = plan.read_text("utf-8")
        assert yaml.safe_load(text)
        for picture in plan.parent.rglob("*.jpg"):
            if ".board" not in str(picture):
                assert f'"{picture.relative_to(EXAMPLES).as_posix()}"' in script
