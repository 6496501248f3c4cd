"""A board at a look, in text: the table of ``status``, its two lines, and one panel's page for ``show``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pipeline.decide.state import Attempt, BoardState, Status, Take
from pipeline.decide.view import BoardView, Facts, PanelState
from pipeline.messages import say
from pipeline.plan.bibles import called
from pipeline.plan.model import Plan
from pipeline.report.bill import Bill, BillItem
from pipeline.report.build import fault
from pipeline.report.frames import frame_lines
from pipeline.report.lines import bought_why, ended, name_of, next_lines, would_line
from pipeline.report.manifest import panel_entry
from pipeline.report.outliers import outlier_line
from pipeline.report.requests import Offer, Requests
from pipeline.report.text import clean, clean_lines, cut, duration, money, table
from pipeline.report.view import PanelReport, RunReport

_WHY_COLUMNS: Final = 72


def status_lines(report: RunReport, bill: Bill | None = None) -> list[str]:
    """The whole board: a line per panel, the counts, what a run would buy, what to look at and do next."""
    head = [part for part in (report.title, str(report.board or "")) if part]
    items = bill.items if bill is not None and report.state != "running" else ()
    bought = {item.panel: item for item in items}
    rows = [_row(panel, bought.get(panel.id)) for panel in report.bibles]
    rows += [_page_row(item) for item in items if item.page is not None]
    rows += [_row(panel, bought.get(panel.id)) for panel in report.panels]
    lines = ["  ".join(clean(part) for part in head), *table(rows), *map(clean, report.notes), ended(report)]
    if report.cost.board or report.cost.at_risk:
        lines.append(say("report.life", board=money(report.cost.board), risk=_risk(report)))
    if bill is not None and report.state != "running":
        lines.append(would_line(bill))
    lines += [line for line in (outlier_line(report.consistency), *frame_lines(report.frames)) if line]
    lines += [say("report.look", path=clean(str(path))) for path in report.look]
    return [*lines, *next_lines(report)]


def brief_lines(report: RunReport, bill: Bill | None = None) -> list[str]:
    """Two lines: how the board stands and what it cost; what to do next, or what a run would buy."""
    first = f"{ended(report)}  {money(report.cost.board)}{_risk(report)}"
    second = next_lines(report)[:1] or [would_line(bill or Bill())]
    return [first, *second]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything about one panel: ``lines`` for people, ``entry`` for programs."""

    lines: tuple[str, ...]
    entry: Mapping[str, Any]


def page(
    plan: Plan, panel_id: str, report: RunReport, board: BoardView, state: BoardState, facts: Facts, offer: Offer
) -> Page:
    """One panel's page: its prompt as a run would send it, references, takes, attempts; KeyError: no such panel."""
    seen = board.find(panel_id)
    if seen is None:
        raise KeyError(panel_id)
    panel = report.panel(called(seen.id))
    entry = panel_entry(panel, seen, state)
    if not seen.panel.drawn:
        return Page((*_heading(panel, report), say("report.own-picture")), {**entry, "prompt": None, "references": []})
    requests = Requests(plan, board, state, facts, offer)
    request = requests.of(seen)
    refs = [
        {"role": str(use.role), "who": use.who, "source": requests.source(ref), "n": n}
        for n, ref in enumerate(request.refs, 1)
        for use in ref.uses
    ]
    takes = [t for t in state.takes.values() if t.subject == seen.id or t in (seen.shown, seen.candidate)]
    attempts = [a for a in state.attempts.values() if a.started.subject == seen.id]
    inputs = seen.draft.inputs if seen.draft else None
    asked = "  ".join((request.mode, str(request.size.size), request.quality, say("report.recipe", n=request.recipe)))
    lines = [
        *_heading(panel, report),
        "",
        say("report.page-prompt", asked=asked),
        *(f"    {line}" for line in clean_lines(request.prompt)),
        *_section("report.page-references", [_reference(ref) for ref in refs]),
        *_section("report.page-takes", [_take_row(t, seen.id, panel, state, inputs) for t in takes]),
        *_section("report.page-attempts", [_attempt_row(n, a) for n, a in enumerate(attempts, 1)]),
    ]
    return Page(tuple(lines), {**entry, "prompt": request.prompt, "references": refs})


