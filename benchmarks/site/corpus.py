"""A country of agencies: the shipped ones, copied under new ids and names, with their releases."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from terang.releasefile.read import read_all
from terang.releasefile.write import contents

ROOT = Path(__file__).parents[2]
PAGES = 160  # about what one agency has, both languages together


def make_corpus(pages: int, target: Path) -> None:
    """criteria/, docs/rilis/ and mkdocs.yml for a site of about so many pages."""
    shipped = sorted(p.name for p in (ROOT / "criteria").iterdir() if (p / "instansi.yml").exists())
    shutil.copytree(ROOT / "criteria" / "nasional", target / "criteria" / "nasional")
    for i in range(max(1, round(pages / PAGES))):
        model = shipped[i % len(shipped)]
        _copy_agency(model, f"{model}-{i + 1:04d}", i + 1, target)
    (target / "mkdocs.yml").write_text(HOST, encoding="utf-8")


def _copy_agency(model: str, ident: str, number: int, target: Path) -> None:
    folder = target / "criteria" / ident
    shutil.copytree(ROOT / "criteria" / model, folder)
    for name in ("instansi", "terbitan"):
        path = folder / f"{name}.yml"
        text = re.sub(r"(?m)^id: \S+", f"id: {ident}", path.read_text(encoding="utf-8"), count=1)
        named = re.sub(
            r"(?m)^nama: \{id: ([^,]+), en: ([^}]+)\}",
            rf"nama: {{id: \1 {number}, en: \2 {number}}}",
            text,
        )
        path.write_text(named, encoding="utf-8")
    for name, content in _releases(model, ident):
        place = target / "docs" / "rilis" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _releases(model: str, ident: str) -> Iterator[tuple[str, bytes]]:
    for release in read_all(ROOT / "docs" / "rilis"):
        if release.agency == model:
            for path, content in contents(replace(release, agency=ident, approvals=())).items():
                yield f"{ident}/{release.period}/{path}", content


def change_some(share: float, target: Path) -> int:
    """Edit one rule in a share of the agencies, at least in one; how many that are."""
    folders = [p for p in sorted((target / "criteria").iterdir()) if p.name != "nasional"]
    changed = folders[: max(1, round(share * len(folders)))]
    for folder in changed:
        path = sorted((folder / "skema").glob("*.yml"))[0]
        path.write_text(path.read_text(encoding="utf-8") + "# diperiksa\n", encoding="utf-8")
    return len(changed)


HOST = """\
site_name: Terang
theme: {name: material, font: false}
plugins: [terang: {tanggal: "2026-11-22"}]
markdown_extensions: [toc, tables, attr_list]
"""
STOCK = """\
site_name: Terang
docs_dir: isi
theme: {name: material, font: false}
plugins: [search]
markdown_extensions: [toc, tables, attr_list]
"""
