"""Text breaks where Chinese and English readers expect it, and never beyond its room."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.text import clean, width
from pipeline.report.typeset import shortened, wrapped


def lines_of(text: str, room: int, lines: int = 9) -> tuple[str, ...]:
    return wrapped(text, room, lines, width)


def test_chinese_breaks_anywhere_and_english_between_words() -> None:
    assert lines_of("林晚停在门口手扶门框", 8) == ("林晚停在", "门口手扶", "门框")
    assert lines_of("a woman waits at the door", 11) == ("a woman", "waits at", "the door")
    assert lines_of("看 iPhone 的林晚", 9) == ("看 iPhone", "的林晚")


def test_no_line_begins_with_a_closing_mark_nor_ends_with_an_opening_one() -> None:
    assert lines_of("林晚停住，回头", 8) == ("林晚停", "住，回头")
    assert lines_of("她说（低声）好", 6) == ("她说", "（低", "声）好")


def test_a_word_that_no_line_holds_is_broken() -> None:
    assert lines_of("abcdefghij", 4) == ("abcd", "efgh", "ij")


def test_what_does_not_fit_is_cut_with_an_ellipsis() -> None:
    assert lines_of("林晚停在门口，手扶门框", 8, lines=1) == ("林晚停…",)
    assert lines_of("seal, while the tram passes behind her", 11, lines=2) == ("seal, while", "the tram p…")
    assert shortened("short", 10, width) == "short"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.integers(2, 30), st.integers(1, 4))
def test_no_line_is_wider_than_its_room(text: str, room: int, lines: int) -> None:
    found = wrapped(clean(text), room, lines, width)
    assert len(found) <= lines
    assert all(width(line) <= room for line in found)


@given(st.text(alphabet="林晚，。（）ab c", max_size=60), st.integers(2, 30))
def test_nothing_is_lost_where_there_are_lines_enough(text: str, room: int) -> None:
    found = wrapped(text, room, 99, width)
    assert "".join("".join(found).split()) == "".join(text.split())
