"""One drawing as a commission: whatever it is of, it has references, an aspect, and a request for any profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.compose.bibles import BIBLE_ASPECT, bible_spec
from pipeline.compose.look import Look, Ref
from pipeline.compose.mend import mend_spec
from pipeline.compose.page import Page, page_spec
from pipeline.compose.request import RequestSpec, spec
from pipeline.compose.stress import Stress
from pipeline.images.capabilities import Capabilities
from pipeline.images.size import Aspect
from pipeline.plan.bibles import Bible
from pipeline.plan.model import Panel, Plan


class Commission(Protocol):
    """What is drawn: ``refs`` in the order they are sent, ``aspect`` as inspection holds the picture against it."""

    @property
    def refs(self) -> tuple[Ref, ...]: ...

    @property
    def aspect(self) -> Aspect: ...

    def spec(self, capabilities: Capabilities, *, note: str = "", stress: Sequence[Stress] = ()) -> RequestSpec:
        """The request to a profile; ``note`` is the board's wish for this subject."""


@dataclass(frozen=True, slots=True)
class PanelCommission:
    """A panel's keyframe."""

    plan: Plan
    panel: Panel
    refs: tuple[Ref, ...]

    @property
    def aspect(self) -> Aspect:
        return self.plan.aspect

    def spec(self, capabilities: Capabilities, *, note: str = "", stress: Sequence[Stress] = ()) -> RequestSpec:
        return spec(self.plan, self.panel, self.refs, capabilities, board_note=note, stress=stress)


@dataclass(frozen=True, slots=True)
class BibleCommission:
    """A character's, outfit's, place's or prop's bible."""

    plan: Plan
    bible: Bible
    refs: tuple[Ref, ...]

    @property
    def aspect(self) -> Aspect:
        return BIBLE_ASPECT

    def spec(self, capabilities: Capabilities, *, note: str = "", stress: Sequence[Stress] = ()) -> RequestSpec:
        del stress  # its words leave no room for what goes wrong with frames
        return bible_spec(self.plan, self.bible, self.refs, capabilities, note=note)


def commission_of(plan: Plan, panel: Panel, refs: tuple[Ref, ...]) -> PanelCommission | BibleCommission:
    """The drawing of a panel or, where it is one, of a bible."""
    return BibleCommission(plan, panel, refs) if isinstance(panel, Bible) else PanelCommission(plan, panel, refs)


@dataclass(frozen=True, slots=True)
class MendCommission:
    """A take of a panel, changed locally."""

    plan: Plan
    panel: Panel
    refs: tuple[Ref, ...]
    wish: str
    masked: bool = False

    @property
    def aspect(self) -> Aspect:
        return self.plan.aspect

    def spec(self, capabilities: Capabilities, *, note: str = "", stress: Sequence[Stress] = ()) -> RequestSpec:
        del note, stress  # a mend says its one wish and nothing else
        return mend_spec(self.plan, self.panel, self.refs, capabilities, note=self.wish, masked=self.masked)


@dataclass(frozen=True, slots=True)
class PageCommission:
    """A page of the storyboard sheet; ``reasons`` say why the last drawing was refused."""

    plan: Plan
    page: Page
    look: Look
    reasons: tuple[str, ...] = ()

    @property
    def refs(self) -> tuple[Ref, ...]:
        return self.spec(Capabilities()).refs

    @property
    def aspect(self) -> Aspect:
        ratio = self.page.size.ratio
        return Aspect(ratio, f"{ratio.numerator}:{ratio.denominator}")

    def spec(self, capabilities: Capabilities, *, note: str = "", stress: Sequence[Stress] = ()) -> RequestSpec:
        del stress
        reasons = (*self.reasons, note) if note else self.reasons
        return page_spec(self.plan, self.page, self.look, capabilities, reasons=reasons)
