"""English texts of the area ``run``: one entry per sentence, named by what it says."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "picture-changed": "{path} has changed since the plan was checked; run the command again",
    "mask-size": "the mask is {mask} and the take is sent as {take}; a mask has the take's size",
    "answer-cut": "the answer was cut off when the last run ended",
    "answer-unkept": "the answer came, and no disk would take it",
    "cancelled": "the run was cancelled before the answer came",
    "cancelled-before": "the run was cancelled before the request left",
    "hint": "{profile}: {hint}",
    "other-size": "{profile} draws {drawn} where {asked} is asked for; the aspect is right, so it counts",
    "other-format": "{profile} sends {drawn} where {asked} is asked for; files carry their real extension",
    "made-plain": "{name}: {changes} before it is sent",
    "undelivered": "{panel}: its picture is bought and can't be fetched at present ({why}); "
    "the next run asks again, nothing is bought twice",
    "left-elsewhere": "{panel}: {profile} has a picture or a task for it and is not in the chain of this run; "
    "add it with --provider to fetch it",
    "enlarged": "size: exact enlarges {drawn} {times} times to {size}; details will be soft",
    "stop-asked": "another command asked this run to stop: answers on their way are awaited, nothing more is sent",
    "come-back": "the service asks to come back in {time}",
    "slow-here": "a picture takes about {usual} on this board, longer than --for gives; give it at least twice that",
    "died-waiting": "the last run ended before the answer came",
    "task-never-ended": "the service still had not finished its task after {seconds} s",
    "other-plan": "this board belongs to {board}, not to {plan}; choose another folder with --out",
    "other-lineage": "this board was drawn by {board} and can't go on with {plan}; choose another folder with --out",
    "no-price": "a limit was set, but no price in USD is known for {profile}: "
    "add `price:` (with `usd:`) to its profile, or leave the limit out",
    "edited-unreadable": "{panel}: the edited keyframe can't be read and is left alone: {reason}",
    "adopted": "{panel}: your edited keyframe was taken in as a take and accepted",
    "no-inputs": "{panel} can't have a picture yet: it needs the keyframe of {behind} first",
    "without-crop": "on no sheet, so drawn from their words alone: {panels}",
    "newer-texts": "the sheet was drawn from older texts of {panels}; `sheet PLAN --draw` draws a new one",
    "sheet-waits": "the sheet is drawn once these bibles stand: {bibles}; `--no-sheet` goes on without it",
    "sheet-refused": "sheet refused: {reasons}",
    "crop-doubted": "the crop for {panel} was not taken by the judge: {reason}",
    "swapped": "{panel}: the take you copied over the keyframe was accepted",
}
