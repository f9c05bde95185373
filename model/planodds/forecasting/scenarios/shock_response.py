"""Responses of the paths to changes of the shocks; exact, since paths are linear in shocks.

A change ``dz`` is a mapping from a block to an array (shock, draw) of standard normals:

    ("common", "")        shocks of the common series, then of their moving means, by year
    ("industry", "")      year
    ("prefecture", k)     year
    ("slow", code) ("shock", code) ("revenue", code)   year
    ("year", "")          year
    ("step", code) ("step_prefecture", k) ("step_slope", "") ("step_province", "")   census
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.simulation.common_paths import run_common
from planodds.forecasting.simulation.random_streams import (
    draw_common,
    draw_normal,
    draw_unit_revenue,
)
from planodds.forecasting.simulation.simulation_inputs import census_shocks, unit_shocks
from planodds.forecasting.simulation.unit_paths import run_ar1, run_revenue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planodds.forecasting.simulation.simulation_inputs import SimulationInputs

Block = tuple[str, str]
_OF_UNIT = frozenset({"slow", "shock", "revenue", "step"})  # their key is the code of a unit
_OF_PREFECTURE = frozenset({"prefecture", "step_prefecture"})


@dataclass(frozen=True)
class ShockResponse:
    """Change of every path that a change of the shocks causes.

    Attributes
    ----------
    inputs : SimulationInputs
        Parameters and calendar.
    dz : mapping of block to ndarray of float, shape (shock, draw)
        Blocks that are absent do not change.
    roots : mapping of block to ndarray of float
        Square roots of the mixture weights of Student-t blocks.
    """

    inputs: SimulationInputs
    dz: Mapping[Block, np.ndarray]
    roots: Mapping[Block, np.ndarray] = field(repr=False)

    @cached_property
    def common(self) -> np.ndarray:
        """Change of log growth of coal, nation, province, (series, year or 1, draw or 1)."""
        z = self.dz.get(("common", ""))
        if z is None:
            return np.zeros((3, 1, 1))
        years, draws = self.inputs.shape
        scaled = z.reshape(-1, years, draws).copy()
        scaled[: len(self.inputs.study.common)] /= self.roots["common", ""]
        return run_common(
            self.inputs.parameters,
            scaled,
            self.inputs.observed_common,
            drivers=self.inputs.study.common,
            first_year=self.inputs.years[0],
            first_fitted_year=self.inputs.first_fitted_year,
            level=0.0,
        )

    @cached_property
    def exposed(self) -> np.ndarray:
        """Change of the driver to which units are exposed, (year, draw)."""
        return self.inputs.exposed_growth(self.common)

    @cached_property
    def industry(self) -> np.ndarray | float:
        """Change of the industry-year shock, (year, draw)."""
        z = self.dz.get(("industry", ""))
        return 0.0 if z is None else self.inputs.parameters["county.industry_scale"] * z

    @cached_property
    def year_effect(self) -> np.ndarray | float:
        """Change of the policy-year effect on revenue, (year, draw)."""
        z = self.dz.get(("year", ""))
        return 0.0 if z is None else self.inputs.parameters["revenue.year_scale"] * z

    @cached_property
    def share_effect(self) -> np.ndarray:
        """Change of the factor that loads on the secondary share, (year, draw)."""
        return self.inputs.parameters["coal_slope"] * self.exposed + self.industry

    def _prefecture(self, k: int) -> np.ndarray | float:
        """Return the change of a prefecture's factor, (year, draw), or zero."""
        z = self.dz.get(("prefecture", str(k)))
        p = self.inputs.parameters
        return 0.0 if z is None else run_ar1(z, p["prefecture_persistence"], p["prefecture_scale"])

    def relative(self, unit: int) -> np.ndarray:
        """Return the change of a unit's growth above the province.

        Parameters
        ----------
        unit : int
            Position of the unit.

        Returns
        -------
        ndarray of float, shape (year or 1, draw)
            Log points; one year if all years change equally.
        """
        p, code = self.inputs.parameters, self.inputs.units[unit]
        change = self.inputs.share[unit] * self.share_effect
        change = change + self._prefecture(int(self.inputs.prefecture[unit]))
        slow, shock = self.dz.get(("slow", code)), self.dz.get(("shock", code))
        if slow is not None:
            change = change + run_ar1(slow, p["slow_persistence"], p["slow_scale"])
        if shock is not None:
            scale = self.inputs.unit_parameter("shock_scale", unit)
            change = change + scale * shock / self.roots["shock", code]
        return change

    def step(self, unit: int) -> np.ndarray | float:
        """Return the change of a unit's coming census steps.

        Parameters
        ----------
        unit : int
            Position of the unit.

        Returns
        -------
        ndarray of float, shape (census, draw), or float
            Log points; the number zero if no block of the steps changes.
        """
        p, code = self.inputs.parameters, self.inputs.units[unit]
        prefecture = str(int(self.inputs.prefecture[unit]))
        terms = (
            ("step_slope", "", p["county.benchmark_slope.sd"] * self.inputs.share[unit]),
            ("step_prefecture", prefecture, p["benchmark_prefecture_scale"]),
            ("step_province", "", p["county.provincial_benchmark.sd"]),
        )
        change = sum(
            load * self.dz[name, key] for name, key, load in terms if (name, key) in self.dz
        )
        unit_part = self.dz.get(("step", code))
        if unit_part is not None:
            change = change + p["benchmark_scale"] * unit_part / self.roots["step", code]
        return change

    def log_gdp(self, unit: int) -> np.ndarray:
        """Return the change of a unit's log GDP on the published basis.

        Parameters
        ----------
        unit : int
            Position of the unit.

        Returns
        -------
        ndarray of float, shape (year, draw)
            Log points.
        """
        growth = self.common[-1] + self.relative(unit)
        change = np.array(np.broadcast_to(growth, (self.inputs.shape[0], growth.shape[-1])))
        for before, year in pairwise(change):  # ten times faster than cumsum along this axis
            year += before
        return change + self._cumulated_steps(self.step(unit))

    def log_revenue(self, unit: int) -> np.ndarray:
        """Return the change of a unit's log revenue.

        Parameters
        ----------
        unit : int
            Position of the unit.

        Returns
        -------
        ndarray of float, shape (year, draw)
            Log points.
        """
        code = self.inputs.units[unit]
        z = self.dz.get(("revenue", code))
        shock: np.ndarray | float = 0.0
        if z is not None:
            scale = self.inputs.unit_parameter("revenue_shock_scale", unit)
            shock = scale * z / self.roots["revenue", code]
        full = np.zeros(self.inputs.shape)
        return run_revenue(
            self.inputs.parameters,
            common=full + self.common[-1],
            relative=full + self.relative(unit),
            coal=full + self.exposed,
            share=self.inputs.share[unit],
            year_effect=full + self.year_effect,
            shock=full + shock,
            target=0.0,
            start_gdp=0.0,
            start_revenue=0.0,
            level=0.0,
        )

    def _cumulated_steps(self, step: np.ndarray | float) -> np.ndarray | float:
        """Return the sum of census steps up to each year, (year, draw)."""
        if np.ndim(step) == 0:
            return 0.0
        since = np.array(
            [
                [float(year >= census) for census in self.inputs.census_years]
                for year in self.inputs.years
            ]
        )
        return since @ step


