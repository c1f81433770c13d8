"""`terang init`: the repository passes its own pipelines, and a bad proposal is told by line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from terang import __version__
from terang.criteria import starter
from terang.criteria.format import formatted
from terang.criteria.load import load

ROOT = Path(__file__).parents[2]
SCHEME = Path("criteria/instansi-kami/skema/pelaksana.yml")
ENVIRONMENT = {
    **os.environ,
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "GIT_AUTHOR_NAME": "Uji",
    "GIT_AUTHOR_EMAIL": "uji@contoh.invalid",
    "GIT_COMMITTER_NAME": "Uji",
    "GIT_COMMITTER_EMAIL": "uji@contoh.invalid",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "CABANG_TUJUAN": "main",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
}
INSTALLS = "pip install"
FETCHES = "git fetch"
SPEAKS_TO_FORGE = ("$TOKEN", "TERANG_TOKEN", "gh ")


def run(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """A step as the runner does it: a shell that stops at the first failure."""
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def steps(folder: Path, workflow: str, job: str) -> list[str]:
    """The commands of a job that do not install, fetch, or speak to a forge."""
    content = yaml.safe_load((folder / workflow).read_text(encoding="utf-8"))
    if workflow.endswith("gitlab-ci.yml"):
        scripts: list[str] = ["\n".join(content[job]["script"])]
    else:
        scripts = [step["run"] for step in content["jobs"][job]["steps"] if "run" in step]
    skipped = (INSTALLS, FETCHES, *SPEAKS_TO_FORGE)
    return [script for script in scripts if not any(word in script for word in skipped)]


@pytest.fixture(scope="module")
def new_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("awal") / "kriteria"
    made = run(folder.parent, "terang init kriteria")
    assert 0 == made.returncode, made.stderr
    begun = run(
        folder,
        "git init -q -b main . && git add . && git commit -q -m awal"
        " && git update-ref refs/remotes/origin/main main && git checkout -q -b usulan",
    )
    assert 0 == begun.returncode, begun.stderr
    return folder


@pytest.fixture
def repository(new_repository: Path, tmp_path: Path) -> Path:
    return shutil.copytree(new_repository, tmp_path / "kriteria")


def propose(folder: Path, file: Path, old: str, new: str) -> None:
    content = (folder / file).read_text(encoding="utf-8")
    assert 1 == content.count(old)
    (folder / file).write_text(content.replace(old, new), encoding="utf-8")
    assert 0 == run(folder, "git commit -q -a -m usulan").returncode


WORKFLOWS = [
    (".github/workflows/periksa.yml", "periksa"),
    (".gitlab-ci.yml", "periksa"),
    (".forgejo/workflows/periksa.yml", "periksa"),
    (".github/workflows/terbit.yml", "terbit"),
    (".gitlab-ci.yml", "pages"),
    (".forgejo/workflows/terbit.yml", "terbit"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("workflow", "job"), WORKFLOWS)
def test_the_new_repository_passes_its_pipelines(repository: Path, workflow: str, job: str) -> None:
    scripts = steps(repository, workflow, job)

    assert len(scripts) >= 1
    for script in scripts:
        done = run(repository, script)
        assert 0 == done.returncode, f"{script}\n{done.stdout}\n{done.stderr}"


def test_a_good_proposal_gets_its_meaning_and_effect(repository: Path) -> None:
    propose(
        repository,
        SCHEME,
        "- {berlaku: 2026-01-01, nilai: 40, sifat: contoh}",
        "- {berlaku: 2026-01-01, nilai: 40, sifat: contoh}\n"
        "            - {berlaku: 2027-01-01, nilai: 20, sifat: contoh}",
    )
    propose(
        repository,
        SCHEME,
        "indikator: waktu-tanggap\n          bobot:\n"
        "            - {berlaku: 2026-01-01, nilai: 30, sifat: contoh}",
        "indikator: waktu-tanggap\n          bobot:\n"
        "            - {berlaku: 2026-01-01, nilai: 30, sifat: contoh}\n"
        "            - {berlaku: 2027-01-01, nilai: 50, sifat: contoh}",
    )

    done = run(repository, "sh .ci/laporan.sh main")

    assert 0 == done.returncode, done.stderr
    report = (repository / "laporan.md").read_text(encoding="utf-8")
    assert "Bobot jumlah layanan 40 → 20 mulai 1 Januari 2027, berlaku untuk pelaksana" in report
    assert "Dampak pada contoh hitungan" in report


def test_a_bad_proposal_is_annotated_at_the_right_line(repository: Path) -> None:
    line = "- {berlaku: 2026-01-01, nilai: 40, sifat: contoh}"
    propose(repository, SCHEME, line, line.replace("40", "45"))
    numbered = (repository / SCHEME).read_text(encoding="utf-8").splitlines()
    rule = 1 + next(i for i, text in enumerate(numbered) if text.strip() == "komponen:")

    done = run(repository, "terang check criteria --format github")

    assert 1 == done.returncode
    found = re.findall(r"::error file=(.*?),line=(\d+)", done.stdout)
    files = {file for file, _ in found}
    assert str(SCHEME) in files
    near = [int(n) for file, n in found if file == str(SCHEME) and rule - 4 <= int(n) <= rule + 4]
    assert near != []


def test_gitlab_gets_the_same_lines(repository: Path) -> None:
    propose(repository, SCHEME, "dinilai_oleh: atasan-dan-rekan", "dinilai_oleh: atasan-dan-rekn")
    wanted = 1 + (repository / SCHEME).read_text(encoding="utf-8").splitlines().index(
        "          dinilai_oleh: atasan-dan-rekn"
    )

    done = run(
        repository,
        "terang check criteria --format json > masalah.json || true\n"
        "python .ci/mutu_gitlab.py < masalah.json",
    )

    rows = yaml.safe_load(done.stdout)
    places = {(row["location"]["path"], row["location"]["lines"]["begin"]) for row in rows}
    assert (str(SCHEME), wanted) in places


def test_microdata_are_refused(repository: Path) -> None:
    (repository / "pegawai.csv").write_text("pegawai\nP1\n")
    run(repository, "git add -f pegawai.csv")

    done = run(repository, "sh .ci/tanpa-data.sh")

    assert 1 == done.returncode
    assert "pegawai.csv" in done.stdout


def test_released_tables_are_no_microdata(repository: Path) -> None:
    table = repository / "docs/rilis/instansi-kami/2026/aduan.csv"
    table.parent.mkdir(parents=True)
    table.write_text("layanan,masuk\n")
    run(repository, "git add -f docs/rilis")

    assert 0 == run(repository, "sh .ci/tanpa-data.sh").returncode


def test_proposals_run_without_secrets_or_write_rights() -> None:
    """Everything that runs on a proposal's own code may only read."""
    files = starter.files()
    github = yaml.safe_load(files[".github/workflows/periksa.yml"])

    assert {"contents": "read"} == github["permissions"]
    assert "secrets." not in "".join(files.values())
    assert "pull_request_target" not in "".join(files.values())
    comment: dict[str, Any] = yaml.safe_load(files[".github/workflows/komentar.yml"])
    uses = [step.get("uses") for step in comment["jobs"]["komentar"]["steps"]]
    assert [None] == uses  # nothing of the proposal is checked out or run


