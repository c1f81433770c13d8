"""No text of criteria or releases becomes anything but text, on any page, in any file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from markdown import Markdown
from playwright.sync_api import Browser
from tests import shipped
from tests.browser.served import CHROMIUM, chromium, served
from tests.made import made_once
from tests.trust.hostile import CORPUS, Poisoner, Seen, attacks_in, is_safe, seen

from terang.core.model import CriteriaSet
from terang.releasefile.csvfile import csv_bytes
from terang.releasefile.model import Release
from terang.releasefile.read import read_all
from terang.site.frame import Frame
from terang.site.plan import Plan, Settings, plan
from terang.site.search import index_script, rows
from terang.site.write import assets
from terang.site.write import markdown as markdown_form

ROOT = Path(__file__).parents[2]
AGENCY = "kotabumi"  # has services, surveys and every kind of page
ON_ONE_LINE = [attack for attack in CORPUS if attack.isprintable()]
ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True)
class Poisoned:
    """The site of one agency with attacks in every text."""

    hostile: dict[str, str]
    kinds: dict[str, str]  # page kind -> an address
    made: Plan
    releases: tuple[Release, ...]
    texts_n: int

    @cached_property
    def read(self) -> dict[str, Seen]:
        """Every page by its address, as a browser's parser reads it."""
        return {url: seen(text) for url, text in self.hostile.items()}


@cache
def given() -> tuple[CriteriaSet, tuple[Release, ...], Settings]:
    own = shipped.criteria()
    releases = tuple(r for r in read_all(ROOT / "docs" / "rilis") if r.agency == AGENCY)
    sources = {
        path.relative_to(ROOT / "criteria").as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "criteria" / AGENCY).rglob("*.yml"))
    }
    settings = Settings(
        on=date(2026, 11, 22), address="https://contoh.example/situs/", sources=sources
    )
    return replace(own, agencies={AGENCY: own.agencies[AGENCY]}), releases, settings


@cache
def clean() -> dict[str, Seen]:
    """Every page of the same site without attacks."""
    criteria, releases, settings = given()
    pages = _documents(plan(criteria, releases, settings), settings)
    return {url: seen(text) for url, text in pages.items()}


@cache
def poisoned() -> Poisoned:
    return _poisoned(0)


def _poisoned(first: int) -> Poisoned:
    """first: the attack of the corpus that the first text gets; every text gets one."""
    criteria, releases, settings = given()
    attacked = {
        path: f"# {' '.join(ON_ONE_LINE)}\n{text}" for path, text in settings.sources.items()
    }
    poisoner = Poisoner(first)
    hostile_releases = poisoner.value(releases)
    made = plan(poisoner.value(criteria), hostile_releases, replace(settings, sources=attacked))
    return Poisoned(
        hostile=_documents(made, settings),
        kinds={page.kind: page.url for page in made.pages},
        made=made,
        releases=hostile_releases,
        texts_n=poisoner.poisoned_n,
    )


def examined(first: int) -> tuple[dict[str, Any], Path]:
    """What the pages of one turn of the corpus hold, and a folder with one page of every kind."""

    def make(folder: Path) -> None:
        both = poisoned() if first == 0 else _poisoned(first)
        _written(both, folder / "situs")
        found = {"reached": sorted(_reached(both)), "faults": _faults(both), "kinds": both.kinds}
        (folder / "temuan.json").write_text(json.dumps(found), encoding="utf-8")

    folder = made_once(f"serangan-{first}", make)
    return json.loads((folder / "temuan.json").read_text(encoding="utf-8")), folder / "situs"


def _documents(made: Plan, settings: Settings) -> dict[str, str]:
    frame = Frame(
        on=settings.on,
        address=settings.address,
        edit_address=settings.edit_address,
        digest=made.digest,
        names=made.names,
        paths=frozenset(page.url for page in made.pages),
    )
    return {page.url: frame.document(page) for page in made.pages}


@pytest.mark.parametrize("attack", [a for a in CORPUS if a.startswith(("<", '"><', "</"))])
def test_the_reader_of_pages_sees_an_attack_that_is_not_escaped(attack: str) -> None:
    harmless = {"p", "a", "form", "input", "svg"}
    found = seen(f'<p title="x">{attack}</p>' if attack[0] == "<" else f'<p title="{attack}</p>')

    assert found.faults or found.elements.keys() - harmless


def test_attacks_reach_every_kind_of_page() -> None:
    both = poisoned()
    without = [k for k, url in both.kinds.items() if "terobos" not in both.hostile[url]]
    reached = _reached(both)
    print(f"{both.texts_n} texts, {len(both.kinds)} kinds, {len(reached)} pairs reached")  # noqa: T201

    assert both.texts_n > 1000
    assert len(both.kinds) > 25
    assert without == []
    assert len(reached) > len(both.kinds) * len(CORPUS) * 0.8


