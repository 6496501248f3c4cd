"""Cases for a judge: the drama of compose's tests, with real pictures on disk."""

from __future__ import annotations

from pathlib import Path

from pipeline.check.judge.case import JudgeCase
from pipeline.compose.look import Ref, Source
from pipeline.images.picture import Role
from pipeline.pictures.files import digest
from pipeline.pictures.pixels import pixel_digest
from pipeline.plan.model import Plan
from tests.compose.plans import P01, P02, drama
from tests.fakes.pictures import picture

PANEL = P02 | {"avoid": ["雨伞"]}


def made(folder: Path, name: str, size: tuple[int, int] = (48, 80)) -> Source:
    """A picture on disk."""
    path = folder / f"{name}.png"
    path.write_bytes(picture(*size, name))
    return Source(path, digest(path))


def cropped(folder: Path, name: str) -> Source:
    """A crop on disk: it is known by its pixels."""
    source = made(folder, name)
    return Source(source.path, pixel_digest(source.path.read_bytes()))


def refs(folder: Path) -> tuple[Ref, ...]:
    """What is sent with P02, in compose's order: with the anchor, which is the followed keyframe as well."""
    followed = made(folder, "P01")
    return (
        Ref(Role.IDENTITY, made(folder, "lin-face"), "林晚"),
        Ref(Role.IDENTITY, made(folder, "lin-turn"), "林晚"),
        Ref(Role.OUTFIT, made(folder, "lin-coat"), "林晚", "米色风衣"),
        Ref(Role.IDENTITY, made(folder, "chen"), "陈默"),
        Ref(Role.PLACE, made(folder, "tea")),
        Ref(Role.PROP, made(folder, "letter"), "旧信封"),
        Ref(Role.BIBLE, made(folder, "look")),
        Ref(Role.CROP, cropped(folder, "crop")),
        Ref(Role.FOLLOWED, followed, also=(Ref(Role.ANCHOR, followed),)),
    )


def case(
    folder: Path,
    *,
    plan: Plan | None = None,
    panel: str = "P02",
    take: str = "take",
    sent: tuple[Ref, ...] | None = None,
    note: str = "",
) -> JudgeCase:
    """A take of P02 with everything that was sent for it."""
    plan = plan or drama(P01, PANEL)
    given = refs(folder) if sent is None else sent
    return JudgeCase(plan, plan.panel(panel), made(folder, take, (120, 200)), given, note)
