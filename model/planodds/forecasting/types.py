"""Frozen result types of the forecast package: FitSettings, Posterior, Forecast."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.constants import BASELINE, POSTERIOR
from planodds.errors import UsageError
from planodds.forecasting.lazy_paths import LazyPaths, gather_draws, select_draws
from planodds.inputs.panels.arrays import freeze

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.forecasting.lazy_paths import PathArray
    from planodds.inputs.panels.information import InformationSet


@dataclass(frozen=True)
class FitSettings:
    """Length of sampling, and whether failed convergence criteria raise an error.

    ``quick`` marks a fit that can never be published; ``allow_gate_failure`` returns a fit that
    fails the convergence criteria instead of raising (its diagnostics record the failure).
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


@dataclass(frozen=True)
class Posterior:
    """Posterior draws of the common, county and revenue block, in chain order.

    Attributes
    ----------
    information : InformationSet
        Data available to the fit.
    evidence : str
        ``posterior`` or ``prior_only`` (no county growth observed; the common block is fitted).
    blocks : mapping of str to mapping of str to ndarray, shape (draw, ...)
        ``common``, ``county``, ``revenue`` -> parameter -> draws; growth rates and scales in log
        points per year.
    chains : int
        Draws are stacked chain after chain.
    diagnostics : tuple of mapping
        One row per block: largest R-hat, smallest effective sample sizes, divergences, verdict.
    settings : FitSettings
    constants : mapping of str to float
        Fixed values that the simulation needs besides the draws, by name.
    """

    information: InformationSet
    evidence: str
    blocks: Mapping[str, Mapping[str, np.ndarray]]
    chains: int
    diagnostics: tuple[Mapping[str, Any], ...]
    settings: FitSettings
    constants: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "constants", MappingProxyType(dict(self.constants)))
        frozen = {
            block: MappingProxyType({name: freeze(array) for name, array in arrays.items()})
            for block, arrays in self.blocks.items()
        }
        object.__setattr__(self, "blocks", MappingProxyType(frozen))

    def thin(self, draws: int) -> Posterior:
        """Return evenly spaced draws, which are closer to independent than all of them.

        Parameters
        ----------
        draws : int
            Number of draws; all if there are no more.

        Returns
        -------
        Posterior
        """
        take = np.linspace(0, self.draws - 1, min(draws, self.draws)).astype(int)
        blocks = {
            block: {name: array[take] for name, array in arrays.items()}
            for block, arrays in self.blocks.items()
        }
        return replace(self, blocks=blocks)

    @property
    def draws(self) -> int:
        """Number of posterior draws over all chains."""
        return len(next(iter(self.blocks["common"].values())))

    @property
    def passed(self) -> bool:
        """True if every block meets the convergence criteria."""
        return all(row["passed"] for row in self.diagnostics)


