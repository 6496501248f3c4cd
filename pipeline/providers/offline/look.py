"""The colours that a person keeps in every panel: skin, hair, cloth and the label's dot, from name and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeline.providers.offline.brief import Age, Garment, Person
from pipeline.providers.offline.colour import Colour, hued, mix, times
from pipeline.providers.offline.dice import Dice
from pipeline.providers.offline.words import TINTS


@dataclass(frozen=True, slots=True)
class Look:
    """Flat colours of one figure, before any light falls on them."""

    skin: Colour
    hair: Colour
    cloth: Colour
    inner: Colour
    trousers: Colour
    shoes: Colour
    mark: Colour


_SKINS: Final[tuple[Colour, ...]] = ((232, 196, 170), (224, 184, 156), (214, 172, 142), (238, 204, 182))


def look_of(person: Person) -> Look:
    """The same person always gets the same colours; colour words of the outfit win over the name's own hue."""
    dice = Dice("look", person.name)
    hue = dice.unit()
    own = hued(hue, dice.between(0.34, 0.5), dice.between(0.52, 0.68))
    cloth = TINTS.get(person.tint, own)
    skin = dice.pick(_SKINS)
    hair: Colour = dice.pick(((42, 34, 34), (56, 42, 36), (36, 34, 42), (70, 50, 38)))
    if person.age is Age.OLD:
        hair = (176, 174, 172)
    inner: Colour = (226, 220, 210) if person.garment in (Garment.SUIT, Garment.COAT) else times(cloth, 1.12)
    if person.garment is Garment.COAT:
        inner = mix(own, (60, 60, 70), 0.35)
    return Look(
        skin=skin,
        hair=hair,
        cloth=cloth,
        inner=inner,
        trousers=times(cloth, 0.62) if person.garment is Garment.SUIT else mix((58, 58, 70), own, 0.2),
        shoes=(44, 38, 40),
        mark=hued(hue, 0.55, 0.92),
    )
