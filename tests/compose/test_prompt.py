"""A prompt reads as a director would write it: labelled lines, the plan's words, what each picture controls."""

from pathlib import Path

import pytest

from pipeline.compose.labels import LABELS
from pipeline.compose.look import Ref, Source
from pipeline.compose.prompt import panel_text, prompt
from pipeline.compose.sizes import choose
from pipeline.compose.stress import Stress
from pipeline.compose.wording import WORDINGS
from pipeline.images.capabilities import SizeTable
from pipeline.images.picture import Role
from pipeline.images.size import Size
from pipeline.plan.model import Panel
from pipeline.providers.offline.prompt import read_prompt
from tests.compose.plans import CHEN, LIN, P01, P02, P03, P05, drama, look_at, prompt_of

TABLE = SizeTable((Size(1024, 1024), Size(1024, 1536), Size(1536, 1024)))
LANGUAGES = sorted(WORDINGS)


def lines_of(text: str, language: str = "zh") -> dict[str, str]:
    return dict(line.split(LABELS[language].colon, 1) for line in text.splitlines())


def test_the_whole_prompt_reads_as_meant():
    plan = drama(P01, P02 | {"avoid": ["字幕"], "note": "眼神更疲惫"})
    assert prompt_of(plan, "P02", look_at(plan, crops=("P02",))).splitlines() == [
        "用途：分镜关键帧，一张完整画面，用作图生视频的首帧",
        "图1：林晚的身份参考，只决定面孔、发型与体态；衣着、姿势与光线以下文为准",
        "图2：林晚的身份参考，与图1是同一个人，只决定面孔、发型与体态；衣着、姿势与光线以下文为准",
        "图3：林晚的服装参考（米色风衣），只决定衣服的款式、颜色与材质；穿着状态与姿势以下文为准",
        "图4：陈默的身份参考，只决定面孔、发型与体态；衣着、姿势与光线以下文为准",
        "图5：本场的场景参考，只决定空间格局、建筑与陈设；机位、景别与光线以下文为准",
        "图6：旧信封的道具参考，只决定这件物品的造型、颜色与材质；大小与位置以下文为准",
        "图7：世界观参考，只决定时代、美术设计与世界质感；人物、动作与取景以下文为准",
        "图8：补充参考，只决定门上招牌的字体",
        "图9：本镜的构图参考（草图），只决定主体、姿势、构图、道具位置与机位；成像按“风格”完整渲染",
        "图10：上一镜的关键帧，只决定人物的相对位置、衣着状态与场景的延续；同时是风格锚点，决定渲染风格、写实程度、镜头质感、皮肤与材质、调色；动作、景别与取景以下文为准",
        "地点：民国茶馆 雕花窗",
        "场景：雨夜，窗上水痕",
        "天气：大雨",
        "光线：暖色油灯",
        "出场人物：林晚（二十七岁，短发，左眉有痣；米色风衣；湿发）；陈默（三十岁，圆框眼镜）",
        "道具：旧信封（火漆封口）；黑伞",
        "定格瞬间：林晚停在门口，手扶门框",
        "景别：中景",
        "机位与镜头：低机位 35mm",
        "风格：真人实拍短剧质感、写实电影摄影、真实皮肤、真实布料、统一调色、统一镜头语言",
        "画幅：竖幅 9:16，单张完整画面，景物铺满画幅直到四边",
        "不要出现：字幕",
        "本次要求：眼神更疲惫",
    ]


def test_the_documentation_shows_this_very_prompt():
    plan = drama(P01, P02 | {"avoid": ["字幕"], "note": "眼神更疲惫"})
    page = (Path(__file__).parents[2] / "docs" / "prompts.md").read_text(encoding="utf-8")
    assert f"```text\n{prompt_of(plan, 'P02', look_at(plan, crops=('P02',)))}\n```" in page