@dataclass(frozen=True)
class Forecast:
    """Joint predictive draws: draw m is one joint simulation of all units, years and variables.

    Attributes
    ----------
    information : InformationSet
        Data available to the forecast.
    units, years : tuple
        Unit codes; forecast years, from the first after the information set to 2035.
    log_gdp, log_revenue : ndarray of float32, shape (unit, draw, year)
        Log of 亿元 (1e8 CNY) at current prices; GDP on the published basis of its year. Under a
        scenario these may be ``LazyPaths``, computed unit by unit when they are read.
    benchmark : ndarray of float32, shape (unit, draw, census)
        Census steps inside ``log_gdp`` (and inside the last published level), log points, at
        ``benchmark_years``; zero where a step lies before the sample.
    common : ndarray of float, shape (draw, series, year)
        Log growth of ``series`` in the forecast years; the last is the units' aggregate.
    posterior_draw_index : ndarray of int, shape (draw,)
        Posterior draw that each joint draw was simulated from, in chain order.
    ess : float
        Effective number of draws; the number of draws unless they were reweighted.
    seed : int
        Seed of all random streams.
    evidence, scenario, variant : str
    benchmark_years : tuple of int
        First years on a new statistical basis.
    series : tuple of str
        Names of the common series, as in scenarios.
    diagnostics : mapping
        Plausibility of a scenario: ``ess_share``, ``mahalanobis``, ``tail_probability``, ...
    """

    information: InformationSet
    units: tuple[str, ...]
    years: tuple[int, ...]
    log_gdp: PathArray
    log_revenue: PathArray
    benchmark: PathArray
    common: np.ndarray
    posterior_draw_index: np.ndarray
    ess: float
    seed: int
    evidence: str = POSTERIOR
    scenario: str = BASELINE
    variant: str = ""
    benchmark_years: tuple[int, ...] = ()
    series: tuple[str, ...] = ()
    diagnostics: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("log_gdp", "log_revenue", "benchmark", "common", "posterior_draw_index"):
            array = getattr(self, name)
            if not isinstance(array, LazyPaths):
                object.__setattr__(self, name, freeze(array))
        object.__setattr__(self, "diagnostics", MappingProxyType(dict(self.diagnostics)))

    @property
    def draws(self) -> int:
        """Number of joint draws."""
        return self.log_gdp.shape[1]

    @property
    def common_years(self) -> tuple[int, ...]:
        """Years of ``common``: the forecast years."""
        return self.years

    def unit_index(self, code: str) -> int:
        """Return the position of a unit.

        Parameters
        ----------
        code : str

        Returns
        -------
        int

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
                remedy="look the code up in units.csv",
            ) from None

    def year_index(self, year: int) -> int:
        """Return the position of a forecast year.

        Parameters
        ----------
        year : int

        Returns
        -------
        int

        Raises
        ------
        UsageError
            If the year is outside the horizon.
        """
        try:
            return self.years.index(year)
        except ValueError:
            raise UsageError(
                f"year {year} is not a forecast year",
                expected=f"{self.years[0]} to {self.years[-1]}",
                remedy="choose a year inside the horizon",
            ) from None

    def take(self, index: np.ndarray) -> Forecast:
        """Return the same draws of every unit and variable: dependence and ranks are preserved.

        GDP is gathered at once, since ranking needs all units; the rest is read when needed.

        Parameters
        ----------
        index : ndarray of int, shape (selected draw,)
            Positions of draws; repeated ones are allowed.

        Returns
        -------
        Forecast
            Its ``ess`` is the share of this forecast's.
        """
        return replace(
            self,
            log_gdp=gather_draws(self.log_gdp, index),
            log_revenue=select_draws(self.log_revenue, index),
            benchmark=select_draws(self.benchmark, index),
            common=self.common[index],
            posterior_draw_index=self.posterior_draw_index[index],
            ess=self.ess * len(index) / self.draws,
        )

    def gdp(self, code: str) -> np.ndarray:
        """Return the GDP of one unit.

        Parameters
        ----------
        code : str

        Returns
        -------
        ndarray of float, shape (draw, year)
            亿元 (1e8 CNY) at current prices, published basis.
        """
        return np.exp(self.log_gdp[self.unit_index(code)].astype(np.float64))

    def revenue(self, code: str) -> np.ndarray:
        """Return the general public budget revenue of one unit.

        Parameters
        ----------
        code : str

        Returns
        -------
        ndarray of float, shape (draw, year)
            亿元 (1e8 CNY).
        """
        return np.exp(self.log_revenue[self.unit_index(code)].astype(np.float64))

    def rank(self, code: str, members: np.ndarray) -> np.ndarray:
        """Return the rank of one unit's GDP in each draw.

        Parameters
        ----------
        code : str
        members : ndarray of bool, shape (unit,)
            Units that are ranked.

        Returns
        -------
        ndarray of int16, shape (draw, year)
            ``1 + #{j in members : gdp_j > gdp_i}`` within the same draw; 1 is the largest.
        """
        log_gdp = self.log_gdp[self.unit_index(code)]
        rank = np.ones(log_gdp.shape, dtype=np.int16)
        for position in np.flatnonzero(members):
            rank += self.log_gdp[position] > log_gdp
        return rank

    def chained_log_gdp(self, code: str) -> np.ndarray:
        """Return log GDP without census steps: growth chained within a statistical basis.

        Parameters
        ----------
        code : str

        Returns
        -------
        ndarray of float, shape (draw, year)
            Log of 亿元 (1e8 CNY).
        """
        unit = self.unit_index(code)
        steps = np.array(
            [[year >= census for year in self.years] for census in self.benchmark_years],
            dtype=np.float64,
        )
        return self.log_gdp[unit] - self.benchmark[unit].astype(np.float64) @ steps
