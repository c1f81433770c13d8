"""Seeded makers of bad input: real files cut and spoiled, and documents grown from a grammar.

Everything comes from the one random generator that is handed in, so that (target, seed, number)
names an input for good.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

Json = Any  # a JSON document

# what breaks readers: YAML and JSON signs, numbers at the edges, hidden and hostile characters
TOKENS = (
    *("&a", "*a", "<<: *a", "!!python/object:os.system", "!!binary", "---", "...", "%YAML 9.9"),
    *("[", "]", "{", "}", "[[[[[[[[", "{{{{", "- - - -", "? a", ": ", ",", "#", "|", ">", "@", "`"),
    *('"', "'", '"""', "\\", "\\x00", "\\u0000", "\\ud800", "\\udfff", "\\N", '"\\e[31m"'),
    *("null", "true", "no", "~", ".inf", ".nan", "NaN", "Infinity", "-0", "0x1F", "0o17", "1_000"),
    *("1e999", "1e-999", "1E+400000000", "-1", "0", "9" * 40, "9" * 5000, "0." + "3" * 60, "1,5"),
    *("\x00", "\x07", "\x1b[2J", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\U000e0041"),
    *("\u202e", "\u2066", "\u200b", "\u00ad", "\u061c", "é", "e\u0301", "ﷺ", "𝟙", "٣", "١٢٣", "Ⅷ"),
    *("=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "sep=;", ";", "|", "\r", "\r\n"),
    *("<script>", "</script>", "&lt;", "]]>", "{{ 7*7 }}", "{field}", "{0}", "{", "%s", "$(id)"),
    *("../../etc/passwd", "/", "..", "a" * 300, "a" * 12000, " " * 500, "\t" * 40, "\n" * 30),
    *("2026-02-30", "0000-00-00", "2026-W01-1", "20260101", "10000-01-01", "2026-01-01T00:00:00Z"),
    *("199103142019032990", "3201011203910001", "KONFIDENSIAL", "berlaku:", "nilai:", "id:", "en:"),
)  # fmt: skip
BYTES = (b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5",
         b"\x00", b"\x80", b"\xe2\x80", b"\x1f\x8b\x08\x00", b"PK\x03\x04")  # fmt: skip
DEEPEST, WIDEST = 400, 40


def spoiled(random: Random, text: str) -> bytes:
    """A text after a few changes of lines, words or letters, now and then of its bytes."""
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 5, 9))):
        text = random.choice(_CHANGES)(random, text)
    raw = text.encode("utf-8", "surrogatepass")
    if random.random() < 0.15:
        raw = _spoiled_bytes(random, raw)
    return raw


def part(random: Random, text: str, most: int = 30) -> str:
    """Some consecutive lines of a text, often all of them."""
    lines = text.split("\n")
    if len(lines) <= most and random.random() < 0.5:
        return text
    start = random.randrange(len(lines))
    return "\n".join(lines[start : start + random.randint(1, most)])


def _spoiled_bytes(random: Random, raw: bytes) -> bytes:
    at = random.randint(0, len(raw))
    how = random.random()
    if how < 0.1:
        return raw.decode("utf-8", "replace").encode(
            random.choice(("utf-16", "utf-32", "cp1252")), "replace"
        )
    if how < 0.2:
        return raw[:at]
    if how < 0.3:
        return random.randbytes(random.randint(0, 200))
    return raw[:at] + random.choice(BYTES) + raw[at:]


def _insert(random: Random, text: str) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice(TOKENS) + text[at:]


def _replace_value(random: Random, text: str) -> str:
    """Another value behind a colon, comma or quote: what comes after stays in shape."""
    signs = [i for i, sign in enumerate(text) if sign in ':,"[-']
    if not signs:
        return _insert(random, text)
    at = random.choice(signs) + 1
    end = next((i for i in range(at, len(text)) if text[i] in ',"\n]}'), len(text))
    return f"{text[:at]} {random.choice(TOKENS)}{text[end:]}"


def _cut(random: Random, text: str) -> str:
    at = random.randint(0, len(text))
    return text[:at] + text[at + random.randint(1, 40) :]


def _double(random: Random, text: str) -> str:
    at = random.randint(0, len(text))
    end = at + random.randint(1, 200)
    return text[:end] + text[at:end] * random.choice((1, 1, 2, 20)) + text[end:]


