"""An API key that can't be shown by accident, and the masking of texts that might hold one."""

from __future__ import annotations

from typing import Final

MASK: Final = "***"
_SHORTEST = 4  # shorter ones are dummies of local gateways; masking them would garble every text


class Key:
    """A secret: prints as ``***``; ``reveal`` is called where the header is written and nowhere else."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def mask(self, text: str) -> str:
        """Return ``text`` without this key, also where a service echoes it."""
        return text.replace(self._value, MASK) if len(self._value) >= _SHORTEST else text

    def __repr__(self) -> str:
        return f"Key({MASK})"

    def __str__(self) -> str:
        return MASK

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a key is not pickled")
