"""Laws of inputs and prompts, over made-up plans."""

from unicodedata import normalize

from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.compose.canonical import canonical
from pipeline.compose.inputs import inputs
from pipeline.plan.model import PASS_THROUGH, Plan
from tests.compose.plans import CHEN, LETTER, LIN, LINEAGE, P01, TEAHOUSE, drama, inputs_of, look_at, prompt_of, refs_of

TEXTS = ("action", "scene", "weather", "lighting", "shot", "camera")

words = st.text(st.sampled_from("雨夜茶馆门灯信abé e\u0301\n 　"), max_size=8)
names = st.sampled_from(["甲", "乙", "丙", "丁"])
cast = st.lists(
    st.builds(lambda who, state: {who: state}, st.sampled_from(["lin", "lin/coat", "lin/ward", "chen"]), words),
    max_size=2,
    unique_by=lambda member: next(iter(member)),
)
panels = st.fixed_dictionaries(
    {"action": words.map(lambda text: f"桌{text}")},
    optional={
        **{key: words for key in TEXTS if key != "action"},
        "place": st.just("teahouse"),
        "characters": cast,
        "props": st.lists(st.sampled_from(["letter", "黑伞", "灯"]), max_size=2),
        "avoid": st.lists(st.sampled_from(["文字", "水印"]), max_size=2),
        "quality": st.sampled_from(["low", "high"]),
        "style": st.sampled_from([{"text": "黑白胶片"}, {"preset": "anime"}, {"preset": "anime", "text": "夜"}]),
        "follows": st.just("P01"),
        "refs": st.lists(st.builds(lambda f: {"image": "/p/sign.png", "for": f}, words), max_size=1),
    },
)
passed = st.dictionaries(
    st.sampled_from([*sorted(PASS_THROUGH - {"lines", "seconds", "clip"}), "x-team", "x-"]), words, max_size=4
)


def plan_of(panel: dict, *others: dict) -> Plan:
    return drama(P01, {"id": "P02"} | panel, *others)


def digest_of(panel: dict) -> str:
    return inputs_of(plan_of(panel), "P02").digest


@given(panels, panels)
def test_equal_inputs_exactly_where_equal_digests(one: dict, other: dict):
    first, second = (inputs_of(plan_of(panel), "P02") for panel in (one, other))
    assert (first.digest == second.digest) == (first.asked == second.asked)
    assert (canonical(first.asked) == canonical(second.asked)) == (first.asked == second.asked)


@given(panels, panels)
def test_another_prompt_never_has_the_same_digest(one: dict, other: dict):
    """What tells two requests apart in words tells them apart in inputs."""
    if prompt_of(plan_of(one), "P02") != prompt_of(plan_of(other), "P02"):
        assert digest_of(one) != digest_of(other)


@given(panels, st.permutations(["P01", "P02", "P03", "P04"]))
def test_the_order_of_panels_never_matters_once_there_is_an_anchor(panel: dict, order: list[str]):
    all_panels = {
        "P01": P01,
        "P02": {"id": "P02"} | panel,
        "P03": {"id": "P03", "action": "窗", "follows": "P02"},
        "P04": {"id": "P04", "action": "门", "ends": "P02"},
    }
    usual, turned = drama(*all_panels.values()), drama(*(all_panels[name] for name in order))
    for name in order:
        assert inputs_of(usual, name, look_at(usual)) == inputs_of(turned, name, look_at(turned))


@given(panels, passed, st.floats(0, 60), words)
def test_pass_through_keys_never_matter(panel: dict, keys: dict, seconds: float, line: str):
    more = panel | keys | {"seconds": seconds, "lines": [{"who": "lin", "say": line}], "clip": f"C{line}"}
    assert inputs_of(plan_of(more), "P02") == inputs_of(plan_of(panel), "P02")
    assert prompt_of(plan_of(more), "P02") == prompt_of(plan_of(panel), "P02")


@given(panels, st.sampled_from(["雨夜", "S1-01", "P 2", "01"]))
def test_renaming_a_panel_never_changes_its_digest(panel: dict, name: str):
    plan = drama(P01, {"id": name} | panel)
    assert inputs_of(plan, name) == inputs_of(plan_of(panel), "P02")
    assert prompt_of(plan, name) == prompt_of(plan_of(panel), "P02")


@given(panels, st.sampled_from(TEXTS), st.sampled_from(["雪", "snow"]))
def test_a_changed_word_that_enters_the_prompt_changes_the_digest(panel: dict, key: str, word: str):
    changed = panel | {key: f"{panel.get(key, '')}{word}"}
    assert digest_of(changed) != digest_of(panel)
    assert prompt_of(plan_of(changed), "P02") != prompt_of(plan_of(panel), "P02")


@given(panels, st.sampled_from(TEXTS))
def test_how_a_text_is_wrapped_or_encoded_never_matters(panel: dict, key: str):
    text = panel.get(key, "")
    wrapped = panel | {key: f"\n {normalize('NFD', text)}  \n"}
    assert inputs_of(plan_of(wrapped), "P02") == inputs_of(plan_of(panel | {key: text}), "P02")


@given(panels, words)
def test_those_who_are_not_on_screen_never_matter(panel: dict, look: str):
    shown = {next(iter(member)).split("/")[0] for member in panel.get("characters", [])}
    assume(shown != {"lin", "chen"})
    people = [person if person["id"] in shown else person | {"look": look} for person in (LIN, CHEN)]
    changed = drama(P01, {"id": "P02"} | panel, characters=people, props=[LETTER], places=[TEAHOUSE])
    assert inputs_of(changed, "P02") == inputs_of(plan_of(panel), "P02")


@given(panels)
def test_a_prompt_has_one_line_for_each_thing(panel: dict):
    text = prompt_of(plan_of(panel), "P02")
    assert all("：" in line and line == line.strip() for line in text.splitlines())
    labels = [line.split("：")[0] for line in text.splitlines()]
    assert len(labels) == len(set(labels))


@given(panels, st.sampled_from(["更冷", "再近一点"]))
def test_notes_enter_the_prompt_and_never_the_digest(panel: dict, note: str):
    plan = plan_of(panel)
    assert note in prompt_of(plan, "P02", note=note)
    noted = plan_of(panel | {"note": note})
    assert note in prompt_of(noted, "P02")
    assert inputs(noted, noted.panel("P02"), refs_of(noted, "P02"), LINEAGE) == inputs_of(plan, "P02")
