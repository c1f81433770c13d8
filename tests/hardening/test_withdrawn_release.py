"""A withdrawn release: its data are gone, its addresses stay and tell the day and the reason."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from tests import shipped

from terang.core.model import CriteriaSet, Text
from terang.releasefile.archive import keep, read_agency
from terang.releasefile.attacker import attack_published
from terang.releasefile.model import Release
from terang.releasefile.parse import Refused
from terang.releasefile.read import read_all, read_release
from terang.releasefile.withdraw import (
    NOTICE,
    is_withdrawn,
    keep_copy,
    keep_notice,
    read_notice,
    read_withdrawn,
    withdraw,
    withdrawal_of,
)
from terang.releasefile.withdraw_report import remaining
from terang.releasefile.write import contents, write_release
from terang.site.plan import Plan, Settings, plan
from terang.site.write import Request, write_site

ROOT = Path(__file__).parents[2]
AGENCY = "rangkui"
REASON = Text("Tabel <b>pelatihan</b> memuat angka yang terlalu kecil.", "A figure was too small.")
DAY, TODAY = date(2026, 11, 20), date(2026, 11, 22)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A docs folder with the releases of one agency."""
    shutil.copytree(ROOT / "docs" / "rilis" / AGENCY, tmp_path / "docs" / "rilis" / AGENCY)
    return tmp_path / "docs"


def release_folder(docs: Path, period: str = "2025") -> Path:
    return docs / "rilis" / AGENCY / period


def gone(docs: Path, period: str = "2025") -> Release:
    """Withdraw a period; the release as it was."""
    folder = release_folder(docs, period)
    release = read_release(folder)
    withdraw(folder, withdrawal_of(release, DAY, REASON))
    return release


@cache
def criteria() -> CriteriaSet:
    found = shipped.criteria()
    return replace(found, agencies={AGENCY: found.agencies[AGENCY]})


def planned(docs: Path) -> tuple[Plan, Settings]:
    settings = Settings(on=TODAY, withdrawn=read_withdrawn(docs / "rilis"))
    return plan(criteria(), read_all(docs / "rilis"), settings), settings


