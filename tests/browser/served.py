"""The site as readers get it, a small server with a strict policy, and the system's Chromium."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from tests.made import made_once

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
TODAY = "1795305600"  # 22 November 2026
POLICY = "; ".join((
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
))  # fmt: skip
PACKED = (".html", ".css", ".js", ".svg", ".json", ".xml", ".csv")


def build(target: Path) -> None:
    """Builds the shipped criteria and releases into `target`, strictly, as of a fixed day."""
    environment = os.environ | {"SOURCE_DATE_EPOCH": TODAY, "NO_MKDOCS_2_WARNING": "1"}
    for name in ("TERANG_ALAMAT", "TERANG_ALAMAT_SUNTING"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "-d", str(target)]
    subprocess.run(command, cwd=ROOT, env=environment, timeout=300, check=True)


def whole_site() -> Path:
    """The shipped criteria and releases as MkDocs builds them."""
    return made_once("situs", build)


@cache
def _packed(content: bytes) -> bytes:
    """Compressed once, however often a page asks for it."""
    return gzip.compress(content, 6, mtime=0)


class _Answer(SimpleHTTPRequestHandler):
    """Files with the strict policy, compressed where a web server would, and the site's own 404."""

    protocol_version = "HTTP/1.1"
    pieces = 1  # a page arrives in so many, with a pause between two

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        found = path.is_file()
        if not found:
            path = Path(self.directory) / "404.html"
        content = path.read_bytes()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Security-Policy", POLICY)
        slowly = self.pieces > 1 and path.suffix == ".html"
        if path.suffix in PACKED and not slowly:
            content = _packed(content)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with suppress(ConnectionError):  # the reader has left the page
            if not slowly:
                self.wfile.write(content)
                return
            size = len(content) // self.pieces + 1
            for start in range(0, len(content), size):
                self.wfile.write(content[start : start + size])
                self.wfile.flush()
                time.sleep(0.03)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is written beside the tests' own words."""


@contextmanager
def served(folder: Path, *, pieces: int = 1) -> Iterator[str]:
    """The address, ending in a slash, at which `folder` answers while the block runs.

    With more than one piece, pages arrive bit by bit, as over a slow line.
    """
    answer = type("_Answer", (_Answer,), {"pieces": pieces})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(answer, directory=str(folder)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()
