"""English texts of the area ``judge``: one entry per sentence, named by what it says."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # profiles
    "no-address": (
        "the judge {name} has no address: set RUN_STORYBOARD_JUDGE_BASE_URL, "
        "or base_url in your own judges/{name}.yaml."
    ),
    "no-key": "the judge {name} has no key: set {variables}.",
    "unknown": "there is no judge {name}{hint} (there are: {known})",
    "path": "{name}: a judge is named, not given as a file; put it into the folder judges/ beside your profiles",
    "bad-model": "{source}: no model's name",
    # verdicts
    "passed": "everything that was asked fits the plan",
    "failed": "does not fit the plan: {items}",
    "unsure": "nothing speaks against it, but this could not be judged: {items}",
    "ranked": "take {best} is best: {why}",
    "ranked-by-marks": "take {best} has the best marks",
    "none-passed": "no take passed the judge",
    "item": "{label}: {evidence}",
    "item-who": "{label} ({who}): {evidence}",
    # items
    "item-cast": "who is on screen",
    "item-identity": "the same person",
    "item-outfit": "outfit and state",
    "item-action": "the frozen moment",
    "item-framing": "shot and camera",
    "item-place": "place and light",
    "item-props": "props",
    "item-composition": "the sketch's composition",
    "item-continuity": "continuity",
    "item-style": "the style",
    "item-sketch": "finished rendering",
    "item-lettering": "no lettering or marks",
    "item-people": "nobody else",
    "item-bodies": "bodies and hands",
    "item-frame": "one whole picture",
    "item-avoid": "what the plan excludes",
    "item-wish": "the wish",
    "item-subject": "who is drawn",
    "item-whole": "one whole panel",
    # why there is no verdict
    "over-limit": "not judged: the limit on what this may cost would be passed",
    "no-picture": "not judged: {reason}",
    "changed": "{path} has changed since the plan was checked",
    "no-answer": "not judged: {reason}",
    "answered": "not judged: the judge answers HTTP {status}: {words}",
    "error": "not judged: the judge answers with an error: {words}",
    "no-words": "no message",
    "refused": "not judged: the judge refuses to look at this ({words})",
    "cut": "not judged: the judge's answer was cut off after {tokens} tokens; raise answer_tokens in its profile",
    "empty": "not judged: the judge's answer is empty",
    "no-chat": "not judged: the answer is no chat completion; check base_url and path of the judge's profile",
    "unfit": "not judged: the judge's answer does not keep to the form: {problems}",
    # what is wrong with an answer's form
    "not-json": "it is not one JSON object",
    "missing": "items lacks {names}",
    "strange": "items has {names}, which was not asked for",
    "no-evidence": "a fail needs evidence",
    "not-a-ranking": "ranking must hold each number from 1 to {count} once",
    "at": "{path}: {reason}",
}
