"""Workbooks and Parquet files of microdata, spoiled in what they hold, in how they are packed, or
in their bytes. The other tables of their folder are plain CSV."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.fuzz.mutate import TOKENS, spoiled

Table = tuple[list[str], list[list[str]]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MOST_SPOILED = 40  # bytes


def place(folder: Path, files: dict[str, str], name: str, ending: str, content: bytes) -> None:
    """Fill a folder with plain tables and one in another form; nothing else remains in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for own, text in files.items():
        if own != name:
            (folder / own).write_text(text, "utf-8")
    (folder / name).with_suffix(ending).write_bytes(content)


def changed(random: Random, text: str) -> Table:
    """A table with some of its cells, names and rows changed."""
    head, *rows = csv.reader(io.StringIO(text))
    for _ in range(random.choice((0, 1, 1, 2, 5))):
        how = random.random()
        if how < 0.2:
            head[random.randrange(len(head))] = random.choice((*TOKENS, "pegawai", "nilai"))
        elif rows and how < 0.8:
            row = random.choice(rows)
            row[random.randrange(len(row))] = random.choice((*TOKENS, "1e9", "-3", "9" * 40))
        elif rows:
            rows.insert(random.randrange(len(rows)), list(random.choice(rows)))
    return head, rows


# --- workbooks ------------------------------------------------------------------------------------


def workbook(random: Random, text: str) -> bytes:
    head, rows = changed(random, text)
    lines = "".join(_row(random, number, row) for number, row in enumerate([head, *rows], 1))
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData>'
        "</worksheet>",
    }
    raw = {name: part.encode("utf-8", "surrogatepass") for name, part in parts.items()}
    if random.random() < 0.5:
        name = random.choice((*parts, "xl/worksheets/sheet1.xml"))
        raw[name] = spoiled(random, parts[name])
    if random.random() < 0.1:
        del raw[random.choice(tuple(raw))]
    return spoiled_bytes(random, _packed(random, raw), 0.3)


def _row(random: Random, number: int, row: Sequence[str]) -> str:
    cells = "".join(_cell(random, number, at, value) for at, value in enumerate(row))
    return f'<row r="{number}">{cells}</row>'


def _cell(random: Random, number: int, at: int, value: str) -> str:
    """A cell as number, text, formula, date, error or truth, mostly as it should be."""
    safe = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    letter = chr(65 + at % 26)
    if random.random() < 0.0003:
        letter, number = random.choice(
            (("XFD", 1048576), ("A", 0), ("ZZZZ", number), ("", number), ("A", "0" * 9 + "9999999"))
        )
    kind = random.random()
    if kind < 0.9:
        return f'<c r="{letter}{number}" t="inlineStr"><is><t>{safe}</t></is></c>'
    if kind < 0.9995:
        return f'<c r="{letter}{number}"><v>{safe}</v></c>'
    form = random.choice(("s", "b", "e", "d", "str", "n", "x"))
    return (
        f'<c r="{letter}{number}" t="{form}" s="{random.randrange(99)}"><f>1/0</f><v>{safe}</v></c>'
    )


def _packed(random: Random, parts: dict[str, bytes]) -> bytes:
    home = io.BytesIO()
    how = random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2))
    with zipfile.ZipFile(home, "w", how) as out:
        for name, part in parts.items():
            out.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), part, how)
    return home.getvalue()


# --- Parquet --------------------------------------------------------------------------------------


def parquet(random: Random, text: str) -> bytes:
    head, rows = changed(random, text)
    columns, names = [], []
    for at, name in enumerate(head):
        values: list[object] = [row[at] for row in rows]
        columns.append(_column(random, values))
        names.append(name.encode("utf-8", "replace").decode())
    home = io.BytesIO()
    pq.write_table(
        pa.Table.from_arrays(columns, names=names),
        home,
        compression=random.choice(("snappy", "zstd", "gzip", "none")),
        use_dictionary=random.random() < 0.5,
        row_group_size=random.choice((1, 7, 100)),
    )
    return spoiled_bytes(random, home.getvalue(), 0.6)


def _column(random: Random, values: list[object]) -> pa.Array:
    """Text as it is, or numbers, bytes, lists, nested records, truths, days where it can be."""
    texts = [str(value).encode("utf-8", "replace").decode() for value in values]
    how = random.random()
    if how < 0.85:
        return pa.array(texts, pa.string())
    makers: tuple[Callable[[], pa.Array], ...] = (
        lambda: pa.array([float(t or "nan") for t in texts]),
        lambda: pa.array([t.encode("utf-16") for t in texts]),
        lambda: pa.array([[t, None] for t in texts]),
        lambda: pa.array([{"a": t} for t in texts]),
        lambda: pa.array([random.choice((True, False, None)) for _ in texts]),
        lambda: pa.array([random.randrange(-(10**9), 10**9) for _ in texts], pa.timestamp("s")),
        lambda: pa.array([2**63 - 1 for _ in texts], pa.uint64()),
        lambda: odd_column(random, len(texts)),
    )
    try:
        return random.choice(makers)()
    except (ValueError, pa.ArrowException):
        return pa.array(texts, pa.string())


def odd_column(random: Random, rows: int) -> pa.Array:
    """A column of another type than text, its values at the edges of that type."""
    day, most = 86_399_999_999, 2**63 - 1
    values, kind = random.choice(
        (
            ((1, -5, 2**31 - 1), pa.int32()),
            ((most, -most - 1), pa.int64()),
            ((0.1, 1e300, float("nan"), float("inf")), pa.float64()),
            ((0.1, 3.3333333), pa.float32()),
            ((True, False), pa.bool_()),
            ((0, 19000, -(2**31), 2**31 - 1), pa.date32()),
            ((0, 10**15, most, -most - 1), pa.timestamp("us")),
            ((0, 10**15, most), pa.timestamp("us", tz="UTC")),
            ((0, day), pa.time64("us")),
            ((0, most), pa.duration("us")),
            ((b"\xff\x00", b""), pa.binary()),
            (([1, None], []), pa.list_(pa.int32())),
            (({"a": 1},), pa.struct([("a", pa.int32())])),
            ((), pa.null()),
        )
    )
    return pa.array([random.choice((*values, None)) for _ in range(rows)], kind)


def spoiled_bytes(random: Random, raw: bytes, share: float) -> bytes:
    """Some bytes replaced, cut out or doubled in a share of all files."""
    if random.random() > share:
        return raw
    spoilt = bytearray(raw)
    for _ in range(random.choice((1, 1, 2, 8))):
        at = random.randrange(len(spoilt) + 1)
        end = at + random.randint(0, MOST_SPOILED)
        spoilt[at:end] = random.choice(
            (b"", random.randbytes(end - at), bytes(end - at), spoilt[at:end] * 2, b"\xff" * 4)
        )
    return bytes(spoilt[: random.choice((len(spoilt), len(spoilt), len(spoilt) // 2))])
