"""What to do next, as complete commands, and which pictures to look at, for every ending.

Commands hold program, options, the absolute plan path, panel ids and take names: never free text of plan or service.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count, takewhile
from pathlib import Path
from typing import Final

from pipeline.decide.ending import Ending
from pipeline.decide.events import AttemptFailed, FailureKind
from pipeline.decide.plan_step import Gate, Step
from pipeline.decide.state import BoardState, Take
from pipeline.decide.view import BoardView, PanelState, PanelView
from pipeline.plan.bibles import called
from pipeline.report.choices import strip_file
from pipeline.report.text import clean

PROGRAM: Final = "run-storyboard"
MANY_LOOKS: Final = 20
PATIENCE: Final = "9m"
"""How long a command waits for a run: what waits for that command often gives up after ten minutes."""

Argv = tuple[str, ...]
_LAST_BACKSLASHES: Final = re.compile(r"\\+\Z")
_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./-_\\")


@dataclass(frozen=True, slots=True)
class Steps:
    """``next_`` are commands as words, in the order in which they are meant; ``look`` absolute paths of pictures."""

    next_: tuple[Argv, ...] = ()
    look: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Commands:
    """Writes commands about one board.

    ``plan`` is the plan's absolute path, ``common`` the options that every command about this board needs (``--out``,
    ``--provider``), ``again`` the options of the run that are to be given again (``--max-cost``, ``--for`` …),
    ``verb`` the command that goes on.
    """

    plan: Path
    common: Argv = ()
    again: Argv = ()
    verb: str = "run"

    def of(self, command: str, ids: Sequence[str] = (), *options: str) -> Argv:
        """``command`` on this plan and these panels; an id that looks like an option comes behind ``--``."""
        if any(name.startswith("-") for name in ids):
            return (PROGRAM, command, *options, *self.common, "--", str(self.plan), *ids)
        return (PROGRAM, command, str(self.plan), *ids, *options, *self.common)

    def on_panels(self, command: str, ids: Sequence[str]) -> Argv:
        """``command`` on these panels; where an id can't stand in a command, the whole board's status instead."""
        if not all(clean(name) == name and name for name in ids):
            return self.of("status")
        return self.of(command, ids)

    def choosing(self, panel: PanelView) -> Argv:
        """Accept one of several candidates; the newest stands for the one that is chosen."""
        if panel.candidate is None or clean(panel.id) != panel.id:
            return self.of("status")
        return self.of("accept", [called(panel.id)], "--take", str(panel.candidate.name_for(panel.id)))

    def waiting(self) -> Argv:
        """Wait for the run that is going."""
        return self.of("status", (), "--wait", PATIENCE)

    def run(self, *options: str) -> Argv:
        return (PROGRAM, self.verb, str(self.plan), *self.common, *self.again, *options)


def steps(board: BoardView, state: BoardState, step: Step, ending: Ending, *, root: Path, commands: Commands) -> Steps:
    """What to do after ``ending``; ``step`` is the last answer of ``plan_step``, ``root`` the board's folder."""
    scope = [panel for panel in board.subjects if not step.scope or panel.id in step.scope]
    look = (*_sheet(step.gates, root), *_look(scope, state, root))
    match ending.state:
        case "complete" | "partial":
            return Steps()
        case "running":
            return Steps((commands.waiting(),))
        case "waiting":
            return Steps(_for_gates(step.gates, scope, commands), look)
        case "failed":
            return Steps(_for_failures(scope, commands), look)
        case "unavailable":
            return Steps(((PROGRAM, "doctor"), commands.run()), look)
        case "budget":
            return Steps((commands.of("status"), commands.run()), look)
        case "invalid":
            return Steps((commands.of("check"),))
        case _:
            return Steps((commands.run(),), look)


def quoted(argv: Sequence[str], *, windows: bool | None = None) -> str:
    """``argv`` as one line for the shell: POSIX, or one that cmd and PowerShell read alike."""
    if os.name == "nt" if windows is None else windows:
        return " ".join(_for_windows(word) for word in argv)
    return shlex.join(argv)


