"""English texts of the area ``sheet``: one entry per sentence, named by what it says."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "count-out-of-range": "a page can be cut into 1 to {most} panels, the plan puts {count} on it",
    "grid-does-not-fit": "grid {rows}x{columns} holds {rows} x {columns} panels at most and more than a row less, "
    "the plan puts {count} on the page",
    "page-too-small": "the page is only {width}x{height} pixels",
    "no-layout": "no arrangement of {count} framed panels was found on the page",
    "looks-like": "the page looks like {seen} panels",
    "more-beside": "{beside} more boxes like the {count} panels lie beside them",
    "weak-borders": "the borders are not clear: panel {panel} has only {support} % of its frame",
    "irregular": "the panels are of different sizes and not framed clearly enough to be sure: "
    "panel {panel} has {support} % of its frame",
    "one-worse": "panel {panel} is framed much worse than the rest ({support} %)",
    "small-part": "the panels would be only {share} % of the page",
    "odd-gap": "the gap between panels {before} and {after} is not like the others: a border is in the wrong place",
    "gutter-inside": "there is a gutter inside panel {panel}: it may be two panels",
    "blank": "panel {panel} is blank",
    "some-boxes-by-hand": "boxes are given for {given} of {count} panels; give them for all",
}
