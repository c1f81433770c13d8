"""`terang fmt`: one canonical text for what a criteria file says.

Keys stand in schema order. A list of mappings has one item a line; any other mapping or list, and
a list of one simple undated mapping, stands on one line when it fits and holds no mapping itself.
Lines have at most 100 characters; long texts are folded. Numbers lose idle zeros. Whatever says
the same thus has the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import yaml

from terang.criteria.key_order import ordered
from terang.criteria.source import DATE, LOADER, NUMBER, Value, read
from terang.problems import Problem

WIDTH = 100
STEP = "  "
PLAIN = re.compile(r"[^\W\d](?:[^\n]*\S)?", re.UNICODE)  # starts with a letter, ends visibly
GUESSED = frozenset(
    ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
)  # other readers see no text here
FLOW_SIGNS = set(",[]{}")
DATED_BY = "berlaku"
_Span = tuple[tuple[int, int], tuple[int, int]]  # start and end, each line and column from 0
SCHEMA_LINE = "# yaml-language-server: $schema="


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment inside a file: a place that formatting cannot keep."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Formatted:
    """text is None when the file cannot be read; then `problems` says why."""

    text: str | None
    comments: tuple[Comment, ...] = ()
    problems: tuple[Problem, ...] = ()


def formatted(content: bytes, file: str, schemas: str | None = None) -> Formatted:
    """The canonical text of a file, and the comments that it would lose.

    Comments above the first key stay. schemas: address of the folder of published schemas; the
    first line then names the file's schema for editors.
    """
    node, problems = read(content, file)
    if node is None or problems:
        return Formatted(None, (), tuple(problems))
    source = content.decode("utf-8")
    head, lost = comments(source)
    kind = node.value.get("jenis") if isinstance(node.value, dict) else None
    if schemas is not None:
        head = [line for line in head if not line.startswith(SCHEMA_LINE)]
        head.insert(0, f"{SCHEMA_LINE}{schemas.rstrip('/')}/{kind}.json")
    body = canonical(node.value, str(kind))
    text = with_head(head, body)
    again, faults = read(text.encode(), file)
    if faults or again is None or again.value != node.value:
        raise AssertionError(f"{file}: formatting would change what the file says")
    return Formatted(text, lost)


def with_head(head: list[str], body: str) -> str:
    """A file's text below the comments that stand above its first key."""
    return "".join(f"{line}\n" for line in head) + body


def canonical(value: Value, kind: str) -> str:
    """The canonical text of a value of one kind of file, ending with a newline."""
    lines = list(_block(ordered(value, kind), ""))
    return "\n".join(lines) + "\n"


