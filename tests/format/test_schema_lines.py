"""Every criteria file names its published schema, and the published schemas are the package's."""

from __future__ import annotations

from pathlib import Path

import pytest

from terang.criteria.format import SCHEMA_LINE
from terang.criteria.publish_schemas import PUBLISHED, schema_files
from terang.criteria.starter import files

ROOT = Path(__file__).parents[2]


def test_published_schemas_are_the_packages_own() -> None:
    published = {path.name: path.read_text("utf-8") for path in (ROOT / PUBLISHED).glob("*.json")}

    assert schema_files() == published


@pytest.mark.parametrize(
    "path", sorted((ROOT / "criteria").rglob("*.yml")), ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_first_line_names_a_schema_that_is_there(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]

    assert first.startswith(SCHEMA_LINE)
    assert (path.parent / first.removeprefix(SCHEMA_LINE)).is_file()


def test_a_new_repository_has_the_schemas_its_files_name() -> None:
    made = files()
    criteria = [name for name in made if name.startswith("criteria/") and name.endswith(".yml")]

    assert criteria
    for name in criteria:
        named = made[name].splitlines()[0].removeprefix(SCHEMA_LINE)
        target = (Path("/") / name).parent / named
        assert target.resolve().as_posix().removeprefix("/") in made
