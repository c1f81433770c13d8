"""Readers of small documents and of whole release folders, and the commands around them.

Commands run as from a shell: they end in an exit code, and what they say must be fit for people.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from random import Random

from benchmarks.fuzz.mutate import TOKENS, bent, grown, part, spoiled, yaml_of
from benchmarks.fuzz.telling import ACCEPTED, printable, release_told
from terang.cli import main
from terang.core.leakscan import MADE_UP, leaks
from terang.disclosure import DisclosureError
from terang.messages import LANGUAGES
from terang.release.intake.inputs.mapping import MappingError, read_mapping
from terang.release.protection.advice import failure_text
from terang.release.protection.ledger import LEDGER, read_ledger
from terang.releasefile.parse import Refused
from terang.releasefile.read import read_release

ROOT = Path(__file__).parents[2]
MAPPING = ROOT / "tests" / "kasus" / "pemetaan" / "pemetaan.yml"
CASES = ROOT / "tests" / "vectors" / "sdc-cases"
RELEASE = ROOT / "docs" / "rilis" / "binawidya" / "2025"


def ran(*words: str) -> str:
    """A command's exit code; a traceback is an exception here."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(words)
        except SystemExit as ended:
            code = int(ended.code or 0)
    told = err.getvalue()
    assert "Traceback" not in told
    printable(told.replace("\n", " "))
    assert code in (0, 1, 2), code
    assert code == 0 or told or out.getvalue(), "a refusal without a word"
    return ACCEPTED if code == 0 else f"ended {code}"


# --- mapping files --------------------------------------------------------------------------------


@cache
def _mapping() -> str:
    return MAPPING.read_text(encoding="utf-8")


def make_mapping(random: Random) -> bytes:
    if random.random() < 0.2:
        words = tuple(w.strip(" -:") for w in _mapping().split() if w.strip(" -:").isidentifier())
        return yaml_of(random, grown(random, words)).encode("utf-8", "surrogatepass")
    return spoiled(random, _mapping())


def run_mapping(raw: bytes, scratch: Path) -> str:
    path = scratch / "pemetaan.yml"
    path.write_bytes(raw)
    try:
        read_mapping(path)
    except MappingError as wrong:
        for lang in LANGUAGES:
            printable(wrong.told(lang).replace("\n", " "))
        return wrong.problems[0].code
    return ACCEPTED


# --- cases, criteria files to be written anew, files to be scanned --------------------------------


@cache
def _cases() -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") for path in sorted(CASES.glob("*.json")))


def make_case(random: Random) -> bytes:
    seed = random.choice(_cases())
    if random.random() < 0.6:
        words = ("cells", "relations", "sensitive", "need_width", "a", "T", "means")
        form = bent(random, json.loads(seed), words)
        return json.dumps(form).encode("utf-8", "surrogatepass")
    return spoiled(random, seed)


def run_case(raw: bytes, scratch: Path) -> str:
    path = scratch / "kasus.json"
    path.write_bytes(raw)
    return ran("attack", "--case", str(path))


@cache
def _criteria() -> tuple[str, ...]:
    paths = sorted((ROOT / "criteria").rglob("*.yml"))
    return tuple(path.read_text(encoding="utf-8") for path in paths)


def make_criteria(random: Random) -> bytes:
    return spoiled(random, random.choice(_criteria()))


def run_fmt(raw: bytes, scratch: Path) -> str:
    """What is written is left as it is by a second run."""
    path = scratch / "berkas.yml"
    path.write_bytes(raw)
    ended = ran("fmt", "--drop-comments", str(path))
    if ended == ACCEPTED:
        written = path.read_bytes()
        assert ran("fmt", "--check", str(path)) == ACCEPTED
        assert written == path.read_bytes()
    return ended


def run_migrate(raw: bytes, scratch: Path) -> str:
    path = scratch / "lama.yml"
    path.write_bytes(raw)
    return ran("migrate", str(path))


