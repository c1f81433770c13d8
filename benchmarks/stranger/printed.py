"""What the criteria pages print, read from their YAML: scales, weights, standards, bands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Ends = tuple[float, float]
LEAST_RATIO = 0.0


def document(path: Path) -> Any:  # noqa: ANN401  whatever the file holds
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def dated(entries: list[dict[str, Any]], period: str) -> dict[str, Any]:
    """The entry in force on the last day of a period."""
    last = f"{period}-12-31"
    return max((e for e in entries if str(e["berlaku"]) <= last), key=lambda e: str(e["berlaku"]))


def scale(criteria: Path, indicator: str, period: str) -> Ends | None:
    """Lowest and highest score of an indicator; None for what is no indicator."""
    path = criteria / "indikator" / f"{indicator}.yml"
    if not path.exists():
        return None
    rule = dated(document(path)["fungsi_nilai"], period)
    if "batas" in rule:
        return LEAST_RATIO, float(rule["batas"])
    if "titik" in rule:
        scores = [float(score) for _, score in rule["titik"]]
    elif "tingkat" in rule:
        scores = [float(level["nilai"]) for level in rule["tingkat"]]
    else:
        scores = [float(rule["nilai_terendah"]), float(rule["nilai_tertinggi"])]
    return min(scores), max(scores)


def standard(criteria: Path, indicator: str, period: str) -> float | None:
    """The score that is expected."""
    path = criteria / "indikator" / f"{indicator}.yml"
    own = document(path).get("standar") if path.exists() else None
    return float(dated(own, period)["nilai"]) if own else None


def weights(criteria: Path, scheme: str, period: str) -> dict[str, dict[str, float]]:
    """Of each measure that is a weighted sum, the weight of every indicator, 0 to 1."""
    found = {}
    for measure in document(criteria / "skema" / f"{scheme}.yml")["ukuran"]:
        if measure["aturan"]["jenis"] == "jumlah_berbobot":
            found[measure["id"]] = dict(_parts(measure["aturan"]["komponen"], period, 1.0))
    return found


def _parts(parts: list[dict[str, Any]], period: str, share: float) -> Iterator[tuple[str, float]]:
    for part in parts:
        own = share * float(dated(part["bobot"], period)["nilai"]) / 100
        if "komponen" in part:
            yield from _parts(part["komponen"], period, own)
        elif "indikator" in part:
            yield part["indikator"], own


def bands(criteria: Path, scheme: str, period: str) -> Iterator[tuple[str, dict[str, Ends]]]:
    """The main measure and the scores that its ratings allow, where no gate may lower a rating."""
    for measure in document(criteria / "skema" / f"{scheme}.yml")["ukuran"]:
        rule = measure["aturan"]
        lowered = any(gate["akibat"] == "paling_tinggi" for gate in measure.get("gerbang", ()))
        if measure["peran"] != "utama" or rule["jenis"] != "jumlah_berbobot" or lowered:
            continue
        printed = _printed(criteria, rule, period)
        if printed:
            yield measure["id"], printed


def _printed(criteria: Path, rule: dict[str, Any], period: str) -> dict[str, Ends]:
    entries: list[dict[str, Any]] = []
    if "pita" in rule:
        entries = dated(rule["pita"], period)["daftar"]
    for path in (criteria.parent / "nasional").glob("*.yml"):
        national = document(path)
        if national["id"] == rule.get("profil"):
            own = national["pita"]
            entries = (dated(own, period) if isinstance(own, list) else own)["daftar"]
    found: dict[str, Ends] = {}
    for entry in entries:
        low, high = float(entry.get("dari", 0)), float(entry.get("sampai", entry.get("sebelum", 0)))
        code = entry["kategori"]
        before = found.get(code, (low, high))
        found[code] = (min(low, before[0]), max(high, before[1]))
    return found
