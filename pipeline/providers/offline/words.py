"""The words by which a prompt is understood: tables from what is meant to how it is said, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, TypeVar

from pipeline.images.picture import Role
from pipeline.providers.offline.brief import (
    Age,
    Angle,
    Facing,
    Feeling,
    Garment,
    Gesture,
    Hair,
    Kind,
    Light,
    Posture,
    Shot,
    Time,
    Weather,
)

T = TypeVar("T")
Table = tuple[tuple[T, str], ...]  # a value and the words that mean it, split by spaces; "_" is a blank in a word


@lru_cache(maxsize=1024)
def _pattern(words: str) -> re.Pattern[str]:
    """One pattern for all ``words``: Latin ones match whole words (plural allowed), others anywhere."""
    parts = []
    for word in words.split():
        text = re.escape(word.replace("_", " ")).replace(r"\ ", r"[\s-]*")
        parts.append(rf"\b{text}(?:s|es)?\b" if word.isascii() else text)
    return re.compile("|".join(parts), re.IGNORECASE)


def says(words: str, text: str) -> bool:
    """Whether any of ``words`` stands in ``text``."""
    return _pattern(words).search(text) is not None


def first(table: Table[T], *texts: str) -> T | None:
    """The value of the first row that any text names; an earlier text outweighs an earlier row."""
    return next((value for text in texts for value, words in table if says(words, text)), None)


def every(table: Table[T], *texts: str) -> tuple[T, ...]:
    """The values of all rows that any text names, in the table's order."""
    return tuple(dict.fromkeys(value for value, words in table if any(says(words, text) for text in texts)))


def earliest(words: Iterable[str], text: str) -> str:
    """Which of ``words`` stands first in ``text``; empty if none does."""
    found = [(text.find(word), word) for word in words if word in text]
    return min(found, key=lambda pair: (pair[0], -len(pair[1])))[1] if found else ""


def where(words: str, text: str) -> int:
    """Where in ``text`` the first of ``words`` stands; -1 if none does."""
    found = _pattern(words).search(text)
    return found.start() if found else -1


ROLES: Final[Table[Role]] = (
    (Role.TAKE, "原图 待修改 被修改 take_itself picture_to_edit picture_to_change"),
    (Role.CROP, "构图参考 分镜草图 草图 线稿 composition sketch crop"),
    (Role.FOLLOWED, "上一镜 上一张 前一镜 承接 previous_keyframe previous"),
    (Role.ENDED, "首帧 起始帧 first_frame begins"),
    (Role.ANCHOR, "风格锚点 风格参考 style_anchor anchor style_reference"),
    (Role.IDENTITY, "身份参考 人物参考 identity character"),
    (Role.OUTFIT, "服装参考 outfit costume clothes"),
    (Role.PLACE, "场景参考 地点参考 place location setting"),
    (Role.PROP, "道具参考 prop object"),
    (Role.BIBLE, "世界观参考 world bible look"),
)

KINDS: Final[Table[Kind]] = (
    (Kind.PAGE, "分镜页 分镜表 故事板页 storyboard_sheet storyboard_page"),
    (Kind.OBJECT_SHEET, "道具设定 道具图 prop_sheet props_sheet prop_plate props_plate product_shot"),
    (Kind.PLATE, "场景设定 空镜设定 空景设定 place_plate location_plate background_plate"),
    (
        Kind.FIGURE_SHEET,
        "人物设定 角色设定 三视图 服装设定 设定图 character_sheet turnaround model_sheet outfit_sheet character_design",
    ),
)

