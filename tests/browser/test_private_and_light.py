"""Pages ask no other host, keep a strict policy, weigh little and stand still while they load."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.browser.served import served
from tests.browser.site_pages import PAGES

Tab = Callable[..., Page]
FIRST_PAGE_BYTES = 250_000
STILL = 0.005  # half a line of text may move while it arrives; 0.1 is what search engines accept
WITH_TABLES = ("muka", "banding", "sumber", "peraturan", "data-semua", "galat-semua", "poster")
LOADS = re.compile(
    r"<(?:script|img|iframe|source|embed|object|video|audio|input|track)\b[^>]*?"
    r"(?:src|data|srcset|poster)\s*=\s*[\"']?\s*((?:https?:)?//[^\"'\s>]+)"
    r"|<link\b(?=[^>]*rel=\"?(?:stylesheet|icon|preload|prefetch|preconnect|dns-prefetch|modulepreload))"
    r"[^>]*?href=\"((?:https?:)?//[^\"]+)",
    re.IGNORECASE,
)
STYLE_LOADS = re.compile(
    r"(?:url\(\s*[\"']?|@import\s+[\"'])((?:https?:)?//[^\"')\s]+)", re.IGNORECASE
)
SCRIPT_LOADS = re.compile(
    r"(?:\bfetch|\bimport|importScripts|sendBeacon|new\s+(?:WebSocket|EventSource|Worker|Image))"
    r"\s*\(\s*[\"'`]((?:https?:|wss?:)?//[^\"'`]+)"
)
SHIFT = """new Promise(done => {
  let total = 0;
  new PerformanceObserver(list => { for (const e of list.getEntries()) total += e.value; })
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(total), 250);
})"""

LARGEST = """new Promise(done => {
  const last = list => done(Math.max(...list.getEntries().map(entry => entry.startTime)));
  new PerformanceObserver(last).observe({type: "largest-contentful-paint", buffered: true});
})"""


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_a_page_keeps_the_strict_policy_and_asks_only_its_own_host(
    site: str, same_tab: Tab, path: str
) -> None:
    page = same_tab()
    asked: list[str] = []
    complaints: list[str] = []
    listeners = {
        "request": lambda request: asked.append(request.url),
        "console": lambda said: complaints.append(said.text) if said.type == "error" else None,
        "pageerror": lambda error: complaints.append(str(error)),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    page.goto(site + path)
    page.keyboard.press("/")
    page.wait_for_load_state("networkidle")
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    missing = "Failed to load resource: the server responded with a status of 404 (Not Found)"

    assert [] == [url for url in asked if not url.startswith((site, "data:"))]
    assert [] == [said for said in complaints if said != missing or path != PAGES["hilang"]]


def test_no_file_of_the_site_names_another_host_to_load_from(built: Path) -> None:
    patterns = {".html": LOADS, ".svg": LOADS, ".css": STYLE_LOADS, ".js": SCRIPT_LOADS}
    foreign = [
        (str(file.relative_to(built)), match.group(0)[:120])
        for file in sorted(built.rglob("*"))
        if file.suffix in patterns
        for match in patterns[file.suffix].finditer(file.read_text(encoding="utf-8"))
    ]

    assert [] == foreign


def test_a_page_that_did_load_from_elsewhere_would_be_found() -> None:
    for bad in (
        '<script async src="https://cdn.example/a.js">',
        "<img alt='' src='//cdn.example/a.png'>",
        '<link rel="stylesheet" href="https://cdn.example/a.css">',
    ):
        assert LOADS.search(bad), bad
    assert STYLE_LOADS.search('src: url("https://cdn.example/a.woff2")')
    assert SCRIPT_LOADS.search("fetch('https://api.example/x')")
    assert not LOADS.search('<a href="https://jdih.example/">')


@pytest.mark.parametrize("path", ["", PAGES["skema-bobot"], PAGES["hasil-periode"]])
def test_the_first_page_weighs_less_than_250_kilobytes(site: str, tab: Tab, path: str) -> None:
    page = tab()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(site + path)
    page.wait_for_load_state("networkidle")

    assert len(sizes) >= 4
    assert sum(sizes) < FIRST_PAGE_BYTES


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_nothing_shifts_while_a_page_loads(site: str, tab: Tab, path: str, width: int) -> None:
    page = tab(viewport={"width": width, "height": 740})
    page.goto(site + path)

    assert page.evaluate(SHIFT) < STILL


@pytest.fixture(scope="module")
def slow_site(built: Path) -> Iterator[str]:
    with served(built, pieces=24) as address:
        yield address


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("kind", WITH_TABLES)
def test_nothing_shifts_while_a_page_arrives_bit_by_bit(
    slow_site: str, tab: Tab, kind: str, width: int
) -> None:
    page = tab(viewport={"width": width, "height": 740})
    page.goto(slow_site + PAGES[kind])

    assert page.evaluate(SHIFT) < STILL


@pytest.mark.skipif(
    not os.environ.get("TERANG_MEASURE"), reason="a measurement: `make measure`, on a quiet machine"
)
@pytest.mark.parametrize("path", ["", PAGES["skema-bobot"], PAGES["hasil-periode"]])
def test_the_largest_part_is_painted_within_two_seconds_on_a_slow_phone(
    site: str, tab: Tab, path: str
) -> None:
    """1.6 Mbit/s with 150 ms round trips and a processor slowed down four times."""
    page = tab(viewport={"width": 360, "height": 740})
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 150, "downloadThroughput": 2e5, "uploadThroughput": 1e5},
    )
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(site + path)
    painted = page.evaluate(LARGEST)

    assert painted < 2000


def test_the_site_works_from_a_disk(built: Path, tab: Tab) -> None:
    page = tab()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((built / "index.html").as_uri())
    page.keyboard.press("/")
    page.keyboard.type("menilai")
    page.locator("dialog.cari li a").first.click()
    page.wait_for_url("**/index.html")

    assert page.locator("main h1").is_visible()
    page.locator("nav.utama a").first.click()
    page.wait_for_url("**/kriteria/index.html")
    assert [] == [url for url in asked if not url.startswith(("file:", "data:"))]
