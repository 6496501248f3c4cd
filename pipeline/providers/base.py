"""What a provider is, and everything that one attempt can come to.

A provider sends once and classifies; it never retries, never sleeps and holds no permits. The caller's steps::

    answer = await provider.send(request, spool)      # exactly one POST; the body is in the spool
    outcome = provider.read(answer, body)             # pure on the spooled file, in a thread; again after kill -9
    while isinstance(outcome, Pending):               # only asynchronous services
        answer = await provider.poll(outcome.task, spool)
    ...                                               # pictures that came as an address: provider.fetch(url, spool)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, Self

from pipeline.config.resolved import Resolved
from pipeline.decide.events import FailureKind
from pipeline.images.request import ImageRequest
from pipeline.transport.spool import Spool

Charged = Literal["no", "maybe", "yes"]


@dataclass(frozen=True, slots=True)
class Answered:
    """A service answered and what it sent is in the spool.

    ``cut`` says why the body is not whole (empty: it is); ``read`` still takes what is there. ``task`` is the
    id that was polled, empty for the answer to a POST. ``seconds`` runs from sending to the last byte.
    """

    status: int
    headers: Mapping[str, str]  # lower-case names, only those worth keeping
    cut: str = ""
    task: str = ""
    seconds: float = 0.0

    def head(self) -> dict[str, Any]:
        """Return the JSON value that a spool keeps beside the body."""
        return {"status": self.status, "headers": dict(self.headers), "task": self.task}

    @classmethod
    def of(cls, head: Mapping[str, Any], *, cut: str = "") -> Self:
        """Build it again from a spooled head; other keys are ignored. ``cut`` where no end mark is there."""
        return cls(int(head["status"]), dict(head["headers"]), cut, str(head.get("task", "")))


@dataclass(frozen=True, slots=True)
class Failure:
    """No picture: why (WIRE §3), and whether it was charged.

    ``retry_after`` in seconds as the service said it, uncapped; ``hint`` is one more sentence for a person.
    """

    kind: FailureKind
    charged: Charged
    message: str
    status: int | None = None
    retry_after: float | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """The job was taken, or is still running: ask for ``task`` again in ``poll_after`` seconds."""

    task: str
    poll_after: float


@dataclass(frozen=True, slots=True)
class DeliveredPicture:
    """Either the bytes (``data``) or an address to fetch them from (``url``)."""

    data: bytes | None = field(default=None, repr=False)
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """At least one picture, in the service's order; ``usage`` as it came."""

    pictures: tuple[DeliveredPicture, ...]
    usage: Mapping[str, Any] | None = None
    request_id: str = ""
    model: str = ""
    revised_prompt: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """What asking without buying showed: ``ok`` the key works, ``rejected`` it does not, ``unsure`` can't be told."""

    verdict: Literal["ok", "rejected", "unsure"]
    message: str
    status: int | None = None
    models: tuple[str, ...] = ()


class Provider(Protocol):
    """One service under one key. Used in one event loop; ``aclose`` when done."""

    @property
    def resolved(self) -> Resolved:
        """The profile this provider speaks for."""

    async def send(self, request: ImageRequest, spool: Spool) -> Answered | Failure:
        """Make one attempt: exactly one POST. Cancelling it after the request left leaves the outcome unknown."""

    def read(self, answer: Answered, body: Path) -> Delivered | Failure | Pending:
        """Say what a spooled answer is. Blocking and pure: run it in a thread, repeat it at will."""

    async def poll(self, task: str, spool: Spool) -> Answered | Failure:
        """Ask for a task's state at the profile's own origin, freely repeated.

        A Failure here is about the question, not about the task: kind transient, charged "maybe", says that the
        question got lost and is to be asked again. (Whether a task failed is said by ``read``: a task that
        failed for nothing is transient and charged "no", and may be submitted anew.)
        """

    async def fetch(self, url: str, spool: Spool) -> Answered | Failure:
        """Download a delivered picture, without the key; freely repeated.

        After Answered with empty ``cut`` the spooled body is the picture. A Failure is charged "yes" (the
        picture was bought); kind bad-picture means that asking again is of no use.
        """

    async def probe(self) -> Probe:
        """Prove the key without buying a picture, where the service allows it."""

    async def aclose(self) -> None:
        """Close the connections."""
