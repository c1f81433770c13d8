"""The shipped criteria planned once for all tests of the site."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests import shipped

from terang.core.model import CriteriaSet
from terang.site.frame import Frame
from terang.site.plan import Plan, Settings, plan

ROOT = Path(__file__).parent.parent.parent
ON = date(2026, 11, 22)


@pytest.fixture(scope="session")
def criteria() -> CriteriaSet:
    return shipped.criteria()


@pytest.fixture(scope="session")
def made(criteria: CriteriaSet) -> Plan:
    return plan(criteria, (), Settings(ON))


@pytest.fixture(scope="session")
def documents(made: Plan) -> dict[str, str]:
    """Every generated page as a whole document, by address."""
    frame = Frame(
        on=ON,
        address="",
        edit_address="",
        digest=made.digest,
        names=made.names,
        paths=frozenset(page.url for page in made.pages),
    )
    return {page.url: frame.document(page) for page in made.pages}
