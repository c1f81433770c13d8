"""The site does not depend on its host, nor on the machine it is made on, nor on luck."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from markdown import Markdown
from tests.browser.served import POLICY

from terang.cli import main
from terang.releasefile import write
from terang.releasefile.write import write_folder
from terang.site.ledger import MARK
from terang.site.write import one_block
from terang.site.written import EXTENSIONS

ONLY_MKDOCS = {"sitemap.xml", "sitemap.xml.gz"}
OPEN, CLOSE = '<main id="isi" tabindex="-1">\n', "\n    </main>"


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def unlike(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return sorted(path for path in one | other if one.get(path) != other.get(path))


def test_pages_written_without_mkdocs_are_those_of_mkdocs_byte_for_byte(sites: Path) -> None:
    hosted, alone = digests(sites / "mkdocs"), digests(sites / "here")

    assert len(alone) > 1000
    assert sorted([*ONLY_MKDOCS, MARK]) == unlike(hosted, alone)


def test_another_locale_zone_seed_file_order_and_core_count_give_the_same_bytes(
    sites: Path,
) -> None:
    assert [] == unlike(digests(sites / "here"), digests(sites / "there"))


def test_the_markdown_form_holds_the_same_content(sites: Path) -> None:
    written = sorted((sites / "markdown").rglob("*.md"))

    other = []
    for path in written:
        place = path.relative_to(sites / "markdown").with_suffix(".html")
        document = (sites / "here" / place).read_text(encoding="utf-8")
        if OPEN in document:  # a poster has no frame
            content = document.split(OPEN)[1].rsplit(CLOSE, 1)[0]
            if one_block(content) not in path.read_text(encoding="utf-8"):
                other.append(place)
    assert len(written) > 500
    assert [] == other


def test_markdown_leaves_the_content_as_it_is(sites: Path) -> None:
    written = sorted((sites / "markdown").rglob("*.md"))[::25]

    changed = []
    for path in written:
        body = path.read_text(encoding="utf-8").split("\n---\n", 1)[1].strip()
        if body not in Markdown(extensions=list(EXTENSIONS)).convert(body):
            changed.append(path)
    assert [] == changed


@pytest.mark.parametrize("name", ["catatan.txt", "index.html"])
def test_a_folder_of_somebody_else_is_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / name).write_text("milik orang lain")

    assert 2 == main(["pages", "--out", str(tmp_path)])
    assert [name] == [path.name for path in tmp_path.iterdir()]
    assert "tidak diganti" in capsys.readouterr().err


def test_a_missing_criteria_folder_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = str(tmp_path / "tidak-ada")

    assert 2 == main(["pages", "--out", str(tmp_path / "situs"), "--criteria", gone])
    assert gone in capsys.readouterr().err


def test_a_run_stopped_at_any_file_leaves_the_old_site_whole_and_the_next_heals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "situs"
    old = {f"hal/{i}/index.html": b"lama" for i in range(6)}
    new = {f"hal/{i}/index.html": b"baru" for i in range(3, 9)}
    real = write._write_through
    for stop in range(len(new)):
        write_folder(old, site)
        left = iter([True] * stop)

        def through(target: Path, content: bytes, left: object = left) -> None:
            if not next(left, False):  # type: ignore[call-overload]
                target.write_bytes(content[:1])
                raise KeyboardInterrupt
            real(target, content)

        with monkeypatch.context() as patch:
            patch.setattr(write, "_write_through", through)
            with pytest.raises(KeyboardInterrupt):
                write_folder(new, site)
        assert dict.fromkeys(old, b"lama") == contents(site)

        write_folder(new, site)
        assert dict.fromkeys(new, b"baru") == contents(site)
        assert ["situs"] == [path.name for path in tmp_path.iterdir()]


def contents(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize("path", ["../luar", "a/../../b", "/etc/x", "a//b", "a\\..\\b", ".", ""])
def test_no_file_is_written_outside_the_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        write_folder({"index.html": b"", path: b"x"}, tmp_path / "situs")

    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("page", ["operator.md", "en/operator.md"])
def test_operators_are_given_the_policy_that_the_browser_tests_run_under(page: str) -> None:
    told = (Path(__file__).parents[2] / "docs" / page).read_text(encoding="utf-8")

    assert 3 == told.count(f"{POLICY}; frame-ancestors 'none'")  # nginx, Apache, a headers file
