"""A run's lines for people: one per finished panel, the heartbeat, the closing lines. The command line prints them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pipeline.decide.view import PanelState
from pipeline.errors import Problem
from pipeline.messages import say
from pipeline.plan.bibles import called
from pipeline.report.bill import Bill, BillItem
from pipeline.report.frames import frame_lines
from pipeline.report.outliers import outlier_line
from pipeline.report.text import clean, duration, money, padded, plural, table, width
from pipeline.report.view import RunReport

MOST_CLOSING: Final = 8
_ID_COLUMNS: Final = 5
_OUTCOME_COLUMNS: Final = 7
_LOOKS: Final = 2
_NEXTS: Final = 3


def finished(
    panel: str,
    outcome: str,
    *,
    done: int,
    total: int,
    size: str = "",
    seconds: float | None = None,
    cost: float | None = None,
    priced: bool = True,
    message: str = "",
) -> str:
    """``P03  drawn  864x1536  12 s  $0.014  2 of 15``; ``outcome`` is drawn, waiting, failed, unknown or lost.

    ``priced`` False leaves the cost out (nothing was bought); ``message`` is a service's or inspection's sentence.
    """
    parts = [
        padded(name := clean(called(panel)), max(_ID_COLUMNS, width(name))),
        say(f"report.outcome-{outcome}").ljust(_OUTCOME_COLUMNS),
        size,
        duration(seconds) if seconds is not None else "",
        money(cost) if priced else "",
        say("report.progress", done=done, total=total),
        clean(message),
    ]
    return "  ".join(part for part in parts if part)


def heartbeat(
    *, done: int, total: int, drawing: int, elapsed: float, cost: float | None, left: float | None = None
) -> str:
    """A sign of life: ``3 of 15 done  4 drawing  1 min 10 s  $0.12  about 3 min 20 s left``."""
    parts = [
        say("report.beat-done", done=done, total=total),
        say("report.beat-drawing", count=drawing),
        duration(elapsed),
        money(cost),
        say("report.beat-left", left=duration(left)) if left is not None else "",
    ]
    return "  ".join(part for part in parts if part)


def closing(report: RunReport) -> list[str]:
    """At most 8 lines: how it ended, what it cost, what may have been billed, what to look at, what to do next."""
    where = [say("report.board", path=clean(str(report.board)))] if report.panels and report.board else []
    notes = [clean(note) for note in report.notes[-1:]]
    advice = _advice(report)
    needed = [ended(report), *_money(report)]
    looks = _looks(report.look)
    nexts = next_lines(report)
    while len(needed) + len(notes) + len(advice) + len(where) + len(looks) + len(nexts) > MOST_CLOSING:
        least = next(
            (part for part in (nexts[1:] and nexts, advice[1:] and advice, notes, where, advice, looks) if part), None
        )
        if least is None:
            break
        least.pop()
    return [*needed, *notes, *advice, *where, *looks, *nexts]


def next_lines(report: RunReport) -> list[str]:
    """``next: <command>``, one line each."""
    return [say("report.next", command=command) for command in report.next[:_NEXTS]]


def problem_lines(problems: Sequence[Problem]) -> list[str]:
    """Errors first, then warnings, one line each, and a last line that counts them."""
    if not problems:
        return []
    ordered = sorted(problems, key=lambda p: p.level != "error")
    errors = sum(p.level == "error" for p in problems)
    counted = [
        plural(errors, say("report.error"), say("report.errors")) if errors else "",
        plural(warnings, say("report.warning"), say("report.warnings")) if (warnings := len(problems) - errors) else "",
    ]
    return [*(f"{p.level}: {clean(str(p))}" for p in ordered), ", ".join(part for part in counted if part)]


def bill_line(bill: Bill) -> str:
    """``replaces 14 pictures, about $0.51: style changed``, or what is drawn where nothing is replaced."""
    if not bill.items:
        return say("report.bill-nothing")
    replaced = bill.replaced
    fresh = bill.pictures - bill.pages - sum(item.takes for item in replaced)
    parts = []
    if replaced:
        parts.append(say("report.bill-replaces", pictures=_pictures(len(replaced))))
    if bill.pages or fresh:
        pages = plural(bill.pages, say("report.page-of-sheet"), say("report.pages-of-sheet"))
        drawn = (pages if bill.pages else "", _pictures(fresh) if fresh else "")
        parts.append(say("report.bill-draws", pictures=say("report.and").join(filter(None, drawn))))
    said = f"{say('report.and').join(parts)}{_about(bill)}{_gated(bill)}"
    roots = [item for item in replaced if not item.after] or replaced
    reasons = list(dict.fromkeys(reason for item in roots for reason in item.why))
    return f"{said}: {'; '.join(reasons[:3])}" if reasons else said


def would_line(bill: Bill) -> str:
    """``a run replaces 14 pictures, about $0.51: style changed``."""
    return say("report.would", bill=bill_line(bill))


def bill_lines(bill: Bill) -> list[str]:
    """The whole bill: every request with its references and price, and the sums."""
    heads = table([_request(item) for item in bill.items])
    lines = []
    for head, item in zip(heads, bill.items, strict=True):
        lines.append(head)
        if item.references:
            roles = ", ".join(f"{ref.role} {clean(ref.who)}".strip() for ref in item.references)
            lines.append(f"    {say('report.bill-with', references=roles)}")
    lines.append(bill_line(bill))
    if bill.of_references:
        lines.append(say("report.bill-references", usd=money(bill.of_references)))
    if bill.over is not None:
        lines.append(say("report.bill-over", left=money(max(0.0, bill.left or 0.0)), over=money(bill.over)))
    lines += [say("report.bill-outside", path=clean(str(path))) for path in bill.outside]
    return lines


def _request(item: BillItem) -> tuple[str, ...]:
    mode = f"{item.mode} x{item.takes}" if item.takes > 1 else item.mode
    return name_of(item), mode, item.size, item.quality, money(item.cost.usd), clean(bought_why(item))


def name_of(item: BillItem) -> str:
    """What is drawn, by the name people know it by: a panel, a bible, or a page of the sheet."""
    several = item.page is not None and item.pages > 1
    return clean(say("report.sheet-page", page=item.page, pages=item.pages) if several else item.panel)


def bought_why(item: BillItem) -> str:
    """Why a picture would be bought, and whether a person's yes comes before."""
    return "; ".join([*item.why, *([say("report.bill-gated")] if item.gated else [])])


