"""Wheel and sdist hold all that the commands need, outside the repository too."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETUPTOOLS = int(version("setuptools").split(".")[0])
MAKE = "import sys; from setuptools import build_meta; print(build_meta.build_{}(sys.argv[1]))"

needs_setuptools = pytest.mark.skipif(
    SETUPTOOLS < 77, reason="the build needs setuptools 77 in this environment"
)


def run(*words: str, cwd: Path, out: bool = False) -> str:
    """A command without the checkout on its path; its output. Fails with what it said."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "TERANG"))}
    done = subprocess.run(
        words, cwd=cwd, env=own, capture_output=True, text=True, timeout=300, check=False
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout if out else done.stdout.strip().split("\n")[-1]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist of the checkout and the wheel made from that sdist."""
    home = tmp_path_factory.mktemp("paket")
    sources, dist = home / "sumber", home / "dist"
    sources.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, sources / name)
    for path in sorted(ROOT.glob("LICENSES*")):
        shutil.copyfile(path, sources / path.name)
    left_out = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(ROOT / "generator", sources / "generator", ignore=left_out)
    sdist = dist / run(sys.executable, "-c", MAKE.format("sdist"), str(dist), cwd=sources)
    with tarfile.open(sdist) as packed:
        packed.extractall(home, filter="data")
    unpacked = home / sdist.name.removesuffix(".tar.gz")
    run(sys.executable, "-c", MAKE.format("wheel"), str(dist), cwd=unpacked)
    return dist


@needs_setuptools
def test_the_wheel_made_from_the_sdist_holds_every_file_of_the_package(packages: Path) -> None:
    (wheel,) = packages.glob("*.whl")
    home = ROOT / "generator"
    own = {
        path.relative_to(home).as_posix()
        for path in (home / "terang").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".md"
    }
    with zipfile.ZipFile(wheel) as packed:
        held = {name for name in packed.namelist() if ".dist-info/" not in name}
        metadata = next(n for n in packed.namelist() if n.endswith(".dist-info/METADATA"))
        head = packed.read(metadata).decode()

    assert set() == own ^ held
    assert "License-Expression: MIT" in head
    assert re.search(r"^Requires-Python: >=3\.11$", head, re.MULTILINE)


@pytest.mark.slow
@needs_setuptools
def test_the_installed_wheel_makes_releases_and_a_site_elsewhere(
    packages: Path, tmp_path: Path
) -> None:
    (wheel,) = packages.glob("*.whl")
    venv = tmp_path / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", str(venv), cwd=tmp_path)
    python, terang = venv / "bin" / "python", venv / "bin" / "terang"
    pip = (sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check")
    run(*pip, "install", "-q", "--no-index", "--no-deps", str(wheel), cwd=tmp_path)
    # the dependencies, as they are installed here; the checkout itself is not among them
    site = next(venv.glob("lib/python*/site-packages"))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    work = tmp_path / "kantor"
    work.mkdir()
    where = run(str(python), "-c", "import terang; print(terang.__file__)", cwd=work)
    assert Path(where).is_relative_to(venv)

    run(str(terang), "init", str(work / "kantor-kami"), cwd=work)
    new = work / "kantor-kami"
    run(str(terang), "check", "criteria", cwd=new)
    run(str(terang), "sample", "--out", "../data", "--employees", "40", cwd=new)
    run(str(terang), "release", "build", "--data", "../data", cwd=new)
    run(str(terang), "release", "verify", "docs/rilis", cwd=new)
    run(str(terang), "pages", "--out", "../situs", cwd=new)

    made = {path.relative_to(work / "situs").as_posix() for path in (work / "situs").rglob("*")}
    assert {"index.html", "en/index.html", "404.html", "assets/terang/terang.css"} <= made
    assert any(path.endswith("/rilis.json") for path in made)
    assert any(path.endswith("sunting/json-editor.min.js") for path in made)
