"""A plan with everything it takes to look at its board or to carry it out: what every command begins with."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.assemble.boards import Standing, board_for, stand
from pipeline.config.chain import Chain, resolve_chain
from pipeline.config.layers import Settings, read_settings
from pipeline.decide.view import BoardView, view
from pipeline.errors import InvalidPlan
from pipeline.plan.loader import Loaded, read_plan
from pipeline.plan.model import Accept, Plan
from pipeline.report.bill import Offer
from pipeline.report.steps import Commands


@dataclass(frozen=True, slots=True)
class Ask:
    """What a command line says about every board: ``provider`` names, ``out`` the board's folder."""

    plan: Path
    out: Path | None = None
    provider: tuple[str, ...] = ()
    accept: Accept | None = None

    @property
    def common(self) -> tuple[str, ...]:
        """The options that a further command about this board needs."""
        words: list[str] = []
        if self.out is not None:
            words += ["--out", os.path.abspath(self.out)]  # noqa: PTH100 - Path.absolute keeps ".."
        if self.provider:
            words += ["--provider", ",".join(self.provider)]
        return tuple(words)


@dataclass(frozen=True, slots=True)
class Work:
    """The plan as loaded, its chain, and where its board is."""

    ask: Ask
    loaded: Loaded
    plan: Plan
    chain: Chain
    root: Path
    said: tuple[str, ...]
    settings: Settings

    def commands(self, again: tuple[str, ...] = ()) -> Commands:
        return Commands(self.plan.file.absolute(), self.ask.common, again)

    def stand(self) -> Standing:
        """The board as it stands on disk."""
        return stand(
            self.plan,
            self.root,
            lineage=self.chain.lineage,
            chain=tuple(p.name for p in self.chain.profiles),
            pictures=dict(self.loaded.pictures),
            accept=self.ask.accept,
        )

    def look(self) -> tuple[Standing, BoardView]:
        """The board on disk, seen under the plan."""
        standing = self.stand()
        return standing, view(self.plan, standing.state, standing.facts)

    @property
    def offer(self) -> Offer:
        first = self.chain.profiles[0]
        return Offer(first.name, first.capabilities, first.price)


def begin(ask: Ask, *, need_keys: bool, settings: Settings | None = None) -> Work:
    """Load the plan and find its chain and board. Raises InvalidPlan, ConfigError, NoProvider, BoardError.

    Without ``need_keys`` the chain is as the profiles say, whether or not it could be sent to.
    """
    settings = settings or read_settings()
    loaded = read_plan(ask.plan)
    if loaded.plan is None:
        raise InvalidPlan(loaded.problems)
    plan = loaded.plan
    own = resolve_chain(plan.provider or (), settings, need_keys=need_keys and not ask.provider)
    chain = resolve_chain(ask.provider, settings, allow_paths=True, need_keys=need_keys) if ask.provider else own
    place = board_for(plan, chain.lineage, out=ask.out, own_lineage=own.lineage)
    said = (place.said,) if place.said else ()
    return Work(ask, loaded, plan, chain, place.root, (*chain.warnings, *said), settings)
