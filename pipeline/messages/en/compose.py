"""English texts of the area ``compose``: one entry per sentence, named by what it says."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "size-exact": "exactly {aspect}",
    "size-larger": "exactly {aspect}; the model draws none smaller",
    "size-close": "{aspect} has no exact size that fits; {size} is within {off}",
    "size-off": (
        "the model has no size of {aspect}; {size} is the nearest, {off} off, the subject is kept inside {aspect}"
    ),
    "size-written": "as the plan says",
    "size-nearest": "the nearest the model draws to {size}",
    "size-illegal": "the model can't draw {size}: {rule}; write {exact} (exactly {aspect}) or {nearest}",
    "size-illegal-no-exact": "the model can't draw {size}: {rule}; write {nearest}",
    "sizes-table": "it draws {sizes}",
    "sizes-rule": (
        "edges are multiples of {step}, at most {edge}, long to short at most {ratio}:1, {least} to {most} pixels"
    ),
    "too-many-references": (
        "{count} reference pictures, and the profile takes {limit}; drop some images of the cast, props, bible or refs"
    ),
    "many-references": "{count} reference pictures: at low quality they cost more than the picture; fewer say more",
    "prompt-too-long": "the prompt has {length} characters, and the profile takes {limit}; shorten the panel's texts",
    "prompt-near-limit": "the prompt has {length} characters, near the profile's limit of {limit}",
    "quality-not-offered": "the profile has no quality {quality}; it offers {offered}",
    "format-not-offered": "the profile can't deliver {format}; it offers {offered}",
    "change-lineage": "the model family changed",
    "change-language": "the prompts' language changed",
    "change-size": "the size changed",
    "change-quality": "the quality changed",
    "change-format": "the format changed",
    "change-moderation": "the moderation changed",
    "change-style": "style changed",
    "change-place": "the place's text changed",
    "change-scene": "the scene changed",
    "change-weather": "the weather changed",
    "change-light": "the light changed",
    "change-cast": "who is on screen changed",
    "change-character": "the look of {of} changed",
    "change-outfit": "the outfit of {of} changed",
    "change-state": "the state of {of} changed",
    "change-props": "the props changed",
    "change-action": "the action changed",
    "change-shot": "the shot size changed",
    "change-camera": "the camera changed",
    "change-avoid": "the exclusions changed",
    "change-picture": "a reference picture changed ({of})",
    "change-order": "the order of the references changed",
    "change-sketch": "the composition changed",
    "change-followed": "the panel it follows changed",
    "change-ended": "the panel it ends changed",
    "change-anchor": "the anchor changed",
    "change-other": "what is asked changed",
}
