"""Measures the checks on made pictures: false alarms, misses, distributions, time.

python -m benchmarks.checks                   held-out pictures (seeds that no limit was chosen on)
python -m benchmarks.checks --tuning          the pictures that the limits were chosen on
python -m benchmarks.checks --photos DIR      also a folder of photographs of one's own, as good pictures
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from pipeline.check.inspect.alike import alike
from pipeline.check.inspect.case import Asked, Reference
from pipeline.check.inspect.inspection import inspect
from pipeline.check.inspect.limits import Limits
from pipeline.check.inspect.view import view
from pipeline.images.picture import Role
from pipeline.images.size import Aspect, Size
from pipeline.providers.offline.draw import draw_frame
from pipeline.providers.offline.prompt import read_prompt
from tests.check.inspect import faults
from tests.check.inspect.made import SIZES, STYLES, draw, moved, nudged, packed, scene

HELD_OUT, TUNING = 9000, 0
REDRAWN = {"day": "dusk", "anime": "day", "ink": "anime", "pencil": "day", "fog": "day"}


@dataclass(frozen=True)
class Sample:
    """A picture, what was sent with it, and the check that should fail (None: a good picture)."""

    kind: str
    picture: Image.Image
    faulty: str | None = None
    references: tuple[tuple[Role, Image.Image], ...] = ()
    only: frozenset[str] = frozenset()  # the checks it says something about; all where empty


def main() -> None:
    options = arguments()
    first = TUNING if options.tuning else HELD_OUT
    values: dict[tuple[str, str], list[float | None]] = defaultdict(list)
    results: dict[tuple[str, str], list[str]] = defaultdict(list)
    times: list[float] = []
    count = 0
    for sample in samples(first, options.each, options.photos):
        count += 1
        data = packed(sample.picture, "JPEG", quality=92) if count % 2 else packed(sample.picture)
        references = tuple(
            Reference(role, view(packed(image, "JPEG", quality=90))) for role, image in sample.references
        )
        size = Size(*sample.picture.size)
        began = time.process_time()
        found = inspect(data, Asked(size, Aspect(size.ratio, "")), references)
        times.append(time.process_time() - began)
        for check in found.checks:
            if sample.only and check.name not in sample.only:
                continue
            kind = sample.kind if sample.faulty in (None, check.name) else None
            if kind is None:
                continue
            side = "fault" if sample.faulty == check.name else "good"
            values[check.name, f"{side}: {kind}"].append(check.value)
            results[check.name, f"{side}: {kind}"].append(check.result)
            if side == "good" and check.result == "fail" and options.verbose:
                sample.picture.save(f"{options.verbose}/{check.name}-{count}.jpg")
    for kind, value, result in board(first, options.each):
        values["alike", kind].append(value)
        results["alike", kind].append(result)
    report(values, results)
    print(f"\n{count} pictures. Processor time per inspection: median {statistics.median(times) * 1000:.0f} ms, "
          f"95 % below {np.quantile(times, 0.95) * 1000:.0f} ms")  # fmt: skip


def samples(first: int, each: int, photos: Path | None) -> Iterator[Sample]:
    """Yield good pictures of every style, then every fault on pictures of all styles."""
    rng = np.random.default_rng(first)
    goods = [(name, first + n * 31 + k, SIZES[n % 3]) for k, name in enumerate(STYLES) for n in range(each)]
    photographs = [partial(photograph, path, SIZES[n % 3]) for n, path in enumerate(pictures_in(photos))]
    for name, seed, size in goods:
        picture = draw(scene(seed), name, size)
        yield Sample(name, picture, references=sent_with(seed, name, size))
    yield from animatic(first, each)
    for opened in photographs:
        photo = opened()
        sketch = faults.pencilled(photo, rng)
        yield Sample("photographs", photo, references=((Role.CROP, sketch),))
        yield Sample(
            "photographs", faults.wavy(photo, rng, 0.02), only=frozenset({"copy"}), references=((Role.CROP, photo),)
        )
    drawn = [partial(draw, scene(seed + 3), name, size) for name, seed, size in goods]
    yield from faulty([*drawn, *photographs], rng)


def sent_with(seed: int, name: str, size: tuple[int, int]) -> tuple[tuple[Role, Image.Image], ...]:
    """A sketch of the same composition, the previous moment, and an anchor of the same style."""
    there = scene(seed)
    return (
        (Role.CROP, draw(nudged(there), "pencil", size)),
        (Role.FOLLOWED, draw(moved(there), name, size, noise=1)),
        (Role.ANCHOR, draw(scene(seed + 1), name, size)),
    )


def animatic(first: int, each: int) -> Iterator[Sample]:
    """Yield frames as the offline engine draws them: a shot of a place, after a crop, in its anchor's palette."""
    rng = np.random.default_rng(first + 3)
    places = ("茶馆", "街道", "医院", "天台", "森林", "海边", "办公室", "车内")
    skies, hours = ("大雨", "雪", "雾", "晴"), ("夜", "清晨", "黄昏", "白天")
    shots, acts = ("大远景", "全景", "中景", "近景", "特写"), ("停在门口", "转身走开", "坐下", "递过信封", "抬头看天")
    before: Image.Image | None = None
    for n in range(each * 4):
        place, sky, hour, shot, act = (str(rng.choice(words)) for words in (places, skies, hours, shots, acts))
        cast = "出场人物：林晚（短发；米色风衣）"
        text = f"地点：{place}\n天气：{sky}\n场景：{hour}\n{cast}\n定格瞬间：林晚{act}\n景别：{shot}"
        size = SIZES[n % 3]
        alone = draw_frame(read_prompt(text), Size(*size), [])
        anchor = before or alone
        yield Sample("animatic", alone, references=((Role.ANCHOR, anchor),) if before else ())
        crop = draw(nudged(scene(first + n)), "pencil", size)
        sent = read_prompt(f"图1：构图参考\n图2：风格锚点\n{text}")
        traced = draw_frame(sent, Size(*size), [crop, anchor])
        yield Sample("animatic, crop traced", traced, references=((Role.CROP, crop), (Role.ANCHOR, anchor)))
        before = alone


