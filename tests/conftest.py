"""For every test: nothing is left in the cache folder of whoever runs them."""

from __future__ import annotations

import os
import shutil
import tempfile

import pytest
from tests.made import SHARED

CACHE = "TERANG_TEMBOLOK"


def pytest_configure(config: pytest.Config) -> None:
    """One cache folder and one of what tests share for this run; workers inherit both."""
    for name, prefix in ((CACHE, "tembolok-"), (SHARED, "bersama-")):
        if name not in os.environ:
            folder = os.environ[name] = tempfile.mkdtemp(prefix=prefix)
            config.add_cleanup(lambda name=name: os.environ.pop(name, None))
            config.add_cleanup(lambda folder=folder: shutil.rmtree(folder, ignore_errors=True))
