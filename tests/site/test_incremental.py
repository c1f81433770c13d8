"""A site made from what the last run left is the site made anew, byte for byte."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from terang.site import ledger
from terang.site.folder import Fresh, NotOurs
from terang.site.ledger import MARK
from terang.site.plan import Settings
from terang.site.write import Done, Drafts, Request, write_site

ROOT = Path(__file__).parents[2]
AGENCIES = ("kasemen", "binawidya")
PERIOD = "kasemen/2025"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two agencies, one of them with a release, and three written files; its own cache."""
    monkeypatch.setenv("TERANG_TEMBOLOK", str(tmp_path / "tembolok"))
    for name in ("nasional", *AGENCIES):
        shutil.copytree(ROOT / "criteria" / name, tmp_path / "criteria" / name)
    shutil.copytree(ROOT / "docs" / "rilis" / PERIOD, tmp_path / "docs" / "rilis" / PERIOD)
    for name in ("metode.md", "en/metode.md"):
        (tmp_path / "docs" / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "docs" / name, tmp_path / "docs" / name)
    (tmp_path / "docs" / "catatan.txt").write_text("satu")
    return tmp_path


def request(project: Path, **more: object) -> Request:
    docs = project / "docs"
    settings = Settings(on=date(2026, 11, 22))
    return Request(project / "criteria", docs / "rilis", docs, settings, **more)  # type: ignore[arg-type]


def again(project: Path) -> Done:
    return write_site(request(project), project / "situs")


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def anew(project: Path) -> dict[str, bytes]:
    """The files of the same site made without any memory."""
    ledger_of_the_other = os.environ["TERANG_TEMBOLOK"]
    os.environ["TERANG_TEMBOLOK"] = str(project / "tembolok-lain")
    try:
        write_site(request(project), project / "situs-lain")
    finally:
        os.environ["TERANG_TEMBOLOK"] = ledger_of_the_other
    made = files(project / "situs-lain")
    shutil.rmtree(project / "situs-lain")
    shutil.rmtree(project / "tembolok-lain")
    return made