def faulty(drawn: Sequence[Callable[[], Image.Image]], rng: np.random.Generator) -> Iterator[Sample]:
    for n, make in enumerate(drawn):
        others = (drawn[(n * 7 + 5) % len(drawn)], drawn[(n * 11 + 8) % len(drawn)])
        picture, other, third = (each() for each in (make, *others))
        kind, fault = pick(faults.BLANKS, n)
        yield Sample(kind, fault(picture, rng), "blank")
        kind, fault = pick(faults.BORDERS, n)
        yield Sample(kind, fault(picture, rng), "border")
        yield Sample("gutters", faults.with_gutter([picture, other, third], rng), "split")
        yield Sample("touching", faults.touching([picture, other, third], rng), "split")
        kind, fault = pick(faults.COPIES, n)
        yield Sample(kind, fault(picture, rng), "copy", ((Role.CROP, picture),))
        kind, fault = pick(faults.SOFT, n)
        yield Sample(kind, fault(picture, rng), "sharpness")
        sketch = faults.pencilled(other, rng) if n % 2 else other
        yield Sample("another picture", picture, "composition", ((Role.CROP, sketch),))
        kind, fault = pick(faults.PALETTES, n)
        yield Sample(kind, fault(picture, rng), "palette", ((Role.ANCHOR, picture),))
        kind, fault = pick(faults.TONES, n)
        yield Sample(kind, fault(picture, rng), "tone", ((Role.ANCHOR, picture),))


def pick(faulty: dict[str, faults.Fault], n: int) -> tuple[str, faults.Fault]:
    return list(faulty.items())[n % len(faulty)]


def board(first: int, each: int) -> Iterator[tuple[str, float, str]]:
    """Yield pairs of panels: one place and moment after moment (good), and the same picture again (faulty)."""
    loose = Limits(alike=0.0)
    rng = np.random.default_rng(first + 9)
    for k, name in enumerate(STYLES):
        for n in range(each):
            there, size = scene(first + n * 31 + k), SIZES[n % 3]
            picture = draw(there, name, size)
            pairs = {
                "good: another moment": draw(moved(there), name, size, noise=1),
                "good: another scene": draw(scene(first + n * 31 + k + 1), name, size),
                "fault: same again": faults.grained(faults.rescaled(picture, rng), rng),
                "fault: same, bent a little": faults.wavy(picture, rng, 0.004),
            }
            for kind, other in pairs.items():
                signatures = {"a": view(packed(picture, "JPEG")).signature, "b": view(packed(other, "JPEG")).signature}
                found = alike(signatures, loose)
                value = found[0][2].value if found else 0.0
                yield kind, value or 0.0, "fail" if (value or 0.0) >= Limits().alike else "pass"


def pictures_in(folder: Path | None) -> list[Path]:
    suffixes = {".jpg", ".jpeg", ".png", ".webp"}
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in suffixes) if folder else []


def photograph(path: Path, size: tuple[int, int]) -> Image.Image:
    """Open a photograph, cut to the size of a keyframe."""
    with Image.open(path) as image:
        return ImageOps.fit(image.convert("RGB"), size)


def report(values: dict, results: dict) -> None:
    names = dict.fromkeys(name for name, _ in values)
    for name in names:
        kinds = sorted(kind for each, kind in values if each == name)
        good = [r for kind in kinds if kind.startswith("good") for r in results[name, kind]]
        bad = [r for kind in kinds if kind.startswith("fault") for r in results[name, kind]]
        print(f"\n{name}: {good.count('fail')} false alarms of {len(good)}, "
              f"{sum(r != 'fail' for r in bad)} misses of {len(bad)} "
              f"({good.count('unknown')} and {bad.count('unknown')} unknown)")  # fmt: skip
        for kind in kinds:
            known = np.array([v for v in values[name, kind] if v is not None])
            spread = " ".join(f"{q:.4g}" for q in np.quantile(known, [0, 0.05, 0.5, 0.95, 1])) if len(known) else "-"
            counts = results[name, kind]
            print(f"  {kind:28} {counts.count('fail'):4} fail of {len(counts):4}   min 5% 50% 95% max: {spread}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tuning", action="store_true")
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--each", type=int, default=6, help="pictures per style")
    parser.add_argument("--verbose", metavar="DIR", help="save the good pictures that raised an alarm")
    return parser.parse_args()


if __name__ == "__main__":
    main()
