"""Problems as people and machines read them: terminal, JSON, and annotations of a code forge."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence

from terang.core.leakscan import redacted
from terang.messages import catalogue
from terang.problems import Problem

Lines = Callable[[str], Sequence[str]]  # file -> its lines, none when it cannot be read

AREA = "problems"
PRIVATE = frozenset({"K038", "K080"})  # the line itself must not travel into logs


def message(problem: Problem, lang: str = "id") -> str:
    """What is wrong, in one line or a few."""
    return _filled(problem, "message", lang)


def fix(problem: Problem, lang: str = "id") -> str:
    """What to do, with the nearest valid choice first where there is one."""
    told = _filled(problem, "fix", lang)
    if "near" not in problem.fields:
        return told
    return f"{catalogue(AREA, lang)['near'].format(near=problem.fields['near'])} {told}"


def _filled(problem: Problem, part: str, lang: str) -> str:
    texts = catalogue(AREA, lang)
    fields = {
        name: _resolved(value, problem.fields, texts) for name, value in problem.fields.items()
    }
    return texts[f"{problem.code}.{part}"].format(**fields)


def _resolved(value: str, fields: Mapping[str, str], texts: Mapping[str, str]) -> str:
    """A field as it stands, or the catalogue text it names (`@type.number`) with fields filled."""
    if not value.startswith("@") or value[1:] not in texts:
        return _visible(" ".join(value.split()) if "\n" in value else value)
    return texts[value[1:]].format(**fields)


def as_text(problems: Iterable[Problem], lines: Lines, lang: str = "id", prefix: str = "") -> str:
    """For a terminal: place, code and message, the line with a caret, then the fix."""
    return "\n\n".join(_block(problem, lines, lang, prefix) for problem in problems)


def _block(problem: Problem, lines: Lines, lang: str, prefix: str) -> str:
    place = f":{problem.line}:{problem.column}" if problem.line else ""
    texts = catalogue(AREA, lang)
    warning = f"{texts['warning']}: " if problem.severity == "warning" else ""
    first, *rest = message(problem, lang).splitlines()
    told = [f"{prefix}{problem.file}{place}  {problem.code}  {warning}{first}"]
    told += [f"    {line}" for line in rest]
    told += _excerpt(problem, lines(problem.file))
    told.append(f"    {texts['fix']}: {fix(problem, lang)}")
    return "\n".join(told)


def _excerpt(problem: Problem, lines: Sequence[str], width: int = 96) -> list[str]:
    """The line of the fault with a caret under it; long lines are cut around the caret."""
    if problem.code in PRIVATE or not 0 < problem.line <= len(lines):
        return []
    text = _visible(lines[problem.line - 1])
    at = min(problem.column - 1, len(text))
    start = max(0, at - width // 2) if len(text) > width else 0
    head = f"    {problem.line:>4} | "
    return [f"{head}{text[start : start + width]}".rstrip(), " " * (len(head) + at - start) + "^"]


def _visible(text: str) -> str:
    """What a terminal or a log may show: no control characters, no personal numbers."""
    return "".join(letter if letter.isprintable() else "·" for letter in redacted(text))


def as_json(problems: Iterable[Problem], lang: str = "id", prefix: str = "") -> str:
    """A list of {code, severity, file, line, column, message, fix}."""
    told = [
        {
            "code": problem.code,
            "severity": problem.severity,
            "file": prefix + problem.file,
            "line": problem.line,
            "column": problem.column,
            "message": message(problem, lang),
            "fix": fix(problem, lang),
        }
        for problem in problems
    ]
    return json.dumps(told, ensure_ascii=False, indent=2)


def as_github(problems: Iterable[Problem], lang: str = "id", prefix: str = "") -> str:
    """One workflow command a problem: ::error file=...,line=...,col=...::message."""
    return "\n".join(_annotation(problem, lang, prefix) for problem in problems)


def _annotation(problem: Problem, lang: str, prefix: str) -> str:
    place = f",line={problem.line},col={problem.column}" if problem.line else ""
    file = _escaped(prefix + problem.file).replace(":", "%3A").replace(",", "%2C")
    told = f"{message(problem, lang)}\n{catalogue(AREA, lang)['fix']}: {fix(problem, lang)}"
    return f"::{problem.severity} file={file}{place},title={problem.code}::{_escaped(told)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
