"""What ``init`` writes: a commented plan that draws at once, its schema, and two files for git."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, Literal

from pipeline.plan.schema import json_schema

SCHEMA_FILE: Final = "plan.schema.json"


def starter(language: Literal["zh", "en"] = "zh") -> Mapping[str, str]:
    """Return the files of a new folder by name, as text with LF line ends."""
    return {
        "plan.yaml": _PLANS[language],
        SCHEMA_FILE: json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n",
        ".gitignore": _GITIGNORE,
        ".gitattributes": _GITATTRIBUTES,
    }


_ZH: Final = """\
# yaml-language-server: $schema=plan.schema.json
# 一份分镜计划：每个 panel 画一张关键帧。先看看要画什么、花多少：run-storyboard check plan.yaml
version: 1
title: 雨夜来信
aspect: 9:16                # 画幅，任意 宽:高
style: live-action          # 预设（live-action、anime、ink-wash …），或自己的描述
language: zh                # 提示词的语言：zh | en
accept: anchor              # 第一张（锚点）由人确认，其余自动检查；auto = 全自动，all = 每张都由人确认
quality: low                # low | medium | high | auto
# provider: [sub2api, canvas-20]    # 一个服务，或同一模型的主备；不花钱试画：--provider offline
# budget: 3.00                      # 这块故事板一生最多花多少美元
# library: ../library.yaml          # 多集共用的人物、地点、道具、风格

characters:
  - id: lin
    name: 林晚
    look: 二十七岁，短发，左眉有痣
    # image: [refs/lin-face.png]    # 身份参考图；同一张脸要出现多次时，一定要给；没有就写 image: draw，先照 look 画一张
    outfits:
      coat: {look: 米色风衣}
      # ward: {look: 蓝白病号服, image: refs/lin-ward.png}

places:
  - {id: teahouse, look: 民国茶馆，雕花窗，木方桌, lighting: 暖色油灯}

props:
  - {id: letter, name: 旧信封, look: 火漆封口的牛皮纸信封}

panels:
  - id: P01
    place: teahouse
    scene: 雨夜，窗上水痕
    shot: 中景                      # 全景 | 中景 | 近景 | 特写 …
    camera: 低机位 35mm             # 镜头与角度；运动写在 motion
    action: 林晚停在茶馆门口，手扶门框   # 画面定格的一瞬
    characters: [lin/coat: 湿发]     # 谁在画面里 / 穿什么 : 什么状态
    # 以下只给视频和字幕用，不进提示词，改了也不用重画
    motion: 缓慢推近
    seconds: 4
    clip: C1
  - id: P02
    place: teahouse
    shot: 特写
    action: 桌上一只旧信封，火漆完好
    props: [letter]                 # 写 id 会带上它的图；别的词只是词
    seconds: 3
    clip: C2
  - {id: P02z, ends: P02, action: 同一张桌子，信封已被拆开}   # P02 这一镜的尾帧：人物、地点、道具、光线同 P02
"""

_EN: Final = """\
# yaml-language-server: $schema=plan.schema.json
# A storyboard plan: one keyframe per panel. See first what would be drawn and paid: run-storyboard check plan.yaml
version: 1
title: A letter in the rain
aspect: 16:9                # any W:H
style: live-action          # a preset (live-action, anime, ink-wash …) or your own words
language: en                # of the prompts: zh | en
accept: anchor              # a person accepts the first picture, inspection the rest; or auto | all
quality: low                # low | medium | high | auto
# provider: [sub2api, canvas-20]    # one service, or a main one and its backup; try for free: --provider offline
# budget: 3.00                      # USD for this board's whole life
# library: ../library.yaml          # characters, places, props, style shared by all episodes

characters:
  - id: lin
    name: Lin
    look: twenty-seven, short black hair, a mole at the left eyebrow
    # image: [refs/lin-face.png]    # identity pictures, needed for a face that must stay the same; or: image: draw
    outfits:
      coat: {look: beige trench coat}
      # ward: {look: striped hospital gown, image: refs/lin-ward.png}

places:
  - {id: teahouse, look: "old teahouse, carved windows, square wooden tables", lighting: warm oil lamps}

props:
  - {id: letter, name: old envelope, look: brown paper with a wax seal}

panels:
  - id: P01
    place: teahouse
    scene: a night of rain, streaks of water on the window
    shot: medium shot
    camera: low angle, 35mm         # lens and angle; movement goes into motion
    action: Lin stands in the teahouse door, one hand on the frame    # the frozen instant that is drawn
    characters: [lin/coat: wet hair]    # who is on screen / in which outfit : in what state
    # for video and subtitles only: never in a prompt, and a change redraws nothing
    motion: slow push in
    seconds: 4
    clip: C1
  - id: P02
    place: teahouse
    shot: close-up
    action: an old envelope on the table, its seal unbroken
    props: [letter]                 # an id brings its picture; another word is just a word
    seconds: 3
    clip: C2
  - {id: P02z, ends: P02, action: "the same table, the envelope torn open"}   # place, props and light as in P02
"""

_PLANS: Final[Mapping[str, str]] = {"zh": _ZH, "en": _EN}

_GITIGNORE: Final = """\
# what a board keeps for itself while it runs; takes, keyframes and journal are worth keeping
*.board/.work/
# boards of the offline engine cost nothing to draw again
*.offline.board/
"""

_GITATTRIBUTES: Final = """\
# a plan reads the same everywhere; a board's files keep the bytes they were written with
*.yaml text eol=lf
*.board/** -text
*.png binary
*.jpg binary
*.webp binary
"""
