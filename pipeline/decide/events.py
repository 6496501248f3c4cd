"""Everything that can happen to a board, one frozen class per event; the journal is a list of these.

``subject`` is a panel's id, ``_bible/<id>`` of a drawn bible, or ``sheet``. ``inputs`` is the digest of what
the plan asked. A take is named by its picture's ``sha256``; ``attempt`` ids are random and never reused.
Decisions of people (the second group) are legal in every state and in any order with the run's own events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final


class FailureKind(StrEnum):
    """Why an attempt gave no picture that counts (WIRE §3); the values are ``error.kind`` in JSON."""

    TRANSIENT = "transient"  # connection: DNS, connect, TLS, 408, 409
    RATE_LIMIT = "rate-limit"
    UNKNOWN = "unknown"
    DEAD_PROVIDER = "dead-provider"
    BAD_REQUEST = "bad-request"
    REFUSED = "refused"
    BAD_PICTURE = "bad-picture"


# ── the board and its runs ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class BoardOpened:
    """The first line of a journal: the plan's file name, which the board remembers."""

    plan: str
    tool: str


@dataclass(frozen=True, slots=True)
class RunStarted:
    run: str
    command: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunEnded:
    run: str
    state: str
    exit: int


@dataclass(frozen=True, slots=True)
class RunInterrupted:
    """A run that was found dead by the next one; its attempts are settled from what is on disk."""

    run: str


# ── paid attempts ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class AttemptStarted:
    """The intent, on disk before the request leaves; ``asked`` is the canonical inputs, ``reserve`` USD or None.

    ``references`` is a list of ``{"role", "source", "sha256"}``; ``reason`` is draw, retry, mend or redo;
    ``want`` is the RetryWanted it answers; ``resend_of`` the attempt whose unknown outcome it repeats; ``slot``
    tells several takes apart that are drawn at once.
    """

    attempt: str
    run: str
    subject: str
    inputs: str
    asked: Mapping[str, Any]
    profile: str
    lineage: str
    model: str
    mode: str
    size: str
    quality: str
    format: str
    prompt: str
    recipe: int
    references: tuple[Mapping[str, Any], ...]
    request: str
    reserve: float | None
    reason: str = "draw"
    want: str | None = None
    note: str = ""
    resend_of: str | None = None
    slot: int = 0


@dataclass(frozen=True, slots=True)
class TaskAccepted:
    """An asynchronous service took the job: it is polled from now on and never submitted again."""

    attempt: str
    task: str


@dataclass(frozen=True, slots=True)
class AttemptFailed:
    """Provably free; ``retry_after`` in seconds."""

    attempt: str
    kind: str
    message: str
    status: int | None = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class AttemptUnknown:
    """No answer that tells: it may have been billed, so its reservation stays."""

    attempt: str
    message: str
    status: int | None = None


@dataclass(frozen=True, slots=True)
class AttemptLost:
    """Answered and billed, and not even a picture to keep."""

    attempt: str
    message: str
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class TakeSaved:
    """A picture was delivered and is in ``file`` (board-relative, POSIX).

    ``passed`` says whether inspection let it count: kept if so, else lost. ``checks`` are the results,
    ``cost`` USD (None where no price is known), ``basis`` usage, formula or flat, ``seconds`` the wait.
    ``signature`` is the picture squeezed small (``check.inspect.signature``), by which panels are compared.
    """

    attempt: str
    subject: str
    inputs: str
    number: int
    file: str
    sha256: str
    format: str
    width: int
    height: int
    length: int
    passed: bool
    checks: tuple[Mapping[str, Any], ...] = ()
    usage: Mapping[str, Any] | None = None
    cost: float | None = None
    native: float | None = None
    currency: str = "USD"
    basis: str = "formula"
    seconds: float = 0.0
    request_id: str = ""
    revised_prompt: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class TakeAdopted:
    """A picture that was not bought: ``origin`` is hand (an edited keyframe) or file (``accept --file``)."""

    subject: str
    inputs: str
    number: int
    file: str
    sha256: str
    format: str
    width: int
    height: int
    length: int
    origin: str
    asked: Mapping[str, Any] = field(default_factory=dict)


