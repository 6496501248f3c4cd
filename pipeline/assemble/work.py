"""A plan with everything it takes to look at its board or to carry it out: what every command begins with."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.assemble.boards import Standing, board_for, facts_of, read_board
from pipeline.config.chain import Chain, resolve_chain
from pipeline.config.layers import Settings, read_settings
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView, Facts, view
from pipeline.errors import InvalidPlan
from pipeline.pictures.probe import probe
from pipeline.plan.loader import Loaded, read_plan
from pipeline.plan.model import Accept, Plan
from pipeline.plan.pictures import used_pictures
from pipeline.report.requests import Offer
from pipeline.report.steps import Commands
from pipeline.store.layout import Layout


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

    def commands(self, again: tuple[str, ...] = (), verb: str = "run") -> Commands:
        return Commands(self.plan.file.absolute(), self.ask.common, again, verb)

    def facts(self, spoiled: frozenset[str], state: BoardState, *, live: bool = False) -> Facts:
        """What stands outside the journal, for somebody who is not the run."""
        return facts_of(
            self.plan,
            self.root,
            state,
            lineage=self.chain.lineage,
            chain=tuple(p.name for p in self.chain.profiles),
            pictures=self.loaded.pictures,
            spoiled=spoiled,
            accept=self.ask.accept,
            live=live,
        )

    def look(self, *, no_sheet: bool = False) -> tuple[Standing, BoardView]:
        """The board as a reader finds it on disk, seen under the plan; ``no_sheet``: as if there were no crops."""
        read = read_board(self.plan, self.root, self.chain.lineage)
        facts = self.facts(read.spoiled, read.state, live=read.holder is not None)
        if no_sheet:
            facts = replace(facts, crops={})
        standing = Standing(Layout(self.root), read.state, facts, read.holder, read.since)
        return standing, view(self.plan, read.state, facts)

    @property
    def offer(self) -> Offer:
        first = self.chain.profiles[0]
        return Offer(first.name, first.capabilities, first.price)


def loaded_of(plan: Plan) -> Loaded:
    """A plan that is in memory already, with the facts of its pictures. PictureError where one can't be read."""
    return Loaded(plan, pictures={path: probe(path, fully=True) for path in used_pictures(plan)})


def begin(
    ask: Ask,
    *,
    need_keys: bool,
    settings: Settings | None = None,
    loaded: Loaded | None = None,
    chain: Chain | None = None,
) -> Work:
    """Load the plan and find its chain and board. Raises InvalidPlan, ConfigError, NoProvider, BoardError.

    Without ``need_keys`` the chain is as the profiles say, whether or not it could be sent to. ``chain`` is one
    that is open already.
    """
    settings = settings or read_settings()
    loaded = loaded or read_plan(ask.plan)
    if loaded.plan is None:
        raise InvalidPlan(loaded.problems)
    plan = loaded.plan
    own = resolve_chain(plan.provider or (), settings, need_keys=need_keys and not ask.provider and chain is None)
    if chain is None:
        chain = resolve_chain(ask.provider, settings, allow_paths=True, need_keys=need_keys) if ask.provider else own
    place = board_for(plan, chain.lineage, out=ask.out, own_lineage=own.lineage)
    said = (place.said,) if place.said else ()
    return Work(ask, loaded, plan, chain, place.root, (*chain.warnings, *said), settings)