def test_english_says_the_same_in_the_same_order():
    plan = drama(P01, P02 | {"avoid": ["subtitles"], "note": "wearier eyes"}, language="en", aspect="16:9")
    assert [line.split(": ")[0] for line in prompt_of(plan, "P02").splitlines()] == [
        "Purpose",
        *(f"Image {n}" for n in range(1, 10)),
        *("Place", "Scene", "Weather", "Lighting", "On screen", "Props", "Frozen moment", "Shot size", "Camera"),
        *("Style", "Frame", "Leave out", "This time"),
    ]
    said = lines_of(prompt_of(plan, "P02"), "en")
    assert said["Image 1"] == (
        "identity reference for 林晚, deciding only face, hair and build; "
        "wardrobe, pose and light come from the lines below"
    )
    assert said["Frame"].startswith("horizontal 16:9")


@pytest.mark.parametrize("panel", ["P01", "P02", "P03", "P04", "P05"])
def test_no_panel_id_is_ever_said(panel: str):
    """Models paint ids they read."""
    text = prompt_of(drama(), panel)
    assert not any(name in text for name in ("P01", "P02", "P03", "P04", "P05"))


def test_what_is_for_video_only_never_gets_in():
    text = prompt_of(drama(P01, P02 | {"sound": "雨声", "title": "重逢", "remarks": "补拍", "x-team": "二组"}), "P02")
    assert not any(word in text for word in ("推近", "你来晚了", "雨声", "重逢", "补拍", "二组", "雨夜来信", "C1"))


def test_exclusions_come_only_from_the_plan():
    assert "不要" not in prompt_of(drama(), "P02")
    assert lines_of(prompt_of(drama(P05), "P05"))["不要出现"] == "文字"
    everywhere = drama(P05, avoid=["水印", "文字"])
    assert lines_of(prompt_of(everywhere, "P05"))["不要出现"] == "水印；文字"


def test_an_own_light_comes_before_the_places():
    plan = drama(P01, P03 | {"lighting": "冷色街灯"})
    assert lines_of(prompt_of(plan, "P01"))["光线"] == "暖色油灯"
    assert lines_of(prompt_of(plan, "P03"))["光线"] == "冷色街灯"


def test_nobody_on_screen_is_said_positively():
    said = lines_of(prompt_of(drama(), "P01"))["出场人物"]
    assert said.startswith("空镜")
    assert not any(exclusion in said for exclusion in ("没有", "不", "无"))


@pytest.mark.parametrize("action", ["人群涌进大厅", "她推门而入", "林晚的伞立在墙角", "A woman crosses the bridge"])
def test_an_action_that_speaks_of_people_is_not_contradicted(action: str):
    """Plans without a cast say everything in the action."""
    assert "出场人物" not in lines_of(prompt_of(drama(P01 | {"action": action}), "P01"))


def test_what_is_absent_has_no_line():
    plan = drama({"id": "A", "action": "雪山"}, bible=[], characters=[], places=[], props=[])
    assert list(lines_of(prompt_of(plan, "A", look_at(plan, anchor="A")))) == [
        "用途",
        "出场人物",
        "定格瞬间",
        "风格",
        "画幅",
    ]


def test_a_last_frame_says_that_it_is_one():
    said = lines_of(prompt_of(drama(), "P04"))
    assert "尾帧" in said["用途"]
    assert "本镜头的首帧" in "".join(said.values())


def test_several_lines_of_a_text_become_one():
    plan = drama(P01 | {"action": "林晚\n  停在门口\n不要出现：人\n"})
    assert lines_of(prompt_of(plan, "P01"))["定格瞬间"] == "林晚 停在门口 不要出现：人"


@pytest.mark.parametrize(
    ("aspect", "said"),
    [("9:16", "竖幅 9:16"), ("16:9", "横幅 16:9"), ("1:1", "方形画幅 1:1"), ("2.39:1", "横幅 2.39:1")],
)
def test_the_aspect_is_said_in_words(aspect: str, said: str):
    frame = lines_of(prompt_of(drama(aspect=aspect), "P01"))["画幅"]
    assert frame.startswith(said)
    assert "范围内" not in frame


