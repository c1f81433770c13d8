"""A page of the site, ready but for the frame around it."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("id", "en")  # the first one lives at the root


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way from the home page; `path` as in Page.path."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of "on this page": the id of a heading and its text."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page in one language.

    path: the same in every language, "" for home, otherwise ending in "/".
    html: the content of <main>, starting with the page's <h1>; escaped already.
    source: the criteria file it comes from (relative to criteria/), for "propose a change".
    agency: id of the agency whose section navigation it carries.
    head: extra markup for <head>, such as JSON-LD; escaped already.
    stylesheets, scripts: more files of the site it needs.
    bare: printed by itself, without header and footer (a poster).
    root: the site's path on its host, only for the page served at any depth (404).
    digest: fingerprint of the criteria it rests on, where that is not the whole site's.
    """

    path: str
    lang: str
    title: str
    summary: str
    kind: str
    html: str
    crumbs: tuple[Crumb, ...] = ()
    toc: tuple[Heading, ...] = ()
    search_text: str = ""
    source: str | None = None
    agency: str | None = None
    head: str = ""
    stylesheets: tuple[str, ...] = ()
    bare: bool = False
    scripts: tuple[str, ...] = ()
    root: str = ""
    digest: str = ""

    @property
    def url(self) -> str:
        """Its address from the root of the site: "kotabumi/", "en/kotabumi/"."""
        return url_of(self.path, self.lang)


def url_of(path: str, lang: str) -> str:
    """The address of a path in a language, from the root of the site."""
    return path if lang == LANGUAGES[0] else f"{lang}/{path}"


def relative(target: str, origin: str) -> str:
    """The relative link from the page at `origin` to `target`, both from the root.

    Relative links let one build serve any address, and `file://`.

    >>> relative("kotabumi/skema/", "kotabumi/indikator/komunikasi/")
    '../../skema/'
    >>> relative("", "en/"), relative("perubahan/#a", ""), relative("", "")
    ('../', 'perubahan/#a', './')
    """
    if target.startswith("#"):
        return target
    shared = 0
    while cut := origin.find("/", shared) + 1:
        if target[shared:cut] != origin[shared:cut]:
            break
        shared = cut
    link = "../" * origin.count("/", shared) + target[shared:]
    return f"./{link}" if not link or link[0] == "#" else link
