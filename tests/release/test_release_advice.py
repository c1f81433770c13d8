"""A release that can't be protected is refused with the tables, the reason and what would help."""

from __future__ import annotations

import pytest

from terang.disclosure import AttackFailed, DisclosureError, Policy, ProtectionFailed
from terang.release.counting.counts import CountSystem, count_table
from terang.release.counting.units import flat
from terang.release.protection.advice import failure_text
from terang.release.protection.proven import pattern

UNITS = {"kota": None, "a": "kota", "a1": "a", "a2": "a", "b": "kota"}


def small_office(known: frozenset[str] = frozenset()) -> CountSystem:
    """One rating only, so that the small unit a1 has nothing to hide behind but its neighbours."""
    table = count_table(
        "predikat",
        ("unit", "kategori"),
        (UNITS, flat(["baik"])),
        {("a1", "baik"): 2, ("a2", "baik"): 30, ("b", "baik"): 40},
    )
    return CountSystem((table,), (), known=known)


def test_public_counts_that_leave_no_room_are_answered_with_time() -> None:
    shown = frozenset({"predikat|a2|baik", "predikat|a|baik"})
    policy = Policy(homogeneity=False, all_but_one=False)

    with pytest.raises(ProtectionFailed) as failed:
        pattern(small_office(shown), policy)

    assert ("infeasible", "wait") == (failed.value.code, failed.value.fields["advice"])
    assert "tabel" in failure_text(failed.value, "id").lower()
    assert "--alternative" in failure_text(failed.value, "id")


@pytest.mark.parametrize(
    ("failed", "indonesian", "english"),
    [
        (ProtectionFailed("time"), "Naikkan batas waktu", "Raise the time limit"),
        (AttackFailed("solver"), "Jalankan sekali lagi", "Run it once more"),
        (ProtectionFailed("known_cells", ["predikat|a|T"]), "Tunda koreksi", "next period"),
        (ProtectionFailed("infeasible", ["predikat|a|T"]), "Kurangi rincian", "Reduce the detail"),
        (ProtectionFailed("unverified"), "Laporkan kepada", "Tell the maintainers"),
    ],
)
def test_each_failure_has_its_own_advice(
    failed: DisclosureError, indonesian: str, english: str
) -> None:
    assert indonesian in failure_text(failed, "id")
    assert english in failure_text(failed, "en")
