"""Garbage is hardly looked for while a command starts, and as usual where pictures come and go."""

from __future__ import annotations

import gc

from pipeline.cli.garbage import look_as_usual, look_rarely


def test_what_was_made_rare_comes_back_as_it_was() -> None:
    usual = gc.get_threshold()
    look_rarely()
    try:
        assert gc.get_threshold()[0] > 50 * usual[0]
        assert gc.isenabled()
    finally:
        look_as_usual()
    assert gc.get_threshold() == usual
