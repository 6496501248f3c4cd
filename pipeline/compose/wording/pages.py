"""Words for storyboard sheets, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class PageWords:
    """How a sheet is asked for: what is easy to find and to verify.

    ``layout`` takes ``{rows}``, ``{columns}``, ``{count}``; ``frame`` ``{aspect}``; ``look`` ``{style}``; ``panel``
    ``{n}`` and ``{id}``; ``again`` ``{reasons}``, of which ``turned_down`` is a person's.
    """

    purpose: str
    layout_label: str
    layout: str
    frame: str
    rules_label: str
    rules: str
    look: str
    panel: str
    again: str
    turned_down: str


ZH: Final = PageWords(
    purpose="分镜页，一页分镜草图，每格对应一个镜头",
    layout_label="版式",
    layout="{rows} 行 x {columns} 列，共 {count} 格，从左到右、从上到下依次排列，每格大小相同、横平竖直",
    frame="每格画面 {aspect}",
    rules_label="页面",
    rules="纯白页面；格与格之间留白，宽度至少为页宽的 1%；每格一圈细直黑框；编号写在画面上方的留白处；"
    "页面上只有画格与编号",
    look="铅笔素描草图，黑白，构图与人物站位清楚；成片风格另定，仅供理解：{style}",
    panel="格{n}【{id}】",
    again="上一页没有通过核对：{reasons}。这一页请严格按版式来画",
    turned_down="看过之后没有采用，换一种画法",
)

EN: Final = PageWords(
    purpose="storyboard sheet, one page of panel sketches, one panel per shot",
    layout_label="Layout",
    layout="{rows} rows x {columns} columns, {count} panels in all, left to right, top to bottom, all the same size, "
    "straight and level",
    frame="each picture is {aspect}",
    rules_label="Page",
    rules="plain white page; white gutters at least 1 % of the page's width between panels; a thin straight black "
    "frame around each; the id in the gutter above its picture; nothing on the page but panels and ids",
    look="pencil sketch, black and white, clear composition and blocking; the finished style, for understanding only: "
    "{style}",
    panel="Panel {n} 【{id}】",
    again="the last page did not pass: {reasons}. Keep strictly to the layout on this one",
    turned_down="looked at and turned down, draw it differently",
)

PAGES: Final[Mapping[str, PageWords]] = {"zh": ZH, "en": EN}
