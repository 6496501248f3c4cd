"""Says in plain words what is wrong with broken YAML, full-width punctuation first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

from pipeline.plan.nodes import Fault, Source, Spot
from pipeline.plan.wording import told

_LINE: Final = 400  # what is looked at of a line; patterns that search in patterns are slow on endless ones
_PLAIN: Final = {
    "：": ": ",
    "，": ", ",
    "“": '"',
    "”": '"',
    "［": "[",
    "］": "]",
    "【": "[",
    "】": "]",
    "｛": "{",
    "｝": "}",
}
# A key with a full-width colon behind it, as a line begins.
_KEY: Final = re.compile(r"^[\s\-]*[{\[]?\s*[\w\-“”\"']{1,40}\s*：")
_QUOTED: Final = re.compile(r"[:\[,{-]\s*[“”]")
_BRACKET: Final = re.compile(r"[:\-]\s+[［【｛]|[］】｝]\s*(?:#.*)?$")
_FLOW: Final = re.compile(r"[\[{].*，")
_COLON_AGAIN: Final = re.compile(r"^[\s\-]*[^\s:#\-\"'\[{][^:#]*:\s+[^\"'|>\[{#&*].*?:(\s|$)")
_WIDE_SPACE: Final = re.compile(r"^[ \-]*[\u3000\u00a0]")


def wide_space(text: str) -> bool:
    """Whether a text begins with a space that YAML takes for a letter."""
    return _WIDE_SPACE.match(text) is not None


def full_width(text: str) -> tuple[str, str] | None:
    """Return the full-width mark that stands where YAML wants a plain one, and the plain one."""
    text = text[:_LINE]
    if _KEY.match(text):
        return "：", ": "
    if match := re.search(r"^\s*([“”［【｛])|([］】｝])\s*$", text):
        found = match[1] or match[2]
        return found, _PLAIN[found]
    return None


def explain(error: yaml.YAMLError, text: str, source: Source) -> Fault:
    """Return the fault behind a parser's error: its line, what is wrong, what to write."""
    lines = text.splitlines()
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None)
    at = mark.line + 1 if mark else 1
    began = context.line + 1 if context else at
    problem = str(getattr(error, "problem", None) or "")
    about = str(getattr(error, "context", None) or "")
    line, key, values = _cause(problem, about, _suspects(at, began, lines), (at, began))
    spot = Spot(source, max(1, min(line, len(lines))))
    return Fault(spot, *told(key, **values))


def _suspects(at: int, began: int, lines: list[str]) -> list[tuple[int, str]]:
    """The lines an error may come from, likeliest first: where it began, where it was seen, the one before that."""
    before = next((n for n in range(min(at - 1, len(lines)), 0, -1) if lines[n - 1].strip()), at)
    return [(n, lines[n - 1]) for n in dict.fromkeys((began, at, before)) if 0 < n <= len(lines)]


def _cause(
    problem: str, about: str, suspects: list[tuple[int, str]], lines: tuple[int, int]
) -> tuple[int, str, dict[str, Any]]:
    at, began = lines
    if "quoted scalar" in about:
        return (at, "bad-escape", {}) if "escape" in problem else (began, "unclosed-quote", {})
    for n, line in suspects:
        for key, values in _typing(line[:_LINE]):
            return n, key, values
    if "block mapping" in about or "block collection" in about:
        return at, "indentation", {"began": began}
    if "maximum nesting depth" in problem:
        return at, "too-deep", {}
    if "flow" in about:
        return began, "unclosed-bracket", {}
    for words, key in _BY_PROBLEM:
        if words in problem or words in about:
            return at, key, {}
    return at, "yaml", {"problem": problem or "?"}


_BY_PROBLEM: Final = (
    ("could not find expected ':'", "no-colon"),
    ("cannot start any token", "odd-start"),
    ("alphabetic or numeric", "odd-start"),
    ("a tag", "odd-start"),
    ("tag handle", "odd-start"),
    ("a directive", "odd-start"),
    ("mapping values are not allowed", "colon-in-text"),
    ("not allowed", "indentation"),
    ("block scalar", "block-text"),
)


def _typing(line: str) -> Iterator[tuple[str, dict[str, str]]]:
    """What is typed wrong in one line."""
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        yield "tab", {}
    if wide_space(line):
        yield "wide-space", {}
    if _KEY.match(line):
        yield "full-width", {"found": "：", "plain": ": "}
    if match := _BRACKET.search(line):
        found = next(c for c in match[0] if c in _PLAIN)
        yield "full-width", {"found": found, "plain": _PLAIN[found]}
    if _QUOTED.search(line):
        yield "full-width", {"found": "“”", "plain": '"'}
    if _FLOW.search(line):
        yield "full-width", {"found": "，", "plain": ", "}
    if _COLON_AGAIN.match(line):
        yield "colon-in-text", {}