def _for_windows(word: str) -> str:
    """By the rules that programs on Windows read their command line with; ``%`` can't be kept from cmd."""
    if word and set(word) <= _PLAIN:
        return word
    escaped = re.sub(r'(\\*)"', r'\1\1\\"', word)
    return f'"{_LAST_BACKSLASHES.sub(lambda found: found[0] * 2, escaped)}"'


def _for_gates(gates: Iterable[Gate], scope: Sequence[PanelView], commands: Commands) -> tuple[Argv, ...]:
    """Say yes to what waits, agree to replace, go on: in this order. Another take would be ``retry``."""
    kinds = {gate.kind for gate in gates}
    if "sheet" in kinds:
        return commands.of("accept", ("sheet",)), commands.run()
    if "refused" in kinds:
        return commands.of("sheet", (), "--draw"), commands.run("--no-sheet")
    waiting = {panel.id for gate in gates if gate.kind == "look" for panel in scope if panel.id in gate.panels}
    waiting |= {panel.id for panel in scope if panel.state is PanelState.WAITING}
    ids = tuple(called(panel.id) for panel in scope if panel.id in waiting)
    found: list[Argv] = []
    several = {called(panel.id): panel for panel in scope if panel.id in waiting and len(panel.candidates) > 1}
    found += [commands.choosing(panel) for panel in several.values()]
    if single := tuple(name for name in ids if name not in several):
        found.append(commands.on_panels("accept", single))
    if any(gate.kind == "yes" for gate in gates):
        found.append(commands.run("--yes"))
    elif ids:
        found.append(commands.run())
    return tuple(found)


def _for_failures(scope: Sequence[PanelView], commands: Commands) -> tuple[Argv, ...]:
    """New takes for what no run sends again, other words for what was refused, the same command for the rest."""
    stuck, refused, rest = [], [], []
    for panel in scope:
        if panel.state not in (PanelState.FAILED, PanelState.UNKNOWN):
            continue
        match panel.failed.ending if panel.failed else None:
            case AttemptFailed(kind=FailureKind.REFUSED | FailureKind.BAD_REQUEST):
                refused.append(called(panel.id))
            case AttemptFailed():
                rest.append(called(panel.id))
            case _:
                stuck.append(called(panel.id))
    found: list[Argv] = [commands.on_panels("show", [name]) for name in refused[:2]]
    if stuck:
        found.append(commands.on_panels("retry", stuck))
    if rest or (refused and not stuck):
        found.append(commands.run())
    return tuple(found)


def _sheet(gates: Iterable[Gate], root: Path) -> tuple[Path, ...]:
    """Where each crop stands beside its panel's text, while the sheet waits for somebody."""
    waits = any(gate.kind in ("sheet", "refused") for gate in gates)
    if not waits:
        return ()
    first = root / "sheet" / "overlay.png"
    further = (first.with_name(f"overlay-{page}.png") for page in count(2))
    return (first, *takewhile(Path.exists, further))


def _waiting(panel: PanelView, root: Path) -> tuple[str, ...]:
    """The candidates: on their strip where it has been drawn, and else one by one."""
    drawn = strip_file(panel)
    return (drawn,) if drawn and (root / drawn).exists() else tuple(take.file for take in panel.candidates)


def _refused(take: Take, state: BoardState) -> bool:
    """Whether inspection or a judge turned a take down."""
    verdict = state.judged.get((take.sha256, take.inputs))
    return not take.passed or (verdict is not None and verdict.result == "fail")


def _look(scope: Iterable[PanelView], state: BoardState, root: Path) -> tuple[Path, ...]:
    """Candidates of waiting panels, and the takes of failed ones that inspection turned down."""
    files: dict[str, None] = {}
    for panel in scope:
        if panel.state is PanelState.WAITING and panel.candidate is not None:
            files.update(dict.fromkeys(_waiting(panel, root)))
        if panel.state is PanelState.FAILED and panel.draft is not None:
            turned_down = (t for t in state.takes.values() if t.inputs == panel.draft.inputs and _refused(t, state))
            files.update(dict.fromkeys(t.file for t in turned_down))
    return tuple(root / file for file in list(files)[:MANY_LOOKS])