def unlike(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(path for path in one | other if one.get(path) != other.get(path))


# --- edits ----------------------------------------------------------------------------------------

Edit = Callable[[Path, random.Random], None]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def rename_something(project: Path, seeded: random.Random) -> None:
    path = seeded.choice(sorted((project / "criteria").glob("*/indikator/*.yml")))
    text = path.read_text(encoding="utf-8")
    renamed = re.sub(r"(?m)^(nama: \{id: |nama:\n  id: )", rf"\1Baru {seeded.randrange(99)} ", text)
    assert renamed != text
    path.write_text(renamed, encoding="utf-8")


def explain_a_scheme(project: Path, seeded: random.Random) -> None:
    path = seeded.choice(sorted((project / "criteria").glob("*/skema/*.yml")))
    change(path, "ringkasan:\n  id: ", f"ringkasan:\n  id: Kata {seeded.randrange(99)} ")


def comment_a_file(project: Path, seeded: random.Random) -> None:
    """Nothing is said anew, but the fingerprint is another one."""
    path = seeded.choice(sorted((project / "criteria").glob("*/skema/*.yml")))
    path.write_text(
        path.read_text(encoding="utf-8") + f"# {seeded.randrange(99)}\n", encoding="utf-8"
    )


def change_national_rules(project: Path, seeded: random.Random) -> None:
    path = project / "criteria" / "nasional" / "se-3-2023.yml"
    change(path, "nama:\n  id: ", f"nama:\n  id: Nasional {seeded.randrange(99)} ")


def drop_the_release(project: Path, seeded: random.Random) -> None:
    shutil.rmtree(project / "docs" / "rilis" / PERIOD, ignore_errors=True)


def bring_the_release_back(project: Path, seeded: random.Random) -> None:
    drop_the_release(project, seeded)
    shutil.copytree(ROOT / "docs" / "rilis" / PERIOD, project / "docs" / "rilis" / PERIOD)


def drop_an_agency(project: Path, seeded: random.Random) -> None:
    shutil.rmtree(project / "criteria" / "binawidya", ignore_errors=True)


def bring_the_agency_back(project: Path, seeded: random.Random) -> None:
    drop_an_agency(project, seeded)
    shutil.copytree(ROOT / "criteria" / "binawidya", project / "criteria" / "binawidya")


def write_a_page(project: Path, seeded: random.Random) -> None:
    name = seeded.choice(("kebijakan.md", "kasemen/skema.md", "kasemen/hasil.md"))
    page = f"# Tulisan {seeded.randrange(99)}\n\n[Kasemen](kasemen/index.md)\n"
    (project / "docs" / name).parent.mkdir(exist_ok=True)
    (project / "docs" / name).write_text(page)


def forget_the_pages(project: Path, seeded: random.Random) -> None:
    for name in ("kebijakan.md", "kasemen/skema.md", "kasemen/hasil.md"):
        (project / "docs" / name).unlink(missing_ok=True)


def change_a_note(project: Path, seeded: random.Random) -> None:
    (project / "docs" / "catatan.txt").write_text(str(seeded.randrange(10**6)))


def spoil_the_site(project: Path, seeded: random.Random) -> None:
    """Somebody writes into a served file, and another one is lost."""
    served = sorted((project / "situs").rglob("*.html"))
    served[seeded.randrange(len(served))].write_text("rusak")
    served[0].unlink()


def spoil_the_memory(project: Path, seeded: random.Random) -> None:
    for path in (project / "tembolok").glob("*.json"):
        path.write_text(path.read_text()[: seeded.randrange(2_000)])


EDITS: tuple[Edit, ...] = (
    rename_something,
    explain_a_scheme,
    comment_a_file,
    change_national_rules,
    drop_the_release,
    bring_the_release_back,
    drop_an_agency,
    bring_the_agency_back,
    write_a_page,
    forget_the_pages,
    change_a_note,
    spoil_the_site,
    spoil_the_memory,
)


def edited_and_compared(project: Path, seed: int, steps: int) -> None:
    seeded = random.Random(seed)
    again(project)
    for step in range(steps):
        edits = seeded.sample(EDITS, seeded.randint(1, 3))
        for edit in edits:
            if edit in (rename_something, explain_a_scheme):
                bring_the_agency_back(project, seeded)
            edit(project, seeded)
        again(project)
        names = [edit.__name__ for edit in edits]
        assert [] == unlike(anew(project), files(project / "situs")), (step, names)


def test_after_random_edits_the_site_is_the_one_made_anew(project: Path) -> None:
    edited_and_compared(project, 5, 3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_after_many_random_edits_the_site_is_the_one_made_anew(project: Path, seed: int) -> None:
    edited_and_compared(project, seed, 8)


# --- what is made again ---------------------------------------------------------------------------


def test_only_what_an_edit_reaches_is_written_again(project: Path) -> None:
    first = again(project)
    inodes = {path: path.stat().st_ino for path in (project / "situs").rglob("*.html")}
    nothing = again(project)
    scheme = next((project / "criteria" / "binawidya" / "skema").glob("*.yml"))
    change(scheme, "ringkasan:\n  id: ", "ringkasan:\n  id: Lain ")
    some = again(project)

    assert (first.files, first.files, 0) == (nothing.files, first.written, nothing.written)
    assert 0 < some.written < first.files / 2
    kept = [p for p, inode in inodes.items() if p.exists() and p.stat().st_ino == inode]
    results = project / "situs" / "kasemen" / "hasil"
    assert {path for path in inodes if path.is_relative_to(results)} <= set(kept)


def test_a_weight_leaves_the_pages_of_figures_as_they_are(project: Path) -> None:
    again(project)
    before = files(project / "situs")
    scheme = next((project / "criteria" / "kasemen" / "skema").glob("*.yml"))
    change(scheme, "ringkasan:", "# diperiksa\nringkasan:")
    again(project)

    changed = unlike(before, files(project / "situs"))
    assert "kasemen/index.html" in changed  # tells the fingerprint of the criteria
    assert [] == [
        path for path in changed if "kasemen/hasil/" in path or path.startswith("binawidya")
    ]


def test_a_build_that_is_refused_leaves_the_old_site_and_nothing_beside_it(project: Path) -> None:
    again(project)
    before = files(project / "situs")
    scheme = next((project / "criteria" / "kasemen" / "skema").glob("*.yml"))
    scheme.write_text("rusak: [", encoding="utf-8")

    with pytest.raises(ValueError, match="problems in the criteria"):
        again(project)

    assert before == files(project / "situs")
    assert [] == list(project.glob(".*"))


def test_a_draft_is_refused_by_a_production_site_also_when_nothing_changed(project: Path) -> None:
    again(project)

    with pytest.raises(Drafts):
        write_site(request(project, is_production=True), project / "situs")


def test_a_site_without_its_mark_is_made_anew_and_a_foreign_one_is_left(project: Path) -> None:
    again(project)
    (project / "situs" / MARK).write_text("lain")
    assert len(files(project / "situs")) == again(project).written + 1

    (project / "situs" / MARK).unlink()
    with pytest.raises(NotOurs):
        again(project)


def test_a_memory_that_cannot_be_kept_costs_time_only(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "berkas").write_text("bukan folder")
    monkeypatch.setenv("TERANG_TEMBOLOK", str(project / "berkas" / "tembolok"))
    first, second = again(project), again(project)

    assert first == second


def test_a_cache_that_others_may_write_to_is_not_read(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = ledger.shelf_of(project / "situs")
    shelf.mkdir(parents=True)
    shelf.chmod(0o777)
    again(project)

    assert [] == list(shelf.iterdir())


def test_a_file_linked_from_the_old_site_is_never_written_through(tmp_path: Path) -> None:
    fresh = Fresh(tmp_path / "situs", {})
    old = fresh.put("a", b"lama")
    fresh.finish("1")
    second = Fresh(tmp_path / "situs", {"a": old})
    second.keep("a", old)
    second.put("a", b"baru")

    assert b"lama" == (tmp_path / "situs" / "a").read_bytes()
    second.finish("2")
    assert b"baru" == (tmp_path / "situs" / "a").read_bytes()
