"""Changes for their readers: terminal, pull-request comment, program, CI annotation."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator
from itertools import groupby

from terang.core.change_kinds import Level
from terang.core.diff import Change
from terang.core.edits import Key, Order, Path
from terang.criteria.change_words import Teller, agency_of

FORMATS = ("text", "markdown", "json", "github")


def render(changes: tuple[Change, ...], teller: Teller, form: str, root: str) -> str:
    """The changes in one of FORMATS. root: the criteria folder as CI knows it, for annotations."""
    renderers: dict[str, Callable[[], str]] = {
        "text": lambda: _text(changes, teller),
        "markdown": lambda: _markdown(changes, teller),
        "json": lambda: _json(changes, teller),
        "github": lambda: "\n".join(_annotations(changes, teller, root)),
    }
    return renderers[form]()


def _text(changes: tuple[Change, ...], teller: Teller) -> str:
    if not changes:
        return teller.voice.say("laporan.kosong")
    lines = [_count(changes, teller)]
    for place, group in _by_place(changes, teller):
        lines += ["", place]
        for change in group:
            level = teller.voice.say(f"tingkat.{change.level}")
            lines.append(f"  [{level}] {teller.sentence(change)}")
            lines += [f"    ! {note}" for note in teller.notes(change)]
    return "\n".join(lines)


def _markdown(changes: tuple[Change, ...], teller: Teller) -> str:
    lines = [f"### {teller.voice.say('laporan.judul')}", ""]
    if not changes:
        return "\n".join([*lines, teller.voice.say("laporan.kosong")])
    lines.append(_count(changes, teller))
    for place, group in _by_place(changes, teller):
        lines += ["", f"#### {_escaped(place)}", ""]
        for change in group:
            level = teller.voice.say(f"tingkat.{change.level}")
            lines.append(f"- **{level}**: {_escaped(teller.sentence(change))}")
            lines += [f"  - ⚠ {_escaped(note)}" for note in teller.notes(change)]
    return "\n".join(lines)


def _json(changes: tuple[Change, ...], teller: Teller) -> str:
    rows = [
        {
            "kind": change.kind,
            "action": change.action,
            "level": change.level,
            "path": path_text(change.path),
            "old": teller.voice.value(change.old, agency_of(change.path)),
            "new": teller.voice.value(change.new, agency_of(change.path)),
            "start": change.start.isoformat() if change.start is not None else None,
            "affected": [f"{agency}/{group}" for agency, group in change.affected],
            "retroactive": list(change.retroactive),
            "without_basis": change.without_basis,
            "file": change.mark.file if change.mark is not None else None,
            "line": change.mark.line if change.mark is not None else None,
            "column": change.mark.column if change.mark is not None else None,
            "sentence": teller.sentence(change),
            "notes": list(teller.notes(change)),
        }
        for change in changes
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _annotations(changes: tuple[Change, ...], teller: Teller, root: str) -> Iterator[str]:
    for change in changes:
        notes = teller.notes(change)
        words = " ".join([f"{teller.sentence(change)}.", *notes])
        where = ""
        if change.mark is not None:
            file = f"{root}/{change.mark.file}" if root else change.mark.file
            where = f" file={_property(file)},line={change.mark.line},col={change.mark.column}"
        yield f"::{'warning' if notes else 'notice'}{where}::{_data(words)}"


def path_text(path: Path) -> str:
    """A path for programs: agencies/kotabumi/schemes/pelayanan/..."""
    parts: list[str] = []
    for step in path:
        match step:
            case Key():
                parts.append("|".join(_parts(step.value)))
            case Order():
                parts.append("urutan")
            case _:
                parts.append(step)
    return "/".join(parts)


def _parts(key: Hashable) -> list[str]:
    """One word for most keys; several for cells, bands and sets of sources."""
    if isinstance(key, tuple):
        return [str(part) for part in key if part is not None]
    return sorted(key) if isinstance(key, frozenset) else [str(key)]


def _count(changes: tuple[Change, ...], teller: Teller) -> str:
    counts = {level: sum(change.level is level for change in changes) for level in Level}
    shown = {str(level): str(count) for level, count in counts.items()}
    return teller.voice.say("laporan.jumlah", jumlah=str(len(changes)), **shown)


def _by_place(
    changes: tuple[Change, ...], teller: Teller
) -> Iterator[tuple[str, Iterator[Change]]]:
    """Changes grouped by agency; within one, what changes scores comes first."""
    levels = list(Level)
    order = {place: i for i, place in enumerate(dict.fromkeys(teller.place(c) for c in changes))}
    ranked = sorted(changes, key=lambda c: (order[teller.place(c)], levels.index(c.level)))
    return groupby(ranked, key=teller.place)


def _escaped(words: str) -> str:
    """Text that Markdown and HTML take literally."""
    for sign in "\\`*_[]<>|#":
        words = words.replace(sign, f"&#{ord(sign)};" if sign in "<>|" else f"\\{sign}")
    return words


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
