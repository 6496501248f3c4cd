"""The wheel holds what it needs and nothing else, and runs away from the source tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that a build leaves nothing in the checkout."""
    source = tmp_path_factory.mktemp("source") / "run-storyboard"
    left_out = shutil.ignore_patterns(
        ".git", ".venv*", ".ci", "*.board", "__pycache__", ".*_cache", ".hypothesis", "build"
    )
    shutil.copytree(ROOT, source, ignore=left_out)
    out = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(out), str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return next(out.glob("run_storyboard-*.whl"))


def test_the_wheel_holds_only_the_package_with_its_profiles_and_font(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"pipeline"}
    for needed in (
        "pipeline/_configs/sub2api.yaml",
        "pipeline/_configs/canvas-20.yaml",
        "pipeline/_configs/offline.yaml",
        "pipeline/providers/offline/fonts/NotoSansCJKsc-Regular.otf",
        "pipeline/py.typed",
    ):
        assert needed in names
    assert not [name for name in names if "/tests/" in name or name.endswith(".pyc")]
    assert wheel.stat().st_size < 4_000_000


def test_an_installed_wheel_draws_an_example_away_from_the_source(wheel: Path, tmp_path: Path) -> None:
    """Both console scripts are there, profiles and font are found, and six keyframes are drawn."""
    home = tmp_path / "home"
    home.mkdir()
    python = _environment(tmp_path / "venv", wheel)
    shutil.copytree(ROOT / "examples" / "rain-letter", tmp_path / "rain", ignore=shutil.ignore_patterns("*.board"))
    env = {"PATH": os.environ["PATH"], "HOME": str(home)}
    scripts = python.parent
    done = subprocess.run(
        [scripts / "run-storyboard", tmp_path / "rain" / "plan.yaml"],
        cwd=home,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "rain" / "plan.board" / "keyframes").glob("*.png"))) == 6
    client = subprocess.run([scripts / "gpt-image2", "--help"], cwd=home, env=env, capture_output=True, check=False)
    assert client.returncode == 0, client.stderr


def _environment(folder: Path, wheel: Path) -> Path:
    """An environment with the wheel installed and this one's packages behind it: nothing is downloaded."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", str(wheel)], check=True)
    place = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    beside = Path(place.stdout.strip()) / "borrowed.pth"
    beside.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python
