"""Two different roles sign exactly the content that is published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from releasefile_samples import release, table

from terang.releasefile import archive, write
from terang.releasefile.approval import approved_by, drafts, is_approved, record_approval
from terang.releasefile.archive import keep, read_agency, release_id
from terang.releasefile.read import read_release
from terang.releasefile.write import write_release

DAY = date(2026, 3, 31)


def unsigned():
    return replace(release(), approvals=())


def test_two_different_roles_make_a_release_published() -> None:
    first = approved_by(unsigned(), "ppid", DAY)
    again = approved_by(first, "ppid", date(2026, 4, 1))
    both = approved_by(again, "pimpinan", DAY)

    assert [False, False, True] == [is_approved(r) for r in (first, again, both)]
    assert [date(2026, 4, 1)] == [a.on for a in again.approvals]
    assert ("kota/2025",) == drafts((first, both))


def test_a_changed_release_loses_its_approvals() -> None:
    both = approved_by(approved_by(unsigned(), "ppid", DAY), "pimpinan", DAY)
    changed = replace(both, policy={"ambang": "3"})

    assert not is_approved(changed)
    assert ["ppid"] == [a.role for a in approved_by(changed, "ppid", DAY).approvals]


def test_an_approval_on_disk_survives_reading_and_changes_only_the_manifest(tmp_path: Path) -> None:
    folder = write_release(unsigned(), tmp_path)
    before = {p.name: p.read_bytes() for p in folder.rglob("*.*") if p.name != "rilis.json"}

    record_approval(folder, "ppid", DAY)
    record_approval(folder, "pimpinan", DAY)

    assert is_approved(read_release(folder))
    after = {p.name: p.read_bytes() for p in folder.rglob("*.*") if p.name != "rilis.json"}
    assert before == after
    assert ["2025"] == [p.name for p in folder.parent.iterdir()]


def test_a_superseded_revision_stays_in_the_archive(tmp_path: Path) -> None:
    folder = write_release(unsigned(), tmp_path)
    assert keep(folder) == keep(folder)  # a run that was killed may repeat it
    write_release(replace(unsigned(), revision=1, tables=(table("Dinas B"),)), tmp_path)

    found = read_agency(tmp_path / "kota")

    assert ["kota/2025", "kota/2025-r1"] == [release_id(r) for r in found]
    assert "Dinas A" == found[0].tables[0].dims[0].codes[1].label.id


@pytest.mark.parametrize("killed_in", ["copytree", "rename", "switch", "_write_through"])
def test_a_correction_killed_while_written_leaves_whole_releases_and_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_in: str
) -> None:
    old = unsigned()
    folder = write_release(old, tmp_path)
    correction = replace(old, revision=1, tables=(table("Dinas B"),))

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    owner = {"copytree": archive.shutil, "rename": Path}.get(killed_in, write)
    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(owner, killed_in, killed)
        keep(folder)
        write_release(correction, tmp_path)
    assert 0 == read_release(folder).revision

    keep(folder)
    write_release(correction, tmp_path)

    assert [0, 1] == [found.revision for found in read_agency(tmp_path / "kota")]
    assert [] == list(tmp_path.rglob(".*"))


@pytest.mark.parametrize("name", ["sertifikat.json", "tabel/contoh.json"])
def test_one_changed_byte_in_a_file_undoes_the_approvals(tmp_path: Path, name: str) -> None:
    """The manifest, which is what was signed, stays the same."""
    folder = write_release(unsigned(), tmp_path)
    record_approval(folder, "ppid", DAY)
    record_approval(folder, "pimpinan", DAY)
    path = folder / name

    assert is_approved(read_release(folder))
    path.write_bytes(path.read_bytes().replace(b"4", b"5", 1))

    assert not is_approved(read_release(folder))
    assert ("kota/2025",) == drafts([read_release(folder)])


def test_one_role_in_another_spelling_is_not_a_second_role() -> None:
    (one,) = approved_by(unsigned(), "ppid", DAY).approvals
    twice = replace(unsigned(), approvals=(one, replace(one, role="PPID ")))

    assert not is_approved(twice)
