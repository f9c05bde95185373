"""How paths answer to a change of the shocks: exact, since everything is linear in them.

A change ``dz`` is a mapping from a block to an array (shock, path) of standard normals:

    ("common", "")        5 x year: coal, national, provincial shock, national, provincial mean
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

from planodds.forecast.simulation.common_paths import run_common
from planodds.forecast.simulation.simulation_inputs import (
    SimulationInputs,
    census_shocks,
    unit_shocks,
)
from planodds.forecast.simulation.random_streams import draw_common, draw_normal, draw_unit_revenue
from planodds.forecast.simulation.unit_paths import run_ar1, run_revenue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Block = tuple[str, str]


@dataclass(frozen=True)
class ShockResponse:
    """Change of every path that a change of the shocks brings.

    Attributes
    ----------
    inputs : World
        Parameters and calendar.
    dz : mapping of block to ndarray (shock, path)
        Absent blocks do not change.
    """

    inputs: SimulationInputs
    dz: Mapping[Block, np.ndarray]
    roots: Mapping[Block, np.ndarray] = field(repr=False)

    @cached_property
    def common(self) -> np.ndarray | float:
        """Change of log growth of coal, nation, province, (series, year, path)."""
        z = self.dz.get(("common", ""))
        if z is None:
            return np.zeros((3, 1, 1))
        years, paths = self.inputs.shape
        scaled = z.reshape(5, years, paths).copy()
        scaled[:3] /= self.roots["common", ""]
        return run_common(
            self.inputs.parameters,
            scaled,
            self.inputs.observed_common,
            first_year=self.inputs.years[0],
            level=0.0,
        )

    @cached_property
    def industry(self) -> np.ndarray | float:
        """Change of the industry-year shock, (year, path)."""
        z = self.dz.get(("industry", ""))
        return 0.0 if z is None else self.inputs.parameters["county.industry_scale"] * z

    @cached_property
    def year_effect(self) -> np.ndarray | float:
        """Change of the policy-year effect on revenue, (year, path)."""
        z = self.dz.get(("year", ""))
        return 0.0 if z is None else self.inputs.parameters["revenue.year_scale"] * z

    def prefecture(self, k: int) -> np.ndarray | float:
        """Change of a prefecture's factor, (year, path)."""
        z = self.dz.get(("prefecture", str(k)))
        p = self.inputs.parameters
        return 0.0 if z is None else run_ar1(z, p["prefecture_persistence"], p["prefecture_scale"])

    @cached_property
    def spread(self) -> np.ndarray:
        """Change of what loads on the secondary share, (year, path)."""
        return self.inputs.parameters["coal_slope"] * self.common[0] + self.industry

    def relative(self, unit: int) -> np.ndarray | float:
        """Change of a unit's growth above the province, (year, path)."""
        p, code = self.inputs.parameters, self.inputs.units[unit]
        change = self.inputs.share[unit] * self.spread
        change = change + self.prefecture(int(self.inputs.prefecture[unit]))
        slow, shock = self.dz.get(("slow", code)), self.dz.get(("shock", code))
        if slow is not None:
            change = change + run_ar1(slow, p["slow_persistence"], p["slow_scale"])
        if shock is not None:
            scale = self.inputs.unit_parameter("shock_scale", unit)
            change = change + scale * shock / self.roots["shock", code]
        return change

    def step(self, unit: int) -> np.ndarray | float:
        """Change of a unit's coming census steps, (census, path)."""
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
        own = self.dz.get(("step", code))
        if own is not None:
            change = change + p["benchmark_scale"] * own / self.roots["step", code]
        return change

    def log_gdp(self, unit: int) -> np.ndarray:
        """Change of a unit's log GDP on the published basis, (year, path)."""
        growth = self.common[2] + self.relative(unit)
        change = np.array(np.broadcast_to(growth, (self.inputs.shape[0], growth.shape[-1])))
        for before, year in pairwise(change):  # a tenth of the time of cumsum along this axis
            year += before
        return change + self._stepped(self.step(unit))

    def log_revenue(self, unit: int) -> np.ndarray:
        """Change of a unit's log revenue, (year, path)."""
        code = self.inputs.units[unit]
        z = self.dz.get(("revenue", code))
        shock = (
            0.0
            if z is None
            else (
                self.inputs.unit_parameter("revenue_shock_scale", unit)
                * z
                / self.roots["revenue", code]
            )
        )
        full = np.zeros(self.inputs.shape)
        return run_revenue(
            self.inputs.parameters,
            common=full + self.common[2],
            relative=full + self.relative(unit),
            coal=full + self.common[0],
            share=self.inputs.share[unit],
            year_effect=full + self.year_effect,
            shock=full + shock,
            target=0.0,
            start_gdp=0.0,
            start_revenue=0.0,
            level=0.0,
        )

    def _stepped(self, step: np.ndarray | float) -> np.ndarray | float:
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
    inputs: SimulationInputs, units: tuple[int, ...], *, steps: bool, revenue: bool
) -> tuple[dict[Block, np.ndarray], dict[Block, np.ndarray]]:
    """Standard normals and mixture roots of the blocks that conditions on ``units`` can move.

    Parameters
    ----------
    units : tuple of int
        Units that conditions name; none for conditions on the common series alone.
    steps : bool
        Whether census steps can matter (a level pinned beyond a census).
    revenue : bool
        Whether revenue is pinned.

    Returns
    -------
    z, roots : dict
        By block; z (shock, path).
    """
    years, paths = inputs.shape
    drawn = draw_common(
        inputs.seed, years=years, paths=paths, degrees=inputs.parameters["common.degrees"]
    )
    z: dict[Block, np.ndarray] = {("common", ""): drawn["z"].reshape(-1, paths)}
    roots: dict[Block, np.ndarray] = {("common", ""): drawn["root"]}
    if units:
        z["industry", ""] = draw_normal(inputs.seed, "industry", "", inputs.shape)
    if revenue:
        z["year", ""] = draw_normal(inputs.seed, "revenue_year", "", inputs.shape)
    shared = census_shocks(inputs) if steps else None
    for unit in units:
        _add_unit(inputs, unit, z, roots, shared)
        if revenue:
            code = inputs.units[unit]
            own = draw_unit_revenue(
                inputs.seed,
                code,
                years=years,
                paths=paths,
                degrees=inputs.parameters["revenue.degrees"],
            )
            z["revenue", code], roots["revenue", code] = own["shock"], own["root"]
    return z, roots


