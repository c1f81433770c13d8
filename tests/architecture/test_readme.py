"""The README promises only what exists."""

from __future__ import annotations

import re
from pathlib import Path

from terang.cli import VERBS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_of_the_readme_exists() -> None:
    named = set(re.findall(r"\.venv/bin/terang (\w+)", README))

    assert named
    assert set() == named - set(VERBS)


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"^make (\w+)|`make (\w+)`", README, re.MULTILINE))
    targets = {first or second for first, second in named}

    assert {"demo", "test", "serve"} == targets
    assert [] == [target for target in targets if f"\n{target}:" not in makefile]


def test_every_file_of_the_readme_exists() -> None:
    named = re.findall(r"criteria/[\w/-]+\.yml", README)

    assert named
    assert [] == [path for path in named if not (ROOT / path).is_file()]
