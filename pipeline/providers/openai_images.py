"""The OpenAI Images API, as OpenAI, sub2api, canvas-20, the offline service and other gateways speak it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from pipeline.config.resolved import Resolved
from pipeline.decide.events import FailureKind
from pipeline.images.request import ImageRequest
from pipeline.messages import say
from pipeline.providers.answers import outcome_of
from pipeline.providers.base import Answered, Delivered, Failure, Pending, Probe
from pipeline.providers.body import opened_body
from pipeline.providers.classify import Signals
from pipeline.providers.hints import hint_for
from pipeline.providers.probe import verdict_of
from pipeline.providers.requests import edit, generation, streams
from pipeline.providers.signals import wait_of
from pipeline.transport.http import Http
from pipeline.transport.memory import MemorySpool
from pipeline.transport.outcomes import Arrived, TransportFailure, Trouble
from pipeline.transport.spool import Spool

_MIB: Final = 1024 * 1024
_MAX_PICTURE: Final = 100 * _MIB
_POLL_SECONDS: Final = 60.0
_PROBE_SECONDS: Final = 20.0


class OpenAIImages:
    """One service that speaks the Images API, under one key."""

    def __init__(self, resolved: Resolved) -> None:
        profile = resolved.profile
        cap = profile.max_answer_mb * _MIB
        self._resolved = resolved
        self._http = Http(
            key=resolved.key,
            proxies=resolved.proxies,
            own_host=(urlsplit(resolved.base_url).hostname or "").lower(),
            connect_timeout=profile.connect_timeout,
            max_bytes=cap,
            max_picture=min(cap, _MAX_PICTURE),
        )

    @property
    def resolved(self) -> Resolved:
        return self._resolved

    async def send(self, request: ImageRequest, spool: Spool) -> Answered | Failure:
        profile = self._resolved.profile
        seconds = self._resolved.timeout(request)
        headers = self._headers(request)
        if request.mode == "edit":
            url = self._resolved.url(self._path(profile.edit_path))
            parts = edit(request, profile)
            arrived = await self._http.post_form(url, parts, spool, seconds=seconds, headers=headers)
        else:
            url = self._resolved.url(self._path(profile.generate_path))
            payload = generation(request, profile)
            arrived = await self._http.post_json(url, payload, spool, seconds=seconds, headers=headers)
        return _answered(arrived) if isinstance(arrived, Arrived) else _unanswered(arrived)

    def read(self, answer: Answered, body: Path) -> Delivered | Failure | Pending:
        with opened_body(body) as opened:
            outcome = outcome_of(answer, opened, self._resolved.profile.tasks)
        return self._masked(outcome) if isinstance(outcome, Failure) else outcome

    async def poll(self, task: str, spool: Spool) -> Answered | Failure:
        url = self._resolved.task_url(task)
        if not url:
            return Failure(FailureKind.DEAD_PROVIDER, "maybe", say("wire.no-task-path", name=self._resolved.name))
        arrived = await self._http.get(
            url, spool, seconds=_POLL_SECONDS, headers=self._resolved.profile.headers, head={"task": task}
        )
        if isinstance(arrived, Arrived):
            return _answered(arrived, task)
        return Failure(FailureKind.TRANSIENT, "maybe", arrived.message)

    async def fetch(self, url: str, spool: Spool) -> Answered | Failure:
        url = urljoin(self._resolved.base_url, url)
        arrived = await self._http.fetch(url, spool, seconds=self._resolved.profile.timeout)
        return _answered(arrived) if isinstance(arrived, Arrived) else _not_fetched(arrived)

    async def probe(self) -> Probe:
        path = self._resolved.profile.models_path
        if path is None:
            return Probe("unsure", say("wire.probe-none", name=self._resolved.name))
        spool = MemorySpool()
        arrived = await self._http.get(
            self._resolved.url(path), spool, seconds=_PROBE_SECONDS, headers=self._resolved.profile.headers
        )
        return verdict_of(arrived, bytes(spool.body), self._resolved)

    async def aclose(self) -> None:
        await self._http.aclose()

    def _headers(self, request: ImageRequest) -> Mapping[str, str]:
        profile = self._resolved.profile
        accept = "text/event-stream, application/json" if streams(request, profile) else "application/json"
        tasks = profile.tasks.header if profile.tasks and profile.tasks.use else {}
        return {"Accept": accept, **profile.headers, **tasks}

    def _path(self, path: str) -> str:
        tasks = self._resolved.profile.tasks
        return path + tasks.suffix if tasks and tasks.use else path

    def _masked(self, failure: Failure) -> Failure:
        key = self._resolved.key
        return replace(failure, message=key.mask(failure.message)) if key else failure


def _answered(arrived: Arrived, task: str = "") -> Answered:
    return Answered(arrived.status, arrived.headers, arrived.cut, task, arrived.seconds)


def _unanswered(failure: TransportFailure) -> Failure:
    """A request that never left is free; one that left may have been carried out."""
    if failure.trouble is Trouble.ADDRESS:
        return Failure(FailureKind.DEAD_PROVIDER, "no", failure.message)
    if not failure.left:
        return Failure(FailureKind.TRANSIENT, "no", failure.message)
    hint = hint_for(Signals(0), FailureKind.UNKNOWN, failure.seconds)
    return Failure(FailureKind.UNKNOWN, "maybe", failure.message, hint=hint)


def _not_fetched(failure: TransportFailure) -> Failure:
    """A picture that is bought and can't be had, this time or (kind bad-picture) ever."""
    headers: Mapping[str, Any] = failure.headers or {}
    final = failure.trouble is Trouble.ADDRESS or (
        failure.status is not None and failure.status < 500 and failure.status not in {408, 409, 425, 429}
    )
    kind = FailureKind.BAD_PICTURE if final else FailureKind.TRANSIENT
    return Failure(kind, "yes", failure.message, failure.status, wait_of(headers, ""))
