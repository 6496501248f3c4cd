"""The tree of our errors; foreign exceptions become one of these where they enter.

StoryboardError
├── InvalidPlan        the plan has errors; ``problems`` lists all of them          exit 2
├── UsageError         a command can't mean what it says                            exit 2
├── ConfigError        profile, key or environment can't be used                    exit 2
│   └── NoProvider     no profile of the chain is usable (key missing, …)           exit 5
├── BoardError         the board can't be read or written                           exit 2
│   ├── BoardBusy      another process holds the board                              exit 2
│   └── DiskError      the disk is full or read-only                                exit 2
└── PictureError       bytes that are no picture, or not one that is safe to open
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where (``file``, 1-based ``line``, ``path`` like ``panels[3].camera``), what, what to write."""

    level: Literal["error", "warning"]
    file: str
    line: int | None
    path: str
    message: str
    fix: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        path = f" {self.path}:" if self.path else ""
        fix = f" ({self.fix})" if self.fix else ""
        return f"{where}:{path} {self.message}{fix}"


class StoryboardError(Exception):
    """The root: every error this package raises on purpose."""

    exit_code: ClassVar[int] = 2
    kind: ClassVar[str] = "error"


class InvalidPlan(StoryboardError):  # noqa: N818 - reads as what it is
    """The plan has errors; nothing was sent."""

    kind = "plan"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(p) for p in problems if p.level == "error"))


class UsageError(StoryboardError):
    """A command that can't mean what it says."""

    kind = "usage"


class ConfigError(StoryboardError):
    """A profile, key or environment variable that can't be used."""

    kind = "config"


class NoProvider(ConfigError):  # noqa: N818
    """No profile of the chain can be used."""

    exit_code = 5
    kind = "no-provider"


class BoardError(StoryboardError):
    """The board can't be read or written as it stands."""

    kind = "board"


class BoardBusy(BoardError):  # noqa: N818
    """Another process holds the board; the message says who."""

    kind = "busy"


class DiskError(BoardError):
    """The disk is full, read-only or failing."""

    kind = "disk"


class PictureError(StoryboardError):
    """Bytes that are no picture, or none that is safe to open; the message says why."""

    kind = "picture"
