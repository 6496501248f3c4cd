"""What is printed is clean, and as wide as it claims to be."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.text import clean, clean_lines, cut, duration, fit, money, table, width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("red \x1b[31malert\x1b[0m", "red [31malert[0m"),
        ("pay\u202egnp.exe", "paygnp.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("line\nbreak\r\nand\ttab", "line break and tab"),
        ("bell\x07 and nul\x00", "bell and nul"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("家人 👨\u200d👩\u200d👧", "家人 👨\u200d👩\u200d👧"),
    ],
)
def test_control_and_bidi_characters_are_stripped(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(st.text())
def test_clean_text_is_one_printable_line_and_stays_as_it_is(text: str) -> None:
    shown = clean(text)
    assert all(unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"} for c in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    assert clean(shown) == shown


def test_lines_are_kept_apart_where_lines_are_meant() -> None:
    assert clean_lines("\n一\x07\n\n二\n") == ("一", "", "二")


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("雨夜", 4), ("e\u0301", 1), ("ａ", 2), ("", 0)])
def test_wide_characters_take_two_columns(text: str, columns: int) -> None:
    assert width(text) == columns


@given(st.text(), st.integers(1, 40))
def test_a_text_cut_to_a_width_never_exceeds_it(text: str, columns: int) -> None:
    text = clean(text)
    assert width(cut(text, columns)) <= columns
    assert width(fit(text, columns)) == columns


def test_what_is_cut_ends_in_an_ellipsis() -> None:
    assert cut("林晚停在门口", 7) == "林晚停…"
    assert cut("林晚停在门口", 12) == "林晚停在门口"


def test_columns_of_a_table_stand_under_each_other_in_chinese_too() -> None:
    lines = table([("雨夜", "x", ""), ("a", "y", "end")])
    assert lines == ["雨夜  x", "a     y  end"]
    assert table([]) == []


@pytest.mark.parametrize(
    ("usd", "shown"), [(None, "?"), (0, "$0"), (0.0141, "$0.014"), (0.57, "$0.57"), (12.3456, "$12.35")]
)
def test_money_is_shown_as_finely_as_it_matters(usd: float | None, shown: str) -> None:
    assert money(usd) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.2, "0 s"), (59.4, "59 s"), (125, "2 min 05 s"), (3720, "1 h 02 min")]
)
def test_durations_are_read_at_a_glance(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown
