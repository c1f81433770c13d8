"""How a release is protected: every option with its default and the limits no policy may pass.

The only place that holds these numbers. The schema of terbitan.yml repeats them for editors, the
checks of criteria enforce them, the private zone applies them, and the certificate page tells them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final


class Method(StrEnum):
    """`metode`: what happens to counts that would tell too much."""

    WITHHOLDING = "penahanan"
    ROUNDING = "pembulatan"
    NOISE = "privasi_diferensial"


@dataclass(frozen=True, slots=True)
class Limits:
    """default: None where the rule is off, or follows the threshold, unless the policy says more.

    least, most: floor and ceiling; None where there is none.
    """

    default: Decimal | int | None
    least: Decimal | int | None = None
    most: Decimal | int | None = None


FEWEST: Final = 3  # no count below this is ever published: of two, each knows the other
DEFAULT_THRESHOLD: Final = 5
DEFAULT_MEAN_N: Final = 10
DEFAULT_RESPONDENTS: Final = 10
FEWEST_RESPONDENTS: Final = 5  # answers are opinions, and respondents know each other
DOMINANCE_N: Final = 2
MOST_DOMINANCE: Final = 90  # percent; beyond, the largest contributors are as good as shown
LEAST_P: Final = 5  # percent
LIMITS: Final[Mapping[str, Limits]] = {
    "ambang": Limits(DEFAULT_THRESHOLD, FEWEST),
    "minimum_rerata": Limits(DEFAULT_MEAN_N, FEWEST),
    "minimum_responden": Limits(DEFAULT_RESPONDENTS, FEWEST_RESPONDENTS),
    "lebar": Limits(None, FEWEST),
    "koalisi": Limits(1, 1),
    "minimum_bagian": Limits(None, FEWEST),
    "dominasi_n": Limits(DOMINANCE_N, 1),
    "dominasi_k": Limits(None, 50, MOST_DOMINANCE),
    "p_persen": Limits(None, LEAST_P, 100),
    "kelipatan": Limits(5, FEWEST, 20),
    "epsilon": Limits(Decimal("0.5"), Decimal("0.01"), Decimal(2)),  # one release
    "anggaran": Limits(Decimal(2), Decimal("0.01"), Decimal(10)),  # all releases together
}


@dataclass(frozen=True, slots=True)
class ProtectionRules:
    """`perlindungan`: the method and the rules beyond the threshold; every one has a default.

    width: how far a withheld count must be able to move; None: the threshold. homogeneity: the
    rating of a whole group must not follow (may not be switched off). all_but_one: nor that of all
    others for the one who differs. insiders: who is alone in a count knows it. coalition: people
    who pool what they know. minimum_share_n: fewest people beneath a share; None: the threshold.
    dominance_k, p_percent: off when None; percent. base: what counts are rounded to. epsilon,
    budget: privacy loss of one release and of all releases of the agency together.
    """

    method: Method = Method.WITHHOLDING
    width: int | None = None
    homogeneity: bool = True
    all_but_one: bool = True
    insiders: bool = True
    coalition: int = 1
    minimum_share_n: int | None = None
    dominance_n: int = DOMINANCE_N
    dominance_k: int | None = None
    p_percent: int | None = None
    base: int = 5
    epsilon: Decimal = Decimal("0.5")
    budget: Decimal = Decimal(2)
