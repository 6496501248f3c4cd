"""Carries one request out without a board: the same attempts, the same policy, the answer on disk before it is read."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Protocol

import anyio
import anyio.to_thread

from pipeline.check.inspect.case import Asked
from pipeline.check.inspect.inspection import inspect
from pipeline.check.inspect.result import Inspection
from pipeline.compose.prices import Cost, estimate, settle
from pipeline.decide.events import FailureKind
from pipeline.decide.policy import Bounds, GiveUp, Past, Step, next_step
from pipeline.errors import PictureError
from pipeline.images.request import ImageRequest
from pipeline.images.size import Aspect, Size
from pipeline.messages import say
from pipeline.pictures.probe import probe
from pipeline.providers.base import Answered, Delivered, DeliveredPicture, Failure, Pending, Provider
from pipeline.run.notices import Said
from pipeline.run.partials import Show, Watched
from pipeline.run.sending import Again, Ask, picture_bytes, polled, spooled, until_over, wait_before
from pipeline.run.stopping import Stop, Stopping
from pipeline.store.layout import Layout
from pipeline.transport.spool import Spool

BOUNDS: Final = Bounds()
_FETCHES: Final = 3
"""How often a bought picture's address is asked before it is left to a later start."""


@dataclass(frozen=True, slots=True)
class Order:
    """The request as each profile of the chain takes it, in the chain's order.

    ``aspect`` None: the service chooses the size. ``references``: the sizes of the pictures as sent.
    """

    requests: Mapping[str, ImageRequest]
    aspect: Aspect | None = None
    references: tuple[Size, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """One delivered picture and what inspection says of it."""

    data: bytes = field(repr=False)
    seen: Inspection

    @property
    def format(self) -> str:
        return self.seen.facts.format if self.seen.facts else "bin"


@dataclass(frozen=True, slots=True)
class Batch:
    """What one answer delivered; ``missing`` pictures of it could not be had."""

    pictures: tuple[Picture, ...]
    profile: str
    model: str
    asked: Size | None
    cost: Cost
    seconds: float = 0.0
    revised_prompt: str = ""
    missing: int = 0

    @property
    def passed(self) -> bool:
        """Whether at least one picture of it is usable."""
        return any(picture.seen.passed for picture in self.pictures)


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Bought, and not to be had at present: the answer stays in the spool."""

    failure: Failure


Outcome = Batch | Failure | Pending | Undelivered


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended: with pictures, with a failure, or left to a later start (``left``)."""

    batch: Batch | None = None
    failure: Failure | None = None
    come_back: float | None = None
    left: bool = False
    interrupted: bool = False


class Room(Protocol):
    """Where one call keeps what it must not lose; each method returns when that is on disk."""

    @property
    def layout(self) -> Layout:
        """Its spool."""

    async def sends(self, attempt: str, provider: Provider, request: ImageRequest) -> None:
        """A request is about to leave."""

    async def took(self, task: str) -> None:
        """The service took the job under this name."""

    async def settled(self) -> None:
        """What came of the attempt is saved or said; drop it."""


@dataclass(slots=True)
class Single:
    """One call. ``keep`` saves what was delivered, usable or not, before the answer is dropped."""

    order: Order
    providers: Mapping[str, Provider]
    room: Room
    keep: Callable[[Batch], Awaitable[None]]
    stop: Stop
    told: Callable[[Said], None]
    show: Show | None = None
    calls: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("sent", "kept", "lost", "failed", "unknown"), 0)
    )
    _past: list[Past] = field(default_factory=list)

    async def carry_out(self) -> Ended:
        """Send, wait and send again as the policy says, until there is a picture or nothing left to try."""
        try:
            return await until_over(self._once, self.stop.sleep)
        except Stopping:
            return Ended(interrupted=True)

    async def _once(self) -> Again | Ended:
        step = self._step()
        if isinstance(step, GiveUp):
            return Ended(failure=Failure(step.kind, "no", say("client.nobody-asked")))
        if self.stop.requested:
            raise Stopping
        outcome = await self._attempt(step.profile)
        match outcome:
            case Batch() if outcome.passed:
                return Ended(outcome)
            case Pending():
                failure = Failure(FailureKind.UNKNOWN, "maybe", say("client.task-left"))
                return Ended(failure=failure, left=True, interrupted=self.stop.requested)
            case Undelivered(failure=failure):
                return Ended(failure=failure, left=True, interrupted=self.stop.requested)
            case Batch():
                failure = Failure(FailureKind.BAD_PICTURE, "yes", "; ".join(_faults(outcome)))
            case Failure() as failure:
                pass
        return self._after(step.profile, failure)

    def _step(self) -> Step:
        return next_step(self._past, tuple(self.order.requests), BOUNDS)

    def _after(self, profile: str, failure: Failure) -> Again | Ended:
        self._past.append(Past(profile, failure.kind, failure.retry_after))
        further = self._step()
        if isinstance(further, GiveUp):
            return Ended(failure=failure, come_back=further.come_back)
        seconds = wait_before(further, self.providers[further.profile].resolved.limits.backoff)
        key = "client.again" if further.profile == profile else "client.onward"
        words = {"profile": profile, "why": failure.message, "next": further.profile, "seconds": f"{seconds:.0f}"}
        self.told(Said(say(key, **words)))
        return Again(seconds)

    async def _attempt(self, profile: str) -> Outcome:
        """One request with all that follows from it on disk: intent, answer, pictures."""
        provider, request = self.providers[profile], self.order.requests[profile]
        attempt = secrets.token_hex(10)
        await self.room.sends(attempt, provider, request)
        self.calls["sent"] += 1
        try:
            outcome = await self._asked(attempt, provider, request, lambda spool: self._send(provider, request, spool))
            if isinstance(outcome, Pending):
                outcome = await self._polled(attempt, provider, request, outcome)
        except anyio.get_cancelled_exc_class():
            self.calls["unknown"] += 1
            raise
        if isinstance(outcome, Batch):
            await self.keep(outcome)
        if not isinstance(outcome, Pending | Undelivered):
            await self.room.settled()
        self.calls[_came_to(outcome)] += 1
        return outcome

    async def _send(self, provider: Provider, request: ImageRequest, spool: Spool) -> Answered | Failure:
        return await provider.send(request, Watched(spool, self.show) if self.show else spool)

    async def _asked(self, attempt: str, provider: Provider, request: ImageRequest, ask: Ask) -> Outcome:
        answer, body = await spooled(self.room.layout, attempt, ask, lambda text: self.told(Said(text)))
        if isinstance(answer, Failure):
            return answer
        if body is None and answer.cut:
            return Failure(FailureKind.UNKNOWN, "maybe", answer.cut, answer.status)
        if body is None:
            return Failure(FailureKind.BAD_PICTURE, "yes", say("run.answer-unkept"))
        return await take_in(self.room.layout, attempt, provider, request, self.order, answer, body, self.stop.sleep)

    async def _polled(self, attempt: str, provider: Provider, request: ImageRequest, pending: Pending) -> Outcome:
        await self.room.took(pending.task)

        async def ask() -> Outcome:
            return await self._asked(attempt, provider, request, lambda spool: provider.poll(pending.task, spool))

        return await polled(pending, ask, self.stop.sleep, failure_in)


