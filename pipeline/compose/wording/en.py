"""English words for prompts."""

from __future__ import annotations

import re
from typing import Final

from pipeline.compose.labels import EN
from pipeline.compose.stress import Stress
from pipeline.compose.wording.base import RoleWords, Wording
from pipeline.images.picture import Role

_SKETCH: Final = RoleWords(
    plain="composition reference (a sketch of this very shot)",
    decides="subject, pose, framing, the position of props and the camera",
    leaves="render it completely, as the style line says",
)

WORDING: Final = Wording(
    labels=EN,
    first_frame="a storyboard keyframe, one complete picture, used as the first frame of an image-to-video shot",
    last_frame="a storyboard keyframe, one complete picture, used as the last frame of an image-to-video shot",
    roles={
        Role.TAKE: RoleWords(
            plain="picture to change",
            decides="everything but what is asked for under “This time”",
            leaves="all the rest stays exactly as it is",
        ),
        Role.IDENTITY: RoleWords(
            plain="identity reference",
            named="identity reference for {who}",
            decides="face, hair and build",
            leaves="wardrobe, pose and light come from the lines below",
            again="the same person as",
        ),
        Role.OUTFIT: RoleWords(
            plain="outfit reference",
            named="outfit reference for {who}",
            decides="the cut, colour and fabric of what is worn",
            leaves="how it is worn and the pose come from the lines below",
            again="the same outfit as",
        ),
        Role.PLACE: RoleWords(
            plain="place reference",
            named="place reference for {who}",
            decides="layout, architecture and furnishing",
            leaves="camera, shot size and light come from the lines below",
            again="the same place as",
        ),
        Role.PROP: RoleWords(
            plain="prop reference",
            named="prop reference for {who}",
            decides="the shape, colour and material of this one object",
            leaves="its scale and position come from the lines below",
            again="the same object as",
        ),
        Role.BIBLE: RoleWords(
            plain="world reference",
            decides="period, art direction and the texture of this world",
            leaves="people, action and framing come from the lines below",
        ),
        Role.EXTRA: RoleWords(plain="additional reference", decides="the matching details named below"),
        Role.CROP: _SKETCH,
        Role.SKETCH: _SKETCH,
        Role.FOLLOWED: RoleWords(
            plain="previous keyframe",
            decides="where people stand to each other, the state of their clothes and the continuing setting",
            leaves="action, shot size and framing come from the lines below",
        ),
        Role.ENDED: RoleWords(
            plain="first frame of this same shot",
            decides="who is there, their clothes, the continuing setting and its light",
            leaves="the moment drawn here ends the shot, its action and framing come from the lines below",
        ),
        Role.ANCHOR: RoleWords(
            plain="style anchor",
            decides="rendering style, realism, lens feel, skin and materials, colour grade",
            leaves="people, setting, framing and light come from the lines below",
        ),
    },
    decides=", deciding only {what}",
    again=", {what} Image {n}",
    also="also {name}, deciding {what}",
    orientations={"portrait": "vertical", "landscape": "horizontal", "square": "square"},
    frame="{orientation} {aspect}, one complete picture that fills the frame to all four edges",
    frame_inside=(
        "the finished frame is {orientation} {aspect}: subject, faces and the key action stay inside the central "
        "{aspect} area, and the setting extends naturally to the edges; one complete picture"
    ),
    people=re.compile(
        r"\b(?:m[ae]n|wom[ae]n|people|person|figure|girl|boy|child|children|kid|baby|babies|crowd|couple|he|she|they|"
        r"his|her|their|him|them|someone|somebody|everyone|hand|finger|face|eye|lip|silhouette|mother|father|sister|"
        r"brother|wife|husband|daughter|son|guard|soldier|officer|police|detective|doctor|nurse|driver|passer-by|"
        r"guest|customer|student|teacher|friend|lady|gentleman|king|queen|monk|hero|heroine|runner|rider|worker)s?\b",
        re.IGNORECASE,
    ),
    wishes={
        Stress.SOURCE: (
            "keep exactly to the subject, pose and framing of the composition reference, only complete the picture "
            "as described, and leave the rest as it is"
        ),
        Stress.STYLE: "match the style anchor's rendering, texture and grade, as two frames of one film",
        Stress.ASPECT: "compose for {orientation} {aspect}",
    },
    exclusions={
        Stress.PEOPLE: "people who are not on screen here",
        Stress.TEXT: "lettering, subtitles, watermarks",
        Stress.FRAME: "borders, black bars, split panels",
    },
)