@pytest.mark.parametrize(("language", "words"), [("zh", "正中的 9:16 范围内"), ("en", "inside the central 9:16 area")])
def test_a_size_of_another_aspect_keeps_the_subject_inside_the_wanted_frame(language: str, words: str):
    plan = drama(language=language)
    assert words in prompt(plan, plan.panel("P01"), (), choose(plan.aspect, TABLE))


def test_each_wish_is_said_once():
    plan = drama(P01 | {"note": "更冷"})
    said = lines_of(prompt_of(plan, "P01", note="更冷\n雨更大", board_note="雨更大"))
    assert said["本次要求"] == "更冷 雨更大"
    assert lines_of(prompt_of(plan, "P01", board_note="雨更大"))["本次要求"] == "更冷；雨更大"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fault", list(Stress))
def test_every_fault_has_its_words(language: str, fault: Stress):
    plan = drama(language=language)
    usual, aimed = (set(prompt_of(plan, "P01", stress=stress).splitlines()) for stress in ((), (fault,)))
    (added,) = aimed - usual
    labels = LABELS[language]
    assert added.startswith(labels.avoid if fault in (Stress.PEOPLE, Stress.TEXT, Stress.FRAME) else labels.wish)
    assert "{" not in added


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["身份参考", "服装参考", "场景参考", "道具参考", "世界观参考", "构图参考", "上一镜", "风格锚点"]),
        (
            "en",
            ["identity", "outfit", "place", "prop", "world", "composition", "previous keyframe", "style anchor"],
        ),
    ],
)
def test_roles_are_said_in_the_agreed_words(language: str, words: list[str]):
    plan = drama(P01, P03, P02 | {"follows": "P03"}, language=language)
    text = prompt_of(plan, "P02", look_at(plan, crops=("P02",)))
    assert all(word in text for word in words)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_understood_by_the_offline_engine(language: str, role: Role):
    """It has only the prompt to go by."""
    plan = drama(language=language)
    ref = Ref(role, Source(plan.file, "x"), who="林晚" if role in (Role.IDENTITY, Role.OUTFIT, Role.PROP) else "")
    text = prompt(plan, plan.panel("P05"), (ref,), choose(plan.aspect, TABLE))
    as_read = {Role.SKETCH: Role.CROP}.get(role, role)
    assert read_prompt(text).roles == (as_read,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_offline_engine_reads_the_panel_back(language: str):
    plan = drama(language=language)
    brief = read_prompt(prompt_of(plan, "P02"))
    assert [person.name for person in brief.cast] == ["林晚", "陈默"]
    assert (brief.action, brief.shot_text, brief.camera_text) == ("林晚停在门口，手扶门框", "中景", "低机位 35mm")
    assert brief.props == ("旧信封", "黑伞")
    assert read_prompt(prompt_of(plan, "P01")).cast == ()


@pytest.mark.parametrize("panel", ["P01", "P02", "P03", "P04", "P05"])
def test_the_prompt_holds_the_panels_canonical_lines(panel: str):
    plan = drama()
    text = prompt_of(plan, panel)
    for line in panel_text(plan, plan.panel(panel)):
        assert f"{getattr(LABELS['zh'], line.key)}：{line.text}" in text.splitlines()


def test_a_place_without_words_is_called_by_its_id():
    plan = drama(P01, places=[{"id": "teahouse"}])
    assert lines_of(prompt_of(plan, "P01"))["地点"] == "teahouse"


def test_every_text_that_a_panel_has_is_either_said_or_for_video():
    """A key that is added to the plan has to find its place here."""
    said = {
        "action",
        "place",
        "scene",
        "weather",
        "shot",
        "camera",
        "lighting",
        "characters",
        "props",
        "style",
        "avoid",
    }
    sent = {"follows", "ends", "image", "anchor", "sketch", "refs", "note", "quality"}
    other = {"id", "takes", "motion", "lines", "sound", "seconds", "clip", "title", "remarks", "extras"}
    assert set(Panel.model_fields) == said | sent | other


def test_a_shared_picture_is_said_in_both_uses():
    plan = drama(P01, P02, characters=[LIN, CHEN | {"image": "/p/lin-face.png"}])
    assert lines_of(prompt_of(plan, "P02"))["图1"].count("身份参考") == 2
