"""Every code has a page; its wrong example gives the report the page shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from error_pages import BASE, PAGES, Page, broken, pages

from terang import report
from terang.criteria.load import load
from terang.messages import catalogue
from terang.problems import Problem
from terang.release.intake.inputs.mapping import MappingError, read_mapping

CODES = sorted({key[:4] for key in catalogue("problems", "id") if key[0] == "K"})
ALL = pages()


@pytest.fixture
def unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes every publication policy refuse to be read."""
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "terbitan.yml":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)


def found_on(page: Page, tmp_path: Path) -> tuple[tuple[Problem, ...], str, str]:
    root = broken(page, tmp_path)
    problems = _mapped(root / page.file) if page.file == "pemetaan.yml" else load(root).problems

    def lines(file: str) -> list[str]:
        path = root / file
        return path.read_text("utf-8", errors="replace").split("\n") if path.is_file() else []

    return problems, report.as_text(problems, lines, "id"), report.as_text(problems, lines, "en")


def _mapped(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(MappingError) as refused:
        read_mapping(path)
    return tuple(refused.value.problems)


@pytest.mark.parametrize("page", [p for p in ALL if p.code != "K076"], ids=lambda page: page.code)
def test_the_wrong_example_gives_the_report_of_its_page(page: Page, tmp_path: Path) -> None:
    problems, indonesian, english = found_on(page, tmp_path)

    assert {page.code} == {problem.code for problem in problems}
    assert page.report == indonesian
    assert english.count("Fix: ") == len(problems)


@pytest.mark.usefixtures("unreadable")
def test_a_file_that_cannot_be_opened_is_a_problem() -> None:
    page = next(page for page in ALL if page.code == "K076")

    problems = load(BASE).problems

    assert page.report == report.as_text(problems, lambda _: ())


def test_the_small_criteria_are_clean() -> None:
    assert () == load(BASE).problems


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert CODES == [page.code for page in ALL]


def test_the_index_lists_every_page() -> None:
    index = (PAGES / "index.md").read_text(encoding="utf-8")

    assert CODES == [code for code in CODES if f"| [{code}]({code}.md) |" in index]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_code_has_a_message_and_a_fix(lang: str) -> None:
    texts = catalogue("problems", lang)

    assert CODES == [
        c for c in CODES if texts[f"{c}.message"].strip() and texts[f"{c}.fix"].strip()
    ]
