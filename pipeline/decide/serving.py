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

    ``holders``: which panel a file serves, and for which inputs. ``shown``: which panel shows it as what counted
    last. ``taken``: from whom a better word took it. ``refused``: what an earlier pass found to be another panel's.
    """

    state: BoardState
    pool: Pool
    names: Collection[str]
    refused: frozenset[tuple[str, str]] = frozenset()
    holders: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    taken: set[tuple[str, str]] = field(default_factory=set)

    def pin(self, panel: str, take: Take) -> None:
        """``take`` is this panel's whatever anybody asks."""
        self.holders.setdefault(take.file, (panel, None))

    def may_show(self, panel: str, take: Take) -> bool:
        """Whether ``take`` may be shown as what counted last for ``panel``."""
        if (panel, take.file) in self.refused or self._holder(take.file) not in {None, panel}:
            return False
        as_often = len(self.pool.by_sha[take.sha256])
        if panel not in self._served(take.sha256)[-as_often:]:
            return False
        self.shown[take.file] = panel
        return True

    @property
    def clashes(self) -> frozenset[tuple[str, str]]:
        """Pairs of panel and file that turned out to be another panel's; a further pass refuses them."""
        lost = {(panel, file) for file, panel in self.shown.items() if self._holder(file) not in {None, panel}}
        return frozenset(self.taken | lost)

    def _holder(self, file: str) -> str | None:
        return self.holders[file][0] if file in self.holders else None

    def share(self, inputs: str, panels: Mapping[str, bool]) -> dict[str, Served]:
        """Serve the panels that ask for the same ``inputs``; the flag says that only a person's word counts there."""
        takes = [t for t in self.pool.takes_for(inputs) if self._may_have(t, inputs)]
        if len(panels) == 1:
            served = {panel: self._alone(panel, inputs, takes, person=person) for panel, person in panels.items()}
        else:
            served = self._twins(inputs, takes, panels)
        for panel, got in served.items():
            for take in got.chosen:
                self._hold(panel, take, inputs)
        return served

    def _alone(self, panel: str, inputs: str, takes: list[Take], *, person: bool) -> Served:
        """Choose among what is at home with the panel, so that nothing that happens to others takes its picture away.

        Without any, what belonged to a panel that left the plan will do, since it may be this one under its old name;
        at last what is at home elsewhere. A candidate of a panel that left goes with its keyframe.
        """
        homes = {take.file: self._home(take, inputs) for take in takes}
        homeless = [t for t in takes if not homes[t.file]]
        own = [t for t in takes if homes[t.file] == panel]
        own += [t for t in homeless if person and t.sha256 not in self.state.servers]
        got = self._serve(panel, inputs, own, person=person)
        if got.choice.keyframe is None and homeless:
            got = self._serve(panel, inputs, {t.file: t for t in own + homeless}.values(), person=person)
        return got if got.chosen else self._serve(panel, inputs, takes, person=person)

    def _twins(self, inputs: str, takes: list[Take], panels: Mapping[str, bool]) -> dict[str, Served]:
        """Each chooses among what is at home with it; who gets none takes what the others left over."""
        homes: dict[str, list[Take]] = {panel: [] for panel in panels}
        left: list[Take] = []
        for take in takes:
            homes.get(self._home(take, inputs), left).append(take)
        served = {panel: self._serve(panel, inputs, homes[panel], person=person) for panel, person in panels.items()}
        for got in served.values():
            if got.choice.keyframe is not None:
                left += [t for t in got.takes if t not in got.chosen]
        for panel in sorted(panel for panel, got in served.items() if not got.chosen):
            served[panel] = self._serve(panel, inputs, left, person=panels[panel])
            left = [t for t in left if t not in served[panel].chosen]
        return served

    def _serve(self, panel: str, inputs: str, takes: Iterable[Take], *, person: bool) -> Served:
        allowed = tuple(t for t in takes if (panel, t.file) not in self.refused)
        return Served(choose(self.state, inputs, allowed, person=person), allowed)

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
            self.taken.add((self.holders[take.file][0], take.file))
        self.holders[take.file] = (panel, inputs)

    def _home(self, take: Take, inputs: str) -> str:
        """The panel that ``take`` belongs to: by a person's word, as its keyframe, by its folder; or none."""
        yes = self.state.accepted.get((take.sha256, inputs))
        if yes is not None and yes.subject in self.names:
            return yes.subject
        served = self._served(take.sha256)
        owners = [name for name in served if self.state.keyframes[name].inputs == inputs] or served[-1:]
        if owners and take.subject not in owners:
            return owners[-1]
        return take.subject if take.subject in self.names else ""

    def _served(self, sha256: str) -> list[str]:
        """The panels whose keyframe the journal says a picture is, else those it served; the latest one last."""
        names = [name for name in self.state.servers.get(sha256, ()) if name in self.names]
        return [name for name in names if self.state.keyframes[name].take == sha256] or names
