"""Build sites of many agencies, beside stock generators with the same content.

python -m benchmarks.site [--pages 100 1000 3000 10000] [--stock 100 1000] [--others BIN]
    [--edits 5]
Each run is a process of its own; CPU seconds are user + system of it and its children, memory is
the largest of any of them. Stock MkDocs with Material, and Zensical and ProperDocs where the folder
given by --others (the bin folder of a virtual environment) has them, build the Markdown form of the
same pages: `terang pages --format md`. --edits: changes of the shipped criteria, each from the edit
to the written page as `mkdocs serve` rebuilds it in its process (`preview.py`).
"""

from __future__ import annotations

import argparse
import itertools
import math
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.site.corpus import STOCK, change_some, make_corpus
from benchmarks.site.preview import preview

HERE = Path(sys.executable).parent
DAY = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took. pages: HTML files it left; size: bytes of all files."""

    name: str
    pages: int
    cpu: float
    memory: float
    size: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[100, 1_000, 3_000, 10_000])
    parser.add_argument("--stock", type=int, nargs="*", default=[100, 1_000])
    parser.add_argument("--others", type=Path, help="bin folder with zensical, properdocs")
    parser.add_argument("--edits", type=int, default=5)
    options = parser.parse_args()
    preview(options.edits)
    print(f"{'pages':>7} {'run':<28} {'CPU s':>8} {'MB':>7} {'site MB':>8}", flush=True)
    found: dict[str, list[Cost]] = {}
    for pages in sorted({*options.pages, *options.stock}):
        with tempfile.TemporaryDirectory(prefix="tolok-") as folder:
            for cost in measured(Path(folder), pages, options):
                found.setdefault(cost.name, []).append(cost)
    for name, costs in found.items():
        told(name, costs)
    compared(found)


def measured(home: Path, pages: int, options: argparse.Namespace) -> list[Cost]:
    """The runs at one size, each told as soon as it is done."""
    make_corpus(pages, home)
    cache = {"TERANG_TEMBOLOK": str(home / "tembolok"), "NO_MKDOCS_2_WARNING": "1"}
    alone = [str(HERE / "terang"), "pages", "--out", "situs", "--on", DAY]
    host = [str(HERE / "mkdocs"), "build", "--quiet", "-d", "situs-mkdocs"]
    costs = []

    def run(name: str, command: Sequence[str], site: str) -> None:
        costs.append(_run(name, command, home, home / site, cache))

    if pages in options.pages:
        run("terang pages", alone, "situs")
        run("terang pages, unchanged", alone, "situs")
        run("mkdocs + terang", host, "situs-mkdocs")
        run("mkdocs + terang, unchanged", host, "situs-mkdocs")
        agencies = change_some(0.01, home)
        run(f"terang pages, {agencies} changed", alone, "situs")
        run(f"mkdocs + terang, {agencies} changed", host, "situs-mkdocs")
    if pages in options.stock:
        markdown = [*alone[:3], "isi", "--on", DAY, "--format", "md"]
        run("terang pages --format md", markdown, "isi")
        (home / "isi" / ".terang-pages").unlink()
        (home / "stok.yml").write_text(STOCK, encoding="utf-8")
        run("stock mkdocs + material", [*host[:3], "-f", "stok.yml", "-d", "stok"], "stok")
        for name in ("zensical", "properdocs"):
            program = options.others / name if options.others else None
            if program is None or not program.exists():
                print(f"{'':>7} {name:<28} not installed", flush=True)
                continue
            own = home / f"{name}.yml"
            own.write_text(STOCK + f"site_dir: {name}\n", encoding="utf-8")
            run(f"stock {name}", [str(program), "build", "-f", own.name], name)
    return costs


def _run(
    name: str, command: Sequence[str], home: Path, site: Path, more: Mapping[str, str]
) -> Cost:
    log = home / "keluaran.txt"
    process = os.fork()
    if process == 0:
        os.chdir(home)
        with log.open("wb") as out:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
        os.execve(command[0], list(command), {**os.environ, **more})
    _, status, usage = os.wait4(process, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)}\n{log.read_text()}")
    files = [path for path in site.rglob("*") if path.is_file()]
    cost = Cost(
        name,
        sum(path.suffix in (".html", ".md") for path in files),
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024,
        sum(path.stat().st_size for path in files),
    )
    print(
        f"{cost.pages:>7} {name:<28} {cost.cpu:>8.2f} {cost.memory:>7.0f} {cost.size / 1e6:>8.1f}",
        flush=True,
    )
    return cost


def told(name: str, costs: Sequence[Cost]) -> None:
    """How the CPU seconds of a run grow with its pages: 1 is in proportion."""
    for small, large in itertools.pairwise(costs):
        growth = math.log(large.cpu / small.cpu) / math.log(large.pages / small.pages)
        print(f"growth  {name}: {small.pages} to {large.pages} pages, exponent {growth:.2f}")


def compared(found: Mapping[str, Sequence[Cost]]) -> None:
    """How many times the CPU seconds of Terang each stock generator takes."""
    for name, costs in found.items():
        if not name.startswith("stock "):
            continue
        for cost in costs:
            for own in ("terang pages", "mkdocs + terang"):
                same = [c for c in found.get(own, ()) if abs(c.pages - cost.pages) < 60]
                for mine in same:
                    print(
                        f"times   {name} / {own} at {mine.pages} pages: {cost.cpu / mine.cpu:.1f}"
                    )


if __name__ == "__main__":
    if shutil.disk_usage(tempfile.gettempdir()).free < 4 * 10**9:
        print("less than 4 GB free for temporary files", file=sys.stderr)
    main()