def _reached(both: Poisoned) -> set[tuple[str, int]]:
    """(page kind, attack) for every attack that stands on a page of the kind."""
    found = ((page.kind, both.read[page.url]) for page in both.made.pages)
    return {(kind, attack) for kind, page in found for attack in attacks_in(page)}


@pytest.mark.slow
def test_every_attack_reaches_every_kind_of_page_and_stays_text() -> None:
    """Every text carries every attack once, in a site of its own for each turn of the corpus."""
    reached: set[tuple[str, int]] = set()
    faults: list[tuple[str, str]] = []
    for first in range(len(CORPUS)):
        found, _ = examined(first)
        reached |= {(kind, attack) for kind, attack in found["reached"]}
        faults += found["faults"]
    pairs = {(kind, attack) for kind in found["kinds"] for attack in range(len(CORPUS))}
    print(f"{len(reached & pairs)} of {len(pairs)} pairs of attack and page kind")  # noqa: T201

    assert [] == sorted(pairs - reached)
    assert [] == faults


def test_every_attack_stands_on_pages_as_text() -> None:
    whole = "".join(poisoned().hostile.values())

    assert [] == [attack for attack in CORPUS if attack in whole and "<" in attack]
    assert whole.count("&lt;script&gt;window.terobos=1") > 100


def test_no_page_gains_a_script_a_handler_an_element_or_an_address() -> None:
    assert [] == _faults(poisoned())


def _faults(both: Poisoned) -> list[tuple[str, str]]:
    known = {tag for page in clean().values() for tag in page.elements}
    faults = []
    for url, found in both.read.items():
        scripts = clean()[url].elements["script"]
        faults += [(url, fault) for fault in found.faults]
        faults += [(url, tag) for tag in found.elements if tag not in known]
        faults += [(url, "script")] * (found.elements["script"] - scripts)
    return faults


def test_feeds_and_packages_hold_attacks_as_text() -> None:
    files = poisoned().made.files

    for path, text in files.items():
        if path.endswith(".xml"):
            elements = list(ElementTree.fromstring(text).iter())
            assert "terobos" in "".join(e.text or "" for e in elements)
            assert {True} == {e.tag.startswith(ATOM) for e in elements}
            links = [e.get("href", "") for e in elements if e.tag == f"{ATOM}link"]
            assert [] == [link for link in links if not is_safe("a", link)]
        elif path.endswith(".json"):
            json.loads(text)


def test_the_markdown_form_holds_attacks_as_text() -> None:
    """Its head is YAML with nothing but the title and summary; its body is left alone."""
    for page in poisoned().made.pages:
        made = markdown_form(page)
        head, _, body = made.removeprefix("---\n").partition("\n---\n")
        told = yaml.safe_load(head)
        assert told == {
            "title": " ".join(page.title.split()),
            "description": " ".join(page.summary.split()),
        }
        assert "\n\n" not in body.strip()
        again = Markdown().convert(body)
        assert seen(again).elements == seen(body).elements, page.url


def test_the_search_index_is_data_only() -> None:
    for lang in ("id", "en"):
        text = index_script(rows(poisoned().made.pages)[lang], lang)
        head, data = text.split("=", 1)

        assert "window.terangCari" == head
        assert len(json.loads(data.rstrip().removesuffix(";"))["halaman"]) > 50


def test_no_csv_field_starts_a_formula() -> None:
    formulas = []
    for release in poisoned().releases:
        for table in release.tables:
            for row in csv.reader(io.StringIO(csv_bytes(table, release.synthetic).decode())):
                formulas += [f for f in row if f[:1] in ("=", "+", "@", "\t", "\r")]
                formulas += [f for f in row if f[:1] == "-" and not f[1:2].isdigit()]
    assert [] == formulas


def _written(both: Poisoned, folder: Path) -> Path:
    """One page of every kind, with all that pages load."""
    files = {f"{url}index.html": both.hostile[url].encode() for url in both.kinds.values()}
    files |= {path: text.encode() for path, text in both.made.files.items()}
    files |= {target: path.read_bytes() for target, path in assets().items()}
    for lang in ("id", "en"):
        index = index_script(rows(both.made.pages)[lang], lang)
        files[f"assets/terang/cari.{lang}.js"] = index.encode()
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: apt-get install chromium")
@pytest.mark.parametrize(
    "first", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, len(CORPUS)))]
)
def test_no_attack_runs_and_no_foreign_host_is_asked_in_a_browser(
    first: int, browser: Browser
) -> None:
    """The strict policy is lifted, so that only the escaping stands between text and script."""
    told, site = examined(first)
    ran: list[str] = []
    foreign: list[str] = []
    with served(site) as address:
        context = browser.new_context(bypass_csp=True)
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((address, "data:")) else foreign.append(request.url)
            ),
        )
        for kind, url in sorted(told["kinds"].items()):
            page.goto(address + url, wait_until="load")
            page.keyboard.press("/")
            page.keyboard.type("terobos")
            if page.evaluate("window.terobos !== undefined || document.querySelector('main x') "):
                ran.append(kind)
        context.close()
    assert ([], []) == (ran, foreign)