def _add_unit(inputs, unit, z, roots, shared):
    code, k = inputs.units[unit], int(inputs.prefecture[unit])
    own = unit_shocks(inputs, unit)
    z["slow", code], z["shock", code] = own["slow"], own["shock"]
    roots["shock", code] = own["root"]
    z["prefecture", str(k)] = draw_normal(inputs.seed, "prefecture", str(k), inputs.shape)
    if shared is not None:
        z["step", code], roots["step", code] = own["step"], own["step_root"]
        z["step_prefecture", str(k)] = shared["prefecture"][k]
        z["step_slope", ""], z["step_province", ""] = shared["slope"], shared["province"]


def unit_changes(
    inputs: SimulationInputs,
    z: Mapping[Block, np.ndarray],
    roots: Mapping[Block, np.ndarray],
    *,
    last_year: int,
) -> Iterator[tuple[Block, int, ShockResponse]]:
    """Responses to one shock at a time, for shocks that can matter by ``last_year`` (index)."""
    years, paths = inputs.shape
    one = np.ones(paths)
    for block, values in z.items():
        yearly = not block[0].startswith("step")
        for row in range(len(values)):
            if yearly and row % years > last_year:
                continue
            dz = np.zeros(values.shape)
            dz[row] = one
            yield block, row, ShockResponse(inputs, {block: dz}, roots)