SHOTS: Final[Table[Shot]] = (
    (Shot.EXTREME_CLOSE, "大特写 极特写 extreme_close_up extreme_closeup ECU macro insert"),
    (Shot.MEDIUM_CLOSE, "中近景"),
    (Shot.MEDIUM_WIDE, "中全景 medium_wide medium_long medium_full cowboy american_shot MWS MLS"),
    (Shot.BUST, "近景 medium_close_up medium_closeup MCU bust"),
    (Shot.CLOSE, "特写 close_up closeup CU headshot"),
    (Shot.EXTREME_WIDE, "大远景 大全景 extreme_wide extreme_long EWS ELS 鸟瞰 panorama"),
    (Shot.WIDE, "远景 wide_shot establishing long_shot WS LS wide"),
    (Shot.FULL, "全景 全身 full_shot full_body FS full"),
    (Shot.MEDIUM, "中景 半身 medium waist MS two_shot"),
)

ANGLES: Final[Table[Angle]] = (
    (Angle.OVERHEAD, "正俯 顶拍 俯视 鸟瞰 垂直俯拍 overhead top_down top-down bird's_eye birds_eye top_shot"),
    (Angle.LOW, "低机位 低角度 仰拍 仰视 仰角 low_angle low-angle worm's_eye from_below low_camera"),
    (Angle.HIGH, "高机位 高角度 俯拍 俯角 航拍 high_angle high-angle from_above aerial drone crane"),
    (Angle.EYE, "平视 平拍 平机位 eye_level eye-level"),
)

OVER_SHOULDER: Final = "过肩 over_the_shoulder over-the-shoulder OTS over_shoulder"
SUBJECTIVE: Final = "主观 第一人称 POV point_of_view first_person"
AERIAL: Final = "航拍 鸟瞰 aerial drone"
TILTED: Final = "荷兰角 倾斜 斜角 dutch canted"
MONOCHROME: Final = "黑白 水墨 素描 black_and_white black-and-white monochrome noir pencil ink_wash sketch"

TIMES: Final[Table[Time]] = (
    (Time.NIGHT, "夜 深夜 午夜 凌晨 月光 星空 霓虹 night midnight moonlight moonlit neon starry"),
    (Time.DUSK, "黄昏 傍晚 夕阳 日落 晚霞 暮色 dusk sunset evening golden_hour twilight"),
    (Time.DAWN, "清晨 早晨 晨 黎明 日出 拂晓 破晓 dawn sunrise morning daybreak"),
    (Time.DAY, "白天 正午 中午 午后 下午 上午 阳光 烈日 晴 day noon afternoon sunlight sunny daylight"),
)

WEATHERS: Final[Table[Weather]] = (
    (Weather.RAIN, "雨 rain rainy raining downpour storm drizzle"),
    (Weather.SNOW, "雪 snow snowy snowing blizzard"),
    (Weather.FOG, "雾 霾 烟 fog foggy mist misty haze hazy smoke smoky"),
    (Weather.DUST, "沙尘 风沙 尘土 飞沙 dust dusty sandstorm"),
    (Weather.PETALS, "落花 花瓣 樱花 petal blossom"),
    (Weather.LEAVES, "落叶 秋叶 leaves falling_leaves autumn"),
)

LIGHTS: Final[Table[Light]] = (
    (Light.NEON, "霓虹 neon"),
    (
        Light.WARM_LAMP,
        "油灯 烛 蜡烛 灯笼 台灯 暖光 暖色 灯火 篝火 炉火 吊灯 壁灯 lamp candle lantern warm firelight fireplace",
    ),
    (Light.MOON, "月光 月色 月亮 moon moonlight moonlit"),
    (Light.LIGHTNING, "闪电 雷 lightning thunder"),
    (Light.COLD, "冷色 冷光 荧光 日光灯 白炽 手术灯 cold fluorescent cool clinical"),
    (Light.GOLDEN, "金色 夕阳 晚霞 阳光 golden sunset sunlight sunbeam"),
    (Light.BACK, "逆光 背光 剪影 轮廓光 backlit backlight silhouette rim_light"),
    (Light.DIM, "昏暗 幽暗 黑暗 阴影 dim dark gloomy shadow"),
)