def _gated(bill: Bill) -> str:
    """How much of it hangs on a person's yes."""
    later = bill.pictures - sum(item.takes for item in bill.now)
    if not later:
        return ""
    return say("report.bill-all-later") if later == bill.pictures else say("report.bill-later", count=later)


def _about(bill: Bill) -> str:
    if bill.native:
        currency, amount = bill.native
        return say("report.bill-native", amount=f"{amount:.2f} {currency}", usd=money(bill.usd))
    return say("report.bill-unpriced") if bill.usd is None else say("report.bill-about", usd=money(bill.usd))


def _pictures(count: int) -> str:
    return plural(count, say("report.picture"), say("report.pictures"))


def ended(report: RunReport) -> str:
    """How it ended, or how it stands: ``complete: 15 of 15 panels have their keyframe``."""
    total = sum(report.counts.values())
    current = report.counts.get(PanelState.CURRENT, 0)
    rest = _states(report.counts)
    bibles = _states(Counter(bible.state for bible in report.bibles))
    if bibles:
        rest.append(say("report.ended-bibles", states=", ".join(bibles)))
    said = say(f"report.ended-{report.state}", done=current, total=total)
    return f"{said} ({', '.join(rest)})" if rest else said


def _states(counts: Mapping[str, int]) -> list[str]:
    """How many are in each state but the one in which they are as they should be."""
    return [
        f"{counts[state]} {say(f'report.state-{state}')}"
        for state in PanelState
        if state is not PanelState.CURRENT and counts.get(state)
    ]


def _money(report: RunReport) -> list[str]:
    cost, calls = report.cost, report.calls
    lines = []
    if calls.sent:
        sent = plural(calls.sent, say("report.request"), say("report.requests"))
        lines.append(say("report.spent", sent=sent, run=money(cost.run), board=money(cost.board), basis=_basis(report)))
    still_open = calls.sent - calls.kept - calls.lost - calls.failed - calls.unknown
    if still_open:
        lines.append(
            say("report.still-open", requests=plural(still_open, say("report.request"), say("report.requests")))
        )
    doubtful = calls.unknown + calls.lost
    if doubtful:
        attempts = plural(doubtful, say("report.attempt"), say("report.attempts"))
        lines.append(say("report.maybe-billed", attempts=attempts))
    return lines


def _advice(report: RunReport) -> list[str]:
    """What is not as it should be, though it counts: a line for consistency, one for first frames."""
    frames = frame_lines(report.frames)
    if len(frames) > 1:
        frames[0] += say("report.more", count=len(frames) - 1)
    return [line for line in (outlier_line(report.consistency), *frames[:1]) if line]


def _basis(report: RunReport) -> str:
    native = ", ".join(f"{run:.2f} {name}" for name, (run, _) in report.cost.native.items())
    said = say(f"report.basis-{report.cost.basis or 'unknown'}")
    return f"{native}; {said}" if native else said


def _looks(look: Sequence[Path]) -> list[str]:
    lines = [say("report.look", path=clean(str(path))) for path in look[:_LOOKS]]
    if len(look) > _LOOKS:
        lines[-1] += say("report.more", count=len(look) - _LOOKS)
    return lines
