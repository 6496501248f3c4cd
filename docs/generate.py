"""Writes the parts of the documentation that are made from the code; ``python docs/generate.py`` from the root.

A page's own words stay; what stands between ``<!-- begin: name -->`` and ``<!-- end: name -->`` is written anew.
"""

# ruff: noqa: INP001 - a script, not a package
from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any, Final

DOCS: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from pipeline.decide.events import EVENTS, Decision, FailureKind  # noqa: E402
from pipeline.decide.policy import PATIENCE, Bounds, GiveUp, Past, Send, next_step  # noqa: E402
from pipeline.decide.state import OPEN, TRANSITIONS, Status  # noqa: E402
from pipeline.plan.reference import with_keys  # noqa: E402
from pipeline.providers.classify import RULES, Rule, charged_for  # noqa: E402

# ── events ────────────────────────────────────────────────────────────────────────────────────────────


def events() -> str:
    """Return a table of all events: their names in the journal, what they say, their fields."""
    groups = {"The board and its runs": [], "Decisions of people": []}
    for name, event in EVENTS.items():
        group = "Decisions of people" if event in Decision.__args__ else "The board and its runs"
        groups[group].append(f"| `{name}` | {_sentence(event)} | {', '.join(_field(f) for f in fields(event))} |")
    return "\n\n".join(
        "\n".join([f"**{title}**", "", "| event | says | fields |", "|---|---|---|", *rows])
        for title, rows in groups.items()
    )


_PLAIN: Final = {
    "RunStarted": "A run has begun to do something.",
    "RunEnded": "A run is over; `state` and `exit` as in its report.",
    "Unpinned": "The pin is ended.",
}
"""Events whose names are enough in the code."""


def _sentence(event: type[Any]) -> str:
    own = event.__doc__ or ""
    text = _PLAIN.get(event.__name__) or own.split("\n\n")[0]
    return " ".join(text.replace("``", "`").split()).rstrip(".").replace("|", "\\|")


def _field(field: Field[Any]) -> str:
    optional = field.default is not MISSING or field.default_factory is not MISSING
    return f"`{field.name}`" + ("?" if optional else "")


# ── the attempt's states ──────────────────────────────────────────────────────────────────────────────


def attempt_states() -> str:
    """Return the states of an attempt as a Mermaid diagram, drawn from the table of legal moves."""
    labels = {"TakeSaved that passed": "take-saved, passed", "TakeSaved that did not pass": "take-saved, not passed"}
    names = {event: name for name, event in EVENTS.items()}
    lines = [
        f"    {was or '[*]'} --> {then}: {labels.get(move) if isinstance(move, str) else names[move]}"
        for (was, move), then in TRANSITIONS.items()
    ]
    leaving = {was for was, _ in TRANSITIONS}
    ends = [f"    {status} --> [*]" for status in Status if status not in OPEN and status not in leaving]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, *ends, "```"])


# ── the policy ────────────────────────────────────────────────────────────────────────────────────────

_TOLD: Final[Mapping[FailureKind, str]] = {
    FailureKind.TRANSIENT: "could not connect, 408, 409",
    FailureKind.RATE_LIMIT: "429, too many requests at once",
    FailureKind.UNKNOWN: "no answer, 5xx, a cut body: may have been billed",
    FailureKind.DEAD_PROVIDER: "key, balance, quota, no such route",
    FailureKind.BAD_REQUEST: "a size, a parameter, a picture is not taken",
    FailureKind.REFUSED: "moderation",
    FailureKind.BAD_PICTURE: "a picture that inspection does not let count",
}


def policy() -> str:
    """Return what follows each kind of failure, time after time, as the policy itself answers."""
    rows = [
        f"| `{kind}` | {_TOLD[kind]} | {_story(kind, ('A', 'B'))} | {_story(kind, ('A',))} |" for kind in FailureKind
    ]
    head = ("| failure | such as | with two profiles, A and B | with one |", "|---|---|---|---|")
    wait = f"A `Retry-After` is waited out up to {PATIENCE:.0f} s; a longer one counts as used up."
    return "\n".join([*head, *rows, "", wait])


def _story(kind: FailureKind, chain: tuple[str, ...]) -> str:
    """Let every request fail in the same way, and tell who is asked how often until the panel is given up."""
    past: list[Past] = []
    dead: set[str] = set()
    asked: list[str] = []
    while True:
        step = next_step(past, [name for name in chain if name not in dead], Bounds())
        match step:
            case Send(profile=profile):
                asked.append(profile)
                past.append(Past(profile, kind))
                if kind is FailureKind.DEAD_PROVIDER:
                    dead.add(profile)
            case GiveUp():
                return ", ".join(f"{name} ×{asked.count(name)}" for name in dict.fromkeys(asked)) + ", then given up"


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────────

PARTS: Final[Mapping[str, Callable[[], str]]] = {
    "events": events,
    "attempt states": attempt_states,
    "policy": policy,
}


def with_parts(page: str) -> str:
    """Return the page with the parts it marks made anew; KeyError for a part nobody makes."""

    def made(found: re.Match[str]) -> str:
        return f"{found[1]}\n\n{PARTS[found[2]]()}\n\n<!-- end: {found[2]} -->"

    return re.sub(r"(<!-- begin: (.+?) -->).*?<!-- end: \2 -->", made, page, flags=re.DOTALL)


# ── what an answer means ──────────────────────────────────────────────────────────────────────────────


def errors() -> str:
    """Return the table of answers in the order in which they are recognised."""
    rows = [f"| {rule.when} | {_signals(rule)} | `{rule.kind}` | {charged_for(rule.kind)} |" for rule in RULES]
    return "\n".join(["| answer | recognised by | kind | billed |", "|---|---|---|---|", *rows])


def _signals(rule: Rule) -> str:
    parts = [
        f"status {_spans(rule.statuses)}" if rule.statuses else "",
        f"code `{rule.codes}`" if rule.codes else "",
        f"number {_spans(rule.numbers)}" if rule.numbers else "",
        f"words `{rule.words}`" if rule.words else "",
    ]
    return ", ".join(part for part in parts if part).replace("|", "\\|") or "any other"


def _spans(numbers: frozenset[int]) -> str:
    ordered = sorted(numbers)
    return f"{ordered[0]} to {ordered[-1]}" if len(ordered) > 20 else " ".join(map(str, ordered))


def with_errors(page: str) -> str:
    """Return docs/errors.md with its table written anew."""
    begin, end = "<!-- begin: errors -->", "<!-- end: errors -->"
    before, _, rest = page.partition(begin)
    return f"{before}{begin}\n\n{errors()}\n\n{end}{rest.partition(end)[2]}"


PAGES: Final[Mapping[str, Callable[[str], str]]] = {
    "decide.md": with_parts,
    "errors.md": with_errors,
    "plan.md": with_keys,
}


def generated() -> Iterator[tuple[Path, str]]:
    """Yield each page that has generated parts, and what it should say."""
    for name, make in PAGES.items():
        path = DOCS / name
        yield path, make(path.read_text(encoding="utf-8"))


def main(argv: list[str]) -> int:
    """Write the pages; with ``--check`` only say which are out of date, and return 1 if any is."""
    drifted = [(path, text) for path, text in generated() if path.read_text(encoding="utf-8") != text]
    for path, text in drifted:
        if "--check" in argv:
            sys.stderr.write(f"docs/{path.name} is out of date: python docs/generate.py\n")
        else:
            path.write_text(text, encoding="utf-8", newline="\n")
    return int(bool(drifted) and "--check" in argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