# The kind of place; the first row that the place's own text names wins, then scene, then action.
PLACES: Final[Table[str]] = (
    ("car", "车内 车里 车厢内 驾驶座 副驾 出租车里 后座 in_the_car inside_a_car car_interior back_seat driver's_seat"),
    ("train", "地铁 车厢 站台 火车 高铁 候车 subway train platform metro station"),
    ("rooftop", "屋顶 天台 楼顶 阳台 rooftop roof terrace balcony"),
    ("hospital", "医院 病房 手术 急诊 诊室 hospital ward clinic operating_room"),
    ("office", "办公室 会议室 写字楼 公司 工位 办公 审讯室 office meeting_room boardroom cubicle studio"),
    ("classroom", "教室 学校 课堂 图书馆 书店 书房 classroom school library bookshop study"),
    ("teahouse", "茶馆 茶楼 茶室 客栈 酒楼 古宅 厅堂 祠堂 戏院 宫殿 大殿 书斋 teahouse inn palace pavilion throne"),
    ("bar", "酒吧 餐厅 咖啡 夜店 饭店 酒馆 面馆 便利店 商店 超市 bar pub cafe café coffee restaurant diner shop store"),
    ("corridor", "走廊 过道 楼道 电梯 楼梯 隧道 corridor hallway elevator stairwell stairs tunnel"),
    ("kitchen", "厨房 灶台 kitchen"),
    ("bedroom", "卧室 床上 床边 酒店房间 宿舍 bedroom bed hotel_room dormitory"),
    ("alley", "小巷 巷子 巷口 弄堂 胡同 后巷 alley alleyway lane"),
    ("courtyard", "院子 庭院 四合院 古镇 村 寺 庙 城门 牌坊 courtyard village temple old_town shrine gate"),
    ("bridge", "桥 bridge"),
    ("sea", "海 沙滩 码头 港口 船 灯塔 湖 江 河 sea ocean beach pier harbor harbour boat lake river lighthouse"),
    ("mountain", "山 悬崖 峡谷 雪峰 mountain cliff canyon peak ridge valley hill"),
    ("forest", "森林 树林 竹林 林间 丛林 公园 花园 forest wood woods jungle bamboo park garden"),
    ("desert", "沙漠 戈壁 荒漠 desert dune wasteland"),
    ("field", "田野 草原 草地 麦田 稻田 荒野 操场 雪地 雪原 field meadow grassland prairie steppe snowfield"),
    ("street", "街 马路 路口 城市 都市 广场 门口 路边 公路 车站 street road city downtown square sidewalk avenue"),
    ("room", "室内 客厅 屋内 房间 家中 家里 房内 窗前 窗边 仓库 indoor indoors interior living_room room house home"),
)
INDOORS: Final = frozenset(
    ("car", "train", "hospital", "office", "classroom", "teahouse", "bar", "corridor", "kitchen", "bedroom", "room")
)
OUTSIDE: Final = "门外 窗外 室外 户外 街头 街上 outside outdoors exterior"

POSTURES: Final[Table[Posture]] = (
    (Posture.LIE, "躺 卧 昏倒 倒在 倒地 趴 睡 lie lies lying asleep sleeping collapsed"),
    (Posture.KNEEL, "跪 kneel kneels kneeling"),
    (Posture.CROUCH, "蹲 蜷缩 蜷 crouch crouches crouching squat squats squatting huddled"),
    (Posture.SIT, "坐 sit sits sitting seated"),
    (Posture.RUN, "跑 奔 冲 追 逃 run runs running sprint sprints sprinting chase chases flee flees dash dashes"),
    (Posture.LEAN, "靠 倚 扶 lean leans leaning"),
    (Posture.BOW, "鞠躬 低头 弯腰 俯身 bow bows bowing bends bending stoops"),
    (Posture.WALK, "走 步 迈 穿过 赶来 离开 walk walks walking stride strides strolls steps enters leaves"),
    (Posture.STAND, "站 立 停 stand stands standing"),
)

