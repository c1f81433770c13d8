"""For the tests that start Spark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="package", autouse=True)
def brief_java() -> Iterator[None]:
    """Programs that run once over a few rows are compiled quickly, not well: half the work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        yield
