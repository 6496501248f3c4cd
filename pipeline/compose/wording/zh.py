"""Chinese words for prompts."""

from __future__ import annotations

import re
from typing import Final

from pipeline.compose.labels import ZH
from pipeline.compose.stress import Stress
from pipeline.compose.wording.base import RoleWords, Wording
from pipeline.images.picture import Role

_SKETCH: Final = RoleWords(
    plain="本镜的构图参考（草图）",
    decides="主体、姿势、构图、道具位置与机位",
    leaves="成像按“风格”完整渲染",
)

WORDING: Final = Wording(
    labels=ZH,
    first_frame="分镜关键帧，一张完整画面，用作图生视频的首帧",
    last_frame="分镜关键帧，一张完整画面，用作图生视频的尾帧",
    roles={
        Role.TAKE: RoleWords(plain="待修改的原图", decides="“本次要求”以外的全部内容", leaves="其余与原图完全一致"),
        Role.IDENTITY: RoleWords(
            plain="人物的身份参考",
            named="{who}的身份参考",
            decides="面孔、发型与体态",
            leaves="衣着、姿势与光线以下文为准",
            again="同一个人",
        ),
        Role.OUTFIT: RoleWords(
            plain="服装参考",
            named="{who}的服装参考",
            decides="衣服的款式、颜色与材质",
            leaves="穿着状态与姿势以下文为准",
            again="同一套衣服",
        ),
        Role.PLACE: RoleWords(
            plain="本场的场景参考",
            named="{who}的场景参考",
            decides="空间格局、建筑与陈设",
            leaves="机位、景别与光线以下文为准",
            again="同一处地点",
        ),
        Role.PROP: RoleWords(
            plain="道具参考",
            named="{who}的道具参考",
            decides="这件物品的造型、颜色与材质",
            leaves="大小与位置以下文为准",
            again="同一件物品",
        ),
        Role.BIBLE: RoleWords(
            plain="世界观参考",
            decides="时代、美术设计与世界质感",
            leaves="人物、动作与取景以下文为准",
        ),
        Role.EXTRA: RoleWords(plain="补充参考", decides="文中提到的对应细节"),
        Role.CROP: _SKETCH,
        Role.SKETCH: _SKETCH,
        Role.FOLLOWED: RoleWords(
            plain="上一镜的关键帧",
            decides="人物的相对位置、衣着状态与场景的延续",
            leaves="动作、景别与取景以下文为准",
        ),
        Role.ENDED: RoleWords(
            plain="本镜头的首帧",
            decides="人物、衣着、场景与光线的延续",
            leaves="这里画的是同一镜头结束的一刻，动作与取景以下文为准",
        ),
        Role.ANCHOR: RoleWords(
            plain="风格锚点",
            decides="渲染风格、写实程度、镜头质感、皮肤与材质、调色",
            leaves="人物、场景、取景与光线以下文为准",
        ),
    },
    decides="，只决定{what}",
    again="，与图{n}是{what}",
    also="同时是{name}，决定{what}",
    orientations={"portrait": "竖幅", "landscape": "横幅", "square": "方形画幅"},
    frame="{orientation} {aspect}，单张完整画面，景物铺满画幅直到四边",
    frame_inside=(
        "成片画幅为{orientation} {aspect}：主体、面孔与关键动作都收在正中的 {aspect} 范围内，"
        "四周由环境自然延伸到边；单张完整画面"
    ),
    people=re.compile(
        r"[人男女她他谁孩童婴少老爷奶爸妈父母兄弟姐妹哥叔婶姨婆娘妻夫爹妃帝王兵警匪贼徒师生客员者手指脸眼唇背影身]"
    ),
    wishes={
        Stress.SOURCE: "严格沿用构图参考的主体、姿势与构图，只按上文补全画面，其余保持原样",
        Stress.STYLE: "渲染、质感与调色紧贴风格锚点，与它像同一部片子里的画面",
        Stress.ASPECT: "按{orientation} {aspect} 构图成片",
    },
    exclusions={
        Stress.PEOPLE: "出场人物以外的人",
        Stress.TEXT: "文字、字幕、水印",
        Stress.FRAME: "边框、黑边、分格拼图",
    },
)
