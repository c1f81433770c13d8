"""What the microdata say about persons, looked for in every file of a release before it is written.

Columns that are published as categories or counted are left out; every other column is private:
the numbers of persons, raters, respondents and complaints, and whatever else a file brings along
(names, addresses, remarks). A value of such an extra column that many share tells of nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from terang.core.leakscan import Secrets, leaks, secrets
from terang.problems import Problem
from terang.release.intake.inputs.csv_files import read_csv
from terang.release.intake.inputs.folder import REJECTS, open_inputs
from terang.release.intake.inputs.layout import Layout, laid_out
from terang.release.intake.source import Part
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
    for name, parts in _tables(folder):
        for part in parts:
            for column in part.columns.keys() - PUBLIC:
                if column in KEYS:
                    found.update(part.columns[column].dictionary.to_pylist())
                    continue
                for value, person in _pairs(part, column):
                    if len(about := shared[name, column, value]) < SHARED_BY:
                        about.add(person)
    few = {value for (_, _, value), about in shared.items() if len(about) < SHARED_BY}
    return secrets((found | few) - {""})


def _tables(folder: Path) -> Iterator[tuple[str, Iterator[Part]]]:
    """Every source that is read, and CSV files that lie beside and nobody asked for."""
    inputs = open_inputs(folder)
    for source in inputs.sources:
        if source.table not in NOT_ABOUT_PERSONS:
            yield source.name, source.parts()
    known = {source.name for source in inputs.sources}
    for path in sorted(folder.glob("*.csv")):
        if path.name not in known and path.name != REJECTS:
            yield path.name, laid_out(read_csv(path), Layout(), path.name, ())


def _pairs(part: Part, column: str) -> Iterator[tuple[str, str]]:
    """Each value of a column with each person it stands beside, or the row where there is none."""
    values = part.columns[column]
    words = values.dictionary.to_pylist()
    if "pegawai" not in part.columns:
        for place, number in zip(values.indices.to_pylist(), part.numbers.tolist(), strict=True):
            yield words[place], str(number)
        return
    people = part.columns["pegawai"]
    names = people.dictionary.to_pylist()
    key = values.indices.to_numpy().astype(np.int64) * len(names) + people.indices.to_numpy()
    for pair in np.unique(key).tolist():
        yield words[pair // len(names)], names[pair % len(names)]