def baseline_shocks(
    inputs: SimulationInputs, units: tuple[int, ...], *, steps: bool, revenue: tuple[int, ...]
) -> tuple[dict[Block, np.ndarray], dict[Block, np.ndarray]]:
    """Regenerate the shocks that conditions on ``units`` can move.

    Parameters
    ----------
    inputs : SimulationInputs
    units : tuple of int
        Units that conditions refer to; empty for conditions on common series alone.
    steps : bool
        Whether census steps matter (a condition on a level after a census).
    revenue : tuple of int
        Units with conditions on revenue.

    Returns
    -------
    z, roots : dict of block to ndarray of float
        Standard normals, shape (shock, draw), and square roots of mixture weights.
    """
    years, draws = inputs.shape
    drawn = draw_common(
        inputs.seed,
        series=len(inputs.study.common),
        moving=inputs.moving_means,
        years=years,
        paths=draws,
        degrees=inputs.parameters["common.degrees"],
    )
    z: dict[Block, np.ndarray] = {("common", ""): drawn["z"].reshape(-1, draws)}
    roots: dict[Block, np.ndarray] = {("common", ""): drawn["root"]}
    if units:
        z["industry", ""] = draw_normal(inputs.seed, "industry", "", inputs.shape)
    if revenue:
        z["year", ""] = draw_normal(inputs.seed, "revenue_year", "", inputs.shape)
    shared = census_shocks(inputs) if steps else None
    for unit in units:
        _add_unit(inputs, unit, z, roots, shared)
        if unit in revenue:
            _add_revenue(inputs, inputs.units[unit], z, roots)
    return z, roots


