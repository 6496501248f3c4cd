"""A profile with its address, key and proxies: all that a provider needs to speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote

from pipeline.config.model import Limits, Profile
from pipeline.config.service import Service, join_url
from pipeline.images.capabilities import Capabilities, Price
from pipeline.images.request import ImageRequest

_SLOW_PIXELS: Final = 2560 * 1440
_SLOW_QUALITIES: Final = frozenset({"high", "xhigh", "max"})


@dataclass(frozen=True, slots=True)
class Resolved(Service[Profile]):
    """``sources`` says where values came from (``base_url`` → ``GPT_IMAGE2_BASE_URL``)."""

    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def lineage(self) -> str:
        return self.profile.lineage

    @property
    def capabilities(self) -> Capabilities:
        tasks = self.profile.tasks
        return self.profile.capabilities.value(streaming=self.profile.streaming, tasks=tasks is not None and tasks.use)

    @property
    def limits(self) -> Limits:
        return self.profile.limits

    @property
    def price(self) -> Price | None:
        return self.profile.price.value() if self.profile.price else None

    @property
    def priced(self) -> bool:
        """Whether it is known what a picture costs in USD."""
        return self.price is not None and getattr(self.price, "usd", 0.0) is not None

    def at(self, base_url: str) -> Resolved:
        """Return it speaking to ``base_url`` (the offline server, once its port is known)."""
        return replace(self, base_url=base_url, missing=())

    def url(self, path: str) -> str:
        return join_url(self.base_url, path)

    def task_url(self, task: str) -> str:
        """Where a task is asked for: always the own origin, whatever the service said."""
        if self.profile.tasks is None:
            return ""
        return self.url(self.profile.tasks.poll_path.replace("{task}", quote(task, safe="")))

    def timeout(self, request: ImageRequest) -> float:
        """Seconds that an answer may take in all: more for high quality and above 2560x1440."""
        big = request.size is not None and request.size.pixels > _SLOW_PIXELS
        slow = big or request.quality in _SLOW_QUALITIES
        return max(self.profile.timeout, self.profile.timeout_slow) if slow else self.profile.timeout
