"""The browser's evaluator gives the Python evaluator's values, digit for digit."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from benchmarks.agreement.answers import as_json, ratings
from playwright.sync_api import Page
from tests import shipped
from tests.browser.served import CHROMIUM, chromium

from terang.core.evaluate import run
from terang.core.expr import Scalar
from terang.core.program import Program, program_json
from terang.core.rules import lower

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "generator" / "terang" / "site" / "assets" / "kalkulator.js"
NODE = shutil.which("node")
CASES = 20_000
IN_CHROMIUM = 5  # every so many of them there too: it runs the same JavaScript engine as Node
DAYS = (date(2025, 6, 30), date(2027, 6, 30))  # in force, and announced
CRITERIA = shipped.criteria()
SCHEMES = [(agency, scheme) for agency, own in CRITERIA.agencies.items() for scheme in own.schemes]

Cases = list[dict[str, list[dict[str, str | None]]]]
Values = list[dict[str, object]]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(
        (NODE is None or CHROMIUM is None) and not os.environ.get("TERANG_REQUIRE_BROWSER"),
        reason="Node or Chromium is not installed: the browser's evaluator cannot be run",
    ),
]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """An empty page of Chromium with the calculator's file."""
    with chromium() as browser:
        page = browser.new_page()
        page.add_script_tag(path=str(SCRIPT))
        yield page


def in_chromium(page: Page, program: Program, cases: Cases) -> Values:
    """The same values, from the page; handed over as text, which is quick."""
    call = """(text) => {
        const { program, cases } = JSON.parse(text);
        return JSON.stringify(cases.map((one) => TerangCalculator.runAsText(program, one)));
    }"""
    answer = page.evaluate(call, json.dumps({"program": program_json(program), "cases": cases}))
    result: Values = json.loads(answer)
    return result


def in_node(program: Program, cases: Cases) -> Values:
    """The browser file's values of every case, run in Node."""
    assert NODE is not None, "install Node: the calculator's parity must be shown here"
    message = json.dumps({"program": program_json(program), "cases": cases})
    answer = subprocess.run(
        [NODE, str(Path(__file__).with_name("evaluate.cjs")), str(SCRIPT)],
        input=message,
        capture_output=True,
        text=True,
        check=True,
    )
    result: Values = json.loads(answer.stdout)
    return result


def as_text(value: Scalar) -> object:
    return str(value) if isinstance(value, Fraction) else value


@pytest.mark.parametrize(("agency", "scheme"), SCHEMES, ids=str)
def test_browser_and_engine_agree_on_every_digit(page: Page, agency: str, scheme: str) -> None:
    """20,000 generated appraisals a scheme, half under the rule announced for later."""
    chance = random.Random(f"{agency}/{scheme}")
    for on in DAYS:
        program = lower(CRITERIA.agencies[agency], CRITERIA.profiles, scheme, on)
        given = [ratings(program, chance) for _ in range(CASES // len(DAYS))]

        expected = [{name: as_text(v) for name, v in run(program, one).items()} for one in given]

        cases = [as_json(one) for one in given]
        assert expected == in_node(program, cases)
        assert expected[::IN_CHROMIUM] == in_chromium(page, program, cases[::IN_CHROMIUM])
