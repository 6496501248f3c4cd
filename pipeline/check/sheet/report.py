"""What is written about a sheet: the report object, and found boxes as YAML to paste into the plan."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from pipeline.check.sheet.cut import Crop
from pipeline.check.sheet.ids import IdsNotRead, IdsRead, Order
from pipeline.check.sheet.model import Box, Found, Refused

SCHEMA: Final = 1
_UNREAD: Final[tuple[Order, ...]] = ("unread",)


def report(
    outcome: Found | Refused,
    ids: Sequence[str],
    *,
    crops: Sequence[Crop] = (),
    read: IdsRead | IdsNotRead | None = None,
    files: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The object of ``sheet/report.json`` for one page: boxes [x, y, width, height] in the page's pixels.

    ``files``: the crop's path, relative to the sheet's folder, by panel id.
    """
    contradicted = read.reasons if isinstance(read, IdsRead) else ()
    reasons = outcome.reasons if isinstance(outcome, Refused) else contradicted
    return {
        "schema": SCHEMA,
        "verdict": "refuse" if reasons else "cut",
        "reasons": [reason.text for reason in reasons],
        "angle": outcome.angle,
        "confidence": outcome.confidence if isinstance(outcome, Found) else 0.0,
        "ids": _about_ids(read),
        "panels": _panels(outcome, ids, crops, read, files or {}),
    }


def _about_ids(read: IdsRead | IdsNotRead | None) -> str:
    match read:
        case IdsNotRead(reason=reason):
            return f"not read: {reason}"
        case IdsRead():
            return read.summary
        case None:
            return "not read"


def _panels(
    outcome: Found | Refused,
    ids: Sequence[str],
    crops: Sequence[Crop],
    read: IdsRead | IdsNotRead | None,
    files: Mapping[str, str],
) -> list[dict[str, Any]]:
    boxes = outcome.boxes if isinstance(outcome, Found) else outcome.tried
    orders = order_of(outcome, read)
    panels = []
    for k, (name, box) in enumerate(zip(ids, boxes, strict=False)):
        panel: dict[str, Any] = {"id": name, "box": list(box.xywh), "crop": files.get(name)}
        if isinstance(outcome, Found):
            panel |= {"support": round(outcome.panels[k].support, 3), "order": orders[k]}
        if k < len(crops):
            crop = crops[k]
            panel |= {"cut_off": list(crop.cut_off), "text": {"before": crop.text_before, "after": crop.text_after}}
        panels.append(panel)
    return panels


def order_of(outcome: Found | Refused, read: IdsRead | IdsNotRead | None) -> tuple[Order | Literal["by hand"], ...]:
    """Per panel of a cut page how sure its place in the order is."""
    if isinstance(outcome, Refused):
        return ()
    count = len(outcome.panels)
    orders = read.orders if isinstance(read, IdsRead) else _UNREAD * count
    return tuple("by hand" if panel.by_hand else order for panel, order in zip(outcome.panels, orders, strict=True))


def boxes_yaml(boxes: Mapping[str, tuple[int, Box]], image: Sequence[str] = (), remark: str = "") -> str:
    """The plan's ``boxes:`` block, one panel a line, indented to stand below ``sheet:``.

    ``boxes``: by panel id the page (from 1) and the box there. ``image`` are the pages to name with them.
    """
    lines = [f"  # {remark}"] if remark else []
    lines += [f"  image: [{', '.join(map(_key, image))}]"] if image else []
    lines += ["  boxes:", *(f"    {_key(name)}: {_typed(page, box)}" for name, (page, box) in boxes.items())]
    return "\n".join(lines) + "\n"


def typed_box(page: int, box: Box) -> list[int] | dict[str, Any]:
    """A box as the plan takes it."""
    return list(box.xywh) if page == 1 else {"page": page, "box": list(box.xywh)}


def _typed(page: int, box: Box) -> str:
    numbers = f"[{', '.join(map(str, box.xywh))}]"
    return numbers if page == 1 else f"{{page: {page}, box: {numbers}}}"


def _key(name: str) -> str:
    """Quoted, so that 01 stays text and any id is legal; JSON strings are YAML strings."""
    return json.dumps(name, ensure_ascii=False)
