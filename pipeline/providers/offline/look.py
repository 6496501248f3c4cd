"""What a person keeps in every panel: colours and the cut of the face, from name and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeline.providers.offline.brief import Age, Garment, Person
from pipeline.providers.offline.colour import Colour, hued, mix, times
from pipeline.providers.offline.dice import Dice
from pipeline.providers.offline.words import HAIR_TINTS, TINTS


@dataclass(frozen=True, slots=True)
class Look:
    """Flat colours of one figure, before any light falls on them, and the face's measures."""

    skin: Colour
    hair: Colour
    cloth: Colour
    inner: Colour
    trousers: Colour
    shoes: Colour
    mark: Colour
    wide: float  # the head's width against the usual
    jaw: float  # half the jaw's width, in half head widths
    part: int  # the side of the hair's parting
    fringe: int  # which of the hairlines


_SKINS: Final[tuple[Colour, ...]] = ((232, 194, 166), (222, 180, 150), (208, 164, 132), (238, 204, 180))
_HAIRS: Final[tuple[Colour, ...]] = ((40, 34, 36), (58, 42, 36), (34, 34, 44), (76, 54, 40))
_GREY: Final[Colour] = (184, 182, 178)


def look_of(person: Person) -> Look:
    """The same person always gets the same look; what the words say wins over the name's own chance."""
    dice = Dice("look", person.key or person.name)
    hue = dice.unit()
    own = hued(hue, dice.between(0.26, 0.46), dice.between(0.46, 0.66))
    cloth = TINTS.get(person.tint, own)
    skin = dice.pick(_SKINS)
    natural = dice.pick(_HAIRS)
    hair = HAIR_TINTS.get(person.hair_tint, _GREY if person.age is Age.OLD else natural)
    return Look(
        skin=mix(skin, (206, 158, 130), 0.3) if person.age is Age.OLD else skin,
        hair=hair,
        cloth=cloth,
        inner=_inner(person, own, cloth),
        trousers=times(cloth, 0.70) if person.garment is Garment.SUIT else mix((58, 58, 70), own, 0.2),
        shoes=(44, 38, 40),
        mark=hued(hue, 0.55, 0.92),
        wide=dice.between(0.95, 1.06),
        jaw=dice.between(0.66, 0.80),
        part=dice.side(),
        fringe=dice.number(0, 2 if person.female else 3),
    )


def _inner(person: Person, own: Colour, cloth: Colour) -> Colour:
    """What shows under the outer garment."""
    match person.garment:
        case Garment.SUIT:
            return (226, 222, 214)
        case Garment.COAT:
            return mix(own, (70, 68, 76), 0.45)
        case _:
            return times(cloth, 1.12)
