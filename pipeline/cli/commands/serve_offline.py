"""``serve-offline``: the animatic image service by itself, for anybody's OpenAI client."""

from __future__ import annotations

import asyncio

import click

from pipeline.cli.console import Console
from pipeline.cli.garbage import look_as_usual
from pipeline.cli.signals import stopping_on_signals
from pipeline.errors import UsageError
from pipeline.messages import say
from pipeline.providers.offline.server import serve
from pipeline.run.stopping import Stop


@click.command("serve-offline", help=say("cli.help-serve-offline"))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help=say("cli.opt-port"))
def command(port: int) -> int:
    look_as_usual()
    try:
        asyncio.run(_serve(port, Console()))
    except OSError as error:
        raise UsageError(say("cli.port-taken", port=port, reason=error.strerror or error)) from error
    return 0


async def _serve(port: int, console: Console) -> None:
    stop = Stop()
    async with await serve(port=port) as server:
        with stopping_on_signals(stop, lambda: None):
            console.lines([say("cli.serving", url=server.url)])
            await stop.wait()
