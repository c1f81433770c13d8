"""Meaning checks: one rule a function from the draft to its problems.

A rule looks at what could be read and yields problems in any order. Rules stay silent about what
another rule or the schema already says. Worked examples are computed last, and only for agencies
in which nothing else is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from terang.criteria.draft import NATIONAL, Draft
from terang.criteria.lint import (
    agencies,
    bands,
    dating,
    examples,
    indicators,
    law,
    privacy,
    protection,
    references,
    schemes,
    weights,
)
from terang.problems import Problem

Rule = Callable[[Draft], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    weights.component_weights,
    weights.rater_weights,
    weights.rater_sources,
    weights.variant_weights,
    dating.dated_lists,
    dating.periods,
    dating.values_from_the_start,
    dating.calendar,
    bands.band_sets,
    bands.band_categories,
    bands.matrices,
    references.indicator_names,
    references.unit_and_group_names,
    references.rater_names,
    references.profile_names,
    references.regulation_names,
    references.source_rows,
    references.value_references,
    references.survey_conventions,
    references.example_schemes,
    law.stated_sources,
    law.basis_in_force,
    law.profile_in_force,
    law.recalled_facts,
    law.register,
    indicators.function_parameters,
    indicators.standards,
    indicators.continuous_ratings,
    indicators.level_codes,
    indicators.unused,
    schemes.overlapping_schemes,
    schemes.uncovered_groups,
    schemes.headline,
    schemes.national_rating,
    schemes.one_way_to_band,
    schemes.matrix_axes,
    schemes.direct_axes,
    schemes.gates,
    schemes.band_conditions,
    schemes.gaps,
    schemes.repeated_ids,
    agencies.unit_tree,
    agencies.former_units,
    agencies.repeated_ids,
    agencies.published_tables,
    protection.policy_limits,
    protection.kept_rules,
    protection.method_fits,
    examples.one_subject,
    examples.every_scheme,
    examples.every_indicator,
    privacy.personal_numbers,
    privacy.titled_names,
)


def problems(draft: Draft) -> list[Problem]:
    """What every rule finds, in no particular order."""
    found = [problem for rule in RULES for problem in rule(draft)]
    faulty = {problem.file.split("/")[0] for problem in found if problem.severity == "error"}
    national_is_whole = not (draft.broken_profiles or draft.register_is_broken)
    if national_is_whole and NATIONAL not in faulty:
        for name, agency in draft.agencies.items():
            complete = agency.complete() if name not in faulty else None
            if complete is not None:
                found += examples.recomputed(draft, complete)
    return found
