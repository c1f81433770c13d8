"""What the microdata say about persons, looked for in every file of a release before it is written.

Columns that are published as categories or counted are left out; every other column is private:
the numbers of persons, raters, respondents and complaints, and whatever else a file brings along
(names, addresses, remarks). A value of such an extra column that many share tells of nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from terang.core.leakscan import Secrets, leaks, secrets
from terang.problems import Problem
from terang.release.inputs.csv_files import read_csv
from terang.release.inputs.folder import REJECTS, open_inputs
from terang.release.inputs.layout import Layout, rows
from terang.release.source import TextRow
from terang.releasefile.model import Release
from terang.releasefile.write import contents

KEYS = frozenset({"pegawai", "penilai", "responden", "aduan"})
PUBLIC = frozenset({
    *("unit", "kelompok", "indikator", "sumber", "nilai", "target", "pelatihan", "kompetensi"),
    *("selesai", "layanan", "kelas", "diterima", "bulan", "jumlah", "populasi", "sintetis"),
})  # fmt: skip
SHARED_BY = 10  # persons; a value of an extra column that so many share is a category
NOT_ABOUT_PERSONS = frozenset({"libur", "cuti-bersama"})


def leaked(release: Release, folder: Path) -> list[Problem]:
    """R057 for every line of the release that holds a personal number or a private value."""
    known = private_values(folder)
    files = ((path, content.decode()) for path, content in sorted(contents(release).items()))
    return [
        Problem("R057", f"{release.period}/{leak.file}", leak.line, 1, {"kind": leak.kind})
        for leak in leaks(files, known)
    ]


def private_values(folder: Path) -> Secrets:
    """The values of all private columns of a folder of microdata, whatever form they have."""
    shared: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    found: set[str] = set()
    for name, read in _tables(folder):
        for row in read:
            for column, value in _private(row):
                if column in KEYS:
                    found.add(value)
                elif len(about := shared[name, column, value]) < SHARED_BY:
                    about.add((row.fields or {}).get("pegawai", str(row.number)))
    few = {value for (_, _, value), about in shared.items() if len(about) < SHARED_BY}
    return secrets(found | few)


def _tables(folder: Path) -> Iterator[tuple[str, Iterator[TextRow]]]:
    """Every source that is read, and CSV files that lie beside and nobody asked for."""
    inputs = open_inputs(folder)
    for source in inputs.sources:
        if source.table not in NOT_ABOUT_PERSONS:
            yield source.name, source.rows()
    known = {source.name for source in inputs.sources}
    for path in sorted(folder.glob("*.csv")):
        if path.name not in known and path.name != REJECTS:
            yield path.name, rows(read_csv(path), Layout(), path.name, ())


def _private(row: TextRow) -> Iterator[tuple[str, str]]:
    for column, value in (row.fields or {}).items():
        if value and column not in PUBLIC:
            yield column, value