def _swap_lines(random: Random, text: str) -> str:
    lines = text.split("\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _repeat_line(random: Random, text: str) -> str:
    lines = text.split("\n")
    at = random.randrange(len(lines))
    return "\n".join([*lines[:at], lines[at], *lines[at:]])


def _indent(random: Random, text: str) -> str:
    lines = text.split("\n")
    at = random.randrange(len(lines))
    lines[at] = random.choice((" ", "  ", "\t", "      ", "")) + lines[at].lstrip(
        random.choice((" ", ""))
    )
    return "\n".join(lines)


def _nest(random: Random, text: str) -> str:
    depth = random.randint(1, DEEPEST)
    opening, closing = random.choice((("[", "]"), ("{a: ", "}"), ('{"a": ', "}"), ("- ", "")))
    inner = opening * depth + random.choice(TOKENS) + closing * random.choice((depth, depth - 1, 0))
    at = random.randint(0, len(text))
    return text[:at] + inner + text[at:]


def _letter(random: Random, text: str) -> str:
    if not text:
        return chr(random.randrange(1, 0x3000))
    at = random.randrange(len(text))
    return text[:at] + chr(random.randrange(0, 0x3000)) + text[at + 1 :]


_CHANGES: tuple[Callable[[Random, str], str], ...] = (
    *(_insert, _insert, _replace_value, _replace_value, _replace_value, _cut, _double),
    *(_swap_lines, _repeat_line, _indent, _nest, _letter),
)  # fmt: skip


# --- documents from a grammar ---------------------------------------------------------------------


def grown(random: Random, words: Sequence[str], depth: int = 0) -> Json:
    """A JSON value with keys and words of the trade, of any shape, not too large."""
    kind = random.random()
    if depth > random.randint(1, 6) or kind < 0.45:
        return _leaf(random, words)
    if kind < 0.75:
        return {
            random.choice(words): grown(random, words, depth + 1)
            for _ in range(random.randint(0, 6))
        }
    return [grown(random, words, depth + 1) for _ in range(random.randint(0, 5))]


def _leaf(random: Random, words: Sequence[str]) -> Json:
    return random.choice((
        random.choice(words),
        random.choice(TOKENS),
        random.randint(-5, 200),
        10 ** random.randint(0, 30),
        random.random() * 100,
        None,
        True,
        [],
        {},
        "",
    ))  # fmt: skip


def bent(random: Random, document: Json, words: Sequence[str]) -> Json:
    """A copy of a document with a value replaced, removed, doubled or moved, anywhere in it."""
    copy = json.loads(json.dumps(document))
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        holder, key = _somewhere(random, copy)
        if holder is None:
            return grown(random, words)
        how = random.random()
        if how < 0.5:
            holder[key] = _leaf(random, words) if how < 0.35 else grown(random, words)
        elif how < 0.65:
            del holder[key]
        elif how < 0.8:
            _, other = _somewhere(random, copy)
            holder[key] = json.loads(json.dumps(holder[key])) if other is None else [holder[key]]
        elif isinstance(holder, dict):
            holder[random.choice((*words, "", "id", "a\u202eb"))] = holder[key]
        else:
            holder.append(holder[key])
    return copy


def _somewhere(random: Random, document: Json) -> tuple[Any, Any]:
    """A container of the document and a key or index in it; (None, None) where there is none."""
    holder, key = None, None
    here = document
    while isinstance(here, dict | list) and here:
        keys = list(here) if isinstance(here, dict) else range(len(here))
        holder, key = here, random.choice(keys)
        here = holder[key]
        if random.random() < 0.25:
            break
    return holder, key


def yaml_of(random: Random, value: Json, indent: int = 0) -> str:
    """A value as YAML, in block or flow style by chance, scalars plain or quoted."""
    if not isinstance(value, dict | list) or not value or random.random() < 0.1:
        if isinstance(value, str) and random.random() < 0.5:
            return value.split("\n")[0] or '""'
        return json.dumps(value, ensure_ascii=random.random() < 0.5)
    pad = "\n" + " " * indent
    if isinstance(value, dict):
        parts = (f"{pad}{key}: {yaml_of(random, item, indent + 2)}" for key, item in value.items())
    else:
        parts = (f"{pad}- {yaml_of(random, item, indent + 2)}" for item in value)
    return "".join(parts)


# --- tables ---------------------------------------------------------------------------------------


def table(random: Random, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """CSV with the head and some rows, cells replaced here and there, delimiters by chance."""
    comma = random.choice((",", ",", ",", ",", ";", "\t", "|"))
    kept = list(head)
    if random.random() < 0.3:
        random.shuffle(kept)
    if random.random() < 0.2:
        kept[random.randrange(len(kept))] = random.choice((*TOKENS, *head))
    lines = [comma.join(kept)]
    for _ in range(random.randint(0, 8)):
        cells = list(random.choice(rows))
        for _ in range(random.choice((0, 0, 1, 2))):
            cells[random.randrange(len(cells))] = random.choice(TOKENS)
        if random.random() < 0.1:
            cells = cells[: random.randrange(len(cells))] + [random.choice(TOKENS)] * 2
        lines.append(comma.join(_quoted(random, cell) for cell in cells))
    return random.choice(("\n", "\n", "\r\n", "\r")).join(lines)


def _quoted(random: Random, cell: str) -> str:
    if random.random() < 0.2:
        return '"' + cell.replace('"', random.choice(('""', '"'))) + '"'
    return cell
