"""Other plugins of a MkDocs site: their `on_post_page` sees generated pages, in every build."""

from __future__ import annotations

from pathlib import Path

from tests.site.test_site_build import build, project

HOOK = """
def on_post_page(output, page, config):
    if page.url == "perubahan/":
        return ""
    told = f"<!-- {page.url} | {page.title} | {bool(page.meta)} -->"
    return output.replace("</body>", f"{told}</body>")
"""


def test_a_hook_sees_generated_and_written_pages_once_in_every_build(tmp_path: Path) -> None:
    home = project(tmp_path)
    (home / "hook.py").write_text(HOOK, encoding="utf-8")
    config = home / "mkdocs.yml"
    plain = config.read_text(encoding="utf-8")
    config.write_text(f"{plain}\nhooks: [hook.py]\n", encoding="utf-8")
    for _ in range(2):
        done = build(home)
        assert done.returncode == 0, done.stderr
        for url in ("kotabumi/", "en/kotabumi/", "metode/"):
            page = (home / "site" / url / "index.html").read_text(encoding="utf-8")
            assert page.count(f"<!-- {url} | ") == 1, url
        assert "| Kotabumi" in (home / "site" / "kotabumi" / "index.html").read_text("utf-8")
        assert not (home / "site" / "perubahan" / "index.html").exists()

    config.write_text(plain, encoding="utf-8")  # without it nothing of it remains
    assert build(home).returncode == 0
    assert "<!-- kotabumi/" not in (home / "site/kotabumi/index.html").read_text("utf-8")
    assert (home / "site" / "perubahan" / "index.html").exists()
