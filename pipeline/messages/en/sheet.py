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
    "odd-gap": "not a gap like the others between panels {between}: a border is in the wrong place",
    "touching-strip": "the {count} panels touch in one line, which a single picture can look like; if they are "
    "really separate, write grid: {grid}",
    "places-taken": "the last row ends after panel {count}, but {places} more places in it are not empty",
    "swallows-margin": "panel {panel} reaches the edge of the page, where there is a margin",
    "gutter-inside": "there is a gutter inside panel {panel}: it may be two panels",
    "blank": "panel {panel} is blank",
    "some-boxes-by-hand": "boxes are given for {given} of {count} panels; give them for all",
    "page-too-large": "the page is {width}x{height} pixels; save it with no side over {most}",
    "counts": "the plan has {planned} panels on this sheet; about {seen} panel-like boxes are seen",
    "counts-unseen": "the plan has {planned} panels on this sheet; how many are seen can't be told",
    "hand-box-page": "boxes.{id} is on page {page}, and there are {pages}",
    "hand-box-elsewhere": "the box of panel {place} is on page {page}, but the panel was found on page {found}; give "
    "boxes for all panels",
    "hand-page-empty": "no box lies on page {page}; take the page away, or give its panels a box there",
    "hand-box-too-small": "boxes.{id} is {width}x{height} pixels; write [x, y, width, height] in pixels or fractions",
    "hand-box-outside": "boxes.{id} {box} reaches outside the page of {width}x{height} pixels",
    "hand-box-unknown": "boxes.{id}: no panel of that id is on the sheet",
    "pages-ambiguous": "the panels could be split over the pages in several ways: {splits}",
    "pages-no-split": "the {count} panels can't be found on the {pages} pages together",
    "wrong-id": "the panel at place {place} should be {id}, but {seen} is painted on it",
    "no-reader": "the module {module} is not installed; install run-storyboard[sheet] to have painted ids read",
    "reader-broken": "the text reader can't be loaded ({error})",
    "head-refused": "Refused: these are not surely the panels of the plan",
    "head-more": "- and {count} more reasons",
    "head-cut": "{count} panels cut, confidence {percent} %. Is each picture its panel's?",
    "head-ids": "Painted ids: {summary}",
    "head-ids-not-read": "Painted ids not read: {reason}",
    "head-order-open": "Painted ids not read: the order is not confirmed",
    "card-confirmed": "order confirmed, frame {percent} %",
    "card-unread": "order not confirmed, frame {percent} %",
    "card-contradicted": "wrong id painted, frame {percent} %",
    "card-by-hand": "box given by hand",
    "card-tried": "only tried",
    "card-strips": "; strips cut off: {top} px above, {bottom} px below",
    "card-text": "; {percent} % text stays in the picture",
}
