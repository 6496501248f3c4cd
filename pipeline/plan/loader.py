"""Reads a plan from its file: text, tree, library, model, pictures, rules, and every problem on the way."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, Literal

import yaml

from pipeline.errors import InvalidPlan, PictureError, Problem
from pipeline.images.picture import PictureFacts
from pipeline.pictures.probe import probe
from pipeline.plan import library
from pipeline.plan.faults import explain
from pipeline.plan.found import BadPicture, Facts
from pipeline.plan.graph import with_endings
from pipeline.plan.model import Plan
from pipeline.plan.nodes import Fault, Node, Pairs, Refused, Scalar, Source, Spot, Tree, compose
from pipeline.plan.paths import NamedPath
from pipeline.plan.pictures import used_pictures
from pipeline.plan.rules import check
from pipeline.plan.shape import Shaped, shape
from pipeline.plan.text import Unreadable, read_text
from pipeline.plan.values import Data, Loc, shown
from pipeline.plan.wording import told

_THREADS: Final = 4


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a plan file gave.

    ``plan`` is None while an error stands among ``problems``; ``outside`` lists the pictures that would be sent
    from outside the plan's and its library's folders; ``pictures`` has the facts of every picture it names;
    ``places`` tells where each part of it stands, None of a plan that was not read from a file.
    """

    plan: Plan | None
    problems: tuple[Problem, ...] = ()
    outside: tuple[Path, ...] = ()
    pictures: Mapping[Path, PictureFacts] = field(default_factory=dict)
    places: Data | None = field(default=None, repr=False, compare=False)

    def problem(self, level: Literal["error", "warning"], loc: Loc, message: str, fix: str = "") -> Problem:
        """A fault that was found after reading, at ``loc`` of the plan, such as ``("panels", 3, "action")``."""
        if self.places is None:
            return Problem(level, str(self.plan.file) if self.plan else "", None, shown(loc), message, fix)
        where = self.places.at(loc)
        return Problem(level, where.spot.source.name, where.spot.line or None, where.path, message, fix)

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.level == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.level == "warning")


def load_plan(path: str | os.PathLike[str]) -> Plan:
    """Return the plan of a file; raises InvalidPlan with all problems where one of them is an error."""
    loaded = read_plan(path)
    if loaded.plan is None:
        raise InvalidPlan(loaded.problems)
    return loaded.plan


def read_plan(path: str | os.PathLike[str]) -> Loaded:
    """Read a plan file; whatever is in it, the answer is a plan or problems, with all warnings."""
    file = Path(path)
    parsed = _parse(file, os.fspath(path))
    if isinstance(parsed.root, Pairs):
        return _read(file, parsed.root, parsed.problems)
    return Loaded(None, parsed.problems)


# ── from file to tree ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Parsed:
    root: Pairs | None
    problems: tuple[Problem, ...] = ()


def _parse(file: Path, name: str, named_by: Spot | None = None) -> _Parsed:
    """Return a file's tree of keys; what keeps a whole file from being read is said where it is named."""
    source = Source(name, file.absolute().parent)
    text = read_text(file)
    if isinstance(text, Unreadable):
        if named_by and text.line is None:
            words = told("no-library", name=name, why=text.message)
            return _Parsed(None, (_problem(Fault(named_by, *words), "library"),))
        return _Parsed(None, (_problem(Fault(Spot(source, text.line or 0), text.message, text.fix)),))
    try:
        tree = compose(text, source)
    except Refused as refused:
        return _Parsed(None, (_problem(refused.fault),))
    except yaml.YAMLError as error:
        return _Parsed(None, (_problem(explain(error, text, source)),))
    return _rooted(tree, source)


def _rooted(tree: Tree, source: Source) -> _Parsed:
    problems = tuple(map(_problem, tree.faults))
    if isinstance(tree.root, Pairs):
        return _Parsed(tree.root, problems)
    return _Parsed(None, (*problems, _problem(_no_keys(tree.root, source))))


def _no_keys(root: Node | None, source: Source) -> Fault:
    spot = root.spot if root else Spot(source, 1)
    if root is None or (isinstance(root, Scalar) and root.is_null):
        return Fault(spot, *told("nothing-in-it"))
    if isinstance(root, Scalar) and "：" in root.text:
        return Fault(spot, *told("full-width", found="：", plain=": "))
    return Fault(spot, *told("no-keys"))


