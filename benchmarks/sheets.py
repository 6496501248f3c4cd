"""Measures the sheet finder: cut right, refused though right, cut wrong, time; painted ids and text with a reader.

    python benchmarks/sheets.py [--seeds 1001,1002] [--counts 0,-1,1,2] [--grid] [--ids] [--truth FOLDER ...]

Without --truth it draws its own sheets (tests/fakes/sheets.py, 25 kinds per seed). A truth folder holds
pictures and a truth.json: {"sheets": {file: {"n", "ids", "boxes", "expect": "cut" | "refuse", "needs"}}}.
A cut is right when the mean overlap (intersection over union) is at least 0.97 and the least 0.95.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline.check.sheet.cut import cut, read_words
from pipeline.check.sheet.find import find_panels
from pipeline.check.sheet.ids import IdReader, IdsNotRead, read_ids
from pipeline.check.sheet.model import Box, Expectation, Found, Refused
from pipeline.check.sheet.rapid import load_reader
from pipeline.pictures.pixels import pixels
from tests.fakes.sheets import LOOKS, draw_sheet

MEAN, LEAST = 0.97, 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One page with its truth; ``planned``: the plan's count; ``cut``: it should be cut when asked for that."""

    name: str
    page: np.ndarray
    boxes: tuple[Box, ...]
    ids: tuple[str, ...]
    planned: int
    cut: bool


def drawn_cases(seeds: list[int]) -> Iterator[Case]:
    for seed in seeds:
        for name, look in LOOKS.items():
            drawn = draw_sheet(look, seed)
            ids = tuple(str(k) for k in range(1, len(drawn.boxes) + 1))
            yield Case(f"{name} #{seed}", drawn.page, drawn.boxes, ids, len(drawn.boxes), cut=True)


def truth_cases(folders: list[Path]) -> Iterator[Case]:
    for folder in folders:
        for name, truth in json.loads((folder / "truth.json").read_text("utf-8"))["sheets"].items():
            boxes = tuple(Box(*box) for box in truth["boxes"])
            # A sheet whose only fault is a painted id is well drawn: its geometry should be cut.
            fine = truth["expect"] == "cut" or truth["needs"] == "ids"
            page = pixels((folder / name).read_bytes())
            yield Case(f"{folder.name}/{name}", page, boxes, tuple(truth["ids"]), truth["n"], fine)


def overlap(a: Box, b: Box) -> float:
    width = max(0, min(a.right, b.right) - max(a.left, b.left))
    height = max(0, min(a.bottom, b.bottom) - max(a.top, b.top))
    return width * height / (a.width * a.height + b.width * b.height - width * height)


def overlaps(outcome: Found, boxes: tuple[Box, ...]) -> list[float]:
    if len(outcome.boxes) != len(boxes):
        return [0.0]
    return [overlap(a, b) for a, b in zip(outcome.boxes, boxes, strict=True)]


def judged(case: Case, outcome: Found | Refused, count: int) -> str:
    should_cut = count == len(case.boxes) and (case.cut or count != case.planned)
    match outcome:
        case Found() if should_cut:
            shares = overlaps(outcome, case.boxes)
            return "cut right" if np.mean(shares) >= MEAN and min(shares) >= LEAST else "CUT WRONG"
        case Found():
            return "CUT WRONG"
        case Refused():
            return "refused though right" if should_cut else "refused right"


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
    options.add_argument("--truth", nargs="*", type=Path)
    asked = options.parse_args()
    seeds = [int(seed) for seed in asked.seeds.split(",")]
    cases = truth_cases(asked.truth) if asked.truth else drawn_cases(seeds)
    reader = load_reader() if asked.ids else IdsNotRead("not asked for")
    if asked.ids and isinstance(reader, IdsNotRead):
        sys.exit(reader.reason)
    measure(cases, [int(offset) for offset in asked.counts.split(",")], reader, with_grid=asked.grid)


def measure(cases: Iterator[Case], offsets: list[int], reader: IdReader | IdsNotRead, *, with_grid: bool) -> None:
    verdicts: Counter[str] = Counter()
    times: list[float] = []
    ids: Counter[str] = Counter()
    shares: list[tuple[float, float]] = []
    for case in cases:
        for offset in offsets:
            count = case.planned + offset
            if count < 1:
                continue
            grid = shape_of(case) if with_grid and count == len(case.boxes) else None
            start = time.process_time()
            outcome = find_panels(case.page, Expectation(count, grid))
            times.append(time.process_time() - start)
            verdict = judged(case, outcome, count)
            verdicts[verdict] += 1
            if verdict in ("CUT WRONG", "refused though right"):
                why = [reason.text for reason in outcome.reasons] if isinstance(outcome, Refused) else outcome.method
                print(f"{verdict}: {case.name} asked for {count}: {why}")
            if offset == 0 and isinstance(outcome, Found) and not isinstance(reader, IdsNotRead):
                read = read_ids(case.page, outcome, case.ids, reader)
                ids.update(read.orders)
                crops = cut(case.page, outcome, read_words(case.page, outcome, reader))
                shares.append(tuple(np.mean([(c.text_before, c.text_after) for c in crops], axis=0)))
    print(dict(verdicts))
    print(f"processor time per page: mean {np.mean(times):.2f} s, worst {max(times):.2f} s, pages {len(times)}")
    if ids:
        before, after = np.mean(shares, axis=0)
        print(f"painted ids: {dict(ids)}; text in the boxes {before:.1%}, in the crops {after:.1%}")


if __name__ == "__main__":
    main()
