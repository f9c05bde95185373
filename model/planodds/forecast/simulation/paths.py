"""Joint predictive paths: every draw is one world for all units, years and both variables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.constants import BENCHMARK_YEARS, FINAL_YEAR
from planodds.errors import UsageError
from planodds.forecast.census_basis import chained_log_gdp
from planodds.forecast.simulation.common_paths import common_start, run_common
from planodds.forecast.simulation.random_streams import (
    draw_common,
    draw_normal,
    draw_unit,
    draw_unit_revenue,
)
from planodds.forecast.simulation.unit_paths import run_ar1, run_revenue, shared_growth
from planodds.forecast.types import Forecast, Posterior

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCALARS = {"revenue": {"coal_slope": "revenue_coal_slope"}}


@dataclass(frozen=True)
class SimulationInputs:
    """What paths and scenarios share: parameters on each path, seed, calendar, unit facts."""

    p: Mapping[str, np.ndarray]
    seed: int
    years: tuple[int, ...]
    cluster: np.ndarray
    known: np.ndarray
    share: np.ndarray
    prefecture: np.ndarray
    units: tuple[str, ...]
    censuses: tuple[int, ...]

    @property
    def paths(self) -> int:
        """Number of paths."""
        return len(self.cluster)

    @property
    def shape(self) -> tuple[int, int]:
        """(years, paths)."""
        return len(self.years), self.paths

    def unit_parameter(self, name: str, unit: int) -> np.ndarray:
        """A parameter of one unit on each path, (path,)."""
        return self.p[name][:, unit][self.cluster]


def build_simulation_inputs(
    posterior: Posterior, panel: Any, *, paths: int, seed: int, final_year: int = FINAL_YEAR
) -> SimulationInputs:
    """Put the posterior's parameters on the paths: each draw the same number of times.

    Raises
    ------
    UsageError
        If fewer paths are asked for than there are posterior draws.
    """
    if paths < posterior.draws:
        raise UsageError(
            f"{paths} paths for {posterior.draws} posterior draws",
            expected="at least one path a draw",
            remedy="ask for more paths",
        )
    cluster = np.repeat(np.arange(posterior.draws), paths // posterior.draws)
    years = tuple(range(panel.information.county_to + 1, final_year + 1))
    return SimulationInputs(
        _path_parameters(posterior, cluster),
        seed,
        years,
        cluster,
        common_start(panel, years)["known"],
        panel.secondary_share - panel.secondary_share.mean(),
        panel.prefecture,
        panel.units,
        tuple(y for y in BENCHMARK_YEARS if y > years[0] - 1),
    )


def _path_parameters(posterior: Posterior, cluster: np.ndarray) -> dict[str, np.ndarray]:
    """Scalars on each path; arrays a unit stay on the posterior draws (see ``unit_parameter``)."""
    p: dict[str, np.ndarray] = dict(posterior.constants)
    for block, arrays in posterior.blocks.items():
        for name, array in arrays.items():
            label = _SCALARS.get(block, {}).get(name, name)
            keep = array.ndim > 1 and not name.endswith("_mean")
            p[label] = array if keep else array[cluster]
    return p


def _scaled_common(world: SimulationInputs) -> np.ndarray:
    """Shocks of the common block in standard deviations, (5, year, path)."""
    years, paths = world.shape
    drawn = draw_common(world.seed, years=years, paths=paths, degrees=world.p["common.degrees"])
    drawn["z"][:3] /= drawn["root"]
    return drawn["z"]


def _prefecture_paths(world: SimulationInputs, prefecture: int) -> np.ndarray:
    """Prefecture factor from its last fitted value, (year, path), log points."""
    z = draw_normal(world.seed, "prefecture", str(prefecture), world.shape)
    start = world.p["prefecture_factor"][:, prefecture, world.p["last_growth_year"]][world.cluster]
    return run_ar1(z, world.p["prefecture_persistence"], world.p["prefecture_scale"], start)


def _industry_paths(world: SimulationInputs) -> np.ndarray:
    """Industry-year shock q_t, (year, path), log points."""
    return world.p["county.industry_scale"] * draw_normal(world.seed, "industry", "", world.shape)


def _year_effects(world: SimulationInputs) -> np.ndarray:
    """Policy-year effect on all units' revenue, (year, path), log points."""
    return world.p["revenue.year_scale"] * draw_normal(world.seed, "revenue_year", "", world.shape)


