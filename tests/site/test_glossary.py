"""Terms are explained on the pages that use them."""

from __future__ import annotations

import pytest

from terang.site.glossary import explained
from terang.site.page import Page


def page(html: str, lang: str = "id", kind: str = "skema") -> Page:
    return Page("kotabumi/skema/a/", lang, "a", "a", kind, html)


def test_a_term_that_occurs_is_explained_with_a_link_to_the_glossary() -> None:
    made = explained(page("<p>Nilai SKP dan perilaku kerja.</p>")).html

    assert "Sasaran kinerja pegawai" in made
    assert 'href="../../../glosarium/#perilaku-kerja"' in made


def test_terms_that_do_not_occur_are_left_out() -> None:
    made = explained(page("<p>Nilai SKP.</p>")).html

    assert "#perilaku-kerja" not in made


@pytest.mark.parametrize("html", ["<p>Nothing here.</p>", '<p title="SKP">x</p>', "<svg>SKP</svg>"])
def test_a_page_without_terms_in_its_text_stays_as_it_is(html: str) -> None:
    given = page(html)

    assert given == explained(given)


def test_a_name_with_brackets_is_found_in_either_form() -> None:
    made = explained(page("<p>The predikat of a year.</p>", lang="en")).html

    assert "The word that sums up" in made


def test_the_glossary_itself_repeats_nothing() -> None:
    given = page("<p>SKP</p>", kind="glosarium")

    assert given == explained(given)
