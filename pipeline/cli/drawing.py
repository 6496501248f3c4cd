"""What ``gpt-image2`` does with its options: reads them into a wish, has it drawn, prints what came of it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.assemble.one_picture.draw import draw
from pipeline.assemble.one_picture.output import output_of
from pipeline.assemble.one_picture.result import Kept, Result, of_error
from pipeline.assemble.one_picture.wish import Ready, Wish, ready
from pipeline.cli.console import Console
from pipeline.cli.options import Duration, Names
from pipeline.cli.signals import stopping_on_signals
from pipeline.config.layers import read_settings
from pipeline.errors import StoryboardError, UsageError
from pipeline.images.size import Aspect, Size
from pipeline.messages import say
from pipeline.report.steps import quoted
from pipeline.report.text import duration, money
from pipeline.run.stopping import Stop


def carry_out(options: dict[str, Any]) -> int:
    """Draw what the options ask for; the exit code."""
    console = Console(options["as_json"])
    wish = _wish(options)
    asked = ready(wish, read_settings())
    result = asyncio.run(_drawn(asked, lambda text: console.aside([text])))
    if console.json_mode:
        console.json(result.to_json())
    else:
        console.lines(_picture(kept) for kept in result.pictures)
    console.aside(_closing(result))
    return result.exit


def failed(console: Console, error: StoryboardError) -> int:
    """Say why a call could not begin."""
    result = of_error(error)
    if console.json_mode:
        console.json(result.to_json())
    console.aside([say("cli.error", message=error), *_next(result)])
    return result.exit


async def _drawn(asked: Ready, told: Callable[[str], None]) -> Result:
    stop = Stop()
    with stopping_on_signals(stop, lambda: told(say("client.stopping"))):
        return await draw(asked, stop, told)


def _wish(options: dict[str, Any]) -> Wish:
    output, format_ = output_of(options["output"], _format(options["output_format"]))
    if options["background"] == "transparent":
        raise UsageError(say("client.transparent"))
    if options["output_compression"] is not None and format_ == "png":
        raise UsageError(say("client.compression-png"))
    size, aspect = _size(options["size"], options["aspect"])
    return Wish(
        prompt=_prompt(options["prompt"]),
        output=output,
        images=options.get("image", ()),
        mask=options.get("mask"),
        size=size,
        aspect=aspect,
        quality=options["quality"],
        format=format_,
        moderation=options["moderation"],
        n=options["n"],
        background=options["background"],
        compression=options["output_compression"],
        stream=options["stream"],
        partial_images=options["partial_images"],
        image_urls=options.get("image_url", ()),
        model=options["model"],
        provider=Names().convert(options["provider"], None, None) if options["provider"] else (),
        timeout=Duration().convert(options["timeout"], None, None) if options["timeout"] else None,
        force=options["force"],
    )


def _format(text: str | None) -> str | None:
    return "jpeg" if text == "jpg" else text


def _prompt(given: str) -> str:
    """The words themselves, ``-`` for standard input, ``@FILE`` for a file; both UTF-8."""
    text = given
    if given == "-":
        text = _decoded(sys.stdin.buffer.read(), "-")
    elif given.startswith("@"):
        path = Path(given[1:]).expanduser()
        try:
            data = path.read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UsageError(say("client.prompt-unreadable", path=path, reason=reason)) from error
        text = _decoded(data, path)
    if not text.strip():
        raise UsageError(say("client.no-prompt"))
    return text.strip()


def _decoded(data: bytes, path: object) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(say("client.prompt-unreadable", path=path, reason="UTF-8")) from error


def _size(size: str | None, aspect: str | None) -> tuple[Size | None, Aspect | None]:
    if aspect is not None and size not in {None, "auto"}:
        raise UsageError(say("client.size-and-aspect"))
    try:
        wanted = Size.parse(size) if size not in {None, "auto"} else None
    except ValueError as error:
        raise UsageError(say("client.bad-size", size=size)) from error
    try:
        return wanted, Aspect.parse(aspect) if aspect is not None else None
    except ValueError as error:
        raise UsageError(say("client.bad-aspect", aspect=aspect)) from error


def _picture(kept: Kept) -> str:
    key = "client.failed-picture" if kept.why else "client.picture"
    size = f"{kept.width}x{kept.height}"
    return say(key, path=kept.path, size=size, format=kept.format, bytes=_bytes(kept.length), why=kept.why)


def _bytes(length: int) -> str:
    return f"{length / 2**20:.1f} MB" if length >= 2**20 else f"{length / 2**10:.0f} kB"


def _closing(result: Result) -> list[str]:
    """What it cost, what went wrong, what may have been billed, what to do next."""
    lines = [_picture(kept) for kept in result.failed]
    if result.error is not None:
        lines.append(say("cli.error", message=result.error.message))
    if result.error is not None and result.error.hint:
        lines.append(say("client.hint", hint=result.error.hint))
    if result.pictures or result.failed:
        lines.append(_cost(result))
    unknown = (result.calls or {}).get("unknown", 0)
    if unknown:
        count = f"{unknown} {say('client.attempt' if unknown == 1 else 'client.attempts')}"
        lines.append(say("client.may-be-billed", count=count))
    if result.come_back:
        lines.append(say("client.come-back", seconds=duration(result.come_back)))
    return [*lines, *_next(result)]


def _cost(result: Result) -> str:
    cost = result.cost
    shown = money(cost.usd)
    if cost.native is not None and cost.currency != "USD":
        native = f"{cost.native:g} {cost.currency}"
        shown = say("client.native", cost=shown, native=native)
    return say("client.cost", cost=shown, basis=say(f"client.basis-{cost.basis}"))


def _next(result: Result) -> list[str]:
    return [say("report.next", command=quoted(argv)) for argv in result.next_argv]
