"""A house for journeys in the test's own process: a plan, its board, and services that a chain of profiles leads to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pipeline.assemble.library import run_plan
from pipeline.assemble.providers import Providers, open_providers
from pipeline.config.layers import Settings, read_settings
from pipeline.decide.events import Event
from pipeline.report.view import RunReport
from pipeline.run.notices import Notice
from pipeline.store.journal import replay
from pipeline.store.layout import Layout
from tests.fakes.image_service import ImageService

SMALL: dict[str, Any] = {
    "version": 1,
    "title": "雨夜来信",
    "aspect": "5:8",
    "size": "640x1024",
    "style": "live-action",
    "provider": "sub2api",
    "panels": [
        {"id": "P01", "action": "林晚停在门口"},
        {"id": "P02", "action": "一只手拿起旧信封"},
        {"id": "P03", "action": "窗外雨停了"},
    ],
}
"""Pictures as small as the services take them, so that they are drawn quickly."""

ONE: dict[str, Any] = {**SMALL, "panels": SMALL["panels"][:1]}


def panels(count: int, **more: Any) -> dict[str, Any]:
    """A plan of ``count`` panels, the first of which is the anchor."""
    return {**SMALL, "panels": [{"id": f"P{n:02}", "action": f"镜头第{n}号"} for n in range(1, count + 1)], **more}


@dataclass
class House:
    """``services`` by the profile's name, in the chain's order."""

    folder: Path
    services: Mapping[str, ImageService]
    profiles: dict[str, dict[str, Any]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    @property
    def plan(self) -> Path:
        return self.folder / "plan.yaml"

    @property
    def board(self) -> Path:
        return self.folder / "plan.board"

    @property
    def settings(self) -> Settings:
        return read_settings({}, folders=[self.folder / "profiles"])

    def write(self, plan: Mapping[str, Any]) -> None:
        self.plan.write_text(yaml.safe_dump(dict(plan), allow_unicode=True, sort_keys=False), encoding="utf-8")

    def profile(self, name: str, **values: Any) -> None:
        """Set keys of a profile over those it has."""
        merged = self.profiles.setdefault(name, {})
        for key, value in values.items():
            merged[key] = {**merged.get(key, {}), **value} if isinstance(value, dict) else value
        path = self.folder / "profiles" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(merged), encoding="utf-8")
        path.chmod(0o600)

    @asynccontextmanager
    async def open(self, *names: str) -> AsyncIterator[Providers]:
        async with open_providers(names or tuple(self.services), settings=self.settings) as providers:
            yield providers

    async def run(self, plan: Mapping[str, Any] | None = None, *names: str, **options: Any) -> RunReport:
        """Write the plan if there is one, and carry it out."""
        if plan is not None:
            self.write(plan)
        async with self.open(*names) as providers:
            return await run_plan(self.plan, providers=providers, on_event=self.notices.append, **options)

    @property
    def events(self) -> list[Event]:
        return [recorded.event for recorded in replay(Layout(self.board))]

    def of(self, kind: type) -> list[Any]:
        """The journal's events of one class."""
        return [event for event in self.events if isinstance(event, kind)]

    def told(self, kind: type) -> list[Any]:
        """What the run's watcher was told of one class."""
        return [notice for notice in self.notices if isinstance(notice, kind)]


@asynccontextmanager
async def house(folder: Path, **scripts: Any) -> AsyncIterator[House]:
    """A house whose chain is ``scripts``: profile name (``_`` for ``-``) to that service's script."""
    async with AsyncExitStack() as stack:
        services = {}
        made = House(folder, services)
        for number, (name, script) in enumerate((scripts or {"sub2api": ()}).items()):
            profile = name.replace("_", "-")
            service = await stack.enter_async_context(ImageService(script, key=f"sk-key-of-{profile}-{number}"))
            services[profile] = service
            made.profile(profile, base_url=service.url, key=service.key, limits={"backoff": 0})
        yield made
