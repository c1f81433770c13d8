"""Readers are told in plain words when counts are rounded or noisy, and how much."""

from __future__ import annotations

from dataclasses import replace

import pytest
import site_results_samples as samples

from terang.releasefile.model import NOISY, ROUNDED, Release
from terang.site.page import LANGUAGES, Page
from terang.site.pages import certificate, results

ROUNDING = {"kelipatan": "5"}
NOISE = {"epsilon": "0.5", "anggaran": "2", "derau_pegawai": "18", "derau_layanan": "12"}
CODES = {ROUNDED: ("kelipatan", "rerata-n"), NOISY: ("epsilon", "responden-minimum")}


def protected(method: str, policy: dict[str, str]) -> Release:
    release = samples.release()
    return replace(
        release,
        policy={**release.policy, **policy},
        certificate=replace(release.certificate, method=method, rules=CODES[method]),
    )


def pages(release: Release, lang: str) -> tuple[Page, Page]:
    """The certificate and the result page of the release."""
    criteria = samples.criteria()
    agency = criteria.agencies[release.agency]
    given = (agency, (release,), criteria, samples.TODAY, lang)
    shown = next(page for page in results.pages(*given) if release.period in page.path)
    return certificate.pages(*given)[0], shown


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("method", "policy", "told"),
    [
        (ROUNDED, ROUNDING, {"id": "ke kelipatan 5", "en": "to multiples of 5"}),
        (NOISY, NOISE, {"id": "dalam 18 orang", "en": "within 18 people"}),
    ],
)
def test_certificate_and_result_page_tell_the_method_in_words(
    method: str, policy: dict[str, str], told: dict[str, str], lang: str
) -> None:
    for page in pages(protected(method, policy), lang):
        assert told[lang] in page.html
        assert "sertifikat." not in page.html


def test_a_release_that_withholds_says_nothing_of_rounding() -> None:
    checked, shown = pages(samples.release(), "id")

    assert ">dibulatkan<" not in checked.html + shown.html
    assert ">berderau<" not in checked.html + shown.html
