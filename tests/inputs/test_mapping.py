"""The mapping file: the documented one is valid, faults are located, and nothing escapes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from terang.release.intake.inputs.folder import open_inputs
from terang.release.intake.inputs.mapping import MappingError, read_mapping
from terang.release.intake.source import MicrodataError

ROOT = Path(__file__).parents[2]
GOOD = (ROOT / "tests" / "kasus" / "pemetaan" / "pemetaan.yml").read_text()


def codes(tmp_path: Path, text: str) -> list[tuple[str, int]]:
    path = tmp_path / "pemetaan.yml"
    path.write_text(text)
    with pytest.raises(MappingError) as refused:
        read_mapping(path)
    assert "pemetaan.yml:" in refused.value.told("id")
    return [(problem.code, problem.line) for problem in refused.value.problems]


@pytest.mark.parametrize("page", ["docs/mikrodata.md", "docs/en/mikrodata.md"])
def test_the_mapping_of_the_documentation_is_valid(page: str, tmp_path: Path) -> None:
    shown = re.search(r"```yaml\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
    assert shown is not None
    (tmp_path / "pemetaan.yml").write_text(shown[1])

    found = read_mapping(tmp_path / "pemetaan.yml")

    assert ["pegawai", "formulir", "aduan"] == list(found.tables)
    assert "TERANG_PG" == found.database


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("jenis: pemetaan", "jenis: peta", ("K072", 2)),
        ("  pegawai:\n    berkas", "  pegawaii:\n    berkas", ("K061", 5)),
        ("pemisah: titik_koma", "pemisah: ;", ("K064", 16)),
        ("ekspor/pegawai.xlsx", "../pegawai.xlsx", ("K065", 6)),
        ("ekspor/pegawai.xlsx", "/etc/passwd", ("K065", 6)),
        ("postgresql: TERANG_PG", "postgresql: postgresql://u@h/d", ("K065", 3)),
        ("lembar: Data", "baris_kepala: 0", ("K067", 7)),
        ("      pegawai: NIP\n", "      pegawai: NIP\n      namaa: Nama\n", ("K061", 10)),
    ],
)
def test_faults_are_told_with_their_place(
    tmp_path: Path, old: str, new: str, expected: tuple[str, int]
) -> None:
    assert GOOD.count(old) == 1

    assert [expected] == codes(tmp_path, GOOD.replace(old, new))


def test_the_nearest_mapping_counts_and_its_files_must_be_there(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "2025"
    folder.mkdir(parents=True)
    (tmp_path / "pemetaan.yml").write_text(GOOD)
    near = "format: terang/1\njenis: pemetaan\ntabel:\n  volume:\n    berkas: [v.csv]\n"
    near += "    kolom: {layanan: a, bulan: b, jumlah: c}\n"
    (folder / "pemetaan.yml").write_text(near)

    with pytest.raises(MicrodataError) as refused:
        open_inputs(folder)

    assert {"file": "v.csv"} == refused.value.fields


def test_a_column_that_the_export_lacks_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "2025"
    folder.mkdir(parents=True)
    text = "format: terang/1\njenis: pemetaan\ntabel:\n  volume:\n    berkas: [v.csv]\n"
    (folder / "pemetaan.yml").write_text(text + "    kolom: {layanan: A, bulan: B, jumlah: C}\n")
    (folder / "v.csv").write_text("A,B,Siti Aminah\nx,y,1\n")

    with pytest.raises(MicrodataError) as refused:
        list(open_inputs(folder).sources[0].parts())

    assert {"file": "v.csv", "expected": "A, B, C", "found": "?, ?, ?"} == refused.value.fields


def test_an_address_that_is_not_set_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TERANG_PG", raising=False)
    folder = tmp_path / "a" / "2025"
    folder.mkdir(parents=True)
    text = "format: terang/1\njenis: pemetaan\npostgresql: TERANG_PG\ntabel:\n  volume:\n"
    text += "    kueri: SELECT 1\n    kolom: {layanan: A, bulan: B, jumlah: C}\n"
    (folder / "pemetaan.yml").write_text(text)

    with pytest.raises(MicrodataError) as refused:
        list(open_inputs(folder).sources[0].parts())

    assert ("database_address", {"variable": "TERANG_PG"}) == (
        refused.value.code,
        refused.value.fields,
    )


def test_agency_and_period_are_filled_in(tmp_path: Path) -> None:
    folder = tmp_path / "kota" / "2025"
    folder.mkdir(parents=True)
    text = "format: terang/1\njenis: pemetaan\ntabel:\n  volume:\n"
    text += (
        '    berkas: ["{instansi}-{periode}.csv"]\n    kolom: {layanan: A, bulan: B, jumlah: C}\n'
    )
    (tmp_path / "pemetaan.yml").write_text(text)
    (folder / "kota-2025.csv").touch()

    assert ["kota-2025.csv"] == [source.name for source in open_inputs(folder).sources]
