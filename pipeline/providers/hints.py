"""One more sentence for a person, where experience with these services has one."""

from __future__ import annotations

import re
from typing import Final

from pipeline.decide.events import FailureKind
from pipeline.messages import say
from pipeline.providers.classify import Signals

_PROXY_LIMITS: Final = (58.0, 62.0), (95.0, 130.0)  # nginx and load balancers cut at 60 s, CDNs at 100 to 126 s
_GATEWAY_TIMEOUTS: Final = frozenset({504, 522, 524})


def hint_for(signals: Signals, kind: FailureKind, seconds: float) -> str:
    """Return what usually helps, empty where nothing is known to."""
    if re.search("response too large", signals.text, re.IGNORECASE):
        return say("wire.hint-answer-too-big")
    if kind is FailureKind.UNKNOWN and (signals.status in _GATEWAY_TIMEOUTS or _near_a_limit(seconds)):
        return say("wire.hint-proxy-limit")
    if re.search("must be verified", signals.text, re.IGNORECASE):
        return say("wire.hint-verify")
    if re.search("async image tasks are not enabled", signals.text, re.IGNORECASE):
        return say("wire.hint-no-tasks")
    match signals.status:
        case 413:
            return say("wire.hint-too-big")
        case 401:
            return say("wire.hint-key")
        case 404 | 405 | 301 | 302 | 303 | 307 | 308:
            return say("wire.hint-route")
        case _:
            return ""


def _near_a_limit(seconds: float) -> bool:
    return any(low <= seconds <= high for low, high in _PROXY_LIMITS)
