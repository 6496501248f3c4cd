"""Plans for the tests of compose: a small drama with every kind of reference, and ways to vary it."""

from pathlib import Path

from pipeline.compose.inputs import Inputs, inputs
from pipeline.compose.look import Look, Ref, Source
from pipeline.compose.prompt import prompt
from pipeline.compose.references import foreseen, references
from pipeline.compose.sizes import choose
from pipeline.images.capabilities import SizeRule
from pipeline.plan.model import Plan

LINEAGE = "gpt-image-2"

LIN = {
    "id": "lin",
    "name": "林晚",
    "look": "二十七岁，短发，左眉有痣",
    "image": ["/p/lin-face.png", "/p/lin-turn.png"],
    "outfits": {"coat": {"look": "米色风衣", "image": "/p/lin-coat.png"}, "ward": {"look": "蓝白病号服"}},
}
CHEN = {"id": "chen", "name": "陈默", "look": "三十岁，圆框眼镜", "image": "/p/chen.png"}
TEAHOUSE = {"id": "teahouse", "look": "民国茶馆 雕花窗", "lighting": "暖色油灯", "image": "/p/tea.png"}
LETTER = {"id": "letter", "name": "旧信封", "look": "火漆封口", "image": "/p/letter.png"}

P01 = {"id": "P01", "place": "teahouse", "action": "桌上一盏油灯", "shot": "全景"}
P02 = {
    "id": "P02",
    "place": "teahouse",
    "scene": "雨夜，窗上水痕",
    "weather": "大雨",
    "shot": "中景",
    "camera": "低机位 35mm",
    "action": "林晚停在门口，手扶门框",
    "characters": [{"lin/coat": "湿发"}, "chen"],
    "props": ["letter", "黑伞"],
    "follows": "P01",
    "refs": [{"image": "/p/sign.png", "for": "门上招牌的字体"}],
    "motion": "缓慢推近",
    "lines": [{"who": "lin", "say": "你来晚了"}],
    "seconds": 4,
    "clip": "C1",
}
P03 = {"id": "P03", "place": "teahouse", "action": "陈默低头看信", "characters": ["chen"]}
P04 = {"id": "P04", "ends": "P03", "action": "陈默合上信", "characters": ["chen"]}
P05 = {"id": "P05", "action": "旧照片特写", "anchor": "none", "style": {"text": "黑白胶片"}, "avoid": ["文字"]}
P06 = {"id": "P06", "image": "/p/mine.png"}


def drama(*panels: dict, **keys: object) -> Plan:
    """The drama, or one with these panels and keys instead."""
    base = {
        "version": 1,
        "title": "雨夜来信",
        "aspect": "9:16",
        "style": {"preset": "live-action"},
        "characters": [LIN, CHEN],
        "places": [TEAHOUSE],
        "props": [LETTER],
        "bible": ["/p/look.png"],
        "panels": list(panels) or [P01, P02, P03, P04, P05, P06],
    }
    return Plan.model_validate(base | keys)


def pictures(plan: Plan) -> dict[Path, str]:
    """A sha256 for every picture the plan names: here its name."""
    named = [
        *plan.bible,
        *(image for person in plan.characters for image in person.image),
        *(image for person in plan.characters for outfit in person.outfits.values() for image in outfit.image),
        *(image for thing in (*plan.places, *plan.props) for image in thing.image),
        *(extra.image for panel in plan.panels for extra in panel.refs),
        *(panel.image for panel in plan.panels if panel.image),
        *(panel.sketch for panel in plan.panels if isinstance(panel.sketch, Path)),
    ]
    return {path: path.stem for path in named}


def look_at(plan: Plan, *, anchor: str | Path | None = "P01", crops: tuple[str, ...] = ()) -> Look:
    """Every keyframe stands; a panel's has the sha256 ``awaited:<id>``, a crop ``crop:<id>``."""
    found = pictures(plan)
    if isinstance(anchor, Path):
        found.setdefault(anchor, anchor.stem)
    return foreseen(plan, Look(found, crops={p: Source(Path(p), f"crop:{p}") for p in crops}, anchor=anchor))


def refs_of(plan: Plan, panel_id: str, look: Look | None = None) -> tuple[Ref, ...]:
    return references(plan, plan.panel(panel_id), look or look_at(plan))


def inputs_of(plan: Plan, panel_id: str, look: Look | None = None, lineage: str = LINEAGE) -> Inputs:
    return inputs(plan, plan.panel(panel_id), refs_of(plan, panel_id, look), lineage)


def prompt_of(plan: Plan, panel_id: str, look: Look | None = None, **keys: object) -> str:
    choice = choose(plan.aspect, SizeRule(), plan.size)
    return prompt(plan, plan.panel(panel_id), refs_of(plan, panel_id, look), choice, **keys)