def _row(panel: PanelReport, item: BillItem | None = None) -> tuple[str, ...]:
    """State and reason of one panel, and what a run would pay for it; ``item`` is its place on the bill."""
    named = panel.candidate if panel.state == PanelState.WAITING else panel.take
    size = f"{panel.width}x{panel.height}" if panel.width else panel.asked or ""
    since = [say("report.since", at=panel.since.astimezone().strftime("%H:%M:%S"))] if panel.since else []
    said = (
        "; ".join([*since, *panel.why])
        or (bought_why(item) if item else "")
        or (panel.error.message if panel.error else "")
        or _accepted(panel)
    )
    if panel.judge and panel.judge["result"] != "pass" and not panel.error:
        said = "; ".join(part for part in (said, say("report.judge-said", reason=panel.judge["reason"])) if part)
    if panel.error and panel.why:
        said = f"{panel.error.message}; {said}"
    return (
        clean(panel.id),
        panel.state,
        say("report.take-n", take=clean(str(named))) if named is not None else "",
        size,
        money(item.cost.usd) if item else "",
        cut(clean(said), _WHY_COLUMNS),
    )


def _page_row(item: BillItem) -> tuple[str, ...]:
    """A page of the sheet that a run would draw."""
    said = cut(clean(bought_why(item)), _WHY_COLUMNS)
    return name_of(item), PanelState.MISSING, "", item.size, money(item.cost.usd), said


def _accepted(panel: PanelReport) -> str:
    said = say(f"report.accepted-{panel.accepted}") if panel.accepted else ""
    return f"{said}, {say('report.pinned')}" if panel.pinned else said


def _risk(report: RunReport) -> str:
    return say("report.risk", usd=money(report.cost.at_risk)) if report.cost.at_risk else ""


def _heading(panel: PanelReport, report: RunReport) -> list[str]:
    lines = [f"{clean(panel.id)}  {panel.state}  {_accepted(panel)}".rstrip()]
    if panel.action:
        lines.append(panel.action)
    lines += list(panel.why)
    if panel.error:
        lines.append(f"{panel.error.kind}: {panel.error.message}")
    if panel.judge:
        lines.append(say("report.judge-said", reason=panel.judge["reason"]))
    file = report.keyframe(panel.id)
    if file is not None:
        lines.append(say("report.page-keyframe", path=clean(str(file)), take=panel.take or "-"))
    return lines


def _section(title: str, rows: list[tuple[str, ...]]) -> list[str]:
    return ["", say(title), *(f"    {line}" for line in table(rows))] if rows else []


def _reference(ref: Mapping[str, Any]) -> tuple[str, ...]:
    return str(ref["n"]), str(ref["role"]), clean(str(ref["who"])), clean(str(ref["source"]))


def _take_row(take: Take, subject: str, panel: PanelReport, state: BoardState, inputs: str | None) -> tuple[str, ...]:
    attempt = state.attempts.get(take.attempt) if take.attempt else None
    saved = attempt.take if attempt else None
    name = take.name_for(subject)
    verdicts = [
        say("report.take-counts") if name == panel.take else "",
        say("report.take-candidate") if name in panel.candidates else "",
        "" if take.passed else say("report.take-turned-down"),
        say("report.take-rejected") if take.sha256 in state.rejected else "",
        say("report.take-accepted") if (take.sha256, inputs) in state.accepted else "",
        say("report.take-other-inputs") if inputs is not None and take.inputs != inputs else "",
    ]
    return (
        str(name),
        take.file,
        str(take.size),
        attempt.started.profile if attempt else take.origin,
        money(saved.cost) if saved else "",
        duration(saved.seconds) if saved else "",
        ", ".join(verdict for verdict in verdicts if verdict),
    )


def _attempt_row(number: int, attempt: Attempt) -> tuple[str, ...]:
    why = fault(attempt)
    said = f"{why.kind}: {why.message}" if why else ""
    if attempt.status in (Status.SENT, Status.PENDING):
        said = say("report.attempt-open")
    return str(number), str(attempt.status), attempt.started.profile, attempt.started.reason, said
