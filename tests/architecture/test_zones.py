"""The public zone builds the whole site with the private zone and its packages blocked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

BLOCKED_BUILD = """
import sys

BLOCKED = {"duckdb", "pyspark", "sqlglot", "pandas", "pyarrow", "numpy", "scipy", "highspy"}

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in BLOCKED or name.startswith(("terang.release.", "terang.sample")) \\
                or name == "terang.release":
            raise ImportError(f"blocked: {name}")

sys.meta_path.insert(0, Blocker())
from mkdocs.__main__ import cli
cli(["build", "--quiet", "--strict", "--site-dir", sys.argv[1]])
"""


def test_site_builds_without_the_private_zone(tmp_path: Path) -> None:
    """Without warnings too: --strict turns each into a failure, --quiet prints nothing else."""
    out = tmp_path / "site"

    build = subprocess.run(
        [sys.executable, "-c", BLOCKED_BUILD, str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert (0, "") == (build.returncode, build.stdout + build.stderr)
    assert (out / "index.html").is_file()
    assert (out / "kotabumi" / "index.html").is_file()
