"""For every test: nothing is left in the cache folder of whoever runs them."""

from __future__ import annotations

import os
import shutil
import tempfile

import pytest

CACHE = "TERANG_TEMBOLOK"


def pytest_configure(config: pytest.Config) -> None:
    """One cache folder for this run; workers inherit it."""
    if CACHE not in os.environ:
        os.environ[CACHE] = tempfile.mkdtemp(prefix="tembolok-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(CACHE), ignore_errors=True))
