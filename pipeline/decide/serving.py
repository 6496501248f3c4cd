"""Which take serves which panel: a take is found by its inputs, and serves one panel at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.decide.choice import Choice, Pool, accepted_rank, choose
from pipeline.decide.state import BoardState, Take


@dataclass(frozen=True, slots=True)
class Served:
    """What a panel gets: its choice, and the takes that it was made from."""

    choice: Choice
    takes: tuple[Take, ...]

    @property
    def chosen(self) -> tuple[Take, ...]:
        """The takes that are its own by now: its keyframe and its candidate."""
        return tuple(t for t in (self.choice.keyframe, self.choice.candidate) if t is not None)


@dataclass(slots=True)
class Serving:
    """One pass over a board. ``names`` are the plan's panels.

    ``holders``: which panel a file serves, and for which inputs. ``refused``: pairs of panel and file that an
    earlier pass found to be another panel's. ``gated``: a judge decides beside inspection.
    """

    state: BoardState
    pool: Pool
    names: Collection[str]
    refused: frozenset[tuple[str, str]] = frozenset()
    holders: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    clashes: set[tuple[str, str]] = field(default_factory=set)
    gated: bool = False

    def pin(self, panel: str, take: Take) -> None:
        """``take`` is this panel's whatever anybody asks."""
        self.holders.setdefault(take.file, (panel, None))

    def holder(self, file: str) -> str | None:
        """The panel that ``file`` serves so far."""
        return self.holders[file][0] if file in self.holders else None

    def may_show(self, panel: str, take: Take) -> bool:
        """Whether ``take`` may be shown as what counted last for ``panel``."""
        free = self.holder(take.file) in {None, panel} and (panel, take.file) not in self.refused
        return free and panel in self._served(take.sha256)

    def share(self, inputs: str, panels: Mapping[str, bool]) -> dict[str, Served]:
        """Serve the panels that ask for the same ``inputs``; the flag says that only a person's word counts there.

        Each chooses among the takes that are at home with it, so that nothing that happens to another panel takes
        its picture away; who gets none takes what is at home nowhere here, or what the others left over.
        """
        homes: dict[str, list[Take]] = {panel: [] for panel in panels}
        left: list[Take] = []
        for take in self.pool.takes_for(inputs):
            if self._may_have(take, inputs):
                homes.get(self._home(take, inputs), left).append(take)
        served = {panel: self._serve(panel, inputs, homes[panel], person=person) for panel, person in panels.items()}
        for got in served.values():
            if got.choice.keyframe is not None:
                left += [t for t in got.takes if t not in got.chosen]
        lacking = sorted(panel for panel, got in served.items() if not got.chosen)
        for panel in lacking:
            got = self._serve(panel, inputs, left, person=panels[panel])
            served[panel] = got if len(lacking) == 1 else Served(got.choice, got.chosen)
            left = [t for t in left if t not in got.chosen]
        for panel, got in served.items():
            for take in got.chosen:
                self._hold(panel, take, inputs)
        return served

    def _serve(self, panel: str, inputs: str, takes: Iterable[Take], *, person: bool) -> Served:
        allowed = tuple(t for t in takes if (panel, t.file) not in self.refused)
        return Served(choose(self.state, inputs, allowed, person=person, gated=self.gated), allowed)

    def _may_have(self, take: Take, inputs: str) -> bool:
        """Whether no panel that asks for something else has it, or by an older word than there is for these."""
        if take.file not in self.holders:
            return True
        held_for = self.holders[take.file][1]
        if held_for is None:
            return False
        return accepted_rank(self.state, take, inputs) > accepted_rank(self.state, take, held_for)

    def _hold(self, panel: str, take: Take, inputs: str) -> None:
        if take.file in self.holders:
            self.clashes.add((self.holders[take.file][0], take.file))
        self.holders[take.file] = (panel, inputs)

    def _home(self, take: Take, inputs: str) -> str:
        """The panel that ``take`` belongs to: by a person's word, as it served it last, by its folder; or none."""
        yes = self.state.accepted.get((take.sha256, inputs))
        if yes is not None and yes.subject in self.names:
            return yes.subject
        served = self._served(take.sha256)
        if served and take.subject not in served:
            return served[-1]
        return take.subject if take.subject in self.names else ""

    def _served(self, sha256: str) -> list[str]:
        """The panels that a picture served last: as many as it was delivered times."""
        names = [name for name in self.state.servers.get(sha256, ()) if name in self.names]
        return names[-len(self.pool.by_sha.get(sha256, ())) :]
