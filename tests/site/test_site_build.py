"""The site as MkDocs builds it: strict, without the private zone, with errors people can use."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
BLOCKED = (
    "duckdb",
    "pyspark",
    "sqlglot",
    "pandas",
    "pyarrow",
    "numpy",
    "highspy",
    "terang.release",
)
RUN = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {blocked!r} or name in {blocked!r}:
            raise ImportError(f"{{name}} must not be imported")
sys.meta_path.insert(0, Blocked())
from mkdocs.__main__ import cli
cli(["build", "--strict", "--quiet"])
"""


def project(folder: Path) -> Path:
    """A copy of what the site is built from, without releases."""
    for name in ("criteria", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("rilis"))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1795305600", "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(
        [sys.executable, "-c", RUN.format(blocked=BLOCKED)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = project(tmp_path_factory.mktemp("situs"))
    return folder, build(folder)


def test_the_site_builds_strictly_without_the_private_zone(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    _, run = built

    assert (0, "", "") == (run.returncode, run.stdout, run.stderr)


def test_generated_and_written_pages_stand_beside_each_other(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    site = built[0] / "site"

    for page in ("", "kotabumi/skema/pelayanan/", "en/kotabumi/", "metode/", "en/privasi/"):
        assert (site / page / "index.html").is_file()
    assert 'href="/kriteria/"' in (site / "404.html").read_text(encoding="utf-8")
    assert {"terang.css", "terang.js", "cari.id.js", "cari.en.js"} <= {
        file.name for file in (site / "assets" / "terang").iterdir()
    }


def test_nothing_of_the_underlying_theme_is_served(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    assert ["terang"] == sorted(f.name for f in (built[0] / "site" / "assets").iterdir())


def test_a_mistake_in_the_criteria_ends_the_build_with_its_place(tmp_path: Path) -> None:
    folder = project(tmp_path)
    scheme = folder / "criteria" / "kotabumi" / "skema" / "pelayanan.yml"
    scheme.write_text(
        scheme.read_text(encoding="utf-8").replace("diri: 15", "diri: 14"), encoding="utf-8"
    )

    run = build(folder)

    assert run.returncode != 0
    assert "criteria/kotabumi/skema/pelayanan.yml:" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_build_that_fails_leaves_the_old_site_and_the_next_removes_what_is_stale(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder = built[0]
    site = folder / "site"
    before = {path: path.stat().st_ino for path in site.rglob("*.html")}
    agency = folder / "criteria" / "kasemen"
    (agency / "instansi.yml").write_text("rusak: [", encoding="utf-8")

    failed = build(folder)
    left = {path: path.stat().st_ino for path in site.rglob("*.html")}
    shutil.rmtree(agency)
    (folder / "docs" / "metode.md").write_text("# Metode\n", encoding="utf-8")
    (folder / "docs" / "galat" / "K001.md").unlink()
    for page in (folder / "docs" / "galat" / "index.md", folder / "docs" / "operator.md"):
        page.unlink()
    build(folder)

    assert (True, before) == (failed.returncode != 0, left)
    assert [False, False] == [(site / name).exists() for name in ("kasemen", "galat/K001")]
    assert "Metode</h1>" in (site / "metode" / "index.html").read_text(encoding="utf-8")
    kept = site / "kotabumi" / "indikator" / "index.html"
    assert before[kept] == kept.stat().st_ino
    assert [] == list(folder.glob(".baru-*"))