# ── what counts ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class KeyframeSet:
    """``take`` is the panel's keyframe from now on, for ``inputs``; ``pinned``: whatever the plan says.

    Under ``size: exact`` what is shown is a resample: ``size`` is its WxH, ``copy`` its sha256; both empty where
    the take itself is shown.
    """

    panel: str
    take: str
    inputs: str
    pinned: bool = False
    size: str = ""
    copy: str = ""


@dataclass(frozen=True, slots=True)
class AnchorChosen:
    """The board's anchor is this panel from now on."""

    panel: str
    take: str


@dataclass(frozen=True, slots=True)
class SheetCut:
    """A verified cut of the sheet. ``sheet`` is the digest of what it holds for, ``pages`` the pages' sha256.

    ``boxes`` are (page from 0, x, y, width, height in its pixels) by panel id, in reading order; ``files`` where the
    crops are, ``crops`` the sha256 of their decoded pixels, ``orders`` how sure each panel's place is (confirmed,
    unread, by hand), ``texts`` a digest of each panel's text at that time; ``drawn``: the sheet was drawn from them.
    """

    sheet: str
    pages: tuple[str, ...]
    angles: tuple[float, ...]
    boxes: Mapping[str, tuple[int, int, int, int, int]]
    files: Mapping[str, str]
    crops: Mapping[str, str]
    orders: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class SheetRefused:
    """The sheet could not be cut for certain; ``reasons`` are sentences. The next run looks at it again."""

    sheet: str
    pages: tuple[str, ...]
    reasons: tuple[str, ...]


# ── decisions of people ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Accepted:
    """A person says yes to ``take`` for ``inputs``."""

    subject: str
    take: str
    inputs: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A person takes ``take`` out of the choice until it is accepted by name; a pin that holds it ends."""

    subject: str
    take: str


@dataclass(frozen=True, slots=True)
class Pinned:
    """``take`` is the keyframe whatever the plan says, until Unpinned."""

    subject: str
    take: str


@dataclass(frozen=True, slots=True)
class Unpinned:
    subject: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A person's wish for later drawings of this subject; empty ends it."""

    subject: str
    note: str


@dataclass(frozen=True, slots=True)
class RetryWanted:
    """New takes are asked for, whatever counts at present; approves resends after unknown outcomes."""

    want: str
    subject: str
    inputs: str
    takes: int = 1


@dataclass(frozen=True, slots=True)
class StopWanted:
    """The running run should stop as after a first SIGINT."""

    run: str


Decision = Accepted | Rejected | Pinned | Unpinned | Noted | RetryWanted | StopWanted
Event = (
    BoardOpened
    | RunStarted
    | RunEnded
    | RunInterrupted
    | AttemptStarted
    | TaskAccepted
    | AttemptFailed
    | AttemptUnknown
    | AttemptLost
    | TakeSaved
    | TakeAdopted
    | KeyframeSet
    | AnchorChosen
    | SheetCut
    | SheetRefused
    | Decision
)

EVENTS: Final[Mapping[str, type[Any]]] = {
    "board-opened": BoardOpened,
    "run-started": RunStarted,
    "run-ended": RunEnded,
    "run-interrupted": RunInterrupted,
    "attempt-started": AttemptStarted,
    "task-accepted": TaskAccepted,
    "attempt-failed": AttemptFailed,
    "attempt-unknown": AttemptUnknown,
    "attempt-lost": AttemptLost,
    "take-saved": TakeSaved,
    "take-adopted": TakeAdopted,
    "keyframe-set": KeyframeSet,
    "anchor-chosen": AnchorChosen,
    "sheet-cut": SheetCut,
    "sheet-refused": SheetRefused,
    "accepted": Accepted,
    "rejected": Rejected,
    "pinned": Pinned,
    "unpinned": Unpinned,
    "noted": Noted,
    "retry-wanted": RetryWanted,
    "stop-wanted": StopWanted,
}
"""The name of each event in the journal; a name or field that has been written once never changes its meaning."""
