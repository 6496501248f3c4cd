"""The plan's ``checks`` and the limits of the checks are the same names."""

from __future__ import annotations

from dataclasses import fields

from pipeline.check.inspect.limits import Limits, limits_of
from pipeline.plan.model import Checks


def test_a_plan_can_set_every_limit_and_no_other() -> None:
    assert set(Checks.model_fields) - {"extras"} == {field.name for field in fields(Limits)}


def test_what_a_plan_does_not_say_keeps_its_measured_limit() -> None:
    limits = limits_of(Checks(tone=0.5).said)
    assert (limits.tone, limits.palette) == (0.5, Limits().palette)
