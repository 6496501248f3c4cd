"""Makes one request from beginning to end: what dead calls left, the request, its pictures in their files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import anyio
import anyio.to_thread

from pipeline.assemble.one_picture.leftovers import Found, digest_of, take_up
from pipeline.assemble.one_picture.output import Output
from pipeline.assemble.one_picture.result import Kept, Result, Trouble
from pipeline.assemble.one_picture.room import BESIDE, CallRoom, Note, call_room
from pipeline.assemble.one_picture.wish import Ready
from pipeline.assemble.providers import opened
from pipeline.compose.prices import UNKNOWN, Cost
from pipeline.config.layers import cache_folder
from pipeline.decide.events import FailureKind
from pipeline.errors import DiskError
from pipeline.messages import say
from pipeline.pictures.formats import sniff
from pipeline.providers.base import Failure, Pending
from pipeline.report.text import clean
from pipeline.run.single import Batch, Ended, Picture, Single, Undelivered
from pipeline.run.stopping import Stop

_UNAVAILABLE = frozenset({FailureKind.DEAD_PROVIDER, FailureKind.TRANSIENT, FailureKind.RATE_LIMIT})


async def draw(ready: Ready, stop: Stop, told: Callable[[str], None]) -> Result:
    """Carry the wish out; ``told`` gets each sentence as it is known. Raises UsageError and DiskError."""
    wish = ready.wish
    output = Output(wish.output, wish.n, wish.force)
    output.check(wish.format)
    call = _Call(ready, output, told)
    for note in ready.notes:
        call.say(note)
    folders = (cache_folder() / "gpt-image2", output.path.parent / BESIDE)
    async with opened(ready.chain) as providers:
        digest = digest_of(ready.order, ready.chain.lineage)
        await take_up(folders, providers.crew.providers, digest, call.take_up)
        if call.batch is not None:
            return call.result(Ended(call.batch), {})
        told(_asking(ready))
        with call_room(folders, _note(ready, digest)) as room:
            single = Single(
                ready.order,
                providers.crew.providers,
                room,
                call.keep,
                stop,
                lambda said: call.say(said.text),
                call.show if wish.partial_images else None,
            )
            ended = await _carried_out(single, room)
        return call.result(ended, single.calls, interrupted=stop.requested)


async def _carried_out(single: Single, room: CallRoom) -> Ended:
    try:
        return await single.carry_out()
    except anyio.get_cancelled_exc_class():
        # The second Ctrl-C. What arrived so far stays for the next start, which says what became of it.
        return Ended(failure=Failure(FailureKind.UNKNOWN, "maybe", say("run.cancelled")), interrupted=True)
    except DiskError as error:
        raise DiskError(str(error) if room.empty else f"{error}; {say('client.left')}") from error


def _asking(ready: Ready) -> str:
    name, request = next(iter(ready.order.requests.items()))
    count = f"{request.n} ×" if request.n > 1 else ""
    words = (count, str(request.size or "auto"), request.quality, request.format)
    return say("client.asking", profile=name, what=" ".join(word for word in words if word))


def _note(ready: Ready, digest: str) -> Note:
    wish = ready.wish
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Note(at, str(wish.output), wish.n, str(wish.aspect or ""), digest)


@dataclass(slots=True)
class _Call:
    """What one call has so far."""

    ready: Ready
    output: Output
    told: Callable[[str], None]
    batch: Batch | None = None
    pictures: list[Kept] = field(default_factory=list)
    failed: list[Kept] = field(default_factory=list)
    recovered: list[Kept] = field(default_factory=list)
    partial: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)

    def say(self, text: str) -> None:
        text = clean(text)
        if text not in self.notes:
            self.notes.append(text)
            self.told(text)

    async def show(self, data: bytes) -> None:
        """Save a partial picture as it comes; a disk that takes none must not cut off the answer that is paid for."""
        word = f"partial-{len(self.partial) + 1}"
        try:
            path = await anyio.to_thread.run_sync(self.output.save_beside, word, data, sniff(data))
        except DiskError as error:
            self.say(str(error))
            return
        self.partial.append(path)
        self.told(say("client.partial", path=path))

    async def keep(self, batch: Batch) -> None:
        """Save what was delivered: under the asked names if the answer is usable, beside them if not."""
        await anyio.to_thread.run_sync(self._keep, batch)

    def _keep(self, batch: Batch) -> None:
        self.costs.append(batch.cost)
        good = [picture for picture in batch.pictures if picture.seen.passed]
        for number, picture in enumerate(good, 1):
            path = self.output.save(number, picture.data, picture.format)
            self.pictures.append(_kept(path, picture))
            self._compare(path, picture, number, batch)
        for picture in batch.pictures:
            if not picture.seen.passed:
                self.failed.append(_kept(self.output.save_beside("failed", picture.data, picture.format), picture))
        if len(batch.pictures) < self.ready.wish.n:
            self.say(say("client.fewer", asked=self.ready.wish.n, got=len(batch.pictures)))

    def _compare(self, path: Path, picture: Picture, number: int, batch: Batch) -> None:
        """Say where a picture is not what was asked for and usable all the same."""
        wanted = self.output.named(number, picture.format)
        if path != wanted:
            self.say(say("client.renamed", wanted=wanted, path=path))
        if picture.format != self.ready.wish.format:
            self.say(say("client.other-format", asked=self.ready.wish.format, got=picture.format))
        facts = picture.seen.facts
        if facts and batch.asked and facts.size != batch.asked:
            self.say(say("client.other-size", asked=batch.asked, got=facts.size))

    async def take_up(self, found: Found) -> None:
        """Save what a dead call had bought, as this call's answer where it asked for the same."""
        await anyio.to_thread.run_sync(self._take_up, found)

    def _take_up(self, found: Found) -> None:
        note = found.note
        words = {"at": found.at, "output": note.output}
        match found.outcome:
            case None:
                self.say(say("client.recovered-lost", **words))
            case Pending() | Undelivered():
                self.say(say("client.recovered-pending", **words))
            case Failure(charged="no"):
                pass
            case Failure(message=message):
                self.say(say("client.recovered-bad", why=message, **words))
            case Batch() as batch:
                self._recovered(batch, found)

    def _recovered(self, batch: Batch, found: Found) -> None:
        was = Output(Path(found.note.output), found.note.n)
        missing = [p for p in batch.pictures if was.holds(p.data, p.format) is None]
        if not missing:
            return  # it died after it had saved them
        if found.same and batch.passed and self.batch is None:
            self.batch = batch
            self._keep(batch)
            self.say(say("client.recovered-same", at=found.at))
            return
        for picture in missing:
            path = was.save_beside("recovered", picture.data, picture.format)
            self.recovered.append(_kept(path, picture))
            self.say(say("client.recovered", at=found.at, path=path))

    def result(self, ended: Ended, calls: dict[str, int], *, interrupted: bool = False) -> Result:
        state, code = _ending(ended, interrupted=interrupted or ended.interrupted)
        request = next(iter(self.ready.order.requests.values()))
        batch = ended.batch
        return Result(
            state,
            code,
            tuple(self.pictures),
            tuple(self.failed),
            tuple(self.recovered),
            tuple(self.partial),
            asked=str((batch.asked if batch else request.size) or "auto"),
            provider=batch.profile if batch else "",
            model=batch.model if batch else "",
            revised_prompt=clean(batch.revised_prompt) if batch else "",
            calls=calls or None,
            cost=_sum(self.costs),
            notes=tuple(self.notes),
            error=_trouble(ended),
            come_back=ended.come_back,
            next_argv=(("run-storyboard", "doctor"),) if state == "unavailable" else (),
        )