def _unit_paths(world: SimulationInputs, unit: int, z: Mapping[str, np.ndarray]) -> np.ndarray:
    """Drift, slow deviation and shock of one unit, (year, path), log points."""
    slow = run_ar1(
        z["slow"],
        world.p["slow_persistence"],
        world.p["slow_scale"],
        world.unit_parameter("slow_last", unit),
    )
    scale = world.unit_parameter("shock_scale", unit)
    return world.unit_parameter("drift", unit) + slow + scale * z["shock"] / z["root"]


def unit_shocks(world: SimulationInputs, unit: int) -> Mapping[str, np.ndarray]:
    """Standardised shocks of one unit's GDP, drawn again whenever asked for."""
    years, paths = world.shape
    return draw_unit(
        world.seed,
        world.units[unit],
        years=years,
        censuses=len(world.censuses),
        paths=paths,
        degrees=world.p["county.degrees"],
    )


def census_shocks(world: SimulationInputs) -> dict[str, np.ndarray]:
    """Shared shocks of the coming censuses: ``slope``, ``province`` (census, path), prefectures."""
    shape = (len(world.censuses), world.paths)
    count = int(world.prefecture.max()) + 1
    return {
        "slope": draw_normal(world.seed, "census", "slope", shape),
        "province": draw_normal(world.seed, "census", "province", shape),
        "prefecture": np.array(
            [draw_normal(world.seed, "census", str(k), shape) for k in range(count)]
        ),
    }


def _unconstrained_census_step(
    world: SimulationInputs,
    unit: int,
    z: Mapping[str, np.ndarray],
    shared: Mapping[str, np.ndarray],
) -> np.ndarray:
    """A unit's census steps before they are held to the province's, (census, path)."""
    p = world.p
    return (
        p["county.benchmark_slope.sd"] * world.share[unit] * shared["slope"]
        + p["benchmark_prefecture_scale"] * shared["prefecture"][world.prefecture[unit]]
        + p["benchmark_scale"] * z["step"] / z["step_root"]
    )


def forecast_paths(
    posterior: Posterior,
    panel: Any,
    *,
    paths: int = 20_000,
    seed: int = 20261123,
    final_year: int = FINAL_YEAR,
    known: np.ndarray | None = None,
) -> Forecast:
    """Draw the joint predictive paths of one information set, without any condition.

    Parameters
    ----------
    posterior : Posterior
        Draws that passed the gate.
    panel : Panel
        The same information set.
    paths : int
        Rounded down to a multiple of the posterior draws.
    seed : int
        All streams hang on it.
    final_year : int
    known : ndarray (series, 1 + year), optional
        Growth of the common series as from ``common_start`` of a later information set: what
        came instead of what is forecast, to judge the relative part alone. Posterior draws
        keep their weights.

    Returns
    -------
    Forecast
        Units x paths x years of GDP and revenue, cny_1e8 in logs; the sum of the units' GDP
        keeps its last ratio to the province's in every draw and year.
    """
    world = build_simulation_inputs(posterior, panel, paths=paths, seed=seed, final_year=final_year)
    if known is not None:
        world = replace(world, known=known)
    common = run_common(world.p, _scaled_common(world), world.known, first_year=world.years[0])
    relative, steps = _relative_growth(world, common)
    log_gdp = _add_up(world, panel, common, relative, steps)
    log_revenue = _revenue(world, panel, posterior, common, relative)
    shape = (len(panel.units), world.paths, len(BENCHMARK_YEARS))
    benchmark = np.zeros(shape, dtype=np.float32)
    offset = len(BENCHMARK_YEARS) - len(world.censuses)
    benchmark[:, :, offset:] = steps.transpose(0, 2, 1)
    if offset:
        benchmark[:, :, offset - 1] = posterior.blocks["county"]["benchmark"].T[:, world.cluster]
    return Forecast(
        information=panel.information,
        units=panel.units,
        years=world.years,
        log_gdp=log_gdp.transpose(0, 2, 1),
        log_revenue=log_revenue.transpose(0, 2, 1),
        benchmark=benchmark,
        common=common.transpose(2, 0, 1),
        cluster=world.cluster,
        ess=float(world.paths),
        seed=seed,
        evidence=posterior.evidence,
    )