GESTURES: Final[Table[Gesture]] = (
    (Gesture.UMBRELLA, "撑伞 打伞 举伞 撑着 雨伞 黑伞 伞下 umbrella"),
    (Gesture.EMBRACE, "拥抱 抱住 相拥 搂 hug hugs hugging embrace embraces embracing"),
    (Gesture.PHONE, "电话 通话 接听 手机 phone calling"),
    (Gesture.WAVE, "挥手 招手 告别 wave waves waving"),
    (Gesture.OFFER, "递 交给 送给 伸出 hand hands offers offer offering passes"),
    (Gesture.POINT, "指着 指向 指 point points pointing aims aim"),
    (Gesture.TOUCH_FACE, "捂 擦泪 抹泪 托腮 遮 掩面 covers_her covers_his wipes rubs"),
    (Gesture.FOLD, "抱臂 交叉双臂 抱胸 arms_crossed folded_arms"),
    (Gesture.SUPPORT, "扶 撑 靠着 推门 leans leaning against"),
    (Gesture.RAISE, "举 扬 抬手 高举 raise raises raising lifts lift holds_up"),
    (Gesture.REACH, "伸手 推 拉 抓 接过 按 敲 reach reaches reaching grabs pushes pulls opens knocks"),
    (Gesture.HOLD, "抱 拿 握 捧 端 攥 持 看信 读 拆 翻 hold holds holding carries reads reading clutches drinks pours"),
)

FACINGS: Final[Table[Facing]] = (
    (Facing.BACK, "背影 背对 背向 转身离 背过身 from_behind back_to walks_away turns_away away_from_camera back_view"),
    (Facing.LEFT, "向左 朝左 看向左 left"),
    (Facing.RIGHT, "向右 朝右 看向右 right"),
    (Facing.FRONT, "正面 面对镜头 正对 直视镜头 facing_camera front_view to_camera"),
)

FEELINGS: Final[Table[Feeling]] = (
    (Feeling.EYES_SHUT, "闭眼 闭目 闭着 睡 昏 eyes_closed asleep sleeping"),
    (Feeling.SMILE, "笑 微笑 开心 喜 smile smiles smiling laugh laughs laughing happy grin grins"),
    (Feeling.SAD, "哭 泪 悲 伤心 哽咽 难过 cry cries crying tear tears sad weeps sobbing"),
    (Feeling.ANGRY, "怒 愤 吼 咬牙 皱眉 冷眼 angry anger furious shouts shouting frowns glares"),
    (Feeling.SURPRISED, "惊 愣 呆 震 恐 吓 surprised shocked stunned gasps scared terrified"),
)

HAIRS: Final[Table[Hair]] = (
    (Hair.BALD, "光头 秃 bald shaved"),
    (Hair.HAT, "帽 斗笠 头盔 礼帽 hat cap helmet fedora hood"),
    (Hair.BUN, "发髻 盘发 丸子头 挽发 髻 bun updo chignon"),
    (Hair.TWIN, "双马尾 双辫 两条辫 羊角辫 麻花辫 pigtail twin_tail twintail braids"),
    (Hair.TAIL, "马尾 辫 ponytail braid"),
    (Hair.LONG, "长发 披肩 长卷发 long_hair long-haired flowing_hair"),
    (Hair.BOB, "齐耳 波波头 齐肩 bob shoulder-length"),
    (Hair.SHORT, "短发 寸头 板寸 平头 short_hair short-haired crew_cut"),
)

GARMENTS: Final[Table[Garment]] = (
    (Garment.COAT, "风衣 大衣 外套 雨衣 羽绒 斗篷 披风 白大褂 军装 coat trench overcoat raincoat cloak cape parka"),
    (Garment.DRESS, "裙 旗袍 婚纱 礼服 dress skirt gown qipao cheongsam"),
    (Garment.ROBE, "长衫 汉服 道袍 袍 僧 古装 和服 robe hanfu kimono"),
    (Garment.SUIT, "西装 西服 制服 警服 马甲 suit tuxedo blazer uniform"),
    (Garment.SHIRT, "衬衫 T恤 毛衣 卫衣 病号服 夹克 短袖 shirt sweater hoodie jacket pyjamas tee"),
)

