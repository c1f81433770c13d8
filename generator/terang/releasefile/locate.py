"""The line and column of a value inside JSON text, found only when a fault must be told."""

from __future__ import annotations

import json
import re

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')


def locate(source: str, path: tuple[str | int, ...]) -> tuple[int, int]:
    """Line and column (from 1) of the value, or of its key, at `path`; source is valid JSON.

    A path that the text does not have gives the deepest value on the way.
    """
    best, deepest = 0, -1
    steps: list[str | int | None] = []  # the step each open container is at
    expects_key: list[bool] = []
    agreed = 0  # how many steps from the outside are those of the path
    for token in TOKEN.finditer(source):
        sign = token[0]
        if sign == ":":
            expects_key[-1] = False
            continue
        if sign == ",":
            step = steps[-1]
            if isinstance(step, int):
                steps[-1] = step + 1
                agreed = _agreed(agreed, steps, path)
            else:
                expects_key[-1] = True
            continue
        if sign in "]}":
            steps.pop()
            expects_key.pop()
            agreed = min(agreed, len(steps))
            continue
        if expects_key and expects_key[-1]:
            steps[-1] = _unquoted(sign)
            agreed = _agreed(agreed, steps, path)
        if agreed == len(steps) > deepest:
            deepest, best = agreed, token.start()
        if sign in "[{":
            steps.append(0 if sign == "[" else None)
            expects_key.append(sign == "{")
            agreed = _agreed(agreed, steps, path)
    line = source.count("\n", 0, best) + 1
    return line, best - (source.rfind("\n", 0, best) + 1) + 1


def _agreed(agreed: int, steps: list[str | int | None], path: tuple[str | int, ...]) -> int:
    """The agreement after the innermost step has changed."""
    inner = len(steps) - 1
    if agreed < inner:
        return agreed
    return inner + 1 if inner < len(path) and steps[inner] == path[inner] else inner


def _unquoted(sign: str) -> str:
    if not sign.startswith('"'):
        return sign
    return str(json.loads(sign)) if "\\" in sign else sign[1:-1]
