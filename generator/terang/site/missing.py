"""The page for an address that is not there; it may be served at any depth."""

from __future__ import annotations

from terang.site.page import Page
from terang.site.render import Place, render


def missing_page(root: str) -> Page:
    """The 404 page, in both languages at once; root: the site's path on its host, "/" or "/x/"."""
    place = Place("id", "404.html", root)
    return Page(
        path="404.html",
        lang="id",
        title=place.t("missing_title"),
        summary=place.t("missing_title"),
        kind="hilang",
        html=render("missing.html", place),
        root=root,
    )
