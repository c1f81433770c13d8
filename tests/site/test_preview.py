"""A preview keeps what has not changed, and shows what a site built from nothing shows."""

from __future__ import annotations

import logging
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import markdown
import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

ROOT = Path(__file__).parents[2]
CONFIG = """\
site_name: Terang
theme: {name: material, font: false}
plugins: [terang: {tanggal: "2026-11-22"}]
markdown_extensions: [toc, tables, attr_list, pymdownx.highlight, pymdownx.superfences]
"""
METHOD = """\
# Metode

## Hitungan

| a | b |
|---|---|
| 1 | 2 |

```python
angka = 1
```
"""
LINKING = "# Kebijakan\n\n[Metode](metode.md#cara) dan [catatan](lampiran/catatan.txt)\n"
BROKEN = "# Rusak\n\n[tidak ada](tidak-ada.md)\n"


class Preview:
    """The process of `mkdocs serve`, without its server."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.converted: list[str] = []
        self.said: list[str] = []
        load_config(str(home / "mkdocs.yml")).plugins.on_startup(command="serve", dirty=False)

    def build(self) -> None:
        """Build as after an edit, the configuration read anew."""
        self.converted.clear()
        self.said.clear()
        config = load_config(str(self.home / "mkdocs.yml"), site_dir=str(self.home / "site"))
        build(config, serve_url="http://127.0.0.1:8000/")


@pytest.fixture
def preview(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Preview]:
    """One agency with a release and two pages, previewed; what Markdown converts is noted."""
    monkeypatch.setenv("TERANG_TEMBOLOK", str(tmp_path / "tembolok"))
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    home = tmp_path / "proyek"
    for name in ("criteria/nasional", "criteria/kasemen", "docs/rilis/kasemen/2025"):
        shutil.copytree(ROOT / name, home / name)
    for folder in ("en", "lampiran"):
        (home / "docs" / folder).mkdir()
    (home / "docs" / "metode.md").write_text(METHOD)
    (home / "docs" / "en" / "metode.md").write_text(f"{METHOD}\n[Kasemen](../kasemen/index.md)\n")
    (home / "docs" / "lampiran" / "catatan.txt").write_text("satu")
    (home / "mkdocs.yml").write_text(CONFIG)
    made = Preview(home)

    class Saying(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            made.said.append(record.getMessage())

    real = markdown.Markdown.convert

    def noted(self: markdown.Markdown, source: str) -> str:
        made.converted.append(source)
        return real(self, source)

    monkeypatch.setattr(markdown.Markdown, "convert", noted)
    saying = Saying(logging.WARNING)
    logging.getLogger("mkdocs").addHandler(saying)
    yield made
    logging.getLogger("mkdocs").removeHandler(saying)


def served(site: Path) -> dict[str, bytes]:
    """Files by path; the packed site map holds the time of its making."""
    found = (path for path in site.rglob("*") if path.is_file() and path.suffix != ".gz")
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in found}


def anew(home: Path) -> dict[str, bytes]:
    """The files of the site as another process builds it from nothing."""
    memory = {"TERANG_TEMBOLOK": str(home.parent / "tembolok-lain"), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "-d", str(home / "lain")]
    run = subprocess.run(
        command, cwd=home, env=os.environ | memory, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    made = served(home / "lain")
    shutil.rmtree(home / "lain")
    shutil.rmtree(home.parent / "tembolok-lain")
    return made


# --- edits ----------------------------------------------------------------------------------------

Edit = Callable[[Path, random.Random], None]


def explain_a_scheme(home: Path, seeded: random.Random) -> None:
    path = seeded.choice(sorted((home / "criteria/kasemen/skema").glob("*.yml")))
    text = path.read_text(encoding="utf-8")
    said = f"ringkasan:\n  id: Kata {seeded.randrange(99)} "
    assert "ringkasan:\n  id: " in text
    path.write_text(text.replace("ringkasan:\n  id: ", said), encoding="utf-8")


def write_a_page(home: Path, seeded: random.Random) -> None:
    name = seeded.choice(("kebijakan.md", "kasemen/hasil.md"))
    (home / "docs" / name).parent.mkdir(exist_ok=True)
    (home / "docs" / name).write_text(f"# Tulisan {seeded.randrange(9)}\n\n## Cara\n\nTeks\n")


def link_to_it(home: Path, seeded: random.Random) -> None:
    """What the link becomes hangs on whether the other page is there."""
    (home / "docs" / "tautan.md").write_text("# Tautan\n\n[ke sana](kebijakan.md#cara)\n")


def forget_the_page(home: Path, seeded: random.Random) -> None:
    (home / "docs" / "kebijakan.md").unlink(missing_ok=True)


def change_a_note(home: Path, seeded: random.Random) -> None:
    (home / "docs" / "lampiran" / "catatan.txt").write_text(str(seeded.randrange(99)))


def move_the_notes(home: Path, seeded: random.Random) -> None:
    (home / "docs" / "lampiran" / f"catatan-{seeded.randrange(3)}.txt").write_text("sama")
    (home / "docs" / "lampiran" / "catatan-1.txt").unlink(missing_ok=True)


def leave_notes_out(home: Path, seeded: random.Random) -> None:
    (home / "mkdocs.yml").write_text(f"{CONFIG}exclude_docs: lampiran/\n")


def take_them_in(home: Path, seeded: random.Random) -> None:
    (home / "mkdocs.yml").write_text(CONFIG)


def mark_headings(home: Path, seeded: random.Random) -> None:
    """An option of an extension that shows on every page with headings."""
    (home / "mkdocs.yml").write_text(CONFIG.replace("[toc,", '[toc: {permalink: "#"},'))


EDITS: tuple[Edit, ...] = (
    explain_a_scheme,
    write_a_page,
    link_to_it,
    forget_the_page,
    change_a_note,
    move_the_notes,
    leave_notes_out,
    take_them_in,
    mark_headings,
)


def edited_and_compared(preview: Preview, seed: int, steps: int) -> None:
    seeded = random.Random(seed)
    preview.build()
    for step in range(steps):
        edits = seeded.sample(EDITS, seeded.randint(1, 3))
        for edit in edits:
            edit(preview.home, seeded)
        preview.build()
        shown, whole = served(preview.home / "site"), anew(preview.home)
        unlike = sorted(path for path in shown | whole if shown.get(path) != whole.get(path))
        assert [] == unlike, (step, [edit.__name__ for edit in edits])


def test_after_random_edits_a_preview_shows_the_site_made_anew(preview: Preview) -> None:
    edited_and_compared(preview, 2, 3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_after_many_random_edits_a_preview_shows_the_site_made_anew(
    preview: Preview, seed: int
) -> None:
    edited_and_compared(preview, 10 + seed, 8)


# --- what is done again ---------------------------------------------------------------------------


def test_only_the_page_that_changed_is_rendered(preview: Preview) -> None:
    preview.build()
    assert len(preview.converted) == 2

    explain_a_scheme(preview.home, random.Random(1))
    preview.build()
    assert [] == preview.converted

    page = preview.home / "docs" / "metode.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\nBaru.\n", encoding="utf-8")
    preview.build()
    assert [True] == ["Baru." in source for source in preview.converted]
    assert "Baru." in (preview.home / "site" / "metode" / "index.html").read_text("utf-8")


def test_a_file_that_stands_there_is_not_copied_again(preview: Preview) -> None:
    preview.build()
    note = preview.home / "site" / "lampiran" / "catatan.txt"
    before = note.stat().st_ino
    preview.build()
    assert before == note.stat().st_ino

    note.write_text("rusak")
    preview.build()
    assert note.read_text() == "satu"


def test_a_broken_link_is_told_in_every_build(preview: Preview) -> None:
    (preview.home / "docs" / "rusak.md").write_text(BROKEN)
    (preview.home / "docs" / "kebijakan.md").write_text(LINKING)
    (preview.home / "mkdocs.yml").write_text(f"{CONFIG}validation: {{anchors: warn}}\n")
    for _ in range(3):
        preview.build()
        assert [True, True] == [
            any(f"'{link}'" in said for said in preview.said)
            for link in ("tidak-ada.md", "metode.md#cara")
        ]


@pytest.mark.parametrize(
    "more",
    [
        "hooks: [hook.py]\n",
        "markdown_extensions: [toc, tables, attr_list, pymdownx.snippets]\n",
    ],
)
def test_with_scripts_or_other_sources_everything_is_rendered(preview: Preview, more: str) -> None:
    (preview.home / "hook.py").write_text(
        "def on_page_content(html, page, **_):\n    return html + f'<!-- {page.url} -->'\n"
    )
    plain = "".join(f"{line}\n" for line in CONFIG.splitlines() if line[: len("mark")] != "mark")
    (preview.home / "mkdocs.yml").write_text((CONFIG if "hooks" in more else plain) + more)
    for _ in range(3):
        preview.build()
        assert len(preview.converted) == 2
        page = (preview.home / "site" / "metode" / "index.html").read_text("utf-8")
        assert page.count("<!-- metode/ -->") == ("hooks" in more)
