"""The frozen results of this room: settings, posterior draws, joint predictive paths."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.constants import BASELINE, BENCHMARK_YEARS, POSTERIOR
from planodds.errors import UsageError
from planodds.forecast.lazy_paths import LazyPaths

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class FitSettings:
    """How long to sample, and whether a missed gate stops the work.

    ``quick`` marks a fit that can never be published; ``allow_gate_failure`` returns a fit that
    missed the gate instead of raising (its diagnostics say so).
    """

    draws: int = 1000
    tune: int = 1000
    chains: int = 4
    cores: int = 2
    target_accept: float = 0.9
    seed: int = 20261123
    quick: bool = False
    allow_gate_failure: bool = False


QUICK = FitSettings(draws=150, tune=300, chains=2, quick=True, allow_gate_failure=True)


def _freeze(array: Any) -> np.ndarray | LazyPaths:
    """Read-only view of an array; rows made on demand are read-only already."""
    if isinstance(array, LazyPaths):
        return array
    array = np.asarray(array).view()
    array.flags.writeable = False
    return array


@dataclass(frozen=True)
class Posterior:
    """Posterior draws of the three blocks, in chain order.

    Attributes
    ----------
    information : InformationSet
        What could be known.
    evidence : str
        ``posterior`` or ``prior_only`` (no county growth seen; the common block is fitted).
    blocks : mapping
        ``common``, ``county``, ``revenue`` -> parameter -> array (draw, ...), log points a year.
    chains : int
        Draws are stacked chain after chain.
    diagnostics : tuple of mapping
        One row a block: largest R-hat, smallest effective sample sizes, divergences, verdict.
    settings : FitSettings
        As asked for.
    constants : mapping
        Declared values that paths need and no draw holds, by name.
    """

    information: Any
    evidence: str
    blocks: Mapping[str, Mapping[str, np.ndarray]]
    chains: int
    diagnostics: tuple[Mapping[str, Any], ...]
    settings: FitSettings
    constants: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "constants", MappingProxyType(dict(self.constants)))
        frozen = {
            block: MappingProxyType({k: _freeze(v) for k, v in arrays.items()})
            for block, arrays in self.blocks.items()
        }
        object.__setattr__(self, "blocks", MappingProxyType(frozen))

    @property
    def draws(self) -> int:
        """Number of posterior draws over all chains."""
        return len(self.blocks["common"]["coal_mean"])

    @property
    def passed(self) -> bool:
        """Whether every block passed the convergence gate."""
        return all(row["passed"] for row in self.diagnostics)


@dataclass(frozen=True)
class Forecast:
    """Joint predictive draws: draw m is one world for every unit, year and variable.

    Attributes
    ----------
    units, years : tuple
        Codes; forecast years, the first after the information set to 2035.
    log_gdp, log_revenue : ndarray (unit, draw, year) float32
        Log of cny_1e8 at current prices; GDP on the published basis of its year. Under a
        scenario these may be ``LazyPaths``, made unit by unit when they are read.
    benchmark : ndarray (unit, draw, census) float32
        Census steps inside ``log_gdp`` (and inside the last published level), log points, at
        ``benchmark_years``; zero where a step lies before the sample.
    common : ndarray (draw, series, year)
        Log growth of coal price, national and provincial GDP in the forecast years.
    cluster : ndarray (draw,)
        Posterior draw each path came from, in chain order.
    ess : float
        Effective number of draws; the number of draws unless paths were reweighted.
    """

    information: Any
    units: tuple[str, ...]
    years: tuple[int, ...]
    log_gdp: np.ndarray
    log_revenue: np.ndarray
    benchmark: np.ndarray
    common: np.ndarray
    cluster: np.ndarray
    ess: float
    seed: int
    evidence: str = POSTERIOR
    scenario: str = BASELINE
    variant: str = ""
    benchmark_years: tuple[int, ...] = BENCHMARK_YEARS
    diagnostics: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("log_gdp", "log_revenue", "benchmark", "common", "cluster"):
            object.__setattr__(self, name, _freeze(getattr(self, name)))
        object.__setattr__(self, "diagnostics", MappingProxyType(dict(self.diagnostics)))

    @property
    def draws(self) -> int:
        """Number of joint paths."""
        return self.log_gdp.shape[1]

    @property
    def common_years(self) -> tuple[int, ...]:
        """Years of ``common``: the forecast years."""
        return self.years

    def unit_index(self, code: str) -> int:
        """Position of a unit code.

        Raises
        ------
        UsageError
            If the code is not in the forecast.
        """
        try:
            return self.units.index(code)
        except ValueError:
            raise UsageError(
                f"unit {code!r} is not in the forecast",
                expected=f"one of the {len(self.units)} unit codes",
                remedy="see data/units.csv",
            ) from None

    def year_index(self, year: int) -> int:
        """Position of a forecast year; raises UsageError outside the horizon."""
        try:
            return self.years.index(year)
        except ValueError:
            raise UsageError(
                f"year {year} is not a forecast year",
                expected=f"{self.years[0]} to {self.years[-1]}",
                remedy="choose a year inside the horizon",
            ) from None

    def gdp(self, code: str) -> np.ndarray:
        """GDP of one unit, (draw, year), cny_1e8 at current prices, published basis."""
        return np.exp(self.log_gdp[self.unit_index(code)].astype(np.float64))

    def revenue(self, code: str) -> np.ndarray:
        """General public budget revenue of one unit, (draw, year), cny_1e8."""
        return np.exp(self.log_revenue[self.unit_index(code)].astype(np.float64))

    def rank(self, code: str, members: np.ndarray) -> np.ndarray:
        """Rank of one unit's GDP among ``members`` in each draw, (draw, year), 1 = largest.

        ``rank = 1 + #{j in members : gdp_j > gdp_i}`` inside one and the same draw.
        """
        own = self.log_gdp[self.unit_index(code)]
        rank = np.ones(own.shape, dtype=np.int16)
        for position in np.flatnonzero(members):
            rank += self.log_gdp[position] > own
        return rank

    def chained_log_gdp(self, code: str) -> np.ndarray:
        """Log GDP without any census step, (draw, year): growth chained within a basis."""
        unit = self.unit_index(code)
        steps = np.array(
            [[year >= census for year in self.years] for census in self.benchmark_years],
            dtype=np.float64,
        )
        return self.log_gdp[unit] - self.benchmark[unit].astype(np.float64) @ steps
