"""A correction that public figures leave no room for may still go out in part."""

from __future__ import annotations

from dataclasses import replace

import pytest
from release_samples import criteria, microdata, releases

from terang.disclosure import ProtectionFailed
from terang.release.publication.corrections import Correction, untied
from terang.releasefile.archive import read_agency, release_id
from terang.releasefile.form import manifest_digest

AGENCY, PERIOD = "rangkui", "2025"


def correction() -> Correction:
    public = read_agency(releases() / AGENCY)
    folder = microdata(800) / AGENCY / PERIOD
    return Correction(criteria().agencies[AGENCY], criteria(), folder, public)


def test_the_rest_of_a_correction_is_built_as_if_its_period_were_new() -> None:
    case = correction()
    (last,) = case.earlier

    built = untied(case, ProtectionFailed("known_cells", ["predikat|a|T|T"]))

    assert (1, manifest_digest(last)) == (built.release.revision, built.release.supersedes)
    assert [release_id(one) for one in case.public] == list(built.release.certificate.archive)


@pytest.mark.parametrize("code", ["time", "solver", "unverified"])
def test_other_failures_stay_what_they_are(code: str) -> None:
    failed = ProtectionFailed(code)

    with pytest.raises(ProtectionFailed) as raised:
        untied(correction(), failed)

    assert failed is raised.value


def test_a_first_release_has_nothing_to_be_untied_from() -> None:
    case = replace(correction(), public=())

    with pytest.raises(ProtectionFailed):
        untied(case, ProtectionFailed("known_cells"))
