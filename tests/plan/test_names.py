"""A panel's file name is portable, stable and its own."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.plan.names import MAX_BYTES, folded, slug

DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}


@pytest.mark.parametrize(
    "name", ["P01", "01", "茶馆", "雨夜 1", "P07-b", "a.b", "Ünïcödé", "🎬1", "+1", "console", "x_y"]
)
def test_portable_ids_are_file_names_as_they_are(name: str):
    assert slug(name) == name


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("a/b", "a-b"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "CON"),
        ("nul.txt", "nul.txt"),
        ("com¹", "com¹"),
        ("P1.", "P1"),
        ("P1 ", "P1"),
        (".hidden", "hidden"),
        ("_bible", "bible"),
        ("-rf", "rf"),
        ("a:b?", "a-b"),
        ("a\u202eb", "a-b"),
        ("a\u3000b", "a-b"),
        ("???", "panel"),
        ("", "panel"),
        ("长" * 40, "长" * 20),
    ],
)
def test_other_ids_get_a_readable_name_and_six_hex_digits(name: str, stem: str):
    found, _, digits = slug(name).rpartition("-")
    assert (found, len(digits)) == (stem, 6)
    assert int(digits, 16) >= 0


def test_ids_that_only_differ_in_what_is_not_portable_keep_apart():
    assert len({slug(name) for name in ("a/b", "a:b", "a?b", "a-b", "a\\b")}) == 5


def test_composed_and_decomposed_ids_are_one_file():
    assert slug(unicodedata.normalize("NFD", "Café")) == slug("Café") == "Café"


@pytest.mark.parametrize(("one", "other"), [("p1", "P1"), ("Straße", "STRASSE"), ("Ａ", "ａ")])
def test_names_that_a_disk_may_confuse_fold_together(one: str, other: str):
    assert folded(one) == folded(other)


@given(st.text(st.characters(), max_size=120))
def test_every_name_is_portable_and_stays_what_it_is(name: str):
    file = slug(name)
    assert slug(file) == file
    assert slug(unicodedata.normalize("NFC", name)) == file
    assert 0 < len(file.encode()) <= MAX_BYTES
    assert not set(file) & set('<>:"/\\|?*\0\n\t')
    assert file[0] not in "._- ~"
    assert file[-1] not in ". "
    assert file.split(".")[0].lower() not in DEVICES
