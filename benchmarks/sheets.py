"""Measures the sheet finder: cut right, refused though right, cut wrong, time; painted ids and text with a reader.

    python -m benchmarks.sheets [--seeds 1001,1002] [--counts 0,-1,1,2] [--grid] [--ids] [--reader NAME]
                                [--truth FOLDER ...]

Without --truth it draws its own sheets (tests/fakes/sheets.py, 28 kinds per seed). A truth folder holds
pictures and a truth.json: {"sheets": {file: {"n", "ids", "boxes", "expect": "cut" | "refuse", "needs"}}}.
A cut is right when the mean overlap (intersection over union) is at least 0.97 and the least 0.95.
With --ids a sheet with a painted id that isn't the plan's should be refused; without, its geometry should be cut.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.readers import READERS, open_reader
from pipeline.check.sheet.cut import cut, read_words, text_share
from pipeline.check.sheet.find import find_panels
from pipeline.check.sheet.ids import IdReader, IdsRead, read_ids
from pipeline.check.sheet.model import Box, Expectation, Found, Refused
from pipeline.pictures.pixels import pixels
from tests.fakes.sheets import LOOKS, draw_sheet

MEAN, LEAST = 0.97, 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One page with its truth.

    ``planned``: the plan's count, ``ids``: its ids. ``cut``: the geometry should be cut when asked for that count.
    ``painted``: the ids really on the page, in the order of ``boxes``; None where a panel has none.
    """

    name: str
    page: np.ndarray
    boxes: tuple[Box, ...]
    ids: tuple[str, ...]
    planned: int
    cut: bool
    painted: tuple[str | None, ...]

    @property
    def mislabelled(self) -> tuple[bool, ...]:
        """Per panel whether another id than the plan's is painted on it."""
        return tuple(one is not None and one != own for one, own in zip(self.painted, self.ids, strict=False))


def drawn_cases(seeds: list[int]) -> Iterator[Case]:
    for seed in seeds:
        for name, look in LOOKS.items():
            drawn = draw_sheet(look, seed)
            ids = tuple(str(k) for k in range(1, len(drawn.boxes) + 1))
            painted = (None,) * len(ids) if look.ids == "none" else ids
            yield Case(f"{name} #{seed}", drawn.page, drawn.boxes, ids, len(drawn.boxes), cut=True, painted=painted)


def truth_cases(folders: list[Path]) -> Iterator[Case]:
    for folder in folders:
        for name, truth in json.loads((folder / "truth.json").read_text("utf-8"))["sheets"].items():
            boxes = tuple(Box(*box) for box in truth["boxes"])
            # A sheet whose only fault is a painted id is well drawn: its geometry should be cut.
            fine = truth["expect"] == "cut" or truth["needs"] == "ids"
            page = pixels((folder / name).read_bytes())
            painted = tuple(truth["drawn_ids"] or [None] * len(boxes))
            yield Case(f"{folder.name}/{name}", page, boxes, tuple(truth["ids"]), truth["n"], fine, painted)


def overlap(a: Box, b: Box) -> float:
    width = max(0, min(a.right, b.right) - max(a.left, b.left))
    height = max(0, min(a.bottom, b.bottom) - max(a.top, b.top))
    return width * height / (a.width * a.height + b.width * b.height - width * height)


def overlaps(outcome: Found, boxes: tuple[Box, ...]) -> list[float]:
    if len(outcome.boxes) != len(boxes):
        return [0.0]
    return [overlap(a, b) for a, b in zip(outcome.boxes, boxes, strict=True)]


def judged(case: Case, outcome: Found | Refused, read: IdsRead | None, count: int) -> str:
    should_cut = count == len(case.boxes) and (case.cut or count != case.planned)
    if read is not None and any(case.mislabelled):
        should_cut = False
    refused = isinstance(outcome, Refused) or (read is not None and bool(read.reasons))
    if refused:
        return "refused though right" if should_cut else "refused right"
    shares = overlaps(outcome, case.boxes) if should_cut and isinstance(outcome, Found) else [0.0]
    return "cut right" if np.mean(shares) >= MEAN and min(shares) >= LEAST else "CUT WRONG"


def shape_of(case: Case) -> tuple[int, int] | None:
    """The sheet's grid, where its rows have one length but for a shorter last."""
    tops = [round(box.top / max(8, box.height / 4)) for box in case.boxes]
    rows = list(Counter(tops).values())
    regular = rows and all(row == rows[0] for row in rows[:-1]) and rows[-1] <= rows[0]
    return (len(rows), rows[0]) if regular else None


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seeds", default="1001,1002")
    options.add_argument("--counts", default="0", help="offsets to the plan's count, 0 being the right one")
    options.add_argument("--grid", action="store_true", help="tell the finder rows x columns too")
    options.add_argument("--ids", action="store_true", help="read painted ids and text (extra [sheet])")
    options.add_argument("--reader", choices=READERS, default=READERS[0], help="whose reading, with --ids")
    options.add_argument("--truth", nargs="*", type=Path)
    asked = options.parse_args()
    seeds = [int(seed) for seed in asked.seeds.split(",")]
    cases = truth_cases(asked.truth) if asked.truth else drawn_cases(seeds)
    reader = open_reader(asked.reader) if asked.ids else None
    measure(cases, [int(offset) for offset in asked.counts.split(",")], reader, with_grid=asked.grid)


def equal_parts(case: Case) -> list[Box]:
    """The page divided into the sheet's rows and columns, as who doesn't look would cut it; none if it has no grid."""
    rows, columns = shape_of(case) or (0, 0)
    high, wide = case.page.shape[:2]
    return [
        Box(wide * c // columns, high * r // rows, wide * (c + 1) // columns, high * (r + 1) // rows)
        for r in range(rows)
        for c in range(columns)
    ]


@dataclass(slots=True)
class Tally:
    """What was counted over all pages; shares and times per page."""

    verdicts: Counter[str] = field(default_factory=Counter)
    ids: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    reading: list[float] = field(default_factory=list)
    text: list[list[float]] = field(default_factory=list)


def measure(cases: Iterator[Case], offsets: list[int], reader: IdReader | None, *, with_grid: bool) -> None:
    tally = Tally()
    for case in cases:
        for offset in offsets:
            if case.planned + offset >= 1:
                measure_one(case, case.planned + offset, reader, tally, with_grid=with_grid)
    times = tally.times
    print(dict(tally.verdicts))
    print(
        f"finding, processor time per page: mean {np.mean(times):.2f} s, worst {max(times):.2f} s, pages {len(times)}"
    )
    if tally.reading:
        print(f"reading ids: mean {np.mean(tally.reading):.2f} s, worst {max(tally.reading):.2f} s")
        print(f"ids: {dict(tally.ids)}")
        equal, before, after = np.nanmean(tally.text, axis=0)
        print(f"text in equal parts of the page {equal:.1%}, in the boxes {before:.1%}, in the crops {after:.1%}")


def measure_one(case: Case, count: int, reader: IdReader | None, tally: Tally, *, with_grid: bool) -> None:
    grid = shape_of(case) if with_grid and count == len(case.boxes) else None
    start = time.process_time()
    outcome = find_panels(case.page, Expectation(count, grid))
    tally.times.append(time.process_time() - start)
    read = None
    if reader is not None and isinstance(outcome, Found) and count == len(case.ids):
        start = time.process_time()
        read = read_ids(case.page, outcome, case.ids, reader)
        tally.reading.append(time.process_time() - start)
        count_ids(case, read, tally.ids)
        words = read_words(case.page, outcome, reader)
        crops = cut(case.page, outcome, words)
        equal = [text_share(box, words) for box in equal_parts(case)] or [np.nan]
        shares = [[crop.text_before for crop in crops], [crop.text_after for crop in crops]]
        tally.text.append([float(np.mean(one)) for one in (equal, *shares)])
    verdict = judged(case, outcome, read, count)
    tally.verdicts[verdict] += 1
    if verdict in ("CUT WRONG", "refused though right"):
        why = [reason.text for reason in outcome.reasons] if isinstance(outcome, Refused) else outcome.method
        print(f"{verdict}: {case.name} asked for {count}: {why} {[one.text for one in read.reasons] if read else ''}")


def count_ids(case: Case, read: IdsRead, ids: Counter[str]) -> None:
    """Per panel: as painted and planned, another painted than planned, or none painted; and what became of it."""
    if len(case.painted) != len(read.orders):
        return
    for painted, wrong, order in zip(case.painted, case.mislabelled, read.orders, strict=True):
        ids[f"{'nothing' if painted is None else 'another id' if wrong else 'its id'} painted, {order}"] += 1


if __name__ == "__main__":
    main()