def _add_unit(
    inputs: SimulationInputs,
    unit: int,
    z: dict[Block, np.ndarray],
    roots: dict[Block, np.ndarray],
    shared: Mapping[str, np.ndarray] | None,
) -> None:
    """Add the blocks of one unit's GDP, with census steps if ``shared`` is given."""
    code, k = inputs.units[unit], int(inputs.prefecture[unit])
    drawn = unit_shocks(inputs, unit)
    z["slow", code], z["shock", code] = drawn["slow"], drawn["shock"]
    roots["shock", code] = drawn["root"]
    z["prefecture", str(k)] = draw_normal(inputs.seed, "prefecture", str(k), inputs.shape)
    if shared is not None:
        z["step", code], roots["step", code] = drawn["step"], drawn["step_root"]
        z["step_prefecture", str(k)] = shared["prefecture"][k]
        z["step_slope", ""], z["step_province", ""] = shared["slope"], shared["province"]


def _add_revenue(
    inputs: SimulationInputs, code: str, z: dict[Block, np.ndarray], roots: dict[Block, np.ndarray]
) -> None:
    """Add the block of one unit's revenue shocks."""
    years, draws = inputs.shape
    drawn = draw_unit_revenue(
        inputs.seed, code, years=years, paths=draws, degrees=inputs.parameters["revenue.degrees"]
    )
    z["revenue", code], roots["revenue", code] = drawn["shock"], drawn["root"]


def moves_unit(block: Block, unit: int, inputs: SimulationInputs) -> bool:
    """Return whether the shocks of a block can move the paths of a unit.

    Parameters
    ----------
    block : tuple of str
    unit : int
        Position of the unit.
    inputs : SimulationInputs

    Returns
    -------
    bool
    """
    name, key = block
    if name in _OF_UNIT:
        return key == inputs.units[unit]
    return name not in _OF_PREFECTURE or key == str(int(inputs.prefecture[unit]))


def unit_changes(
    inputs: SimulationInputs, z: Mapping[Block, np.ndarray], roots: Mapping[Block, np.ndarray]
) -> Iterator[tuple[Block, int, ShockResponse]]:
    """Iterate over responses to one unit shock at a time.

    Parameters
    ----------
    inputs : SimulationInputs
    z, roots : mapping of block to ndarray
        As from ``baseline_shocks``.

    Yields
    ------
    block : tuple of str
    row : int
        Position of the shock in the block.
    response : ShockResponse
    """
    one = np.ones(inputs.draws)
    for block, values in z.items():
        for row in range(len(values)):
            dz = np.zeros(values.shape)
            dz[row] = one
            yield block, row, ShockResponse(inputs, {block: dz}, roots)
