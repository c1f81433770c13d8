"""The options of protection: one place for defaults and limits, and none passes its limits."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from error_pages import BASE

from terang.core.model import Method, ProtectionRules
from terang.core.model.protection import LIMITS
from terang.criteria.form import schemas
from terang.criteria.load import load, load_valid

HERE = "minimum_rerata: 10"


def criteria_with(tmp_path: Path, line: str) -> Path:
    """The small criteria with a line of protection, in a new folder."""
    for source in sorted(BASE.rglob("*.yml")):
        target = tmp_path / "criteria" / source.relative_to(BASE)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        if source.name == "terbitan.yml":
            text = text.replace(HERE, f"{HERE}\nperlindungan: {line}")
        target.write_text(text, encoding="utf-8")
    return tmp_path / "criteria"


def option(key: str) -> dict[str, object]:
    properties = schemas()["terbitan"]["properties"]
    return dict(properties.get(key) or properties["perlindungan"]["properties"][key])


@pytest.mark.parametrize("key", sorted(LIMITS))
def test_the_schema_tells_the_default_and_limits_that_are_enforced(key: str) -> None:
    limits = LIMITS[key]
    told = option(key)

    assert [limits.default, limits.least, limits.most] == [
        None if told.get(name) is None else Decimal(str(told[name]))
        for name in ("default", "x-lantai", "x-atap")
    ]


def test_every_option_of_the_schema_has_limits_or_is_a_switch() -> None:
    options = schemas()["terbitan"]["properties"]["perlindungan"]["properties"]
    numbers = {key for key, told in options.items() if told.get("type") in ("integer", "number")}

    assert numbers | {"ambang", "minimum_rerata", "minimum_responden"} == set(LIMITS)


def test_what_a_policy_leaves_out_has_its_default(tmp_path: Path) -> None:
    criteria = load_valid(criteria_with(tmp_path, "{metode: pembulatan, koalisi: 2}"))

    expected = ProtectionRules(method=Method.ROUNDING, coalition=2)
    assert expected == criteria.agencies["kota"].publication.protection


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("{lebar: 2}", "K039", 23),
        ("{lebar: 4}", "K039", 23),  # the threshold of these criteria is 5
        ("{koalisi: 0}", "K039", 25),
        ("{koalisi: 5}", "K085", 25),
        ("{minimum_bagian: 4}", "K039", 32),
        ("{dominasi_n: 0}", "K039", 28),
        ("{dominasi_k: 91}", "K085", 28),
        ("{p_persen: 4}", "K039", 26),
        ("{kelipatan: 25}", "K085", 27),
        ("{epsilon: 0.001}", "K039", 25),
        ("{anggaran: 11}", "K085", 26),
    ],
)
def test_a_limit_passed_is_told_at_its_place(
    tmp_path: Path, line: str, code: str, column: int
) -> None:
    problems = load(criteria_with(tmp_path, line)).problems

    assert [(code, 8, column)] == [(p.code, p.line, p.column) for p in problems]