def _ending(ended: Ended, *, interrupted: bool) -> tuple[str, int]:
    if interrupted:
        return "interrupted", 130
    if ended.batch is not None:
        return "complete", 0
    if ended.failure is not None and ended.failure.kind in _UNAVAILABLE and not ended.left:
        return "unavailable", 5
    return "failed", 1


def _trouble(ended: Ended) -> Trouble | None:
    if ended.failure is None:
        return None
    hint = say("client.left") if ended.left else ended.failure.hint
    return Trouble(str(ended.failure.kind), clean(ended.failure.message), clean(hint))


def _kept(path: Path, picture: Picture) -> Kept:
    facts = picture.seen.facts
    why = "" if picture.seen.passed else "; ".join(c.sentence for c in picture.seen.failures if c.result == "fail")
    return Kept(
        path,
        picture.format,
        facts.size.width if facts else 0,
        facts.size.height if facts else 0,
        len(picture.data),
        sha256(picture.data).hexdigest(),
        clean(why),
    )


def _sum(costs: Sequence[Cost]) -> Cost:
    """All that was delivered, usable or not; unknown where one of them is."""
    if not costs:
        return Cost(0.0, None, "USD", "formula")
    if len(costs) == 1:
        return costs[0]
    if any(cost.usd is None for cost in costs):
        return UNKNOWN
    return Cost(sum(cost.usd or 0.0 for cost in costs), None, "USD", costs[-1].basis)
