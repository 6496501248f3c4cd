from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cli.main import carry_out
from tests.cli.shop import Shop, ThreadedService, at_home
from tests.journeys.stage import Stage


@pytest.fixture
def service() -> Iterator[ThreadedService]:
    with ThreadedService() as started:
        yield started


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Shop:
    """A folder with a plan of four panels and a home of its own; commands run in this process."""
    made = Shop(tmp_path, capfd=capfd)
    made.write()
    at_home(made, monkeypatch)
    return made


@pytest.fixture
def served(shop: Shop, service: ThreadedService) -> Shop:
    """The shop, with its provider at a service on loopback that answers at once."""
    shop.service(service.url, service.key)
    return shop


@pytest.fixture(scope="session")
def drawn_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a board that a run has drawn, all four panels."""
    stage = Stage(tmp_path_factory.mktemp("drawn"))
    stage.write()
    with pytest.MonkeyPatch.context() as patch, ThreadedService() as service:
        at_home(stage, patch)
        stage.service(service.url, service.key)
        assert carry_out([str(stage.plan), "--quiet"]) == 0
    return stage.board


@pytest.fixture
def drawn(served: Shop, drawn_once: Path) -> Shop:
    """The shop with a board that is done."""
    shutil.copytree(drawn_once, served.board)
    return served