def pages_of(docs: Path) -> dict[str, str]:
    made, _ = planned(docs)
    return {page.url: page.html for page in made.pages}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, dict[str, bytes]]:
    """The release that was withdrawn, and the whole site after it."""
    home = tmp_path_factory.mktemp("situs")
    docs, out = home / "docs", home / "situs"
    shutil.copytree(ROOT / "docs" / "rilis" / AGENCY, docs / "rilis" / AGENCY)
    for name in ("nasional", AGENCY):
        shutil.copytree(ROOT / "criteria" / name, home / "criteria" / name)
    release = gone(docs)
    write_site(Request(home / "criteria", docs / "rilis", docs, Settings(on=TODAY)), out)
    files = (path for path in sorted(out.rglob("*")) if path.is_file())
    return release, {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


Whole = tuple[Release, dict[str, bytes]]


def test_nothing_but_the_notice_is_left_and_it_holds_no_digest(docs: Path) -> None:
    release = gone(docs)
    folder = release_folder(docs)
    text = (folder / NOTICE).read_text(encoding="utf-8")

    assert [NOTICE] == [path.name for path in folder.iterdir()]
    assert not any(entry.sha256 in text for entry in release.files)
    assert release.criteria_digest not in text
    assert ["2024"] == [one.period for one in read_all(docs / "rilis")]
    assert (DAY, REASON, f"{AGENCY}/2025") == (
        (notice := read_notice(folder)).on,
        notice.reason,
        notice.place,
    )


def test_every_address_stays_in_both_languages_and_tells_day_and_reason(
    docs: Path, site: Whole
) -> None:
    before = {page.url for page in planned(docs)[0].pages}
    _, files = site

    assert set() == {f"{url}index.html" for url in before} - set(files)
    lost = [url for url in before if "/2025/" in url]
    assert len(lost) > 20
    for url in lost:
        html = files[f"{url}index.html"].decode()
        assert ("20 November 2026" in html, "<b>pelatihan" in html) == (True, False)
        assert ("A figure was too small." if url.startswith("en/") else "&lt;b&gt;pelat") in html


def test_agency_archive_data_and_service_pages_tell_of_it(site: Whole) -> None:
    _, files = site
    for path in ("", "hasil/", "data/", "layanan/", "layanan/loket-pelayanan/"):
        told = [files[f"{lang}{AGENCY}/{path}index.html"].decode() for lang in ("", "en/")]
        assert [1, 1] == [page.count("20 November 2026") for page in told], path
        assert "Rilis 2025 ditarik" in told[0]
        assert "angka yang terlalu kecil" in told[0]
        assert "Release 2025 withdrawn" in told[1]
        assert "A figure was too small." in told[1]


def test_no_download_figure_package_or_entry_of_it_is_served(site: Whole) -> None:
    release, files = site
    served = [path for path in files if path.startswith(f"rilis/{AGENCY}/2025")]
    assert [f"rilis/{AGENCY}/2025/{NOTICE}"] == served
    removed = {text for text in contents(release).values() if len(text) > 200}
    assert not removed & set(files.values())
    feed = files["umpan.xml"].decode()
    assert feed.count(f"{AGENCY}/rilis/2025/") == 1
    assert f"<id>tag:terang,2026:{AGENCY}/rilis/2025/0/ditarik</id>" in feed
    assert "hasil 2025 ditarik" in feed
    assert "results 2025 withdrawn" in files["en/umpan.xml"].decode()
    for path, content in files.items():
        assert f"rilis/{AGENCY}/2025/tabel".encode() not in content, path


def test_without_any_release_left_no_page_says_that_none_came_out_yet(docs: Path) -> None:
    gone(docs)
    gone(docs, "2024")
    html = pages_of(docs)[f"{AGENCY}/hasil/"]

    assert (False, True) == ("Belum ada rilis" in html, "tidak ada rilis yang disajikan" in html)
    assert "Rilis 2024 ditarik" in html


def test_a_later_correction_takes_the_address_and_the_notice_moves_to_the_archive(
    docs: Path,
) -> None:
    old = gone(docs)
    folder = release_folder(docs)
    keep_notice(folder)
    write_release(replace(old, revision=1), docs / "rilis")

    assert (False, ["2024", "2025"]) == (
        is_withdrawn(folder),
        [one.period for one in read_all(docs / "rilis")],
    )
    assert [(0, DAY)] == [(one.revision, one.on) for one in read_withdrawn(docs / "rilis")]
    html = pages_of(docs)
    assert "Rilis 2025 ditarik" in html[f"{AGENCY}/hasil/2025/"]
    assert "<table" in html[f"{AGENCY}/hasil/2025/"]
    assert "Rilis 2025 ditarik" not in html[f"{AGENCY}/hasil/2024/"]


def test_a_superseded_revision_can_be_withdrawn_from_the_archive(docs: Path) -> None:
    folder = release_folder(docs)
    release = read_release(folder)
    kept = keep(folder)
    write_release(replace(release, revision=1), docs / "rilis")
    withdraw(kept, withdrawal_of(release, DAY, REASON))

    assert [NOTICE] == [path.name for path in kept.iterdir()]
    assert [("2024", 0), ("2025", 1)] == [
        (one.period, one.revision) for one in read_agency(folder.parent)
    ]


def test_the_copy_is_whole(docs: Path, tmp_path: Path) -> None:
    folder = release_folder(docs)
    release = read_release(folder)
    kept = keep_copy(folder, release, tmp_path / "bukti")

    assert tmp_path / "bukti" / AGENCY / "2025-r0" == kept
    assert release == read_release(kept)
    assert contents(release) == {
        path.relative_to(kept).as_posix(): path.read_bytes()
        for path in kept.rglob("*")
        if path.is_file()
    }


def test_what_remains_counts_the_copy_itself_and_every_other_release(docs: Path) -> None:
    folder = release_folder(docs)
    release = read_release(folder)
    other = read_release(release_folder(docs, "2024"))
    told = remaining(release, [other])

    assert sum(table.shown for table in release.certificate.tables) == told.shown
    assert 0 < attack_published(release).attacked == told.attacked
    assert (0, [(f"{AGENCY}/2024", False, 0)]) == (
        told.exposed,
        [(one.release, one.same_period, one.exposed) for one in told.beside],
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda form: form.pop("alasan"), "R013"),
        (lambda form: form.update(lain=1), "R012"),
        (lambda form: form.update(ditarik="kemarin"), "R017"),
        (lambda form: form.update(unit=["../x"]), "R015"),
        (lambda form: form.update(alasan={"id": "a\u202eb"}), "R014"),
        (lambda form: form.update(instansi=7), "R011"),
    ],
)
def test_a_broken_notice_is_a_located_problem(
    docs: Path, change: Callable[[dict[str, object]], object], code: str
) -> None:
    gone(docs)
    path = release_folder(docs) / NOTICE
    form = json.loads(path.read_text(encoding="utf-8"))
    change(form)
    path.write_text(json.dumps(form), encoding="utf-8")

    with pytest.raises(Refused) as stopped:
        read_withdrawn(docs / "rilis")
    assert (code, f"2025/{NOTICE}") == (stopped.value.problem.code, stopped.value.problem.file)