AGES: Final[Table[Age]] = (
    (Age.CHILD, "孩 男童 女童 儿童 幼 小女孩 小男孩 child kid boy girl toddler"),
    (
        Age.OLD,
        "老人 老太 老头 爷爷 奶奶 白发 七十 六十 八十 老者 老年 苍老 花白 old elderly grandmother grandfather aged",
    ),
    (Age.ADULT, "岁 成年 adult"),
)
FEMALE: Final = (
    "女 她 妈 姐 妹 婆 奶奶 娘 小姐 太太 阿姨 woman girl she her mother sister lady grandmother female queen"
)
MALE: Final = "男 他 爸 父 哥 弟 先生 老头 爷 叔 伯 man boy he him father brother gentleman king"
FEMALE_NAMES: Final = (
    "梅 芳 丽 娜 玲 婷 雯 薇 妍 娟 秀 莉 琳 萍 颖 晚 婉 嫣 瑶 淑 兰 蓉 Ann Anna Mia Mary Lucy Emma Lily Kay Eva"
)
GLASSES: Final = "眼镜 墨镜 glasses spectacles sunglasses"

# Colours of cloth by name, as sRGB.
TINTS: Final[dict[str, tuple[int, int, int]]] = {
    **dict.fromkeys(("米色", "米白", "驼色", "卡其", "beige", "camel", "khaki", "tan"), (196, 172, 134)),
    **dict.fromkeys(("白", "white", "cream", "ivory"), (222, 218, 208)),
    **dict.fromkeys(("黑", "black"), (44, 43, 50)),
    **dict.fromkeys(("灰", "gray", "grey", "silver"), (124, 126, 134)),
    **dict.fromkeys(("蓝", "blue", "navy", "denim"), (62, 94, 146)),
    **dict.fromkeys(("青", "teal", "turquoise", "cyan"), (62, 128, 132)),
    **dict.fromkeys(("绿", "green", "olive"), (86, 122, 84)),
    **dict.fromkeys(("红", "red", "crimson", "scarlet", "maroon"), (172, 58, 54)),
    **dict.fromkeys(("粉", "pink", "rose"), (206, 138, 146)),
    **dict.fromkeys(("紫", "purple", "violet"), (112, 82, 142)),
    **dict.fromkeys(("橙", "橘", "orange"), (204, 118, 58)),
    **dict.fromkeys(("黄", "金色", "yellow", "gold"), (206, 166, 74)),
    **dict.fromkeys(("棕", "褐", "咖啡", "brown"), (116, 82, 60)),
}

# Colours of hair by name.
HAIR_TINTS: Final[dict[str, tuple[int, int, int]]] = {
    **dict.fromkeys(("花白", "灰白", "银", "灰", "silver", "gray", "grey"), (168, 168, 170)),
    **dict.fromkeys(("白", "white"), (214, 212, 206)),
    **dict.fromkeys(("金", "blonde", "blond", "golden"), (206, 166, 98)),
    **dict.fromkeys(("红", "red", "ginger", "auburn"), (148, 66, 44)),
    **dict.fromkeys(("棕", "褐", "栗", "brown", "chestnut"), (104, 70, 46)),
    **dict.fromkeys(("黑", "乌", "black"), (34, 30, 34)),
    **dict.fromkeys(("蓝", "blue"), (72, 96, 150)),
    **dict.fromkeys(("粉", "pink"), (208, 130, 150)),
    **dict.fromkeys(("紫", "purple"), (104, 78, 132)),
}
BEARD: Final = "胡须 胡子 络腮 长须 山羊胡 髯 beard bearded moustache mustache"

