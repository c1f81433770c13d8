"""The arrows between packages point one way, read from the source itself."""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "generator" / "terang"

# what each part may import from terang (itself always)
MAY_IMPORT = {
    "core": set(),
    "messages": set(),
    "problems": set(),
    "console": {"core"},
    "disclosure": {"core"},
    "criteria": {"core", "problems", "messages", "console", "report"},
    "report": {"problems", "messages", "core"},
    "releasefile": {"core", "problems", "messages", "disclosure"},
    "release": {
        "core",
        "problems",
        "messages",
        "console",
        "report",
        "criteria",
        "disclosure",
        "releasefile",
        "sample",
    },
    "sample": {"core", "messages", "console", "criteria"},
    "site": {"core", "problems", "messages", "console", "report", "criteria", "releasefile"},
    "scoring_commands": {"core", "problems", "messages", "console", "report", "criteria"},
    "cellfiles": {"core", "problems", "messages", "console", "report", "disclosure"},
    "scan": {"core", "console", "messages", "release"},  # release only for --data
    "cli": {"console", "messages"},
    "__main__": {"cli"},
}
# the folders of the private zone in order of work; each imports only itself and those before it
# (the door writes ratings the way scoring stores them)
RELEASE_ORDER = (
    *("scoring", "intake", "counting", "protection", "publication"),
    *("impact", "analyses", "commands"),
)
PRIVATE_PACKAGES = {"duckdb", "sqlglot", "pyarrow", "numpy", "scipy", "highspy", "pyspark"} | {
    *("python_calamine", "adbc_driver_postgresql", "holidays"),
}
MAY_USE_PRIVATE = {"release", "sample", "disclosure", "cellfiles"}


def modules() -> list[Path]:
    return sorted(
        p for p in PACKAGE.rglob("*.py") if p.name != "__init__.py" or p.parent != PACKAGE
    )


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imported(path: Path) -> frozenset[str]:
    """Every dotted name a module imports, at any depth of its code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the direction"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(names)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    part = part_of(path)
    own = {name for name in imported(path) if name == "terang" or name.startswith("terang.")}
    used = {name.split(".")[1] for name in own if name.count(".")} - {part, "__version__"}

    assert used <= MAY_IMPORT[part]


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_private_packages_stay_in_the_private_zone(path: Path) -> None:
    used = {name.split(".")[0] for name in imported(path)} & PRIVATE_PACKAGES

    assert not used or part_of(path) in MAY_USE_PRIVATE


@pytest.mark.parametrize("folder", RELEASE_ORDER)
def test_folders_of_the_private_zone_import_what_comes_before(folder: str) -> None:
    before = RELEASE_ORDER[: RELEASE_ORDER.index(folder) + 1]
    used = {
        name.split(".")[2]
        for path in (PACKAGE / "release" / folder).rglob("*.py")
        for name in imported(path)
        if name.startswith("terang.release.")
    }

    assert used <= set(before)


def test_every_folder_of_the_private_zone_has_its_place() -> None:
    modules = (PACKAGE / "release").rglob("*.py")
    found = {path.relative_to(PACKAGE / "release").parts[0] for path in modules}

    assert found == {"__init__.py", *RELEASE_ORDER}


def test_core_imports_the_standard_library_only() -> None:
    outside = {
        (path.name, name)
        for path in (PACKAGE / "core").glob("*.py")
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("terang.core")
    }

    assert outside == set()


def test_only_the_plugin_imports_mkdocs() -> None:
    users = {
        str(path.relative_to(PACKAGE))
        for path in modules()
        if any(name.split(".")[0] in ("mkdocs", "material") for name in imported(path))
    }

    assert users == {"site/mkdocs_plugin.py", "site/mkdocs_hooks.py", "site/mkdocs_kept.py"}


def test_every_part_is_known_to_this_test() -> None:
    assert {part_of(path) for path in modules()} <= set(MAY_IMPORT)
