"""From the bytes of a release file to typed values, strictly.

Everything unexpected becomes one located problem: unknown or missing keys, wrong types, numbers
that are not plain decimals, codes no dimension knows, duplicate keys, files too large or too deep.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn, TypeVar

from terang.core.model import Text
from terang.problems import Problem
from terang.releasefile.form import FORMAT
from terang.releasefile.locate import locate

T = TypeVar("T")
MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 12
MAX_TEXT = 4000
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,12})?\Z")
# strings whole, also one that never ends: a search from every quote would take the square of time
STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.~:<>+-]{0,119}\Z")
# control characters, those that turn the direction of text, and halves of characters
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Refused(ValueError):
    """A release file that cannot be read; carries its located problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.file}:{problem.line}:{problem.column} {problem.code}")
        self.problem = problem


class _Wrong(Exception):
    """A fault inside a document, before its line is known."""

    def __init__(self, code: str, path: tuple[str | int, ...], **fields: str) -> None:
        super().__init__(code)
        self.code, self.path, self.fields = code, path, fields


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and where it stands in its document."""

    value: Any
    path: tuple[str | int, ...] = ()

    def fail(self, code: str, **fields: str) -> NoReturn:
        raise _Wrong(code, self.path, **fields)

    def keys(self, required: str, optional: str = "") -> Mapping[str, Node]:
        """The members of an object that has exactly these keys (space-separated)."""
        if not isinstance(self.value, dict):
            self.fail("R011", expected="objek", found=_shown(self.value))
        known = {*required.split(), *optional.split()}
        for key in self.value:
            if key not in known:
                raise _Wrong("R012", (*self.path, key), key=_shown(key))
        for key in required.split():
            if key not in self.value:
                self.fail("R013", key=key)
        return {key: Node(value, (*self.path, key)) for key, value in self.value.items()}

    def members(self) -> dict[str, Node]:
        """The members of an object with free keys."""
        if not isinstance(self.value, dict):
            self.fail("R011", expected="objek", found=_shown(self.value))
        return {key: Node(value, (*self.path, key)) for key, value in self.value.items()}

    def entries(self) -> dict[str, Node]:
        """The members of an object whose keys are texts of the author."""
        for key in (found := self.members()):
            Node(key, (*self.path, key)).string()
        return found

    def items(self) -> tuple[Node, ...]:
        if not isinstance(self.value, list):
            self.fail("R011", expected="daftar", found=_shown(self.value))
        return tuple(Node(value, (*self.path, i)) for i, value in enumerate(self.value))

    def each(self, read: Callable[[Node], T]) -> tuple[T, ...]:
        return tuple(read(item) for item in self.items())

    def string(self) -> str:
        if not isinstance(self.value, str):
            self.fail("R011", expected="teks", found=_shown(self.value))
        if len(self.value) > MAX_TEXT or CONTROL.search(self.value):
            self.fail("R014", found=_shown(self.value))
        return self.value

    def identifier(self) -> str:
        name = self.string()
        if not IDENTIFIER.match(name):
            self.fail("R015", found=_shown(name))
        return name

    def boolean(self) -> bool:
        if not isinstance(self.value, bool):
            self.fail("R011", expected="true/false", found=_shown(self.value))
        return self.value

    def count(self) -> int:
        """A whole number from 0."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < 0:
            self.fail("R011", expected="bilangan bulat >= 0", found=_shown(self.value))
        return self.value

    def decimal(self) -> Decimal:
        number = self.string()
        if not NUMBER.match(number):
            self.fail("R016", found=_shown(number))
        return Decimal(number)

    def day(self) -> date:
        word = self.string()
        try:
            return date.fromisoformat(word if DAY.match(word) else "")
        except ValueError:
            self.fail("R017", found=_shown(word))

    def text(self) -> Text:
        parts = self.keys("id", "en")
        return Text(parts["id"].string(), parts["en"].string() if "en" in parts else None)

    def one_of(self, words: tuple[str, ...]) -> str:
        word = self.string()
        if word not in words:
            self.fail("R018", found=_shown(word), expected=", ".join(words))
        return word

    def maybe(self, read: Callable[[Node], T]) -> T | None:
        return None if self.value is None else read(self)


def document(content: bytes, file: str, read: Callable[[Node], T]) -> T:
    """`read` applied to the parsed bytes; raises Refused with line and column."""
    if len(content) > MAX_BYTES:
        raise Refused(Problem("R002", file, 0, 0, {"limit": str(MAX_BYTES)}))
    try:
        source = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(Problem("R003", file, line, 1)) from error
    value = _parsed(source, file)
    try:
        node = Node(value)
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            node.fail("R019", expected=FORMAT)
        return read(node)
    except _Wrong as wrong:
        line, column = locate(source, wrong.path)
        fields = {"where": _pointer(wrong.path), **wrong.fields}
        raise Refused(Problem(wrong.code, file, line, column, fields)) from wrong


def _parsed(source: str, file: str) -> Any:  # noqa: ANN401  JSON before its shape is known
    depth = 0
    for sign in STRUCTURE.finditer(source):
        if sign[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                line = source.count("\n", 0, sign.start()) + 1
                raise Refused(Problem("R004", file, line, 1, {"limit": str(MAX_DEPTH)}))
        elif sign[0] in "]}":
            depth -= 1
    try:
        return json.loads(
            source,
            object_pairs_hook=_unique,
            parse_float=_no_number,
            parse_constant=_no_number,
            parse_int=_whole,
        )
    except json.JSONDecodeError as error:
        problem = Problem("R005", file, error.lineno, error.colno)
        raise Refused(problem) from error
    except _Wrong as wrong:
        raise Refused(Problem(wrong.code, file, 0, 0, wrong.fields)) from wrong


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise _Wrong("R006", (), key=_shown(twice))
    return result


def _no_number(found: str) -> NoReturn:
    raise _Wrong("R007", (), found=_shown(found))


def _whole(found: str) -> int:
    if len(found) > 18:
        raise _Wrong("R007", (), found=_shown(found))
    return int(found)


def _shown(value: object) -> str:
    """A value as a message quotes it: short, without control characters."""
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 60 else text[:57] + "..."


def _pointer(path: tuple[str | int, ...]) -> str:
    return "/".join(_printable(str(step)[:60]) for step in path) or "/"


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)
