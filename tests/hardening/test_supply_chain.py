"""Every dependency and vendored file is listed with licence and reason; no secret is committed."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "generator" / "terang"
FREE = re.compile(r"\b(MIT|0?BSD|Apache|ISC|PSF|MPL|EUPL|Mozilla Public|Zlib|CC0|Python Software)")
NOT_FREE = re.compile(r"\b(A?GPL|GNU (Affero )?General|SSPL|BUSL|Proprietary|Commercial)", re.I)
DUAL = {"text-unidecode"}  # told in LICENSES.md
UNSTATED = {"axe-playwright-python"}  # no licence in its metadata; read by hand


def name_of(requirement: str) -> str:
    return re.split(r"[<>=!~\[; ]", requirement, maxsplit=1)[0].casefold()


@cache
def wanted() -> frozenset[str]:
    """Every package that pyproject.toml names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return frozenset(name_of(requirement) for group in groups for requirement in group)


@cache
def listed() -> dict[str, tuple[str, str]]:
    """First column of every table in LICENSES.md -> (licence, why)."""
    found = {}
    for line in (ROOT / "LICENSES.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] not in ("package", "file"):
            found[cells[0].casefold()] = (cells[-2], cells[-1])
    return found


def vendored() -> Iterator[Path]:
    """Files of the package that others wrote: minified, or with a licence in them."""
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in (".js", ".css", ".svg", ".woff2", ".ttf", ".json") and path.is_file():
            head = path.read_bytes()[:4000].decode("utf-8", "replace")
            if ".min." in path.name or re.search(r"@license|copyright|\(c\) \d{4}", head, re.I):
                yield path


def test_every_dependency_is_listed_with_licence_and_reason() -> None:
    packages = {name for name in listed() if "/" not in name}

    assert set() == wanted() - packages
    assert set() == packages - wanted() - {"setuptools"}
    for name, (licence, why) in listed().items():
        assert (True, True) == (bool(FREE.search(licence)), len(why) > 5), name


def test_every_vendored_file_is_listed_and_has_its_licence_beside_it() -> None:
    files = [path.relative_to(ROOT).as_posix() for path in vendored()]

    assert sorted(name for name in listed() if "/" in name) == files
    for name in files:
        beside = [path.name for path in (ROOT / name).parent.glob("*LICENSE*")]
        assert [beside[0]] == [name for name in beside if name in listed()[files[0]][0]]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_is_pinned_by_hash_and_under_a_free_licence(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pins = re.split(r"\n(?=[A-Za-z0-9])", text)
    unpinned = [pin[:60] for pin in pins if "==" in pin and "--hash=sha256:" not in pin]
    names = sorted(set(re.findall(r"^([A-Za-z0-9_.-]+)==", text, re.MULTILINE)))
    licences = {name: licence for name in names if (licence := _licence(name)) is not None}

    assert [] == unpinned
    assert len(licences) > len(names) * 0.8
    others = {n: own for n, own in licences.items() if n not in DUAL | UNSTATED}
    assert [] == [n for n, own in others.items() if NOT_FREE.search(own) or not FREE.search(own)]


def _licence(name: str) -> str | None:
    """What an installed package says of its licence; None when it is not installed."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return None
    kinds = [c for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    own = told.get("License-Expression") or " ".join(kinds)
    return own or (told.get("License") or "")[:200]


SECRETS = {
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY",
    "cloud key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b",
    "forge token": r"\b(?:gh[pousr]_[0-9A-Za-z]{36,}|glpat-[0-9A-Za-z_-]{20,}|"
    r"github_pat_[0-9A-Za-z_]{40,})",
    "package token": r"\bpypi-[A-Za-z0-9_-]{50,}|\bnpm_[A-Za-z0-9]{36}\b",
    "chat token": r"\bxox[abprs]-[0-9A-Za-z-]{10,}",
    "web token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    "address with password": r"\b[a-z][a-z0-9+]{2,}://[^\s/:@'\"<>{}]+:[^\s/@'\"<>{}]{4,}@",
    "assigned": r"(?i)\b(?:password|passwd|secret|api_?key|token|kata_sandi)\b\s*[:=]\s*"
    r"['\"][^'\"\s{}$<>]{8,}['\"]",
}


def secrets_in(text: str) -> list[str]:
    return [kind for kind, pattern in SECRETS.items() if re.search(pattern, text)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("private key", "-----BEGIN OPENSSH " + "PRIVATE KEY-----"),
        ("cloud key", "AKIA" + "A" * 16),
        ("forge token", "ghp_" + "a" * 36),
        ("package token", "pypi-" + "A" * 60),
        ("chat token", "xoxb-" + "1" * 12),
        ("web token", ".".join(["eyJ" + "a" * 12, "eyJ" + "b" * 12, "c" * 12])),
        ("address with password", "postgresql://orang:" + "rahasia@peladen/db"),
        ("assigned", "password = '" + "abcdefgh1'"),
    ],
)
def test_secrets_are_recognised(kind: str, text: str) -> None:
    assert [kind] == secrets_in(f"x {text} y")


def test_no_tracked_file_holds_a_secret() -> None:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in done.stdout.decode().split("\0") if name]
    found = {
        path.relative_to(ROOT).as_posix(): kinds
        for path in paths
        if path.is_file()
        and path.suffix not in (".png", ".xlsx", ".parquet")
        and (kinds := secrets_in(path.read_text(encoding="utf-8", errors="replace")))
    }

    assert len(paths) > 500
    assert {} == found


def test_the_installed_packages_fit_each_other() -> None:
    """What can be told without a network; known faults are asked for by hand (operator.md)."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout
