"""What a survey's means and a share of complaints tell, from published JSON alone.

A mean of answers with its n is their sum exactly; a share with its n is a count, where it is not
one of two. Told is what is of too few people or too near an end of the scale.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from benchmarks.stranger.published import Table

LOW, HIGH = 1, 4  # of an answer


def survey_told(release: dict[str, Table], manifest: dict[str, Any], room: int) -> Iterator[str]:
    """Elements with few answers, or with all but few alike; an index over few or nothing."""
    minimum = int(manifest["kebijakan"]["minimum_responden"])
    means: dict[str, list[float]] = {}
    for (service, element), cells in release.get("ikm-unsur", {"baris": []})["baris"]:
        if "nilai" not in cells[0]:
            continue
        mean, n = Decimal(cells[0]["nilai"]), cells[0]["n"]
        total = int((mean * n).quantize(Decimal(1), ROUND_HALF_UP))
        means.setdefault(service, []).append(float(mean))
        if n < minimum:
            yield f"{n} answered {element} of {service}"
        if min(total - n * LOW, n * HIGH - total) < room * (HIGH - LOW):
            yield f"all but few answered {element} of {service} alike: {total} of {n}"
    for (service,), cells in release.get("ikm", {"baris": []})["baris"]:
        if "nilai" in cells[0] and cells[0]["n"] < minimum:
            yield f"an index of {service} over {cells[0]['n']}"
        if "nilai" in cells[0] and service not in means:
            yield f"an index of {service} without its elements"


def share_told(release: dict[str, Table], manifest: dict[str, Any]) -> Iterator[str]:
    """Late, overdue and running complaints that a share tells and that are few."""
    threshold = int(manifest["kebijakan"]["ambang"])
    table = release.get("aduan", {"baris": []})
    for coords, cells in table["baris"]:
        told = [int(cell["nilai"]) if "nilai" in cell else None for cell in cells[:3]]
        if None in told or "n" not in cells[3]:
            continue
        received, finished, on_time = (n or 0 for n in told)
        share, n = Decimal(cells[3]["nilai"]), cells[3]["n"]
        due = [k for k in range(min(n, on_time) + 1) if _as_told(k, n, share) == share]
        late = finished - on_time
        few = {"late": late, "open": received - finished}
        if len(due) == 1:
            few["overdue"] = n - due[0] - late
            few["running"] = received - finished - few["overdue"]
        for what, count in few.items():
            if 0 < count < threshold:
                yield f"{count} {what} of {coords}"


def _as_told(part: int, n: int, share: Decimal) -> Decimal:
    """A share as it is printed beside others with as many decimals."""
    return (Decimal(100 * part) / n).quantize(share, ROUND_HALF_UP)
