"""What machines read is valid, complete and cannot break out of where it stands."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import site_results_samples as samples

from terang.core.model import Text
from terang.releasefile.model import Release
from terang.releasefile.read import read_release
from terang.releasefile.write import write_release
from terang.site import exports

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "https://terang.example/"


def exported() -> dict[str, str]:
    return _exports(samples.both_periods())


def _exports(releases: tuple[Release, ...]) -> dict[str, str]:
    packages = exports.packages(samples.criteria(), releases, ADDRESS)
    return packages | exports.feeds(samples.criteria(), releases, samples.TODAY, ADDRESS)


def test_every_release_has_a_data_package_and_every_language_a_feed() -> None:
    assert [
        "en/umpan.xml",
        "rilis/kotabumi/2024/datapackage.json",
        "rilis/kotabumi/2025/datapackage.json",
        "umpan.xml",
    ] == sorted(exported())


def test_the_same_input_gives_the_same_bytes_whatever_the_order() -> None:
    assert exported() == _exports(samples.both_periods()[::-1])


def test_frictionless_accepts_the_package_of_a_written_release(tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="frictionless is a test extra")
    folder = write_release(samples.release(), tmp_path)
    package = exports.dump(exports.data_package(samples.criteria(), read_release(folder)))
    (folder / "datapackage.json").write_text(package, encoding="utf-8")

    report = frictionless.validate(str(folder / "datapackage.json"))

    assert [] == report.flatten(["name", "type", "message"])
    assert report.stats["tasks"] == len(samples.release().tables)


def test_resources_carry_satu_data_fields_and_digests() -> None:
    package = json.loads(exported()["rilis/kotabumi/2025/datapackage.json"])
    first = package["resources"][0]

    assert {"konsep": "Penilaian", "satuan": "orang"} == first["satu_data"]
    assert f"sha256:{samples.release().files[0].sha256}" == first["hash"]
    assert package["sintetis"] is True


def test_the_feed_is_atom_with_unique_ids_newest_first() -> None:
    for lang in ("id", "en"):
        name = "umpan.xml" if lang == "id" else "en/umpan.xml"
        feed = ElementTree.fromstring(exported()[name])
        entries = feed.findall(f"{ATOM}entry")
        days = [entry.findtext(f"{ATOM}updated") for entry in entries]
        ids = [entry.findtext(f"{ATOM}id") for entry in entries]

        assert f"{ATOM}feed" == feed.tag
        assert len(ids) == len(set(ids)) > 10
        assert sorted(days, reverse=True) == days  # type: ignore[type-var]


def test_the_feed_tells_announced_changes_and_releases() -> None:
    titles = re.findall(r"<title>(.*?)</title>", exported()["umpan.xml"])

    assert "Kotabumi: Penilaian pegawai pelayanan, diumumkan berlaku 1 Januari 2027" in titles
    assert "Kotabumi: hasil 2025 terbit" in titles


def test_the_feed_escapes_texts() -> None:
    own = samples.agency()
    name = Text("<b>&", "<b>&")
    evil = replace(own, agency=replace(own.agency, name=name))
    criteria = replace(samples.criteria(), agencies={"kotabumi": evil})

    feed = exports.feed(criteria, samples.both_periods(), samples.TODAY, "id")

    titles = [e.findtext(f"{ATOM}title") for e in ElementTree.fromstring(feed)]
    assert "<b>&: hasil 2025 terbit" in titles


def test_dataset_markup_cannot_end_its_script() -> None:
    own = samples.agency()
    evil = replace(own, agency=replace(own.agency, name=Text("</script><script>x")))
    criteria = replace(samples.criteria(), agencies={"kotabumi": evil})

    markup = exports.dataset_markup(criteria, samples.release(), "id", ADDRESS)

    inside = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', markup)
    assert inside and "<" not in inside[1]
    assert "Dataset" == json.loads(inside[1])["@type"]
