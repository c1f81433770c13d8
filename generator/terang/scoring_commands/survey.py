"""`terang survey`: the index of a satisfaction survey from its answer rows."""

from __future__ import annotations

import argparse
import codecs
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from terang.console import echo
from terang.core.explain import Say
from terang.core.model import Profile, SurveyProfile
from terang.core.numbers import format_number
from terang.core.survey import IndexResult, SurveyResult, UnusableSurvey, survey
from terang.core.survey_columns import Column
from terang.core.survey_table import AnswerTable, TableFault, read_answers
from terang.scoring_commands.speech import (
    DONE,
    PROBLEMS,
    Refused,
    content,
    echo_json,
    loaded,
    speaker,
)


def run_survey(options: argparse.Namespace) -> int:
    """Computes and prints the survey; 1 when the file is refused."""
    say = speaker(options.lang)
    decoded, encoding = _decoded(content(Path(options.file), say))
    profile, body = _profile(options, say)
    table = read_answers(decoded, body)
    result, faults = _computed(table, body, _convention(options.weight, body, say))
    if result is None:
        return _refuse(faults, options, say)
    notes = _notes(table, result, encoding, say, options.lang)
    if options.format == "json":
        echo_json(_as_json(profile, table, result, notes, options.lang))
    else:
        echo(_as_text(profile, body, result, notes, lang=options.lang, say=say))
    return DONE


# --- reading ---------------------------------------------------------------------------------


