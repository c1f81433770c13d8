"""The pages of docs/galat, and the broken criteria that each of them describes.

A page shows a wrong fragment of a file, the report, and the right fragment. The right one stands
in tests/kasus/criteria/dasar word for word; putting the wrong one in its place breaks the copy.
Faults that no text can show are made by BREAK. Pages about `pemetaan.yml`, which lies beside the
data and not among the criteria, do the same with tests/kasus/pemetaan.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BASE = ROOT / "tests" / "kasus" / "criteria" / "dasar"
MAPPING = ROOT / "tests" / "kasus" / "pemetaan"
PAGES = ROOT / "docs" / "galat"

POLICY = "kota/terbitan.yml"
SCHEME = "kota/skema/tahunan.yml"
INDICATOR = "kota/indikator/ide-baru.yml"


@dataclass(frozen=True)
class Page:
    """wrong and right are empty where the fault cannot be shown as text."""

    code: str
    file: str
    wrong: str
    report: str
    right: str


def pages() -> list[Page]:
    return [read(path) for path in sorted(PAGES.glob("K*.md"))]


def read(path: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    wrong = re.search(r'## Salah\n\n```yaml title="([^"]+)"\n(.*?)\n```', text, re.DOTALL)
    report = re.search(r"## Pesan\n\n```text\n(.*?)\n```", text, re.DOTALL)
    right = re.search(r"## Benar\n\n```yaml[^\n]*\n(.*?)\n```", text, re.DOTALL)
    assert report is not None, f"{path.name} shows no report"
    return Page(
        code=path.stem,
        file=wrong[1] if wrong else "",
        wrong=wrong[2] if wrong else "",
        report=report[1],
        right=right[1] if right else "",
    )


def broken(page: Page, folder: Path) -> Path:
    """A copy of the small criteria with the page's fault in it."""
    root = folder / "criteria"
    shutil.copytree(MAPPING if page.file == "pemetaan.yml" else BASE, root)
    if page.code in BREAK:
        BREAK[page.code](root)
    elif page.right:
        put(root / page.file, page.right, page.wrong)
    else:
        (root / page.file).write_text(page.wrong + "\n", encoding="utf-8")
    return root


def put(path: Path, right: str, wrong: str) -> None:
    """Replace the one place where the lines of `right` stand, keeping their indentation."""
    lines = path.read_text(encoding="utf-8").split("\n")
    wanted = right.split("\n")
    places = [at for at in range(len(lines)) if _stands(lines, at, wanted)]
    assert len(places) == 1, f"{right!r} stands {len(places)} times in {path.name}"
    at = places[0]
    margin = _margin(lines[at])
    lines[at : at + len(wanted)] = [margin + line for line in wrong.split("\n")]
    path.write_text("\n".join(lines), encoding="utf-8")


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _stands(lines: list[str], at: int, wanted: list[str]) -> bool:
    margin = _margin(lines[at])
    return lines[at : at + len(wanted)] == [margin + line for line in wanted]


def _prefixed(file: str, start: bytes) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        path = root / file
        path.write_bytes(start + path.read_bytes())

    return change


def _second_scheme(root: Path) -> None:
    text = (root / SCHEME).read_text(encoding="utf-8")
    (root / "kota/skema/tahunan-baru.yml").write_text(
        text.replace("id: tahunan", "id: tahunan-baru"), encoding="utf-8"
    )
    example = (root / "kota/contoh/tahunan.yml").read_text(encoding="utf-8")
    renamed = example.replace("id: tahunan", "id: baru").replace(
        "skema: tahunan", "skema: tahunan-baru"
    )
    (root / "kota/contoh/baru.yml").write_text(renamed, encoding="utf-8")


def _spare_indicator(root: Path) -> None:
    text = (root / INDICATOR).read_text(encoding="utf-8")
    (root / "kota/indikator/lain.yml").write_text(
        text.replace("id: ide-baru", "id: lain"), encoding="utf-8"
    )
    (root / "kota/contoh/lain.yml").write_text(
        "format: terang/1\njenis: contoh\nid: lain\njudul: Lain\nindikator: lain\n"
        "pada: 2025-06-30\nmasukan: {lain: {sistem: [true]}}\nhasil: {indikator: {lain: 100}}\n",
        encoding="utf-8",
    )


BREAK: dict[str, Callable[[Path], None]] = {
    "K001": _prefixed(POLICY, b"#" * 1024 * 1024 + b"\n"),
    "K002": _prefixed(POLICY, b"# Sejak 2024 \x96 2025\n"),
    "K003": _prefixed(POLICY, b"\xef\xbb\xbf"),
    "K004": _prefixed(POLICY, "# ambang\u202e naik\n".encode()),
    "K010": lambda root: put(root / POLICY, "ambang: 5", "ambang: " + "5a" * 6000),
    "K043": _second_scheme,
    "K057": _spare_indicator,
    "K074": lambda root: (root / SCHEME).with_suffix(".yaml").touch(),
    "K075": lambda root: (root / POLICY).unlink(),
}
