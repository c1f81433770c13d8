"""What the commands that read microdata are asked for: criteria that hold, folders that exist."""

from __future__ import annotations

import argparse
from pathlib import Path

from terang.console import note
from terang.core.model import CriteriaSet
from terang.criteria.load import InvalidCriteria, load_valid
from terang.messages import text


def valid_criteria(options: argparse.Namespace) -> CriteriaSet | None:
    """The criteria under `--criteria`; None, and told, when they have problems."""
    try:
        return load_valid(options.criteria)
    except InvalidCriteria as broken:
        told = {"count": len(broken.problems), "path": options.criteria}
        note(text("release", "criteria_broken", options.lang, **told))
        return None


def folders_of(options: argparse.Namespace, criteria: CriteriaSet) -> list[Path]:
    """DATA/<agency>/<period> of the agencies in `--agency` (of all when not given), in order."""
    return [
        folder
        for agency in sorted(options.agency or criteria.agencies)
        for folder in sorted((options.data / agency).glob("*"))
        if folder.is_dir() and agency in criteria.agencies
    ]