def make_diff(random: Random) -> bytes:
    """A file, or a diff of one, with numbers of persons in it now and then."""
    lines = part(random, random.choice(_criteria())).split("\n")
    for _ in range(random.choice((0, 0, 1, 3))):
        number = random.choice(("199103142019032990", "3201011203910001", "1991 0314 2019"))
        lines.insert(random.randrange(len(lines)), f"{number}{random.choice(TOKENS)}")
    if random.random() < 0.5:
        hunk = random.choice(("@@ -1 +1 @@", "@@ -0,0 +1,9 @@", f"@@ -1 +{'9' * 30} @@", "@@ x @@"))
        lines = ["--- a/x", "+++ b/x", hunk, *(f"+{line}" for line in lines)]
    return spoiled(random, "\n".join(lines))


def run_scan(raw: bytes, scratch: Path) -> str:
    path = scratch / "berkas.txt"
    path.write_bytes(raw)
    ended = ran("scan", str(path))
    told = raw.decode("utf-8", "replace")
    assert (ended == ACCEPTED) == (next(leaks([("x", told)], examples=MADE_UP), None) is None)
    with_stdin(lambda: ran("scan", "-"), told)
    return ended


def with_stdin(run: Callable[[], object], told: str) -> None:
    import sys  # noqa: PLC0415

    before, sys.stdin = sys.stdin, io.StringIO(told)
    try:
        run()
    finally:
        sys.stdin = before


# --- release folders and the ledger beside the data -----------------------------------------------


@cache
def _release() -> dict[str, str]:
    """The texts of a small release by path."""
    found = sorted(path for path in RELEASE.rglob("*") if path.is_file())
    return {p.relative_to(RELEASE).as_posix(): p.read_text(encoding="utf-8") for p in found}


def make_folder(random: Random) -> bytes:
    """The name of a file of the release, and what is to stand in it."""
    name = random.choice(tuple(_release()))
    seed = _release()[name]
    if name.endswith(".json") and random.random() < 0.6:
        words = ("rilis", "predikat", "tabel", "2025", "binawidya", "nilai", "n")
        made = json.dumps(bent(random, json.loads(seed), words)).encode("utf-8", "surrogatepass")
    else:
        made = spoiled(random, seed) if random.random() < 0.8 else seed.encode()
    return f"{name}\n".encode() + made


def run_folder(raw: bytes, scratch: Path) -> str:
    """The folder is read, and judged by `release verify`."""
    name, _, content = raw.partition(b"\n")
    home = scratch / "rilis" / "binawidya" / "2025"
    if not home.is_dir():
        shutil.copytree(RELEASE, home)
    place = home / name.decode()
    place.write_bytes(content)
    try:
        read_release(home)
        ended = ran("release", "verify", str(scratch / "rilis"))
    except Refused as refused:
        ended = release_told(refused.problem)
        if len(raw) % 9 == 0:  # it takes long
            assert ran("release", "verify", str(scratch / "rilis")) != ACCEPTED
    place.write_text(_release()[name.decode()], encoding="utf-8")
    return ended


LEDGERS = '[{"periode": "2025", "epsilon": "0.5", "data": "ab", "rilis": "cd"}]'


def make_ledger(random: Random) -> bytes:
    if random.random() < 0.6:
        form = bent(random, json.loads(LEDGERS), ("periode", "epsilon", "NaN", "-1"))
        return json.dumps(form).encode("utf-8", "surrogatepass")
    return spoiled(random, LEDGERS)


def run_ledger(raw: bytes, scratch: Path) -> str:
    """What is read can be added up, and gives nothing back."""
    (scratch / LEDGER).write_bytes(raw)
    try:
        found = read_ledger(scratch)
    except DisclosureError as broken:
        for lang in LANGUAGES:
            printable(failure_text(broken, lang))
        return broken.code
    assert all(one.epsilon > 0 and f"{one.epsilon:f}" for one in found)
    assert all(isinstance(word, str) for one in found for word in (one.period, one.data))
    return ACCEPTED
