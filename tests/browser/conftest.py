"""One built site, one server and one browser for every test of this folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.served import CHROMIUM, chromium, served, whole_site


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that open the browser carry its mark."""
    for item in items:
        if Path(__file__).parent in item.path.parents and "browser" in item.fixturenames:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def built() -> Path:
    """The folder of the built site, made once even where several workers ask for it."""
    return whole_site()


@pytest.fixture(scope="package")
def site(built: Path) -> Iterator[str]:
    """The address of the served site, ending in a slash."""
    with served(built) as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        missing = "Chromium is missing: apt-get install chromium"
        if os.environ.get("TERANG_REQUIRE_BROWSER"):
            pytest.fail(missing)
        pytest.skip(missing)
    with chromium() as opened:
        yield opened


@pytest.fixture
def tab(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a tab of its own profile; keywords are those of Browser.new_context."""
    contexts = []

    def opened(**options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="package")
def kept_tab(browser: Browser) -> Iterator[Page]:
    """The one tab behind `same_tab`; no file is kept between two loads."""
    context = browser.new_context()
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    yield page
    context.close()


@pytest.fixture
def same_tab(kept_tab: Page, site: str) -> Callable[..., Page]:
    """As `tab`, for tests that load a page and look at it: they share one, emptied before each.

    A tab of its own costs as much as loading four pages. A test takes its listeners away itself.
    """

    def opened(
        viewport: dict[str, int] | None = None,
        color_scheme: str = "light",
        reduced_motion: str = "no-preference",
    ) -> Page:
        page = kept_tab
        page.goto("about:blank")
        wire = page.context.new_cdp_session(page)
        origin = {"origin": site.removesuffix("/"), "storageTypes": "all"}
        wire.send("Storage.clearDataForOrigin", origin)
        wire.detach()
        page.set_viewport_size(viewport or {"width": 1280, "height": 720})
        page.emulate_media(media="null", color_scheme=color_scheme, reduced_motion=reduced_motion)
        return page

    return opened