def _decoded(raw: bytes) -> tuple[str, str | None]:
    """The text, and the name of its encoding where that is not UTF-8."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace"), "UTF-16"
    try:
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace"), "Windows-1252"


def _profile(options: argparse.Namespace, say: Say) -> tuple[Profile, SurveyProfile]:
    found = loaded(options.criteria, say)
    if found.criteria is None:
        counts = {"folder": options.criteria, "banyak": str(len(found.problems))}
        raise Refused(say("salah.kriteria", **counts), PROBLEMS)
    bodies = {
        profile.id: (profile, profile.body)
        for profile in found.criteria.profiles.values()
        if isinstance(profile.body, SurveyProfile)
    }
    if options.profile not in bodies:
        choices = ", ".join(bodies)
        raise Refused(say("survei.profil_tidak_ada", profil=options.profile, pilihan=choices))
    return bodies[options.profile]


def _convention(given: str | None, body: SurveyProfile, say: Say) -> str:
    if given is None:
        return body.default_convention
    name = given.strip().replace(",", ".")
    if name not in body.conventions:
        choices = ", ".join(body.conventions)
        raise Refused(say("survei.salah.konvensi_tidak_ada", nilai=given, pilihan=choices))
    return name


def _computed(
    table: AnswerTable, body: SurveyProfile, convention: str
) -> tuple[SurveyResult | None, Sequence[TableFault]]:
    if table.faults:
        return None, table.faults
    try:
        return survey(table.answers, body, convention), ()
    except UnusableSurvey as unusable:
        return None, (TableFault(0, unusable.key, unusable.fields),)


def _refuse(faults: Sequence[TableFault], options: argparse.Namespace, say: Say) -> int:
    told = [say(f"survei.salah.{fault.key}", **fault.fields) for fault in faults]
    if options.format == "json":
        rows = [
            {"baris": fault.row or None, "kode": fault.key, "pesan": message}
            for fault, message in zip(faults, told, strict=True)
        ]
        echo_json({"ditolak": True, "masalah": rows})
        return PROBLEMS
    lines = [say("survei.ditolak", berkas=options.file, jumlah=str(len(faults)))]
    lines += [
        say("survei.salah.baris", baris=str(fault.row), pesan=message)
        if fault.row
        else say("survei.salah.berkas", pesan=message)
        for fault, message in zip(faults, told, strict=True)
    ]
    raise Refused("\n".join(lines), PROBLEMS)


# --- telling ---------------------------------------------------------------------------------


def _named(code: str, result: SurveyResult, lang: str) -> str:
    return f"{code} {result.elements[code].name.in_language(lang)}"


def _notes(
    table: AnswerTable, result: SurveyResult, encoding: str | None, say: Say, lang: str
) -> list[str]:
    """What a reader must know about how the file was read."""
    notes = [
        told
        for column in table.columns
        if (told := _reading(column, result, say, lang)) is not None
    ]
    missing = {code: e.missing for code, e in result.elements.items() if e.missing}
    if missing:
        parts = ", ".join(f"{_named(code, result, lang)}: {n}" for code, n in missing.items())
        notes.append(say("survei.kosong", jumlah=str(sum(missing.values())), rincian=parts))
    if table.silent:
        notes.append(say("survei.tanpa_jawaban", jumlah=str(table.silent)))
    if table.blank:
        notes.append(say("survei.baris_kosong", jumlah=str(table.blank)))
    if table.ignored:
        notes.append(say("survei.abaikan", kolom=", ".join(table.ignored)))
    if encoding is not None:
        notes.append(say("survei.sandi", sandi=encoding))
    return notes


def _reading(column: Column, result: SurveyResult, say: Say, lang: str) -> str | None:
    """How a column was read, unless its header says nothing else."""
    fields = {"kolom": column.header, "unsur": _named(column.code, result, lang)}
    if column.reading == "nama":
        name = result.elements[column.code].name
        plain = {name.id.casefold(), name.in_language("en").casefold()}
        agrees = column.stated == column.code or column.header.casefold() in plain
        return None if agrees else say("survei.baca_nama", **fields)
    if column.reading == "kode_lain":
        return say("survei.baca_kode_lain", **fields)
    return say("survei.baca_kode", **fields) if column.is_ambiguous else None


def _as_text(
    profile: Profile,
    body: SurveyProfile,
    result: SurveyResult,
    notes: Sequence[str],
    *,
    lang: str,
    say: Say,
) -> str:
    grades = {category.id: category.name.in_language(lang) for category in body.bands.categories}
    scale = {
        "terendah": format_number(body.bands.minimum, lang=lang),
        "tertinggi": format_number(body.bands.maximum, lang=lang),
    }

    def grade(found: str | None) -> str:
        return say("survei.tanpa_mutu", **scale) if found is None else grades[found]

    def number(value: Decimal) -> str:
        return format_number(value, lang=lang)

    def outcome(key: str, name: str, found: IndexResult) -> str:
        values = {"indeks": number(found.index), "ikm": number(found.ikm)}
        return say(key, konvensi=name, mutu=grade(found.grade), **values)

    rows = [
        [
            element.code,
            element.name.in_language(lang),
            *(number(Decimal(count)) for count in (element.n, element.missing, element.total)),
            number(element.nrr_text),
            number(element.converted),
            grade(element.grade),
        ]
        for element in result.elements.values()
    ]
    lines = [
        say("survei.judul", profil=profile.name.in_language(lang)),
        say("survei.responden", n=number(Decimal(result.n)), konvensi=result.convention),
        "",
        *_aligned([say("survei.kepala").split("|"), *rows]),
        "",
        outcome("survei.hasil", result.convention, result.by_convention[result.convention]),
    ]
    for key, codes in (("survei.terlemah", result.weakest), ("survei.terkuat", result.strongest)):
        lines.append(say(key, unsur="; ".join(_named(code, result, lang) for code in codes)))
    if result.grade_depends:
        lines += ["", say("survei.peringatan")]
        lines += [outcome("survei.konvensi", n, found) for n, found in result.by_convention.items()]
    return "\n".join([*lines, "", *notes] if notes else lines)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns side by side: texts to the left, numbers (third column to the last but one) right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    numeric = range(2, len(widths) - 1)
    return [
        "  ".join(
            cell.rjust(width) if place in numeric else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _as_json(
    profile: Profile, table: AnswerTable, result: SurveyResult, notes: Sequence[str], lang: str
) -> dict[str, object]:
    """Everything of the result; numbers with decimals are exact texts, names stand with codes."""

    def named(code: str) -> dict[str, str]:
        return {"kode": code, "nama": result.elements[code].name.in_language(lang)}

    return {
        "profil": profile.id,
        "konvensi": result.convention,
        "n": result.n,
        "indeks": str(result.index),
        "ikm": str(result.ikm),
        "mutu": result.grade,
        "mutu_bergantung_konvensi": result.grade_depends,
        "menurut_konvensi": {
            name: {"indeks": str(found.index), "ikm": str(found.ikm), "mutu": found.grade}
            for name, found in result.by_convention.items()
        },
        "unsur": [
            {
                **named(element.code),
                "n": element.n,
                "kosong": element.missing,
                "jumlah": element.total,
                "nrr": str(element.nrr_text),
                "konversi": str(element.converted),
                "mutu": element.grade,
            }
            for element in result.elements.values()
        ],
        "terlemah": [named(code) for code in result.weakest],
        "terkuat": [named(code) for code in result.strongest],
        "kolom": [
            {"kolom": column.header, **named(column.code), "dibaca_menurut": column.reading}
            for column in table.columns
        ],
        "kolom_diabaikan": list(table.ignored),
        "baris_kosong": table.blank,
        "baris_tanpa_jawaban": table.silent,
        "catatan": list(notes),
    }
