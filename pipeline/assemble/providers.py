"""Opens the providers of a chain: profiles resolved, the embedded service started, permits shared."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from pipeline.config.chain import Chain, resolve_chain
from pipeline.config.layers import Settings, read_settings
from pipeline.config.resolved import Resolved
from pipeline.providers import offline
from pipeline.providers.base import Provider
from pipeline.providers.registry import provider_for
from pipeline.run.limits import Permits
from pipeline.run.run_plan import Crew


@dataclass(frozen=True, slots=True)
class Providers:
    """An open chain. Runs that are given the same object share limits and connections; for one event loop."""

    crew: Crew
    chain: Chain
    settings: Settings | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences for a person, such as a backup left without a key."""
        return self.chain.warnings

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.crew.providers)

    @property
    def lineage(self) -> str:
        return self.crew.lineage


@asynccontextmanager
async def open_providers(
    names: str | Sequence[str] = (),
    *,
    env: Mapping[str, str] | None = None,
    concurrency: int | None = None,
    settings: Settings | None = None,
) -> AsyncIterator[Providers]:
    """Open the chain that ``names`` mean (none: the user's default, else sub2api); close it with the block.

    ``env`` stands for the environment, ``concurrency`` is what ``--concurrency`` is. Raises ConfigError, and
    NoProvider where a key or an address is missing.
    """
    wanted = (names,) if isinstance(names, str) else tuple(names)
    settings = settings or read_settings(env)
    chain = resolve_chain(wanted, settings, allow_paths=True)
    async with opened(chain, concurrency) as providers:
        yield replace(providers, settings=settings)


@asynccontextmanager
async def opened(chain: Chain, concurrency: int | None = None) -> AsyncIterator[Providers]:
    """Open a resolved chain."""
    async with AsyncExitStack() as stack:
        providers: dict[str, Provider] = {}
        for resolved in chain.profiles:
            provider = provider_for(await _reachable(resolved, stack))
            stack.push_async_callback(provider.aclose)
            providers[resolved.name] = provider
        permits = {name: _permits(provider.resolved, concurrency) for name, provider in providers.items()}
        yield Providers(Crew(providers, permits), chain)


async def _reachable(resolved: Resolved, stack: AsyncExitStack) -> Resolved:
    """The embedded service gets its address when it is started."""
    if not resolved.profile.embedded or resolved.base_url:
        return resolved
    server = await stack.enter_async_context(await offline.serve())
    return resolved.at(server.url)


def _permits(resolved: Resolved, concurrency: int | None) -> Permits:
    limits = resolved.limits
    return Permits(
        resolved.name,
        start=concurrency or limits.concurrency,
        most=min(concurrency or limits.max_concurrency, limits.max_concurrency),
        per_minute=limits.images_per_minute,
    )
