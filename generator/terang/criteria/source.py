"""Strict YAML: text with marks, JSON scalars, and bounds that no hostile file gets past.

A walk over the events of PyYAML's C parser (the pure one where libyaml is missing). Unlike a YAML
loader it never guesses: `no`, `ya`, `1_000`, `0o17` and dates stay text, numbers follow the JSON
grammar and are exact, and whatever a reader would not see at a glance (anchors, tags, merge keys,
second documents, hidden characters) is refused with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import yaml

from terang.core.visible import HIDDEN
from terang.problems import Problem

Value = dict[str, "Value"] | list["Value"] | str | int | Decimal | bool | None
Place = tuple[int, int]  # line and column, from 1; 0 is the whole file

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_NODES = 50_000
MAX_SCALAR = 10_000
MAX_KEY = 500  # letters; YAML itself reads 1024 signs of a key on a line, escapes among them
MAX_DIGITS = 30
MAX_MAGNITUDE = 18  # powers of ten, up and down

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,9})?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "": None}


class Misfit(ValueError):
    """A node is not what the reader of the tree was promised; `expected` is a catalogue key."""

    def __init__(self, node: Node, expected: str) -> None:
        super().__init__(expected)
        self.node = node
        self.expected = expected


@dataclass(slots=True)  # not frozen: thousands are made on every check, and made once
class Node:
    """A value of the file with its place; `value` is the plain form of the whole subtree."""

    value: Value
    line: int
    column: int
    members: dict[str, Node] = field(default_factory=dict)  # of a mapping
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)  # place of each key
    items: list[Node] = field(default_factory=list)  # of a list

    @property
    def line_column(self) -> Place:
        return self.line, self.column

    def at(self, key: str) -> Node:
        """The value under a key; Misfit when the key is missing."""
        if key not in self.members:
            raise Misfit(self, "key")
        return self.members[key]

    def find(self, key: str) -> Node | None:
        """The value under a key, or None when the key is missing or null."""
        node = self.members.get(key)
        return None if node is None or node.value is None else node

    def each(self, key: str) -> list[Node]:
        """The items of the list under a key; none when it is missing."""
        node = self.find(key)
        if node is None:
            return []
        if not isinstance(node.value, list):
            raise Misfit(node, "array")
        return node.items

    def pairs(self, key: str) -> Iterator[tuple[str, Node]]:
        """Keys and values of the mapping under a key; none when it is missing."""
        node = self.find(key)
        if node is not None and not isinstance(node.value, dict):
            raise Misfit(node, "object")
        yield from (node.members.items() if node is not None else ())

    @property
    def string(self) -> str:
        if not isinstance(self.value, str):
            raise Misfit(self, "string")
        return self.value

    @property
    def number(self) -> Decimal:
        if isinstance(self.value, bool) or not isinstance(self.value, int | Decimal):
            raise Misfit(self, "number")
        return Decimal(self.value)

    @property
    def whole(self) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise Misfit(self, "integer")
        return self.value

    @property
    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise Misfit(self, "boolean")
        return self.value

    @property
    def day(self) -> date:
        if not isinstance(self.value, str) or not DATE.fullmatch(self.value):
            raise Misfit(self, "date")
        try:
            return date.fromisoformat(self.value)
        except ValueError as unreal:
            raise Misfit(self, "date") from unreal


class _Stop(Exception):
    """Reading on would not help; the problem is already noted."""


def read(content: bytes, file: str) -> tuple[Node | None, list[Problem]]:
    """The tree of one file, or None, and what is wrong with its text. Never raises."""
    problems: list[Problem] = []
    text = _decode(content, file, problems)
    if text is None:
        return None, problems
    walker = _Walker(file, problems)
    try:
        root = walker.document(text)
    except _Stop:
        root = None
    except yaml.YAMLError as fault:
        root = None
        problems.append(_syntax(fault, file))
    return (None if problems else root), problems


def _decode(content: bytes, file: str, problems: list[Problem]) -> str | None:
    if len(content) > MAX_BYTES:
        size = {"size": str(len(content)), "limit": str(MAX_BYTES)}
        problems.append(Problem("K001", file, 0, 0, size))
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        before = content[: fault.start].decode("utf-8")
        byte = {"byte": f"0x{content[fault.start]:02X}"}
        problems.append(Problem("K002", file, *_place(before, len(before)), byte))
        return None
    if text.startswith("\ufeff"):
        problems.append(Problem("K003", file, 1, 1))
        return None
    hidden = HIDDEN.search(text)
    if hidden:
        name = {"character": f"U+{ord(hidden[0]):04X}"}
        problems.append(Problem("K004", file, *_place(text, hidden.start()), name))
        return None
    return text


def _place(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of a position in a text."""
    return text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1) + 1


