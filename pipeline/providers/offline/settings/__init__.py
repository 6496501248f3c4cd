"""The places a frame can show: one function per kind, and the dict that names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pipeline.providers.offline.settings.inside import corridor, limbo, ride, room
from pipeline.providers.offline.settings.nature import desert, field, forest, mountain, sea
from pipeline.providers.offline.settings.scenery import Scenery
from pipeline.providers.offline.settings.town import alley, bridge, courtyard, rooftop, street

SETTINGS: Final[Mapping[str, Callable[[Scenery], None]]] = {
    "limbo": limbo,
    "room": room,
    "teahouse": room,
    "hospital": room,
    "office": room,
    "classroom": room,
    "bar": room,
    "kitchen": room,
    "bedroom": room,
    "corridor": corridor,
    "car": ride,
    "train": ride,
    "street": street,
    "alley": alley,
    "rooftop": rooftop,
    "courtyard": courtyard,
    "bridge": bridge,
    "sea": sea,
    "mountain": mountain,
    "forest": forest,
    "desert": desert,
    "field": field,
}
