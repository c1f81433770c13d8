"""The Markdown form is a site for other generators, where they are installed."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from terang.site.plan import Settings
from terang.site.write import Request, write_site

ROOT = Path(__file__).parents[2]
CONFIGURATION = """\
site_name: Terang
docs_dir: isi
site_dir: situs
theme: {name: material, font: false}
markdown_extensions: [toc, tables, attr_list]
"""


@pytest.mark.slow
@pytest.mark.parametrize("generator", ["zensical", "properdocs", "mkdocs"])
def test_another_generator_builds_the_markdown_form(tmp_path: Path, generator: str) -> None:
    program = shutil.which(generator)
    if program is None:
        pytest.skip(f"{generator} is not installed; `pip install {generator}` to run this test")
    for name in ("nasional", "kasemen"):
        shutil.copytree(ROOT / "criteria" / name, tmp_path / "criteria" / name)
    settings = Settings(on=date(2026, 11, 22))
    nothing = tmp_path / "kosong"
    request = Request(tmp_path / "criteria", nothing, nothing, settings, "md")
    done = write_site(request, tmp_path / "isi")
    (tmp_path / "situs.yml").write_text(CONFIGURATION, encoding="utf-8")

    run = subprocess.run(
        [program, "build", "-f", "situs.yml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert 0 == run.returncode, run.stderr
    page = (tmp_path / "situs" / "kasemen" / "index.html").read_text(encoding="utf-8")
    assert '<div class="terang halaman-instansi" lang="id">' in page
    made = sorted((tmp_path / "situs").rglob("index.html"))
    sources = sorted((tmp_path / "isi").rglob("index.md"))
    assert len(made) >= len(sources) > 50
    assert done.files > len(sources)
