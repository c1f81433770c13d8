"""What machines read: data packages, Dataset markup, and the feeds of changes and releases."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import escape

from terang.core.dates import change_dates, format_date
from terang.core.model import AgencyCriteria, CriteriaSet, Scheme
from terang.releasefile.model import Measure, Precision, Release, Shown, Table, WithheldReason
from terang.releasefile.withdraw import Withdrawal
from terang.site.exhibits import result_path
from terang.site.page import LANGUAGES, url_of
from terang.site.texts import say

Json = Any  # a JSON document about to be written
MOST_ENTRIES = 200
STATUSES = tuple(word.value for word in (*Precision, *WithheldReason))


def packages(
    criteria: CriteriaSet, releases: Sequence[Release], address: str = ""
) -> dict[str, str]:
    """The data package of every release, by path from the root of the site."""
    return {
        f"rilis/{r.agency}/{r.period}/datapackage.json": dump(data_package(criteria, r, address))
        for r in releases
        if r.agency in criteria.agencies
    }


def feeds(
    criteria: CriteriaSet,
    releases: Sequence[Release],
    on: date,
    address: str = "",
    withdrawn: Sequence[Withdrawal] = (),
) -> dict[str, str]:
    """The feed of every language, by path from the root of the site.

    on: the day of the site; a feed tells what is announced for later as announced. withdrawn:
    releases that are gone, which the feeds tell of.
    """
    return {
        url_of("umpan.xml", lang): feed(criteria, releases, on, lang, address, withdrawn)
        for lang in LANGUAGES
    }


def dump(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


# --- data package ---------------------------------------------------------------------------------


def data_package(criteria: CriteriaSet, release: Release, address: str = "") -> Json:
    """The Frictionless data package of a release, with the Satu Data fields of each table.

    It lies in the release folder, so paths are the tables' own.
    """
    agency = criteria.agencies[release.agency].agency
    title = say("data.paket.judul", "id", instansi=agency.name.id, periode=release.period)
    package = {
        "profile": "tabular-data-package",
        "name": f"{release.agency}-{release.period}",
        "title": title,
        "description": say("data.paket.uraian", "id"),
        "version": str(release.revision),
        "contributors": [{"title": agency.name.id, "role": "publisher"}],
        "keywords": ["penilaian kinerja", "pegawai", "pelayanan publik", release.agency],
        "sintetis": release.synthetic,
        "periode": release.period,
        "kriteria": release.criteria_digest,
        "resources": [resource(release, table) for table in release.tables],
    }
    if release.published_on is not None:
        package["created"] = f"{release.published_on.isoformat()}T00:00:00Z"
    if address:
        package["homepage"] = address + result_path(release.agency, release.period)
    return package


def resource(release: Release, table: Table) -> Json:
    """One table as a tabular resource: its columns in the order of the CSV file."""
    path = f"tabel/{table.id}.csv"
    digest = next((f.sha256 for f in release.files if f.path == path), None)
    described = {
        "profile": "tabular-data-resource",
        "name": table.id,
        "path": path,
        "title": table.title.id,
        "description": table.description.id,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "satu_data": {key: text.id for key, text in sorted(table.metadata.items())},
        "aturan": list(table.rule_refs),
        "schema": {
            "fields": list(_fields(table)),
            "primaryKey": [dim.id for dim in table.dims],
            "missingValues": [""],
        },
    }
    if digest is not None:
        described["hash"] = f"sha256:{digest}"
    return described


def _fields(table: Table) -> Iterator[Json]:
    for dim in table.dims:
        yield {"name": dim.id, "type": "string", "title": dim.name.id}
        yield {"name": f"{dim.id}_nama", "type": "string", "title": dim.name.id}
    for i, measure in enumerate(table.measures):
        yield {
            "name": measure.id,
            "type": _field_type(measure),
            "title": measure.name.id,
            "satuan": measure.unit.id,
        }
        cells = (row.cells[i] for row in table.rows)
        if any(isinstance(cell, Shown) and cell.n is not None for cell in cells):
            yield {"name": f"{measure.id}_n", "type": "integer"}
        yield {
            "name": f"{measure.id}_status",
            "type": "string",
            "constraints": {"enum": list(STATUSES)},
        }
    yield {"name": "sintetis", "type": "boolean", "trueValues": ["ya"], "falseValues": ["tidak"]}


def _field_type(measure: Measure) -> str:
    if measure.kind == "word":
        return "string"
    return "integer" if measure.kind == "count" and measure.places == 0 else "number"


# --- schema.org -----------------------------------------------------------------------------------


def dataset_markup(criteria: CriteriaSet, release: Release, lang: str, address: str = "") -> str:
    """The schema.org Dataset of a release as a script element that runs nothing."""
    agency = criteria.agencies[release.agency].agency
    name = agency.name.in_language(lang)
    base = f"{address}rilis/{release.agency}/{release.period}/"
    dataset = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": say("data.paket.judul", lang, instansi=name, periode=release.period),
        "description": say("data.paket.uraian", lang),
        "inLanguage": lang,
        "temporalCoverage": release.period,
        "version": str(release.revision),
        "isAccessibleForFree": True,
        "creator": {"@type": "GovernmentOrganization", "name": name},
        "spatialCoverage": agency.place.in_language(lang),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": table.title.in_language(lang),
                "encodingFormat": kind,
                "contentUrl": f"{base}tabel/{table.id}.{suffix}",
            }
            for table in release.tables
            for suffix, kind in (("csv", "text/csv"), ("json", "application/json"))
        ],
    }
    if release.published_on is not None:
        dataset["datePublished"] = release.published_on.isoformat()
    return f'<script type="application/ld+json">{script_json(dataset)}</script>'


def script_json(document: Json) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


# --- Atom -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the feed; `path` as in Page.path."""

    day: date
    key: str  # unique and permanent
    title: str
    summary: str
    path: str