def failure_in(outcome: Outcome) -> Failure | None:
    return outcome if isinstance(outcome, Failure) else None


async def take_in(
    layout: Layout,
    attempt: str,
    provider: Provider,
    request: ImageRequest,
    order: Order,
    answer: Answered,
    body: Path,
    sleep: Callable[[float], Awaitable[None]],
) -> Outcome:
    """Say what a spooled answer came to, its pictures fetched and inspected; can be repeated at will."""
    read = await anyio.to_thread.run_sync(provider.read, answer, body)
    if not isinstance(read, Delivered):
        return read
    got: list[bytes] = []
    failures: list[Failure] = []
    for at, picture in enumerate(read.pictures, 1):
        data = await _fetched(layout, f"{attempt}-url{at}", picture, provider, sleep)
        if isinstance(data, Failure):
            failures.append(data)
        else:
            got.append(data)
    if not got:
        worst = next((f for f in failures if f.kind is not FailureKind.BAD_PICTURE), None)
        return Undelivered(worst) if worst else failures[0]
    pictures = [await anyio.to_thread.run_sync(_inspected, data, request.size, order.aspect) for data in got]
    return Batch(
        tuple(pictures),
        provider.resolved.name,
        read.model or request.model or provider.resolved.model,
        request.size,
        _cost(provider, read, request, order, pictures),
        round(answer.seconds, 2),
        read.revised_prompt,
        len(failures),
    )


async def _fetched(
    layout: Layout,
    name: str,
    picture: DeliveredPicture,
    provider: Provider,
    sleep: Callable[[float], Awaitable[None]],
) -> bytes | Failure:
    for time in range(_FETCHES):
        data = await picture_bytes(layout, name, picture, provider, lambda _text: None)
        if isinstance(data, bytes) or data.kind is FailureKind.BAD_PICTURE or time == _FETCHES - 1:
            return data
        try:
            await sleep(max(provider.resolved.limits.backoff * 2.0**time, data.retry_after or 0.0))
        except Stopping:
            return data
    raise AssertionError


def _inspected(data: bytes, size: Size | None, aspect: Aspect | None) -> Picture:
    """Inspect without comparing with the references: an edit may well change little."""
    if size is None or aspect is None:
        try:
            own = probe(data).size
        except PictureError:
            own = Size(1, 1)  # inspection says so too
        size, aspect = size or own, aspect or Aspect((size or own).ratio, str((size or own).ratio))
    return Picture(data, inspect(data, Asked(size, aspect)))


def _cost(
    provider: Provider, read: Delivered, request: ImageRequest, order: Order, pictures: Sequence[Picture]
) -> Cost:
    """What an answer cost: its ``usage`` is of all its pictures, else each further one costs its own output."""
    price = provider.resolved.price
    sizes = [p.seen.facts.size if p.seen.facts else request.size for p in pictures]
    cost = settle(
        price,
        read.usage,
        size=sizes[0],
        quality=request.quality,
        reference_sizes=order.references,
        prompt=request.prompt,
    )
    if cost.basis == "usage":
        return cost
    for size in sizes[1:]:
        more = estimate(price, size, request.quality, (), "")
        cost = replace(cost, usd=_sum(cost.usd, more.usd), native=_sum(cost.native, more.native))
    return cost


def _sum(one: float | None, two: float | None) -> float | None:
    return None if one is None or two is None else one + two


def _faults(batch: Batch) -> list[str]:
    return list(
        dict.fromkeys(check.sentence for p in batch.pictures for check in p.seen.failures if check.result == "fail")
    )


def _came_to(outcome: Outcome) -> str:
    """DESIGN §1's word for how an attempt ended; what is left to a later start is unknown so far."""
    match outcome:
        case Batch():
            return "kept" if outcome.passed else "lost"
        case Failure(kind=FailureKind.UNKNOWN) | Pending() | Undelivered():
            return "unknown"
        case Failure(charged="yes"):
            return "lost"
        case Failure():
            return "failed"
