"""A library lends its entries; the plan wins by id; each file's paths and lines are its own."""

from __future__ import annotations

from pathlib import Path

from tests.plan.plans import PANEL, picture, read, said, words

OPEN = "version: 1\naspect: 9:16\nlibrary: ../shared/library.yaml\n"


def shelf(folder: Path, text: str) -> Path:
    (folder / "shared").mkdir()
    (folder / "shared" / "library.yaml").write_text(text, encoding="utf-8")
    episode = folder / "ep01"
    episode.mkdir()
    return episode


def test_the_library_lends_what_the_plan_does_not_define(tmp_path: Path):
    picture(tmp_path / "shared" / "refs" / "chen.png") if (tmp_path / "shared").exists() else None
    episode = shelf(
        tmp_path,
        "version: 1\nstyle: 古装\ncharacters:\n- {id: lin, look: lib}\n- {id: chen, look: lib, image: refs/chen.png}\n"
        "places: [{id: home, look: 家}]\nprops: [{id: letter}]\n",
    )
    chen = picture(tmp_path / "shared" / "refs" / "chen.png")
    text = OPEN + "characters: [{id: lin, look: own}]\n"
    plan = read(episode, text + "panels: [{id: P01, action: 走, characters: [lin, chen], place: home}]\n").plan
    assert plan is not None
    assert [(c.id, c.look) for c in plan.characters] == [("lin", "own"), ("chen", "lib")]
    assert plan.character("chen").image == (chen,)
    assert plan.style.preset == "period-drama"
    assert plan.prop("letter") is not None


def test_the_plans_own_style_wins(tmp_path: Path):
    episode = shelf(tmp_path, "style: anime\n")
    plan = read(episode, OPEN + "style: clay\n" + PANEL).plan
    assert plan is not None
    assert plan.style.preset == "clay"


def test_faults_of_a_library_name_its_file_line_and_place(tmp_path: Path):
    episode = shelf(
        tmp_path, "style: anime\ncharacters:\n- {id: lin, look: a}\n- {id: chen, loook: b, image: no.png}\n"
    )
    loaded = read(episode, OPEN + "characters: [{id: lin}]\n" + PANEL)
    assert {(Path(p.file).name, p.line, p.path, p.level) for p in loaded.problems} == {
        ("library.yaml", 4, "characters[1].loook", "error"),
        ("library.yaml", 4, "characters[1].image", "warning"),
    }
    assert str(Path("shared/library.yaml")) in loaded.problems[0].file
    assert ".." not in loaded.problems[0].file


def test_a_library_holds_nothing_but_what_is_shared(tmp_path: Path):
    episode = shelf(tmp_path, "style: anime\nbudget: 3\nlibrary: more.yaml\nx-own: 1\nremarks: 好\n")
    loaded = read(episode, OPEN + PANEL)
    assert [(p.line, p.message.split("`")[1]) for p in loaded.problems] == [(2, "budget"), (3, "library")]


def test_a_missing_library_is_one_error_where_it_is_named(tmp_path: Path):
    loaded = read(tmp_path, OPEN + "panels: [{id: P01, action: 走, characters: [lin], place: home}]\n")
    assert said(loaded.problems) == [(3, "library")]
    assert "no such file" in words(loaded)


def test_a_broken_library_is_explained_in_its_own_lines(tmp_path: Path):
    episode = shelf(tmp_path, "style: anime\ncharacters：\n- x\n")
    (problem,) = read(episode, OPEN + "panels: [{id: P01, action: 走, characters: [lin]}]\n").problems
    assert (Path(problem.file).name, problem.line) == ("library.yaml", 2)


def test_pictures_beside_the_library_are_not_outside(tmp_path: Path):
    episode = shelf(tmp_path, "style: anime\ncharacters: [{id: lin, image: lin.png}]\n")
    picture(tmp_path / "shared" / "lin.png")
    elsewhere = picture(tmp_path / "elsewhere" / "b.png")
    loaded = read(episode, OPEN + "bible: ../elsewhere/b.png\npanels: [{id: P01, action: 走, characters: [lin]}]\n")
    assert loaded.outside == (elsewhere,)
