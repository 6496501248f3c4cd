"""A loopback image service that draws animatic frames.

``serve`` is loaded when it is first used: a run at another service needs neither a server nor what draws.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.providers.offline.server import serve

__all__ = ["serve"]


def __getattr__(name: str) -> Any:
    if name != "serve":
        raise AttributeError(name)
    return import_module("pipeline.providers.offline.server").serve