def _relative_growth(world: SimulationInputs, common: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Growth above the province before adding up, (unit, year, path), and raw census steps."""
    industry, coal = _industry_paths(world), common[0]
    factors = [_prefecture_paths(world, k) for k in range(int(world.prefecture.max()) + 1)]
    shared = census_shocks(world)
    relative = np.empty((len(world.units), *world.shape), dtype=np.float32)
    steps = np.empty((len(world.units), len(world.censuses), world.paths), dtype=np.float32)
    for unit in range(len(world.units)):
        z = unit_shocks(world, unit)
        relative[unit] = _unit_paths(world, unit, z) + shared_growth(
            world.p, world.share[unit], coal, industry, factors[world.prefecture[unit]]
        )
        steps[unit] = _unconstrained_census_step(world, unit, z, shared)
    return relative, steps


def _add_up(
    world: SimulationInputs, panel: Any, common: np.ndarray, relative: np.ndarray, steps: np.ndarray
) -> np.ndarray:
    """Hold the units' sum to the province; relative and steps are corrected in place.

    Each year all units are shifted by ``-log sum_i w_i exp(x_i)``, w the shares of the year
    before, so that ranks do not feel it; a census step also carries the province's own revision.
    """
    last = np.log(panel.gdp[:, -1]).astype(np.float32)
    weight = np.repeat((np.exp(last) / np.exp(last).sum())[:, None], world.paths, axis=1)
    province = world.p["county.provincial_benchmark.sd"] * census_shocks(world)["province"]
    log_gdp = np.empty_like(relative)
    level = last[:, None]
    for t, year in enumerate(world.years):
        weight = _normalise(relative[:, t], weight)
        level = level + relative[:, t] + common[2, t].astype(np.float32)
        if year in world.censuses:
            n = world.censuses.index(year)
            weight = _normalise(steps[:, n], weight)
            steps[:, n] += province[n]
            level = level + steps[:, n]
        log_gdp[:, t] = level
    return log_gdp


def _normalise(change: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Shift ``change`` (unit, path) in place so that weights stay a partition; new weights."""
    grown = weight * np.exp(change)
    total = grown.sum(axis=0)
    change -= np.log(total)
    return grown / total


def _revenue(
    world: SimulationInputs,
    panel: Any,
    posterior: Posterior,
    common: np.ndarray,
    relative: np.ndarray,
) -> np.ndarray:
    """Log revenue of every unit, (unit, year, path), float32."""
    effects = _year_effects(world)
    out = np.empty_like(relative)
    slope = float(posterior.blocks["county"]["coal_slope"].mean())
    chained = chained_log_gdp(panel, slope)
    for unit in range(len(world.units)):
        start_gdp, start_revenue = _revenue_start(world, panel, posterior, chained, unit)
        z = draw_unit_revenue(
            world.seed,
            world.units[unit],
            years=world.shape[0],
            paths=world.paths,
            degrees=world.p["revenue.degrees"],
        )
        shock = world.unit_parameter("revenue_shock_scale", unit) * z["shock"] / z["root"]
        out[unit] = run_revenue(
            world.p,
            common=common[2],
            relative=relative[unit],
            coal=common[0],
            share=world.share[unit],
            year_effect=effects,
            shock=shock,
            target=world.unit_parameter("target_ratio", unit),
            start_gdp=start_gdp,
            start_revenue=start_revenue,
        )
    return out


def _revenue_start(
    world: SimulationInputs, panel: Any, posterior: Posterior, chained: np.ndarray, unit: int
) -> tuple[Any, Any]:
    """Log GDP without census step and log revenue at the information set; gaps are simulated."""
    census = posterior.blocks["county"]["benchmark"][:, unit][world.cluster]
    log_gdp = np.log(panel.gdp[unit, -1]) - census
    known = np.flatnonzero(np.isfinite(panel.revenue[unit]))
    last = int(known[-1])
    log_revenue = np.full(world.paths, np.log(panel.revenue[unit, last]))
    gap = len(panel.years) - 1 - last
    if not gap:
        return log_gdp, log_revenue
    columns = slice(last, len(panel.years) - 1)
    growth = np.diff(chained[unit])[columns][:, None]
    common = panel.provincial_growth_county_basis[columns][:, None]
    coal = dict(zip(panel.driver_years, panel.coal_growth, strict=True))
    z = draw_unit_revenue(
        world.seed,
        f"gap-{world.units[unit]}",
        years=gap,
        paths=world.paths,
        degrees=world.p["revenue.degrees"],
    )
    filled = run_revenue(
        world.p,
        common=common,
        relative=growth - common,
        coal=np.array([[coal[year]] for year in panel.years[last + 1 :]]),
        share=world.share[unit],
        year_effect=np.zeros((gap, 1)),
        shock=world.unit_parameter("revenue_shock_scale", unit) * z["shock"] / z["root"],
        target=world.unit_parameter("target_ratio", unit),
        start_gdp=chained[unit, last],
        start_revenue=log_revenue,
    )
    return log_gdp, filled[-1]
