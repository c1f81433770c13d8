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
from terang.release.source import TextRow, rows
from terang.releasefile.model import Release
from terang.releasefile.write import contents

KEYS = frozenset({"pegawai", "penilai", "responden", "aduan"})
PUBLIC = frozenset({
    *("unit", "kelompok", "indikator", "sumber", "nilai", "target", "pelatihan", "kompetensi"),
    *("selesai", "layanan", "kelas", "diterima", "bulan", "jumlah", "populasi", "sintetis"),
})  # fmt: skip
SHARED_BY = 10  # persons; a value of an extra column that so many share is a category
NOT_ABOUT_PERSONS = frozenset({"libur.csv", "ditolak.csv"})


def leaked(release: Release, folder: Path) -> list[Problem]:
    """R057 for every line of the release that holds a personal number or a private value."""
    known = private_values(folder)
    files = ((path, content.decode()) for path, content in sorted(contents(release).items()))
    return [
        Problem("R057", f"{release.period}/{leak.file}", leak.line, 1, {"kind": leak.kind})
        for leak in leaks(files, known)
    ]


def private_values(folder: Path) -> Secrets:
    """The values of all private columns of the CSV files in a folder of microdata."""
    shared: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    found: set[str] = set()
    for path in sorted(folder.glob("*.csv")):
        if path.name in NOT_ABOUT_PERSONS:
            continue
        for row in rows(path, ()):
            for column, value in _private(row):
                if column in KEYS:
                    found.add(value)
                elif len(about := shared[path.name, column, value]) < SHARED_BY:
                    about.add((row.fields or {}).get("pegawai", str(row.number)))
    few = {value for (_, _, value), about in shared.items() if len(about) < SHARED_BY}
    return secrets(found | few)


def _private(row: TextRow) -> Iterator[tuple[str, str]]:
    for column, value in (row.fields or {}).items():
        if value and column not in PUBLIC:
            yield column, value
