"""The line and column of a value inside JSON text, found only when a fault must be told."""

from __future__ import annotations

import json
import re

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')


def locate(source: str, path: tuple[str | int, ...]) -> tuple[int, int]:
    """Line and column (from 1) of the value, or of its key, at `path`; source is valid JSON.

    A path that the text does not have gives the deepest value on the way.
    """
    best = 0
    stack: list[list[str | int | None]] = []  # the step each open container is at
    expects_key: list[bool] = []
    deepest = -1
    for token in TOKEN.finditer(source):
        sign = token[0]
        here = tuple(step for (step,) in stack)
        matched = len(here) if here == path[: len(here)] else -1
        if sign in ",:":
            if sign == "," and stack:
                step = stack[-1][0]
                if isinstance(step, int):
                    stack[-1][0] = step + 1
                else:
                    expects_key[-1] = True
            elif expects_key:
                expects_key[-1] = False
            continue
        if sign in "]}":
            stack.pop()
            expects_key.pop()
            continue
        if expects_key and expects_key[-1]:
            stack[-1][0] = _unquoted(sign)
            here = tuple(step for (step,) in stack)
            matched = len(here) if here == path[: len(here)] else -1
        if matched > deepest:
            deepest, best = matched, token.start()
        if sign in "[{":
            stack.append([0 if sign == "[" else None])
            expects_key.append(sign == "{")
    line = source.count("\n", 0, best) + 1
    return line, best - (source.rfind("\n", 0, best) + 1) + 1


def _unquoted(sign: str) -> str:
    return str(json.loads(sign)) if sign.startswith('"') else sign
