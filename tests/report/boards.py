"""Boards for the tests of report: real plans, real pictures, events made by hand, seen through decide's own view."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from pipeline.check.inspect.case import Asked as Wanted
from pipeline.check.inspect.case import Reference
from pipeline.check.inspect.inspection import inspect
from pipeline.check.inspect.view import view as view_of
from pipeline.compose.prompt import RECIPE
from pipeline.decide.ending import Ending, Halts, at_rest, ending
from pipeline.decide.events import (
    Accepted,
    AttemptFailed,
    AttemptLost,
    AttemptStarted,
    AttemptUnknown,
    BoardOpened,
    Event,
    KeyframeSet,
    RunStarted,
    TakeAdopted,
    TakeSaved,
)
from pipeline.decide.plan_step import Asked, Step, plan_step
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView, Facts, view
from pipeline.images.capabilities import Capabilities, Price, TokenPrice
from pipeline.images.picture import PictureFacts
from pipeline.images.size import Size
from pipeline.pictures.probe import probe
from pipeline.plan.model import Plan
from pipeline.report.build import build
from pipeline.report.requests import Offer
from pipeline.report.steps import Commands, Steps, steps
from pipeline.report.view import RunReport

LIST_PRICE = TokenPrice(5, 8, 30)
LINEAGE = "gpt-image-2"


def png(colour: tuple[int, int, int], size: tuple[int, int] = (54, 96)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def scene(
    seed: int, *, light: float = 1.0, tint: tuple[float, float, float] = (1, 1, 1), size: str = "216x384"
) -> bytes:
    """A picture with large and small things in it, another for every seed; ``light`` and ``tint`` grade it."""
    width, height = (int(side) for side in size.split("x"))
    rng = np.random.default_rng(seed)
    layers = [
        np.asarray(
            Image.fromarray(rng.integers(0, 255, (rows, columns, 3), np.uint8)).resize((width, height), how), np.float32
        )
        for rows, columns, how in ((8, 5, Image.Resampling.BICUBIC), (48, 27, Image.Resampling.NEAREST))
    ]
    graded = (60 + 0.35 * layers[0] + 0.25 * layers[1]) * light * np.array(tint, np.float32)
    out = BytesIO()
    Image.fromarray(graded.clip(0, 255).astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


def plan_in(folder: Path, *panels: dict[str, Any], **keys: Any) -> Plan:
    """A plan in ``folder``; without panels one of four: anchor, one that follows it, a last frame, a plain one."""
    base = {
        "version": 1,
        "title": "雨夜来信",
        "aspect": "9:16",
        "style": {"preset": "live-action"},
        "characters": [{"id": "lin", "name": "林晚", "look": "短发", "outfits": {"coat": {"look": "米色风衣"}}}],
        "panels": list(panels) or FOUR,
    }
    return Plan.model_validate({**base, **keys, "file": folder / "plan.yaml"})


FOUR = [
    {"id": "P01", "action": "桌上一盏油灯", "shot": "全景", "clip": "C1", "seconds": 3, "motion": "缓慢推近"},
    {
        "id": "P02",
        "action": "林晚停在门口，手扶门框",
        "characters": [{"lin/coat": "湿发"}],
        "clip": "C1",
        "seconds": 4.5,
        "lines": [{"who": "lin", "say": "你来晚了", "how": "低声"}],
        "x-music": "rain",
    },
    {"id": "P02z", "ends": "P02", "action": "林晚背影消失在雨里", "characters": ["lin/coat"]},
    {"id": "P03", "action": "旧照片特写", "anchor": "none", "seconds": 2},
]


@dataclass
class Board:
    """A board whose events a test writes one after another; pictures are real files in ``root``."""

    plan: Plan
    root: Path
    pictures: dict[Path, PictureFacts] = field(default_factory=dict)
    price: Price | None = LIST_PRICE
    run: str = "run-1"
    events: list[Event] = field(default_factory=list)
    state: BoardState = field(default_factory=BoardState)
    only: frozenset[str] = frozenset()

    @classmethod
    def opened(cls, plan: Plan, **keys: Any) -> Board:
        board = cls(plan, plan.file.with_suffix(".board"), **keys)
        board.tell(BoardOpened(plan.file.name, "test"), RunStarted(board.run, "run"))
        return board

    def tell(self, *events: Event) -> Board:
        for event in events:
            self.state.apply(event)
            self.events.append(event)
        return self

    def begin(self, run: str) -> Board:
        self.run = run
        return self.tell(RunStarted(run, "run"))

    @property
    def facts(self) -> Facts:
        return Facts(
            board=self.root,
            pictures={path: facts.sha256 for path, facts in self.pictures.items()},
            lineage=LINEAGE,
            chain=("sub2api",),
            accept=self.plan.accept,
            run=self.run,
        )

    @property
    def offer(self) -> Offer:
        return Offer("sub2api", Capabilities(), self.price)

    def view(self) -> BoardView:
        return view(self.plan, self.state, self.facts)

    def start(self, panel: str, **keys: Any) -> str:
        """Send a request for ``panel``; returns the attempt's id."""
        seen = self.view()[panel]
        assert seen.draft is not None
        attempt = f"a{len(self.state.attempts) + 1}"
        want = seen.errand.want if seen.errand else None
        started = AttemptStarted(
            attempt=attempt,
            run=self.run,
            subject=panel,
            inputs=seen.draft.inputs,
            asked=seen.draft.asked,
            profile="sub2api",
            lineage=LINEAGE,
            model="gpt-image-2",
            mode="edit" if seen.draft.refs else "generate",
            size="864x1536",
            quality="low",
            format="png",
            prompt=f"the prompt of {panel}",
            recipe=RECIPE,
            references=tuple(
                {"role": str(r.role), "source": r.source.path.name, "sha256": r.source.sha256} for r in seen.draft.refs
            ),
            request=f"request-{attempt}",
            reserve=0.05,
            **{"want": want, "reason": "retry" if want else "draw", **keys},
        )
        self.tell(started)
        return attempt

    def draw(
        self, panel: str, data: bytes | None = None, *, passed: bool = True, cost: float | None = 0.04, **keys: Any
    ) -> Board:
        """Buy a picture for ``panel``: ``data`` as inspection sees it beside the anchor, or one of another colour."""
        attempt = self.start(panel)
        started = self.state.attempts[attempt].started
        number = 1 + sum(t.subject == panel for t in self.state.takes.values())
        shade = len(self.state.takes) * 23
        file = self._write(panel, number, data or png((40 + shade % 200, 90, 140)))
        facts = probe(file)
        failed = {"name": "aspect", "result": "fail", "sentence": "1024x1024 is 78 % off", "gate": True}
        keys = {"checks": () if passed else (failed,), **(self._inspected(panel, data) if data else {}), **keys}
        self.tell(
            TakeSaved(
                attempt=attempt,
                subject=panel,
                inputs=started.inputs,
                number=number,
                file=file.relative_to(self.root).as_posix(),
                sha256=facts.sha256,
                format="png",
                width=facts.size.width,
                height=facts.size.height,
                length=facts.length,
                passed=passed,
                cost=cost,
                native=keys.pop("native", cost),
                seconds=12.0,
                **keys,
            )
        )
        return self.settle()

    def _inspected(self, panel: str, data: bytes) -> dict[str, Any]:
        draft = self.view()[panel].draft
        assert draft is not None
        sent = [
            Reference(use.role, view_of(ref.source.path.read_bytes()), use.who)
            for ref in draft.refs
            for use in ref.uses
        ]
        seen = inspect(data, Wanted(Size(864, 1536), self.plan.aspect), sent)
        assert seen.signature is not None
        return {"checks": tuple(asdict(check) for check in seen.checks), "signature": seen.signature.text}

    def _write(self, panel: str, number: int, data: bytes) -> Path:
        file = self.root / "takes" / panel / f"{number:02d}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return file

    def adopt(self, panel: str, origin: str = "hand") -> Board:
        """A keyframe edited by hand becomes a take, accepted."""
        seen = self.view()[panel]
        assert seen.draft is not None
        number = 1 + sum(t.subject == panel for t in self.state.takes.values())
        file = self._write(panel, number, png((250, 250, len(self.state.takes))))
        facts = probe(file)
        name = file.relative_to(self.root).as_posix()
        size = facts.size
        self.tell(
            TakeAdopted(
                panel,
                seen.draft.inputs,
                number,
                name,
                facts.sha256,
                "png",
                size.width,
                size.height,
                facts.length,
                origin,
            ),
            Accepted(panel, facts.sha256, seen.draft.inputs),
        )
        return self.settle()

    def fail(self, panel: str, kind: str, message: str = "said so") -> Board:
        return self.tell(AttemptFailed(self.start(panel), kind, message, status=400))

    def lose_sight(self, panel: str) -> Board:
        return self.tell(AttemptUnknown(self.start(panel), "the connection was reset"))

    def lose(self, panel: str, cost: float | None = 0.04) -> Board:
        return self.tell(AttemptLost(self.start(panel), "no picture in the answer", cost))

    def settle(self) -> Board:
        """What a run writes when a take comes to count."""
        for seen in self.view().panels:
            if seen.by is not None and seen.shown is not None and seen.draft is not None:
                was = self.state.keyframes.get(seen.id)
                if was is None or (was.take, was.inputs) != (seen.shown.sha256, seen.draft.inputs):
                    self.tell(KeyframeSet(seen.id, seen.shown.sha256, seen.draft.inputs))
        return self

    def yes(self, panel: str) -> Board:
        seen = self.view()[panel]
        assert seen.candidate is not None
        assert seen.draft is not None
        return self.tell(Accepted(panel, seen.candidate.sha256, seen.draft.inputs)).settle()

    def replan(self, **panels: dict[str, Any]) -> Board:
        """The same board under a plan in which the named panels say other things."""
        changed = tuple(p.model_copy(update=panels[p.id]) if p.id in panels else p for p in self.plan.panels)
        self.plan = self.plan.model_copy(update={"panels": changed})
        return self

    def step(self, *, yes: bool = False) -> Step:
        return plan_step(self.view(), self.state, Asked(self.only, yes))

    def ending(self, **halts: Any) -> Ending:
        return ending(self.view(), self.step(), Halts(**halts))

    def at_rest(self) -> Ending:
        return at_rest(self.view(), self.step(), running=False)

    def commands(self, **keys: Any) -> Commands:
        return Commands(self.plan.file, **keys)

    def steps(self, how: Ending | None = None, **keys: Any) -> Steps:
        return steps(
            self.view(), self.state, self.step(), how or self.ending(), root=self.root, commands=self.commands(**keys)
        )

    def report(self, how: Ending | None = None, **keys: Any) -> RunReport:
        todo = self.steps(how)
        return build(
            self.plan,
            self.view(),
            self.state,
            root=self.root,
            ending=how or self.ending(),
            **{"run": self.run, "next_": todo.next_, "look": todo.look, "pictures": self.pictures, **keys},
        )


def own_picture(path: Path) -> PictureFacts:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png((9, 99, 199)))
    return probe(path)


def all_drawn(folder: Path, **keys: Any) -> Board:
    board = Board.opened(plan_in(folder), **keys)
    for panel in ("P01", "P02", "P02z", "P03"):
        board.draw(panel)
    return board


__all__ = ["FOUR", "Board", "all_drawn", "own_picture", "plan_in", "png", "scene"]
