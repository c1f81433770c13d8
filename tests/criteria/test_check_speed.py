"""Five hundred criteria files are checked in less than three CPU seconds, starting included."""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES, CPU_SECONDS = 500, 3


def enlarged(folder: Path) -> int:
    """Copies of the five agencies under new names until there are enough files; how many."""
    home = Path(shutil.copytree(ROOT / "criteria", folder / "criteria"))
    agencies = sorted(path.parent for path in home.glob("*/instansi.yml"))
    copies = 0
    while (files := len(list(home.rglob("*.yml")))) < FILES:
        agency = agencies[copies % len(agencies)]
        copies += 1
        new = home / f"{agency.name}-{copies}"
        shutil.copytree(agency, new)
        for name in ("instansi.yml", "terbitan.yml"):
            text = (new / name).read_text(encoding="utf-8")
            renamed = re.sub(r"(?m)^id: .*$", f"id: {new.name}", text, count=1)
            (new / name).write_text(renamed, encoding="utf-8")
    return files


@pytest.mark.slow
def test_five_hundred_files_are_checked_in_three_seconds(tmp_path: Path) -> None:
    files = enlarged(tmp_path)
    command = [sys.executable, "-m", "terang", "check", str(tmp_path / "criteria")]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert (0, True) == (done.returncode, f"{files} berkas" in done.stderr), done.stdout[-500:]
    assert used < CPU_SECONDS
