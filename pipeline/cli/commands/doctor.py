"""``doctor``: which services could be used, with which key, through which proxy; proves keys; writes a profile."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import click

from pipeline.assemble.doctor import Diagnosis, Seen, Variable, address_of, diagnose, probed, set_up
from pipeline.cli.console import Console
from pipeline.config.keys import MASK
from pipeline.config.layers import Settings, read_settings
from pipeline.errors import UsageError
from pipeline.images.capabilities import FlatPrice, SizeRule, TokenPrice
from pipeline.messages import say
from pipeline.report.steps import quoted
from pipeline.report.text import clean

UNAVAILABLE = 5


@click.command("doctor", help=say("cli.help-doctor"))
@click.option("--probe", is_flag=False, flag_value="", default=None, metavar="[NAME]", help=say("client.opt-probe"))
@click.option("--setup", metavar="NAME", help=say("client.opt-setup"))
@click.option("--base-url", help=say("client.opt-base-url"))
@click.option("--key-stdin", is_flag=True, help=say("client.opt-key-stdin"))
@click.option("--json", "as_json", is_flag=True, help=say("cli.opt-json"))
def command(probe: str | None, setup: str | None, base_url: str | None, key_stdin: bool, as_json: bool) -> int:
    console = Console(as_json)
    settings = read_settings()
    if setup is not None:
        return _set_up(setup, base_url, settings, console, key_stdin=key_stdin)
    if base_url is not None or key_stdin:
        raise UsageError(say("client.setup-options"))
    found = diagnose(settings)
    if probe is not None:
        found = asyncio.run(probed(found, probe))
    code = 0 if found.usable else UNAVAILABLE
    if as_json:
        console.json(_json(found, code))
    else:
        console.lines(lines(found))
    console.aside(say("report.next", command=quoted(argv)) for argv in _next(found))
    return code


def _next(found: Diagnosis) -> list[tuple[str, ...]]:
    """What would make the default chain usable."""
    first = next((seen for seen in found.profiles if seen.place == 1), None)
    if first is None or first.resolved.usable:
        return []
    return [("run-storyboard", "doctor", "--setup", first.name)]


def _set_up(name: str, base_url: str | None, settings: Settings, console: Console, *, key_stdin: bool) -> int:
    has = address_of(name, settings)
    if key_stdin:
        address = base_url or has
        if not address:
            raise UsageError(say("client.setup-no-address", name=name))
        key = sys.stdin.readline()
    elif sys.stdin.isatty():
        address = base_url or click.prompt(say("client.setup-ask-address", name=name), default=has or None, err=True)
        key = click.prompt(say("client.setup-ask-key", name=name), hide_input=True, err=True)
    else:
        raise UsageError(say("client.setup-no-terminal"))
    path, overriding = set_up(name, address, key, settings)
    argv = ("run-storyboard", "doctor", "--probe", name)
    notes = [say("client.setup-overridden", variables=", ".join(overriding))] if overriding else []
    if console.json_mode:
        done = {"schema": 1, "state": "complete", "exit": 0, "file": str(path), "notes": notes}
        console.json({**done, "next": [quoted(argv)], "next_argv": [list(argv)]})
    else:
        console.lines([say("client.setup-done", path=path)])
    console.aside([*(say("client.warning", text=note) for note in notes), say("report.next", command=quoted(argv))])
    return 0


# ── for people ────────────────────────────────────────────────────────────────────────────────────────


def lines(found: Diagnosis) -> list[str]:
    """The default first, then a paragraph per profile, then variables, folders, problems."""
    usable = say("client.chain-usable" if found.usable else "client.chain-unusable")
    said = [f"{say('client.default-chain', chain=', '.join(found.chain) or '?', source=_source(found))}: {usable}", ""]
    for seen in found.profiles:
        said += [*_paragraph(seen, found), ""]
    if found.variables:
        said += [say("client.variables"), *(f"  {_variable(each)}" for each in found.variables), ""]
    said.append(say("client.folders", folders=", ".join(str(folder) for folder in found.folders)))
    said += [say("client.problem", text=clean(text)) for text in found.problems]
    said += [say("client.warning", text=clean(text)) for text in found.warnings]
    return said if found.problems or found.warnings else [*said, say("client.fine")]


def _source(found: Diagnosis) -> str:
    if found.chain_source != "default":
        return say("client.default-from", source=found.chain_source)
    return say("client.default-built-in", path=found.folders[0].parent / "config.yaml")


def _paragraph(seen: Seen, found: Diagnosis) -> list[str]:
    where = (
        say("client.if-named", name=seen.name)
        if seen.place is None
        else say("client.in-default", place=f"{seen.place}/{len(found.chain)}")
    )
    resolved = seen.resolved
    rows = {
        "address": _address(seen),
        "key": _key(seen),
        "model": say("client.model", model=resolved.model, lineage=resolved.lineage),
        "takes": _takes(seen),
        "limits": _limits(seen),
        "price": _price(seen),
        "proxy": _proxy(seen, found),
        "file": str(seen.file) if seen.file else "",
        "probe": clean(seen.probe.message) if seen.probe else "",
    }
    shown = [(say(f"client.row-{name}"), text) for name, text in rows.items() if text]
    wide = max(len(name) for name, _ in shown)
    return [f"{seen.name}  ({where})", *(f"  {name.ljust(wide)}  {text}" for name, text in shown)]


def _address(seen: Seen) -> str:
    if seen.resolved.profile.embedded:
        return say("client.embedded")
    if not seen.resolved.base_url:
        return say("client.no-address")
    source = seen.resolved.sources.get("base_url", "")
    own = source == str(seen.file) or "/" not in source.replace("\\", "/")
    source = source if own else say("client.shipped")
    return say("client.address", origin=seen.resolved.origin, source=source)


def _key(seen: Seen) -> str:
    resolved = seen.resolved
    if resolved.profile.auth == "none":
        return say("client.key-unneeded")
    if resolved.key is None:
        return say("client.key-none", variables=", ".join(_looked_in(seen)))
    return say("client.key-found", mask=MASK, source=resolved.key_source)


def _looked_in(seen: Seen) -> list[str]:
    override = ["GPT_IMAGE2_API_KEY"] if seen.place in {None, 1} else []
    return list(dict.fromkeys([*seen.resolved.profile.key_env, *override]))


def _takes(seen: Seen) -> str:
    takes = seen.resolved.capabilities
    match takes.sizes:
        case SizeRule() as rule:
            sizes = say("client.sizes-rule", step=rule.step, edge=rule.max_edge)
        case table:
            sizes = ", ".join(str(size) for size in table.sizes)
    more = [
        "" if takes.moderation_on_edit else say("client.takes-no-moderation"),
        say("client.takes-streaming") if takes.streaming else "",
        say("client.takes-tasks") if takes.tasks else "",
    ]
    qualities = " ".join(takes.qualities)
    return say("client.takes", sizes=sizes, references=takes.max_references, qualities=qualities, more="".join(more))


def _limits(seen: Seen) -> str:
    limits, profile = seen.resolved.limits, seen.resolved.profile
    rate = limits.images_per_minute
    return say(
        "client.limits",
        start=limits.concurrency,
        most=limits.max_concurrency,
        per_minute=say("client.per-minute", count=f"{rate:g}") if rate else "",
        timeout=f"{profile.timeout:g}",
        slow=f"{profile.timeout_slow:g}",
    )


def _price(seen: Seen) -> str:
    price = seen.resolved.price
    match price:
        case None:
            return say("client.price-none")
        case FlatPrice(per_image=0):
            return say("client.price-free")
        case FlatPrice():
            known = price.usd is not None and price.currency != "USD"
            usd = say("client.price-usd", usd=f"{price.usd:g}", currency=price.currency) if known else ""
            one = f"{price.per_image:g}"
            return say("client.price-flat", price=one, currency=price.currency, usd=usd, source=_dated(price))
        case TokenPrice(text_in=text, image_in=image, image_out=out):
            numbers = {"text": f"{text:g}", "image": f"{image:g}", "out": f"{out:g}"}
            return say("client.price-tokens", **numbers, source=_dated(price))


def _dated(price: TokenPrice | FlatPrice) -> str:
    text = ", ".join(part for part in (price.source, price.date) if part)
    return say("client.price-source", source=text) if text else ""


def _proxy(seen: Seen, found: Diagnosis) -> str:
    if not seen.resolved.base_url:
        return ""
    if not seen.proxy:
        return say("client.proxy-direct")
    return say("client.proxy", proxy=seen.proxy, source=", ".join(found.proxy_sources))


def _variable(each: Variable) -> str:
    if not each.origin:
        key = "client.variable-default" if each.profiles else "client.variable-not-sent"
        return say(key, name=each.name, chain=", ".join(each.profiles))
    users = [", ".join(each.profiles)] if each.profiles else []
    users += [say("client.variable-if-named", profiles=", ".join(each.named))] if each.named else []
    return say("client.variable-to", name=each.name, origin=each.origin, users="; ".join(users))


# ── for programs ──────────────────────────────────────────────────────────────────────────────────────


def _json(found: Diagnosis, code: int) -> dict[str, Any]:
    return {
        "schema": 1,
        "state": "complete" if code == 0 else "unavailable",
        "exit": code,
        "default": {"chain": list(found.chain), "source": found.chain_source, "usable": found.usable},
        "profiles": [_profile(seen) for seen in found.profiles],
        "variables": [
            {"name": v.name, "origin": v.origin or None, "profiles": list(v.profiles), "named": list(v.named)}
            for v in found.variables
        ],
        "folders": [str(folder) for folder in found.folders],
        "problems": [{"level": "error", "message": clean(text)} for text in found.problems]
        + [{"level": "warning", "message": clean(text)} for text in found.warnings],
        "next": [quoted(argv) for argv in _next(found)],
        "next_argv": [list(argv) for argv in _next(found)],
    }


def _profile(seen: Seen) -> dict[str, Any]:
    resolved = seen.resolved
    takes = resolved.capabilities
    probe = seen.probe
    return {
        "name": seen.name,
        "place": seen.place,
        "usable": resolved.usable or resolved.profile.embedded,
        "origin": resolved.origin or None,
        "address_from": resolved.sources.get("base_url"),
        "key": {
            "needed": resolved.profile.auth != "none",
            "found": resolved.key is not None,
            "from": resolved.key_source or None,
            "looked_in": _looked_in(seen),
        },
        "model": resolved.model,
        "lineage": resolved.lineage,
        "capabilities": {
            "sizes": "rule" if isinstance(takes.sizes, SizeRule) else [str(size) for size in takes.sizes.sizes],
            "references": takes.max_references,
            "qualities": list(takes.qualities),
            "formats": list(takes.formats),
            "moderation_on_edit": takes.moderation_on_edit,
            "mask": takes.mask,
            "streaming": takes.streaming,
            "tasks": takes.tasks,
        },
        "limits": resolved.limits.model_dump(),
        "price": resolved.profile.price.model_dump() if resolved.profile.price else None,
        "proxy": seen.proxy or None,
        "file": str(seen.file) if seen.file else None,
        "missing": [clean(text) for text in resolved.missing],
        "probe": {"verdict": probe.verdict, "message": clean(probe.message)} if probe else None,
    }