# People in free text that has no cast line: what is said, and how many that is.
PEOPLE: Final[Table[int]] = (
    (3, "三人 三个人 three_people three_men three_women three_friends"),
    (2, "两人 二人 两个人 情侣 夫妻 母女 父子 couple two_people two_men two_women two_friends two_girls two_boys"),
    (3, "人群 众人 一家人 crowd group family people"),
    (2, "他们 她们 they"),
    (1, "人 男 女 她 他 孩 少年 姑娘 man woman girl boy he she person child detective figure hero lady guy someone"),
)

# Things that can be drawn; the first row that a name fits wins, so the more particular come first.
PROPS: Final[Table[str]] = (
    ("umbrella", "伞 umbrella"),
    ("phone", "手机 电话 phone smartphone"),
    ("photo", "照片 相框 相片 合影 photo photograph picture_frame polaroid"),
    ("fire", "篝火 火堆 柴火 营火 campfire bonfire"),
    ("lamp", "油灯 台灯 灯笼 蜡烛 烛 手电 lamp lantern candle torch flashlight"),
    ("letter", "信封 书信 旧信 封信 来信 遗书 情书 信纸 看信 读信 写信 拆信 递信 火漆 envelope letter"),
    ("paper", "纸 文件 合同 报纸 地图 票 名片 卡片 病历 paper document contract newspaper map ticket file card"),
    ("key", "钥匙 key"),
    ("blade", "刀 剑 匕首 knife sword dagger blade katana"),
    ("gun", "枪 gun pistol revolver rifle"),
    (
        "ring",
        "戒指 项链 手镯 玉佩 手链 a_ring the_ring wedding_ring gold_ring necklace bracelet jewel pendant",
    ),
    ("clock", "手表 怀表 腕表 表盘 时钟 挂钟 闹钟 座钟 wristwatch pocket_watch a_watch his_watch her_watch clock"),
    ("bottle", "瓶 药丸 药片 bottle medicine perfume potion pill"),
    ("cup", "杯 茶碗 茶壶 碗 咖啡 cup mug teacup teapot tea coffee bowl whisky wine"),
    ("book", "书本 日记 本子 笔记 课本 古籍 一本书 看书 读书 书页 翻书 book notebook diary novel"),
    (
        "flower",
        (
            "花束 玫瑰 鲜花 野花 一朵 一束 捧花 枝花 把花 百合 菊花 荷花 送花 上的花 里的花 中的花 "
            "flower a_rose red_rose roses bouquet"
        ),
    ),
    ("bag", "背包 书包 皮包 手提包 挎包 行李 皮箱 箱子 公文包 bag suitcase briefcase luggage backpack handbag"),
    ("car", "汽车 轿车 跑车 出租车 车灯 car taxi sedan limousine"),
    ("box", "盒 礼物 包裹 box gift parcel package crate"),
)
HELD: Final = frozenset(
    (
        "umbrella",
        "phone",
        "photo",
        "lamp",
        "letter",
        "paper",
        "key",
        "blade",
        "gun",
        "ring",
        "bottle",
        "cup",
        "book",
        "flower",
        "bag",
        "box",
        "clock",
    )
)
HANDS: Final = (
    "一只手 双手 手指 指尖 手掌 只手 手中 手里 掌心 的手 手部 手捏 手握 手拿 拿起 捏 "
    "hand hands finger fingers fingertips palm"
)
REMOVALS: Final = "去掉 去除 移除 删 擦掉 不要 消失 清除 抹去 remove delete erase without take_out get_rid_of no_more"
TOGETHER: Final = (
    "拥抱 抱住 相拥 依偎 搂 吻 牵 搀 挽着 hug hugging embrace embracing kiss kisses hand_in_hand holding_hands"
)
DRIVES: Final = "开车 驾驶 方向盘 握着方向 驾车 drive drives driving steering"
TABLES: Final = "桌 茶 餐 吃 柜台 吧台 办公 写 账 table desk counter bar tea drinks dinner"
BEDS: Final = "床 榻 炕 bed"
