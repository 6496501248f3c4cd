"""A stage whose commands run in this process, and an image service that lives in a thread beside them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from pipeline.cli.main import carry_out
from pipeline.store.layout import Layout
from pipeline.store.locks import run_lock
from tests.fakes.image_service import Do, ImageService, Respond, Seen
from tests.journeys.stage import Done, Stage


@dataclass
class Shop(Stage):
    capfd: pytest.CaptureFixture[str] | None = None

    def call(self, *argv: str) -> Done:
        """Carry one command out, as ``run-storyboard argv…`` does."""
        assert self.capfd is not None
        self.capfd.readouterr()
        code = carry_out(argv)
        out, err = self.capfd.readouterr()
        return Done(code, out, err)


def at_home(stage: Stage, patch: pytest.MonkeyPatch) -> None:
    """Let this process live in the stage's home, with no keys and no addresses around."""
    stage.home.mkdir()
    for name in ("GPT_IMAGE2_API_KEY", "GPT_IMAGE2_BASE_URL", "OPENAI_API_KEY", "CODEX_API_KEY"):
        patch.delenv(name, raising=False)
    patch.setenv("HOME", str(stage.home))
    patch.setenv("XDG_CONFIG_HOME", str(stage.home / ".config"))
    patch.chdir(stage.home)


class ThreadedService:
    """``ImageService`` in a loop of its own, so that a command may have this thread's."""

    def __enter__(self) -> Self:
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="service")
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        async with ImageService() as self._service:
            self._ready.set()
            await self._over.wait()

    @property
    def url(self) -> str:
        return self._service.url

    @property
    def key(self) -> str:
        return self._service.key

    @property
    def posts(self) -> list[Seen]:
        return self._service.posts

    def arrived(self, count: int) -> None:
        """Wait until ``count`` requests for pictures have come."""
        asyncio.run_coroutine_threadsafe(self._service.arrived(count), self._loop).result(30)

    def release(self) -> None:
        """Let hanging answers go."""
        self._loop.call_soon_threadsafe(self._service.release)

    def play(self, script: Iterable[Do] | Respond) -> None:
        self._service.play(script)


class a_run_on:
    """Holds a board as a run does, from another thread."""

    def __init__(self, board: Path) -> None:
        self._held, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._hold, args=(Layout(board),))

    def _hold(self, layout: Layout) -> None:
        with run_lock(layout, "run"):
            self._held.set()
            self._over.wait(60)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._held.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        self._thread.join()

    def end(self) -> None:
        self._over.set()
