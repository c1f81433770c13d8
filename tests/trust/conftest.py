"""The whole shipped site, made four ways once: by MkDocs, without it on two unlike machines, as
Markdown."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.browser.served import TODAY, whole_site
from tests.made import made_once

ROOT = Path(__file__).parents[2]
WITHOUT_MKDOCS = """
import os, sys
cores = int(os.environ.get("UJI_INTI", "0"))
if cores:  # another machine
    os.cpu_count = lambda: cores
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("mkdocs", "material"):
            raise ImportError(name)
sys.meta_path.insert(0, Blocked())
from terang.cli import main
raise SystemExit(main(sys.argv[1:]))
"""


def pages(out: Path, *options: str, cwd: Path = ROOT, **environment: str) -> None:
    """`terang pages` in a process of its own that cannot import MkDocs."""
    command = [sys.executable, "-c", WITHOUT_MKDOCS, "pages", "--out", str(out), *options]
    own = {k: v for k, v in os.environ.items() if not k.startswith("TERANG_ALAMAT")}
    run = subprocess.run(
        command,
        cwd=cwd,
        env=own | {"SOURCE_DATE_EPOCH": TODAY} | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (0, "") == (run.returncode, run.stderr)


def copied_backwards(target: Path) -> None:
    """What the site is made of, its files created in the opposite order."""
    sources = [p for name in ("criteria", "docs") for p in (ROOT / name).rglob("*") if p.is_file()]
    for source in sorted(sources, reverse=True):
        copy = target / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)


def _make(folder: Path) -> None:
    shutil.copytree(whole_site(), folder / "mkdocs")
    here = {"TZ": "Asia/Jakarta", "LC_ALL": "C", "PYTHONHASHSEED": "1", "UJI_INTI": "64"}
    pages(folder / "here", **here)
    copied_backwards(folder / "there-sources")
    pages(
        folder / "there",
        cwd=folder / "there-sources",
        TZ="America/Anchorage",
        LC_ALL="C.UTF-8",
        PYTHONHASHSEED="77",
        PYTHONUTF8="1",
        UJI_INTI="1",
    )
    pages(folder / "markdown", "--format", "md")


@pytest.fixture(scope="session")
def sites() -> Path:
    """A folder with the sites `mkdocs`, `here`, `there` and `markdown`; made by one worker only."""
    return made_once("situs-empat-cara", _make)