# libyaml's words -> catalogue key of what it means to an author
_SYNTAX = (
    ("cannot start any token", "yaml.token"),
    ("mapping values are not allowed", "yaml.colon"),
    ("could not find expected ':'", "yaml.no_colon"),
    ("did not find expected key", "yaml.indent"),
    ("did not find expected '-' indicator", "yaml.indent"),
    ("block sequence entries are not allowed", "yaml.dash"),
    ("expected <block end>", "yaml.indent"),
    ("unexpected end of stream", "yaml.quote"),
    ("while scanning a quoted scalar", "yaml.quote"),
    ("expected ',' or", "yaml.bracket"),
    ("unknown escape character", "yaml.escape"),
    ("did not find expected node content", "yaml.bracket"),
    ("did not find expected alphabetic", "yaml.sign"),
)
TOO_DEEP = "maximum nesting depth"  # libyaml's own limit, beyond ours, from PyYAML 6.0.4 on


def _syntax(fault: yaml.YAMLError, file: str) -> Problem:
    mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
    words = f"{getattr(fault, 'context', '')} {getattr(fault, 'problem', '')}"
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
    if TOO_DEEP in words:
        return Problem("K009", file, line, column, {"limit": str(MAX_DEPTH)})
    what = next((key for part, key in _SYNTAX if part in words), "yaml.other")
    return Problem("K005", file, line, column, {"what": f"@{what}"})


class _Walker:
    """Builds the tree of one document from events, noting problems on the way."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.nodes = 0

    def note(self, code: str, place: Place, **fields: str) -> None:
        self.problems.append(Problem(code, self.file, *place, fields))

    def document(self, text: str) -> Node:
        events = yaml.parse(text, Loader=LOADER)
        root = Node(None, 1, 1)
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.note("K011", _start(event))
                    raise _Stop
                root = self.node(next(events), events, 0)
        return root

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        place = _start(event)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.note("K010", place, limit=str(MAX_NODES), what="@bound.nodes")
            raise _Stop
        self.refuse_signs(event, place)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, place)
        if isinstance(event, yaml.AliasEvent):
            return Node(None, *place)
        if depth >= MAX_DEPTH:
            self.note("K009", place, limit=str(MAX_DEPTH))
            raise _Stop
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(place, events, depth + 1)
        return self.mapping(place, events, depth + 1)

    def refuse_signs(self, event: yaml.Event, place: Place) -> None:
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            self.note("K007", place, sign=_short(f"{sign}{event.anchor}"))
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.note("K008", place, tag=_short(str(tag)))

    def sequence(self, place: Place, events: Iterator[yaml.Event], depth: int) -> Node:
        items: list[Node] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.node(event, events, depth))
        values: list[Value] = [item.value for item in items]
        return Node(values, *place, items=items)

    def mapping(self, start: Place, events: Iterator[yaml.Event], depth: int) -> Node:
        result = Node({}, *start)
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            place = _start(event)
            if not isinstance(event, yaml.ScalarEvent):
                self.note("K012", place)
                raise _Stop
            self.node(event, events, depth)
            name = event.value
            if len(name) > MAX_KEY:
                self.note("K010", place, limit=str(MAX_KEY), what="@bound.key")
            if name == "<<" and event.implicit[0]:
                self.note("K007", place, sign="<<")
            elif name in result.members:
                self.note("K006", place, key=_short(name), first=str(result.keys[name][0]))
                self.node(next(events), events, depth)
                continue
            result.members[name] = self.node(next(events), events, depth)
            result.keys[name] = place
        result.value = {name: node.value for name, node in result.members.items()}
        return result

    def scalar(self, event: yaml.ScalarEvent, place: Place) -> Node:
        text = event.value
        value: Value = text
        hidden = HIDDEN.search(text)  # by an escape such as "\\e"
        if hidden:
            self.note("K004", place, character=f"U+{ord(hidden[0]):04X}")
        if len(text) > MAX_SCALAR:
            self.note("K010", place, limit=str(MAX_SCALAR), what="@bound.scalar")
        elif event.implicit[0]:  # plain: the only style that may be more than text
            value = self.plain(text, place)
        return Node(value, *place)

    def plain(self, text: str, place: Place) -> Value:
        if text in WORDS:
            return WORDS[text]
        match = NUMBER.fullmatch(text)
        if match is None:
            return text
        number = Decimal(text)
        if len(text) > MAX_DIGITS or abs(number.adjusted()) > MAX_MAGNITUDE:
            self.note("K013", place, value=_short(text))
            return None
        return number if match[1] or match[2] else int(text)


def _start(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (0, 0) if mark is None else (mark.line + 1, mark.column + 1)


def _short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
