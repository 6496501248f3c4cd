"""English texts of the area ``run``: one entry per sentence, named by what it says."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "picture-changed": "{path} has changed since the plan was checked; run the command again",
    "answer-cut": "the answer was cut off when the last run ended",
    "answer-unkept": "the answer came, and no disk would take it",
    "cancelled": "the run was cancelled before the answer came",
    "died-waiting": "the last run ended before the answer came",
    "task-never-ended": "the service still had not finished its task after {seconds} s",
    "other-plan": "this board belongs to {board}, not to {plan}; choose another folder with --out",
    "other-lineage": "this board was drawn by {board} and can't go on with {plan}; choose another folder with --out",
    "no-price": "a limit was set, but no price in USD is known for {profile}: "
    "add `price:` (with `usd:`) to its profile, or leave the limit out",
    "edited-unreadable": "{panel}: the edited keyframe can't be read and is left alone: {reason}",
    "adopted": "{panel}: your edited keyframe was taken in as a take and accepted",
    "no-inputs": "{panel} can't have a picture yet: it needs the keyframe of {behind} first",
    "swapped": "{panel}: the take you copied over the keyframe was accepted",
}
