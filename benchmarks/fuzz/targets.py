"""What is fuzzed: every reader of foreign bytes, each with a maker of input and one way to run it.

A run ends in a word for what happened: `accepted`, or the code of the refusal, whose message must
have words in both languages, a place, and nothing a terminal would obey. Anything else raises.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from benchmarks.fuzz import binary, database, documents
from benchmarks.fuzz.mutate import bent, grown, part, spoiled, table, yaml_of
from benchmarks.fuzz.telling import ACCEPTED, printable, release_told
from terang import report
from terang.cellfiles.rows import FileRefused, read_rows, read_tree
from terang.core.model import CriteriaSet, SurveyProfile, Text
from terang.core.survey import UnusableSurvey, survey
from terang.core.survey_table import read_answers
from terang.criteria import lint
from terang.criteria.draft import CriteriaFile, assemble
from terang.criteria.files import discover
from terang.criteria.load import _built, load_valid
from terang.criteria.source import read
from terang.messages import LANGUAGES, text
from terang.problems import Problem
from terang.release.intake.contract import accept, reasons
from terang.release.intake.schemes import programs
from terang.release.intake.source import MicrodataError
from terang.releasefile import read as release_reader
from terang.releasefile.csvfile import csv_bytes
from terang.releasefile.form import certificate_form, dump, table_form
from terang.releasefile.model import Certificate, Table
from terang.releasefile.parse import Refused, document
from terang.releasefile.withdraw import Withdrawal, _notice, notice_bytes
from terang.sample.files import write_sample
from terang.scoring_commands.survey import _decoded

ROOT = Path(__file__).parents[2]
AGENCY = "binawidya"
Maker = Callable[[Random], bytes]


@dataclass(frozen=True, slots=True)
class Target:
    """share: its part of all inputs. make: an input from a generator. run: what comes of it."""

    name: str
    share: int
    make: Callable[[Random], bytes]
    run: Callable[[bytes], str]


def targets(scratch: Path) -> tuple[Target, ...]:
    """All targets; scratch: an empty folder for readers that only read from disk."""
    return (
        Target("yaml", 560, _make_yaml, _run_yaml),
        Target("lint", 8, _make_criteria, _run_criteria),
        Target("release", 290, _make_release, _run_release),
        Target("survey", 60, _make_survey, _run_survey),
        Target("cells", 70, _make_cells, lambda raw: _run_cells(raw, scratch / "sel.csv")),
        Target("microdata", 12, _make_microdata, lambda raw: _run_microdata(raw, scratch)),
        Target("workbook", 12, _make_microdata, lambda raw: _run_form(raw, scratch, ".xlsx")),
        Target("parquet", 12, _make_microdata, lambda raw: _run_form(raw, scratch, ".parquet")),
        Target("postgresql", 12, _make_microdata, lambda raw: _run_query(raw, scratch)),
        *(
            Target(name, share, make, lambda raw, run=run: run(raw, scratch))
            for name, share, make, run in DOCUMENTS
        ),
    )


DOCUMENTS: tuple[tuple[str, int, Maker, Callable[[bytes, Path], str]], ...] = (
    ("mapping", 40, documents.make_mapping, documents.run_mapping),
    ("case", 12, documents.make_case, documents.run_case),
    ("fmt", 12, documents.make_criteria, documents.run_fmt),
    ("migrate", 8, documents.make_criteria, documents.run_migrate),
    ("scan", 20, documents.make_diff, documents.run_scan),
    ("folder", 8, documents.make_folder, documents.run_folder),
    ("ledger", 20, documents.make_ledger, documents.run_ledger),
)


# --- criteria -------------------------------------------------------------------------------------


@cache
def _criteria() -> CriteriaSet:
    return load_valid(ROOT / "criteria")


@cache
def _criteria_texts() -> tuple[str, ...]:
    paths = sorted((ROOT / "criteria").rglob("*.yml"))
    return tuple(path.read_text(encoding="utf-8") for path in paths)


@cache
def _words() -> tuple[str, ...]:
    """Keys of the criteria files."""
    found = {
        line.partition(":")[0].strip(" -") for t in _criteria_texts() for line in t.split("\n")
    }
    return tuple(sorted(word for word in found if word.isidentifier()))


def _make_yaml(random: Random) -> bytes:
    if random.random() < 0.4:
        return yaml_of(random, grown(random, _words())).encode("utf-8", "surrogatepass")
    return spoiled(random, part(random, random.choice(_criteria_texts())))


def _run_yaml(raw: bytes) -> str:
    node, problems = read(raw, "berkas.yml")
    assert (node is None) == bool(problems), "a tree or problems, never both or neither"
    return _told(problems, raw)


def _told(problems: Sequence[Problem], raw: bytes) -> str:
    """The first code, after every problem was told in words."""
    lines = raw.decode("utf-8", "replace").split("\n")
    for problem in problems[:3]:
        assert problem.line >= 0 <= problem.column
        for lang in LANGUAGES:
            told = report.as_text([problem], lambda _: lines, lang)
            printable(told.replace("\n", " "))
    return problems[0].code if problems else ACCEPTED


@cache
def _files() -> tuple[CriteriaFile, ...]:
    placed, _ = discover(ROOT / "criteria")
    own = [file for file in placed if file.folder in ("nasional", AGENCY)]
    return tuple(_built(f, (ROOT / "criteria" / f.path).read_bytes())[0] for f in own)


def _make_criteria(random: Random) -> bytes:
    """A file of the criteria, changed a little so that much of it stays in form."""
    file = random.choice(_files())
    return f"{file.path}\n".encode() + spoiled(random, file.text)


def _run_criteria(raw: bytes) -> str:
    path, _, content = raw.partition(b"\n")
    given = next(file for file in _files() if file.path == path.decode())
    built, faults = _built(replace(given, value=None, places=None), content)
    files = tuple(built if file is given else file for file in _files())
    problems = [*faults, *lint.problems(assemble(files))]
    return _told(sorted(problems, key=lambda problem: problem.place), content)


# --- release files --------------------------------------------------------------------------------

READERS: Mapping[str, Callable[..., object]] = {
    "rilis.json": release_reader._manifest,
    "sertifikat.json": release_reader._certificate,
    "ditarik.json": _notice,
    "tabel": release_reader._table,
}


@cache
def _release_seeds() -> tuple[tuple[str, str], ...]:
    """(reader, text) of small release files, one withdrawn release among them."""
    home = ROOT / "docs" / "rilis" / AGENCY / "2025"
    gone = Withdrawal(
        AGENCY, "2025", 0, date(2026, 1, 2), Text("x"), True, None, ("predikat",), ("a",), ()
    )
    seeds = [(name, (home / name).read_text("utf-8")) for name in ("rilis.json", "sertifikat.json")]
    seeds.append(("ditarik.json", notice_bytes(gone).decode()))
    for path in sorted((ROOT / "docs" / "rilis").glob("*/2025/tabel/*.json")):
        form = json.loads(path.read_text("utf-8"))
        form["baris"] = form["baris"][:6]
        seeds.append(("tabel", dump(form).decode()))
    return tuple(seeds)


@cache
def _release_words() -> tuple[str, ...]:
    found: set[str] = set()
    for _, seed in _release_seeds():
        found |= {word for word in seed.replace('"', " ").split() if word.isidentifier()}
    return tuple(sorted(found))


def _make_release(random: Random) -> bytes:
    reader, seed = random.choice(_release_seeds())
    how = random.random()
    if how < 0.6:
        form = bent(random, json.loads(seed), _release_words())
        made = json.dumps(form, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    elif how < 0.9:
        made = spoiled(random, seed)
    else:
        grammar = {"format": "terang/rilis-1", "x": grown(random, _release_words())}
        made = json.dumps(grammar).encode()
    return f"{reader}\n".encode() + made


def _run_release(raw: bytes) -> str:
    reader, _, content = raw.partition(b"\n")
    try:
        found = document(content, "2025/berkas.json", READERS[reader.decode()])
    except Refused as refused:
        return release_told(refused.problem)
    if isinstance(found, Table):  # what was read can be written, and reads as itself
        again = dump(table_form(found, True))
        assert found == document(again, "lagi", READERS["tabel"])
        csv_bytes(found, True)
    elif isinstance(found, Certificate):
        assert found == document(dump(certificate_form(found)), "lagi", READERS["sertifikat.json"])
    elif isinstance(found, Withdrawal):
        assert found == document(notice_bytes(found), "lagi", READERS["ditarik.json"])
    return ACCEPTED


# --- surveys, cells, microdata --------------------------------------------------------------------


@cache
def _profiles() -> tuple[SurveyProfile, ...]:
    bodies = [profile.body for profile in _criteria().profiles.values()]
    return tuple(body for body in bodies if isinstance(body, SurveyProfile))


def _make_survey(random: Random) -> bytes:
    number = random.randrange(len(_profiles()))
    profile = _profiles()[number]
    codes = [element.code for element in profile.elements]
    names = [element.name.id for element in profile.elements]
    head = [random.choice(pair) for pair in zip(codes, names, strict=True)]
    rows = [[str(random.randint(1, 4)) for _ in head] for _ in range(4)]
    made = table(random, head, rows)
    return b"%d\n" % number + (spoiled(random, made) if random.random() < 0.5 else _raw(made))


def _raw(made: str) -> bytes:
    return made.encode("utf-8", "surrogatepass")


def _run_survey(raw: bytes) -> str:
    number, _, content = raw.partition(b"\n")
    profile = _profiles()[int(number)]
    decoded, _ = _decoded(content)
    found = read_answers(decoded, profile)
    faults: Iterable[tuple[str, Mapping[str, str]]] = [(f.key, f.fields) for f in found.faults]
    if not found.faults:
        try:
            survey(found.answers, profile, profile.default_convention)
        except UnusableSurvey as unusable:
            faults = [(unusable.key, unusable.fields)]
    outcome = ACCEPTED
    for key, fields in faults:
        outcome = key
        for lang in LANGUAGES:
            printable(text("scoring", f"survei.salah.{key}", lang, **fields))
    return outcome


CELLS = [["a", "x", "10", ""], ["a", "y", "7", ""], ["b", "x", "", "withheld"], ["b", "y", "3", ""]]
TREE = [["a", ""], ["b", "a"], ["c", "a"], ["d", "c"]]


def _make_cells(random: Random) -> bytes:
    tree = random.random() < 0.3
    head, rows = (
        (["node", "parent"], TREE) if tree else (["unit", "kategori", "n", "status"], CELLS)
    )
    made = table(random, head, rows)
    raw = spoiled(random, made) if random.random() < 0.5 else _raw(made)
    if random.random() < 0.1:
        raw = gzip.compress(raw, mtime=0)
        if random.random() < 0.6:
            at = random.randrange(len(raw))
            raw = raw[:at] + random.randbytes(random.randint(0, 3)) + raw[at + 1 :]
    return (b"tree\n" if tree else b"rows\n") + raw


def _run_cells(raw: bytes, path: Path) -> str:
    kind, _, content = raw.partition(b"\n")
    place = path.with_suffix(".csv.gz") if content.startswith(b"\x1f\x8b") else path
    place.write_bytes(content)
    try:
        read_tree(place) if kind == b"tree" else read_rows(place, ["unit", "kategori"], "n")
    except FileRefused as refused:
        for lang in LANGUAGES:
            printable(text("disclosure", refused.code, lang, **refused.fields))
        for row in refused.rows:
            printable(row)
        return refused.code
    return ACCEPTED


@cache
def _microdata(scratch: Path) -> Mapping[str, str]:
    """Small made-up microdata by file name."""
    criteria = _criteria()
    own = replace(criteria, agencies={AGENCY: criteria.agencies[AGENCY]})
    list(write_sample(own, scratch / "contoh", 12, 3))
    folder = scratch / "contoh" / AGENCY / "2025"
    return {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.csv"))}


def _make_microdata(random: Random) -> bytes:
    """The name of a file and a seed: the content is made when the files are known."""
    return f"{random.randrange(10**9)}".encode()


def _run_microdata(raw: bytes, scratch: Path) -> str:
    random = Random(raw)
    files = _microdata(scratch)
    name = random.choice(tuple(files))
    folder = scratch / "data" / AGENCY / "2025"
    folder.mkdir(parents=True, exist_ok=True)
    for own, content in files.items():
        (folder / own).write_text(content, "utf-8")
    (folder / name).write_bytes(spoiled(random, files[name]))
    return _accepted(folder)


def _run_form(raw: bytes, scratch: Path, ending: str) -> str:
    """One table as a workbook or a Parquet file, the others as they are."""
    random = Random(raw)
    files = _microdata(scratch)
    name = random.choice(tuple(files))
    make = binary.workbook if ending == ".xlsx" else binary.parquet
    folder = scratch / "bentuk" / AGENCY / "2025"
    binary.place(folder, dict(files), name, ending, make(random, files[name]))
    return _accepted(folder)


def _run_query(raw: bytes, scratch: Path) -> str:
    """One table from a database, the others as they are."""
    random = Random(raw)
    files = _microdata(scratch)
    name = random.choice(tuple(files))
    folder = scratch / "kueri" / AGENCY / "2025"
    database.place(folder, dict(files), name)
    with database.handed_over(database.rows(random, files[name]), random.choice((1, 7, 1_000))):
        return _accepted(folder)


def _accepted(folder: Path) -> str:
    """What becomes of the microdata in a folder."""
    criteria = _criteria()
    agency = criteria.agencies[AGENCY]
    try:
        found = accept(folder, agency, criteria, programs(agency, criteria, "2025"))
    except MicrodataError as wrong:
        for lang in LANGUAGES:
            printable(wrong.told(lang))
        return wrong.code
    for _, reason, _ in reasons(found.refusals):
        for lang in LANGUAGES:
            text("release", f"refused_{reason}", lang)
    return found.refusals[0].reason if found.refusals else ACCEPTED