def test_no_command_puts_event_text_into_a_shell() -> None:
    for name, content in starter.files().items():
        if "workflows/" not in name:
            continue
        for job in yaml.safe_load(content)["jobs"].values():
            assert [] == [step["run"] for step in job["steps"] if "${{" in step.get("run", "")]


def test_the_package_is_pinned() -> None:
    assert f"terang=={__version__}" in starter.files()["requirements.txt"].splitlines()


def test_national_rules_are_the_shipped_ones() -> None:
    shipped = {p.name: p.read_text("utf-8") for p in (ROOT / "criteria/nasional").glob("*.yml")}
    prefix = "criteria/nasional/"
    begun = {
        name.removeprefix(prefix): text
        for name, text in starter.files().items()
        if name.startswith(prefix)
    }

    assert shipped == begun


def test_the_example_is_clean_and_tidy(tmp_path: Path) -> None:
    for name, content in starter.files().items():
        if name.startswith("criteria/"):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
            assert content == formatted(content.encode(), name).text, name

    assert () == load(tmp_path / "criteria").problems


def test_init_leaves_a_filled_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "catatan.txt").write_text("milik saya")

    done = run(tmp_path, "terang init .")

    assert 2 == done.returncode
    assert ["catatan.txt"] == [path.name for path in tmp_path.iterdir()]
