"""A preview updates its folder in place, and only once everything is made."""

from __future__ import annotations

from pathlib import Path

from terang.site.folder import Fresh


def _texts(site: Path) -> dict[str, str]:
    files = (path for path in site.rglob("*") if path.is_file() and path.name[0] != ".")
    return {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in files}


def test_an_update_ends_where_a_whole_build_ends(tmp_path: Path) -> None:
    site = tmp_path / "situs"
    first = Fresh(site, {})
    known = {path: first.put(path, path.encode()) for path in ("a/index.html", "b.txt", "c/d.html")}
    (first.place / "tetap.txt").write_text("disalin")
    first.finish("1")

    fresh = Fresh(site, known, is_preview=True)
    fresh.keep("a/index.html", known["a/index.html"])
    fresh.put("b.txt", b"baru")
    fresh.put("e/f.html", b"lagi")
    assert _texts(site)["b.txt"] == "b.txt"  # nothing has changed yet
    fresh.finish("2")

    assert _texts(site) == {"a/index.html": "a/index.html", "b.txt": "baru", "e/f.html": "lagi"}
    assert [path.name for path in tmp_path.iterdir()] == ["situs"]
    assert fresh.written == 2