def _block(value: object, indent: str) -> Iterator[str]:
    """The lines of a mapping, list or scalar that starts a line of its own."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _member(f"{indent}{_key(key)}:", item, indent)
    elif isinstance(value, list) and value:
        for item in value:
            yield from _item(item, indent)
    else:
        yield from _member(indent.rstrip(" "), value, indent)


def _member(start: str, value: object, indent: str) -> Iterator[str]:
    """`key: value`, the value on the same line where it may stand there."""
    space = " " if start.strip() else ""
    if not isinstance(value, dict | list):
        yield from _scalar_lines(f"{start}{space}", value, indent)
    elif _stands_on_a_line(value) and len(start) + 1 + len(_flow(value)) <= WIDTH:
        yield f"{start}{space}{_flow(value)}"
    else:
        yield start
        yield from _block(value, indent + STEP)


def _item(value: object, indent: str) -> Iterator[str]:
    """One item of a block list; a mapping starts on the line of its dash."""
    if isinstance(value, dict) and not (
        _stands_on_a_line(value) and len(indent) + 2 + len(_flow(value)) <= WIDTH
    ):
        first, *rest = _block(value, indent + STEP)
        yield f"{indent}- {first.removeprefix(indent + STEP)}"
        yield from rest
    else:
        yield from _member(f"{indent}-", value, indent)


def _stands_on_a_line(value: dict[str, object] | list[object]) -> bool:
    """Whether it holds no mapping; a list of one simple mapping counts as none."""
    items = value.values() if isinstance(value, dict) else value
    return _is_single(value) or all(_is_flat(item) for item in items)


def _is_flat(value: object) -> bool:
    if isinstance(value, list):
        return _is_single(value) or all(_is_flat(item) for item in value)
    return not isinstance(value, dict) or not value


def _is_single(value: object) -> bool:
    """A list of one mapping of plain values, to which no dated value will be added below."""
    if not isinstance(value, list) or len(value) != 1 or not isinstance(value[0], dict):
        return False
    return DATED_BY not in value[0] and not any(
        isinstance(item, dict | list) for item in value[0].values()
    )


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value, in_flow=True)


def _scalar_lines(start: str, value: object, indent: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{start}{_scalar(value)}"
        return
    line = f"{start}{_scalar(value)}"
    if "\n" in value and _may_be_literal(value):
        yield f"{start}|-"
        yield from (f"{indent}{STEP}{part}".rstrip() for part in value.split("\n"))
    elif len(line) <= WIDTH or not _may_be_folded(value):
        yield line
    else:
        yield f"{start}>-"
        yield from _folded(value, indent + STEP)


def _folded(value: str, indent: str) -> Iterator[str]:
    """The words of a text in lines that end before WIDTH."""
    line = indent
    for word in value.split(" "):
        if line != indent and len(line) + 1 + len(word) > WIDTH:
            yield line
            line = indent
        line += word if line == indent else f" {word}"
    yield line


def _may_be_folded(value: str) -> bool:
    """Single spaces between words are all that folding keeps."""
    return value == " ".join(value.split()) and " " in value


def _may_be_literal(value: str) -> bool:
    lines = value.split("\n")
    visible = lines[0].strip() and lines[-1].strip()
    return (
        bool(visible)
        and not lines[0].startswith(" ")
        and all(line == line.rstrip() and "\t" not in line and "\r" not in line for line in lines)
    )


def _key(key: str) -> str:
    return _scalar(key, in_flow=True)


def _scalar(value: object, *, in_flow: bool = False) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return number_text(Decimal(value))
        case str() if _is_plain(value, in_flow=in_flow):
            return value
    return json.dumps(value, ensure_ascii=False)


def number_text(value: Decimal) -> str:
    """A number with its digits and no idle zeros: 12.50 is 12.5, 120.00 is 120."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_plain(value: str, *, in_flow: bool) -> bool:
    """Whether every YAML reader sees this very text without quotes."""
    if DATE.fullmatch(value):
        return True
    if not PLAIN.fullmatch(value) or value.lower() in GUESSED or NUMBER.fullmatch(value):
        return False
    if ": " in value or " #" in value or value.endswith(":") or "\t" in value:
        return False
    return not (in_flow and FLOW_SIGNS & set(value))


def comments(source: str) -> tuple[list[str], tuple[Comment, ...]]:
    """The comments above the first key, and those that stand elsewhere."""
    lines = source.split("\n")
    spans = cache(lambda: list(_scalar_spans(source)))  # few files need them
    head: list[str] = []
    lost: list[Comment] = []
    has_begun = False
    for number, line in enumerate(lines):
        is_head = not has_begun and line.lstrip().startswith("#")
        start = line.index("#") if is_head else _comment_start(number, line, spans)
        has_begun = has_begun or bool(line[:start].strip())
        if start is not None:
            text = line[start:].rstrip()
            if has_begun:
                lost.append(Comment(number + 1, text))
            else:
                head.append(text)
    return head, tuple(lost)


def _comment_start(number: int, line: str, spans: Callable[[], list[_Span]]) -> int | None:
    if "#" not in line:
        return None
    for found in re.finditer(r"(?:^|(?<=\s))#", line):
        place = (number, found.start())
        if not any(start <= place < end for start, end in spans()):
            return found.start()
    return None


def _scalar_spans(source: str) -> Iterator[_Span]:
    """Start and end (line, column from 0) of everything in which # is no comment."""
    for event in yaml.parse(source, Loader=LOADER):
        if not isinstance(event, yaml.ScalarEvent):
            continue
        first, last = event.start_mark, event.end_mark
        assert first is not None and last is not None
        is_block = event.style in ("|", ">")  # whose header line may bear a comment
        start = (first.line + 1, 0) if is_block else (first.line, first.column)
        yield start, (last.line, last.column)