def _with_library(plan: Pairs) -> tuple[_Parsed, Path | None]:
    """Return the plan's tree over its library's, and the library's folder."""
    named = plan.get("library")
    if not isinstance(named, Scalar) or named.is_null:
        return _Parsed(plan), None
    path = named.text.replace("\\", "/")
    file = Path(os.path.abspath(named.spot.source.folder / path))  # noqa: PTH100 - resolve() would follow links
    shown = os.path.normpath(Path(named.spot.source.name).parent / path)
    parsed = _parse(file, shown, named.spot)
    root = parsed.root or Pairs((), named.spot)
    faults = tuple(map(_problem, library.unknown_keys(root)))
    if parsed.root is None:
        root = Pairs(((Scalar("style", True, named.spot), Scalar("?", True, named.spot)),), named.spot)
    return _Parsed(library.merged(plan, root), (*parsed.problems, *faults)), file.parent


# ── from tree to plan ─────────────────────────────────────────────────────────────────────────────────


def _read(file: Path, root: Pairs, problems: tuple[Problem, ...]) -> Loaded:
    joined, shelf = _with_library(root)
    shaped = shape(joined.root or root)
    lost = shaped.lost | (set(library.SHARED) if joined.root and joined.problems else set())
    facts, bad = _pictures(shaped.paths)
    found = list(_ruled(shaped, file, facts, bad, frozenset(lost)))
    misfits = [_problem(Fault(m.where.spot, m.message, m.fix), m.where.path) for m in shaped.misfits]
    everything = _in_order((*problems, *joined.problems, *misfits, *found), root.spot.source.name)
    if shaped.plan is None or any(p.level == "error" for p in everything):
        return Loaded(None, everything, pictures=facts)
    plan = with_endings(shaped.plan).model_copy(update={"file": file.absolute()})
    return Loaded(plan, everything, _outside(plan, shelf), facts, shaped.data)


def _ruled(
    shaped: Shaped,
    file: Path,
    good: Mapping[Path, PictureFacts],
    bad: Mapping[Path, BadPicture],
    lost: frozenset[str],
) -> Iterator[Problem]:
    """What the rules find, but for what only follows from a misfit in the same place."""
    if shaped.plan is None:
        return
    misfits = {m.where.loc for m in shaped.misfits} - {()}
    holders = {loc[:end] for loc in misfits for end in range(1, len(loc))}
    plan = with_endings(shaped.plan).model_copy(update={"file": file})
    facts = Facts(plan, shaped.paths, bad, good, lost)
    for found in check(facts):
        where = shaped.data.at(found.loc)
        if where.loc in holders or any(where.loc[:end] in misfits for end in range(1, len(where.loc) + 1)):
            continue
        yield Problem(
            found.level, where.spot.source.name, where.spot.line or None, where.path, found.message, found.fix
        )


def _problem(fault: Fault, path: str = "") -> Problem:
    return Problem("error", fault.spot.source.name, fault.spot.line or None, path, fault.message, fault.fix)


def _in_order(problems: Iterable[Problem], first: str) -> tuple[Problem, ...]:
    """Each problem once, the plan's before the library's, by line."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.file != first, p.file, p.line or 0)))


# ── pictures ──────────────────────────────────────────────────────────────────────────────────────────


def _pictures(paths: Iterable[NamedPath]) -> tuple[dict[Path, PictureFacts], dict[Path, BadPicture]]:
    files = list(dict.fromkeys(named.path for named in paths if named.loc != ("library",)))
    with ThreadPoolExecutor(_THREADS) as pool:  # a big picture takes 50 ms to decode, and Pillow lets go of the lock
        answers = dict(zip(files, pool.map(_looked_at, files), strict=True))
    good = {path: answer for path, answer in answers.items() if isinstance(answer, PictureFacts)}
    return good, {path: answer for path, answer in answers.items() if isinstance(answer, BadPicture)}


def _looked_at(file: Path) -> PictureFacts | BadPicture:
    try:
        return probe(file, fully=True)
    except PictureError as error:
        missing = not os.path.lexists(file)
        return BadPicture(str(error), missing, _near(file) if missing else "")


def _near(file: Path) -> str:
    """The name of a file beside a missing one that is nearly called so."""
    try:
        names = [entry.name for entry in islice(file.parent.iterdir(), 1000)]
    except OSError:
        return ""
    return next(iter(difflib.get_close_matches(file.name, names, n=1, cutoff=0.7)), "")


def _outside(plan: Plan, shelf: Path | None) -> tuple[Path, ...]:
    """The pictures in use that really stand, links followed, in neither folder."""
    inside = [folder.resolve() for folder in (plan.file.parent, shelf) if folder]
    return tuple(p for p in used_pictures(plan) if not any(p.resolve().is_relative_to(folder) for folder in inside))
