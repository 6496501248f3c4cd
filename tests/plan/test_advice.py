"""The warnings: each is given for what is rarely meant, and for nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plan.plans import HEAD, PANEL, panels, picture, read, said

CAST = (
    "characters: [{id: lin, name: 林晚, look: 短发, image: l.png}, {id: wan, name: 林晚秋, look: 长发, image: l.png},"
    " {id: ann, name: Ann, image: l.png}, {id: c, name: 陈, image: l.png}]\n"
)


def warned(folder: Path, *lines: str, head: str = HEAD + CAST) -> list[str]:
    picture(folder / "l.png")
    loaded = panels(folder, *lines, head=head)
    assert loaded.plan is not None, loaded.problems
    return [path for _, path in said(loaded.problems, "warning")]


@pytest.mark.parametrize(
    ("line", "absent"),
    [
        ("action: 林晚停在门口", True),
        ("action: 林晚停在门口, characters: [lin]", False),
        ("action: 林晚秋停在门口, characters: [wan]", False),
        ("action: 林晚秋和林晚, characters: [wan]", True),
        ("action: Ann 停下", True),
        ("action: Annual 海报", False),
        ("action: 陈旧的门", False),
        ("action: 空无一人的门口", False),
    ],
)
def test_a_name_in_the_action_that_is_not_on_screen(tmp_path: Path, line: str, absent: bool):
    assert warned(tmp_path, f"id: P01, {line}") == (["panels[0].action"] if absent else [])


def test_who_is_taken_over_from_the_ended_panel_is_on_screen(tmp_path: Path):
    assert warned(tmp_path, "id: P01, action: 站, characters: [lin]", "id: P02, ends: P01, action: 林晚走远") == []


@pytest.mark.parametrize(
    ("camera", "moves"),
    [
        ("低机位 35mm", False),
        ("俯拍，长焦压缩", False),
        ("镜头缓慢推近", True),
        ("横摇", True),
        ("跟拍", True),
        ("环绕拍摄", True),
        ("slow dolly in", True),
        ("pan left", True),
        ("50mm, panoramic view", False),
        ("zoom lens at 85mm", False),
    ],
)
def test_movement_in_the_camera(tmp_path: Path, camera: str, moves: bool):
    assert warned(tmp_path, f"id: P01, action: 走, camera: '{camera}'") == (["panels[0].camera"] if moves else [])


@pytest.mark.parametrize(
    ("action", "speaks"),
    [
        ("她低声说“你来晚了”", True),
        ("她问：“谁？”", True),
        ("林：「走」", True),
        ('他 says "go"', True),
        ("招牌写着“茶馆”", False),
        ("她张口欲言", False),
    ],
)
def test_quoted_speech_in_the_action(tmp_path: Path, action: str, speaks: bool):
    assert warned(tmp_path, f"id: P01, action: '{action}'", head=HEAD) == (["panels[0].action"] if speaks else [])


def test_a_face_on_several_panels_without_a_picture(tmp_path: Path):
    head = HEAD + "characters: [{id: a, look: 短发}]\n"
    one, two = "id: P01, action: 走, characters: [a]", "id: P02, action: 走, characters: [a]"
    assert warned(tmp_path, one, "id: P02, action: 走", head=head) == []
    assert warned(tmp_path, one, two, head=head) == ["characters[0]"]


def test_a_chain_of_follows_over_three(tmp_path: Path):
    lines = ["id: P0, action: 走", *(f"id: P{n}, action: 走, follows: P{n - 1}" for n in range(1, 6))]
    assert warned(tmp_path, *lines) == ["panels[4].follows", "panels[5].follows"]


@pytest.mark.parametrize(
    ("language", "text", "foreign"),
    [
        ("zh", "A woman stands here", True),
        ("zh", "霓虹招牌 OPEN ALL NIGHT 亮着", False),
        ("zh", "LED", False),
        ("en", "林晚停在门口", True),
        ("en", "a sign with 茶馆", False),
    ],
)
def test_texts_in_another_language_than_the_prompts(tmp_path: Path, language: str, text: str, foreign: bool):
    head = HEAD + f"language: {language}\n"
    assert warned(tmp_path, f"id: P01, action: {text}", head=head) == (["panels[0].action"] if foreign else [])


def test_many_foreign_texts_are_one_warning(tmp_path: Path):
    lines = [f"id: P{n}, action: a woman walks away" for n in range(20)]
    loaded = panels(tmp_path, *lines)
    (problem,) = loaded.problems
    assert "20 such texts" in problem.message


def test_more_than_six_pictures_with_a_panel(tmp_path: Path):
    for n in range(7):
        picture(tmp_path / f"{n}.png")
    files = ", ".join(f"{n}.png" for n in range(6))
    first = "id: P01, action: 走"
    assert warned(tmp_path, first, head=HEAD + f"bible: [{files}]\n") == []
    assert warned(tmp_path, first, "id: P02, action: 走", head=HEAD + f"bible: [{files}]\n") == ["panels[1]"]
    assert warned(tmp_path, first, "id: P02, action: 走, anchor: none", head=HEAD + f"bible: [{files}]\n") == []
    assert warned(tmp_path, f"{first}, refs: [0.png, 6.png]", head=HEAD + f"bible: [{files}]\n") == ["panels[0]"]


def test_absolute_paths(tmp_path: Path):
    picture(tmp_path / "a.png")
    assert warned(tmp_path, f"id: P01, action: 走, sketch: '{tmp_path / 'a.png'}'") == ["panels[0].sketch"]


def test_a_style_that_misses_a_preset(tmp_path: Path):
    loaded = panels(tmp_path, "id: P01, action: 走, style: watercolr")
    assert loaded.plan is not None
    (problem,) = loaded.problems
    assert (problem.path, "watercolour" in problem.fix) == ("panels[0].style", True)


@pytest.mark.parametrize(("size", "warns"), [("864x1536", False), ("1024x1536", True), ("1536x864", True)])
def test_a_size_of_another_shape(tmp_path: Path, size: str, warns: bool):
    assert warned(tmp_path, "id: P01, action: 走", head=HEAD + f"size: {size}\n") == (["size"] if warns else [])


def test_a_grid_with_too_few_cells(tmp_path: Path):
    picture(tmp_path / "s.png")
    head = HEAD + "sheet: {image: s.png, grid: 1x2}\n"
    drawn = ["id: P1, action: 走", "id: P2, action: 走"]
    assert warned(tmp_path, *drawn, "id: P3, action: 走", head=head) == ["sheet.grid"]
    assert (
        warned(tmp_path, *drawn, "id: P3, action: 走, sketch: none", "id: P2z, action: 走, ends: P2", head=head) == []
    )


def test_a_bad_picture_of_what_no_panel_uses_is_only_said(tmp_path: Path):
    head = (
        "characters: [{id: lin, image: no.png, outfits: {coat: {image: no.png}}}]\n"
        "places: [{id: home, image: no.png}]\nprops: [{id: letter, image: no.png}]\n"
    )
    loaded = read(tmp_path, HEAD + head + PANEL)
    assert loaded.plan is not None
    assert len(said(loaded.problems, "warning")) == 4
    used = "panels: [{id: P01, action: 走, characters: [lin/coat], place: home, props: [letter]}]\n"
    assert len(said(read(tmp_path, HEAD + head + used).problems)) == 4
