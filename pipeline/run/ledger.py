"""The book of paid attempts: whether a request may leave is decided and written in one step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pipeline.decide.events import AttemptFailed, AttemptLost, AttemptStarted, AttemptUnknown, Event, TakeSaved
from pipeline.decide.money import calls, spent
from pipeline.decide.state import BoardState
from pipeline.providers.base import Failure
from pipeline.store.journal import Journal, Ticket


@dataclass(frozen=True, slots=True)
class Go:
    """The intent is on disk: send."""


@dataclass(frozen=True, slots=True)
class OverBudget:
    """``limit`` (budget, max-cost or max-calls) would be passed; nothing was written."""

    limit: str


@dataclass(frozen=True, slots=True)
class Limits:
    """USD for the board's life and for this run, and requests of this run; None is no limit."""

    budget: float | None = None
    max_cost: float | None = None
    max_calls: int | None = None


class Ledger(Protocol):
    """One machine has a journal; several would share a database."""

    async def try_send(self, attempt: AttemptStarted) -> Go | OverBudget:
        """Reserve what ``attempt`` may cost and write its intent durably, or refuse. Hold a permit."""

    async def saved(self, take: TakeSaved) -> None:
        """A picture was delivered and is kept; returns once that is durable."""

    def ended(self, attempt: str, failure: Failure, cost: float | None = None) -> None:
        """No picture: free, lost or unknown, by what the failure says of the charge; ``cost`` is USD if billed."""


class JournalLedger:
    """The ledger of one board: events in its journal, folded into ``state`` at once.

    Between the look at the sums and the intent nothing is awaited, so requests that leave side by side
    never pass a limit together. ``opening`` are the events that go before the first one: a run that has nothing
    to do writes nothing.
    """

    def __init__(
        self,
        journal: Journal,
        state: BoardState,
        limits: Limits,
        run: str,
        told: Callable[[Event], None],
        opening: tuple[Event, ...] = (),
    ) -> None:
        self._journal, self._state, self._limits, self._run, self._told = journal, state, limits, run, told
        self._opening = opening

    def open(self) -> None:
        """Write that the run began, though nothing was sent yet."""
        opening, self._opening = self._opening, ()
        for event in opening:
            self._write(event)

    @property
    def opened(self) -> bool:
        """Whether anything has been written."""
        return not self._opening

    async def try_send(self, attempt: AttemptStarted) -> Go | OverBudget:
        over = self._over(attempt.reserve or 0.0)
        if over is not None:
            return over
        await self._durably(attempt)
        return Go()

    async def saved(self, take: TakeSaved) -> None:
        await self._durably(take)

    def ended(self, attempt: str, failure: Failure, cost: float | None = None) -> None:
        match failure.charged:
            case "no":
                self.record(AttemptFailed(attempt, failure.kind, failure.message, failure.status, failure.retry_after))
            case "maybe":
                self.record(AttemptUnknown(attempt, failure.message, failure.status))
            case "yes":
                self.record(AttemptLost(attempt, failure.message, cost))

    def record(self, event: Event) -> None:
        """Fold and queue an event that need not be on disk before the next step."""
        self._write(event)

    async def durably(self, event: Event) -> None:
        """Fold an event and return once it is on disk."""
        await self._durably(event)

    async def _durably(self, event: Event) -> None:
        await self._journal.durable(self._write(event))

    def _write(self, event: Event) -> Ticket:
        self.open()
        self._state.apply(event)
        ticket = self._journal.record(event)
        self._told(event)
        return ticket

    def _over(self, reserve: float) -> OverBudget | None:
        limits = self._limits
        if limits.max_calls is not None and calls(self._state, self._run).total() >= limits.max_calls:
            return OverBudget("max-calls")
        if limits.max_cost is not None and spent(self._state, self._run) + reserve > limits.max_cost:
            return OverBudget("max-cost")
        if limits.budget is not None and spent(self._state) + reserve > limits.budget:
            return OverBudget("budget")
        return None