def feed(  # noqa: PLR0917 - as `feeds`
    criteria: CriteriaSet,
    releases: Sequence[Release],
    on: date,
    lang: str,
    address: str = "",
    withdrawn: Sequence[Withdrawal] = (),
) -> str:
    """The Atom feed: rule changes (past and announced), releases, withdrawals; newest first."""
    found = [e for agency in criteria.agencies.values() for e in _changes(agency, on, lang)]
    found += [_release_entry(criteria, r, lang) for r in releases if r.agency in criteria.agencies]
    found += [_gone_entry(criteria, w, lang) for w in withdrawn if w.agency in criteria.agencies]
    entries = sorted(found, key=lambda e: (e.day, e.key), reverse=True)[:MOST_ENTRIES]
    updated = entries[0].day if entries else on
    here = address + url_of("umpan.xml", lang)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">',
        f"<id>tag:terang,2026:umpan/{lang}</id>",
        f"<title>{escape(say('data.umpan.judul', lang))}</title>",
        f"<updated>{_moment(updated)}</updated>",
        "<author><name>Terang</name></author>",
        f'<link rel="self" href="{escape(here)}"/>',
        *(_entry_xml(entry, lang, address) for entry in entries),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+07:00"


def _entry_xml(entry: Entry, lang: str, address: str) -> str:
    target = (address or _up(lang)) + url_of(entry.path, lang)
    return (
        f"<entry><id>tag:terang,2026:{escape(entry.key)}</id>"
        f"<title>{escape(entry.title)}</title>"
        f"<updated>{_moment(entry.day)}</updated>"
        f'<link href="{escape(target)}"/>'
        f"<summary>{escape(entry.summary)}</summary></entry>"
    )


def _up(lang: str) -> str:
    """From the folder of the feed to the root of the site, where no address is known."""
    return "" if lang == LANGUAGES[0] else "../"


def _changes(agency: AgencyCriteria, on: date, lang: str) -> Iterator[Entry]:
    for scheme in agency.schemes.values():
        for day in _days(agency, scheme):
            key = "data.umpan.diumumkan" if day > on else "data.umpan.berubah"
            name = agency.agency.name.in_language(lang)
            rule = scheme.name.in_language(lang)
            yield Entry(
                day,
                f"{agency.agency.id}/skema/{scheme.id}/{day.isoformat()}",
                say(key, lang, instansi=name, aturan=rule, tanggal=format_date(day, lang)),
                scheme.summary.in_language(lang),
                f"{agency.agency.id}/skema/{scheme.id}/",
            )


def _days(agency: AgencyCriteria, scheme: Scheme) -> tuple[date, ...]:
    return change_dates(scheme, agency.indicators)


def _release_entry(criteria: CriteriaSet, release: Release, lang: str) -> Entry:
    agency = criteria.agencies[release.agency].agency
    title = say(
        "data.umpan.rilis",
        lang,
        instansi=agency.name.in_language(lang),
        periode=release.period,
    )
    return Entry(
        release.published_on or date(int(release.period[:4]) + 1, 1, 1),
        f"{release.agency}/rilis/{release.period}/{release.revision}",
        title,
        say("data.paket.uraian", lang),
        result_path(release.agency, release.period),
    )


def _gone_entry(criteria: CriteriaSet, gone: Withdrawal, lang: str) -> Entry:
    name = criteria.agencies[gone.agency].agency.name.in_language(lang)
    return Entry(
        gone.on,
        f"{gone.agency}/rilis/{gone.period}/{gone.revision}/ditarik",
        say("ditarik.umpan", lang, instansi=name, periode=gone.period),
        gone.reason.in_language(lang),
        result_path(gone.agency, gone.period),
    )
