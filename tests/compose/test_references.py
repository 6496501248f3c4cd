"""What is sent with a panel, in which order and role, and whom it waits for."""

from pathlib import Path

import pytest

from pipeline.compose.look import Look, Ref
from pipeline.compose.references import Need, board_anchor, needs, references
from pipeline.images.picture import Role
from pipeline.plan.model import Plan
from tests.compose.plans import CHEN, LIN, P01, P02, P03, P05, P06, drama, look_at, pictures, refs_of

FAR = Path("/p/ep01.png")


def sent(refs: tuple[Ref, ...]) -> list[str]:
    return [f"{ref.role} {ref.source.sha256}" for ref in refs]


def test_references_come_in_the_order_of_the_contract():
    """Bibles of those on screen, place, props, the board's bible, refs; crop; followed keyframe; anchor."""
    plan = drama(P01, P03, P02 | {"follows": "P03"})
    assert sent(refs_of(plan, "P02", look_at(plan, crops=("P02",)))) == [
        "identity lin-face",
        "identity lin-turn",
        "outfit lin-coat",
        "identity chen",
        "place tea",
        "prop letter",
        "bible look",
        "extra sign",
        "crop crop:P02",
        "followed awaited:P03",
        "anchor awaited:P01",
    ]


def test_only_those_on_screen_are_sent_in_the_outfit_they_wear():
    plan = drama(P01, P03 | {"characters": ["lin/ward"]})
    assert [ref.who for ref in refs_of(plan, "P03") if ref.role in (Role.IDENTITY, Role.OUTFIT)] == ["林晚", "林晚"]


@pytest.mark.parametrize(
    ("plan", "anchor"),
    [
        (drama(), "P01"),
        (drama(P05, P06, P03, P01), "P03"),
        (drama(anchor="P03"), "P03"),
        (drama(anchor={"image": str(FAR)}), FAR),
        (drama(P06), None),
    ],
)
def test_the_anchor_is_the_plans_word_or_the_first_drawn_panel(plan: Plan, anchor: str | Path | None):
    assert board_anchor(plan) == anchor


def test_the_anchor_itself_is_drawn_without_one():
    assert sent(refs_of(drama(), "P01")) == ["place tea", "bible look"]


def test_anchor_none_sends_no_anchor_and_waits_for_none():
    plan = drama()
    assert sent(refs_of(plan, "P05")) == ["bible look"]
    assert needs(plan, plan.panel("P05"), "P01") == ()
    assert sent(refs_of(plan, "P05", look_at(plan, anchor=FAR))) == ["bible look"]


def test_a_panel_may_have_an_anchor_of_its_own():
    plan = drama(P01, P03, {"id": "P09", "action": "窗", "anchor": "P03"})
    assert sent(refs_of(plan, "P09"))[-1] == "anchor awaited:P03"
    assert needs(plan, plan.panel("P09"), "P01") == (Need("P03", Role.ANCHOR),)


def test_an_outside_anchor_is_a_reference_and_no_need():
    plan = drama()
    assert sent(refs_of(plan, "P01", look_at(plan, anchor=FAR)))[-1] == "anchor ep01"
    assert needs(plan, plan.panel("P01"), FAR) == ()
    assert needs(plan, plan.panel("P04"), FAR) == (Need("P03", Role.ENDED),)


@pytest.mark.parametrize(
    ("panel", "expected"),
    [
        ("P01", ()),
        ("P02", (Need("P01", Role.FOLLOWED), Need("P01", Role.ANCHOR))),
        ("P03", (Need("P01", Role.ANCHOR),)),
        ("P04", (Need("P03", Role.ENDED), Need("P01", Role.ANCHOR))),
        ("P05", ()),
        ("P06", ()),
    ],
)
def test_every_panel_waits_for_what_it_follows_ends_and_the_anchor(panel: str, expected: tuple[Need, ...]):
    plan = drama()
    assert needs(plan, plan.panel(panel), "P01") == expected


def test_what_the_anchor_waits_for_does_not_wait_for_the_anchor():
    """A remembered anchor that comes to follow another panel makes no circle."""
    plan = drama(P01, P03 | {"follows": "P01"}, {"id": "P09", "action": "窗"})
    assert needs(plan, plan.panel("P01"), "P03") == ()
    assert needs(plan, plan.panel("P03"), "P03") == (Need("P01", Role.FOLLOWED),)
    assert needs(plan, plan.panel("P09"), "P03") == (Need("P03", Role.ANCHOR),)


def test_one_picture_with_two_uses_is_sent_once_in_both_roles():
    *_, last = refs_of(drama(), "P02")
    assert (last.role, [use.role for use in last.also]) == (Role.FOLLOWED, [Role.ANCHOR])


def test_the_same_bytes_are_sent_once_whatever_they_are_called():
    plan = drama(P01, P02, characters=[LIN, CHEN | {"image": "/p/copy-of-lin.png"}])
    look = look_at(plan)
    same = Look({**look.pictures, Path("/p/copy-of-lin.png"): "lin-face"}, look.keyframes, look.crops, look.anchor)
    first, *others = references(plan, plan.panel("P02"), same)
    assert [(use.role, use.who) for use in first.uses] == [(Role.IDENTITY, "林晚"), (Role.IDENTITY, "陈默")]
    assert all(ref.source.sha256 != "lin-face" for ref in others)


def test_a_picture_named_twice_for_one_use_is_said_once():
    plan = drama(P01, bible=["/p/look.png", "/p/look.png"])
    assert [ref.also for ref in refs_of(plan, "P01")] == [(), ()]


def test_an_own_sketch_replaces_the_crop_and_none_leaves_both_out():
    own = drama(P01, P03 | {"sketch": "/p/own.png"})
    assert "sketch own" in sent(refs_of(own, "P03", look_at(own, crops=("P03",))))
    assert not [r for r in refs_of(own, "P03", look_at(own, crops=("P03",))) if r.role is Role.CROP]
    neither = drama(P01, P03 | {"sketch": "none"})
    roles = [r.role for r in refs_of(neither, "P03", look_at(neither, crops=("P03",)))]
    assert Role.CROP not in roles
    assert Role.SKETCH not in roles


def test_an_own_picture_stands_for_its_panel():
    plan = drama(P01, P06, P03 | {"follows": "P06"})
    look = Look(pictures(plan), anchor="P01")
    assert "followed mine" in sent(references(plan, plan.panel("P03"), look))
    assert references(plan, plan.panel("P06"), look) == ()


def test_keyframes_that_do_not_stand_are_left_out_until_they_are_foreseen():
    plan = drama()
    bare = references(plan, plan.panel("P02"), Look(pictures(plan), anchor="P01"))
    assert not {Role.FOLLOWED, Role.ANCHOR} & {ref.role for ref in bare}
    assert len(refs_of(plan, "P02")) == len(bare) + 1


def test_a_picture_nobody_looked_at_is_a_bug():
    plan = drama()
    with pytest.raises(KeyError):
        references(plan, plan.panel("P02"), Look(anchor="P01"))


def test_words_that_are_no_props_bring_no_picture():
    plan = drama(P01, P05 | {"props": ["黑伞"]})
    assert Role.PROP not in {ref.role for ref in refs_of(plan, "P05")}
