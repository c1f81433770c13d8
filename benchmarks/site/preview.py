"""From the edit of a rule to its written page, in the process of a preview that runs already."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

ROOT = Path(__file__).parents[2]
FILE = "criteria/kotabumi/skema/pelayanan.yml"
PAGE = "kotabumi/skema/pelayanan/index.html"


def preview(edits: int) -> None:
    """Measure in a process of its own and tell the median."""
    if edits:
        subprocess.run([sys.executable, "-m", __spec__.name, str(edits)], check=True, cwd=ROOT)


def main(edits: int) -> None:
    with tempfile.TemporaryDirectory(prefix="tolok-") as folder:
        home = Path(folder)
        for name in ("criteria", "docs"):
            shutil.copytree(ROOT / name, home / name)
        shutil.copy(ROOT / "mkdocs.yml", home)
        os.environ |= {"TERANG_TEMBOLOK": str(home / "tembolok"), "NO_MKDOCS_2_WARNING": "1"}
        load_config(str(home / "mkdocs.yml")).plugins.on_startup(command="serve", dirty=False)
        first, _ = _built(home)
        spent = [_edited(home, number) for number in range(edits)]
        cpu, wall = (statistics.median(values) for values in zip(*spent, strict=True))
        worst = max(value for value, _ in spent)
        pages = sum(1 for _ in (home / "site").rglob("*.html"))
    print(
        f"preview of {pages} pages: first build {first:.2f} CPU s; edit to written page, median of "
        f"{edits}: {cpu:.2f} CPU s (most {worst:.2f}), {wall:.2f} s on the clock",
        flush=True,
    )


def _edited(home: Path, number: int) -> tuple[float, float]:
    """Change a sentence of a scheme and build; the page must say it."""
    mark = f"Uji ke-{number}"
    summary = "ringkasan:\n  id: >-\n    "
    shipped = (ROOT / FILE).read_text(encoding="utf-8")
    assert summary in shipped
    edited = shipped.replace(summary, f"{summary}{mark} ", 1)
    (home / FILE).write_text(edited, encoding="utf-8")
    spent = _built(home)
    assert mark in (home / "site" / PAGE).read_text(encoding="utf-8")
    return spent


def _built(home: Path) -> tuple[float, float]:
    """CPU seconds and seconds of a build, the configuration read anew as `mkdocs serve` does."""
    before, started = time.process_time(), time.monotonic()
    config = load_config(str(home / "mkdocs.yml"), site_dir=str(home / "site"))
    build(config, serve_url="http://127.0.0.1:8000/")
    return time.process_time() - before, time.monotonic() - started


if __name__ == "__main__":
    main(int(sys.argv[1]))
