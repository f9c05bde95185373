"""Condition a forecast jointly on a scenario's conditions and on early figures."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from planodds.constants import COUNTY_GDP, COUNTY_REVENUE
from planodds.errors import ConditioningError, FarthestAssumption
from planodds.forecasting.lazy_paths import LazyPaths
from planodds.forecasting.scenarios.conditioning import (
    ConditionedShocks,
    check_relative_ess,
    condition_draws,
    mahalanobis_tail,
    relative_ess,
    update_sample,
)
from planodds.forecasting.scenarios.early_figures import Restriction, early_restrictions
from planodds.forecasting.scenarios.functionals import Functional, county_units
from planodds.forecasting.scenarios.group_totals import GroupTotal, meet_totals
from planodds.forecasting.scenarios.mixture_proposals import propose_mixture_weights
from planodds.forecasting.scenarios.shock_horizon import (
    extend_shifts,
    is_yearly,
    shorten_inputs,
    shorten_shocks,
)
from planodds.forecasting.scenarios.shock_response import (
    ShockResponse,
    baseline_shocks,
    moves_unit,
    unit_changes,
)
from planodds.forecasting.simulation.random_streams import make_generator

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planodds.forecasting.lazy_paths import PathArray
    from planodds.forecasting.scenarios.shock_response import Block
    from planodds.forecasting.simulation.simulation_inputs import SimulationInputs
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.scenarios.resolved import ResolvedCondition

# Published figures may be surprising; judgements may not: data need a tenth of the support.
_MIN_SHARE_DATA = 0.01
_DEGREES = {
    "common": "common.degrees",
    "shock": "county.degrees",
    "step": "county.degrees",
    "revenue": "revenue.degrees",
}


class _Shocks(NamedTuple):
    """Shocks that the functionals depend on, to the last year that has one.

    ``columns`` (block, position) in the order of the loadings' last axis; ``shapes`` of the
    blocks; ``roots`` of the mixture weights; ``inputs`` of the simulation to that year.
    """

    columns: list[tuple[Block, int]]
    shapes: dict[Block, tuple[int, ...]]
    roots: dict[Block, np.ndarray]
    inputs: SimulationInputs

    def response(self, dz: np.ndarray) -> ShockResponse:
        """Return the response of the paths to a shift (draw, column)."""
        return ShockResponse(self.inputs, _unpack(dz, self), self.roots)


def condition_forecast(
    forecast: Forecast,
    inputs: SimulationInputs,
    panel: Panel,
    conditions: Sequence[ResolvedCondition],
) -> tuple[Forecast, np.ndarray]:
    """Condition every draw on a scenario's conditions and on early figures, jointly.

    Parameters
    ----------
    forecast : Forecast
        Unconditioned paths.
    inputs : SimulationInputs
    panel : Panel
    conditions : sequence of ResolvedCondition

    Returns
    -------
    forecast : Forecast
        Conditioned draws, not yet resampled, with plausibility in the diagnostics.
    log_weight : ndarray of float, shape (draw,)

    Raises
    ------
    ConditioningError
        If the effective sample size is below a tenth of the draws (a hundredth for early figures
        alone).
    """
    early = early_restrictions(forecast, panel, inputs)
    restrictions = early + [_restriction(c, inputs) for c in conditions]
    if not restrictions:
        return forecast, np.zeros(forecast.draws)
    functionals = tuple(row.functional for row in restrictions)
    target = np.array([row.target for row in restrictions])
    variance = np.array([row.sd for row in restrictions]) ** 2
    value = np.stack([f.value(forecast, panel) for f in functionals], axis=1)
    z, roots = _draw_shocks(inputs, functionals)
    update, shocks = _solve(forecast, inputs, functionals, z, roots, value, target, variance)
    distance, tail = _plausibility(inputs, value, target, variance, early=len(early))
    plausibility = {
        "ess_share": update.ess_share,
        "mahalanobis": distance,
        "tail_probability": tail,
    }
    try:
        if conditions:
            check_relative_ess(update.ess_share, what="The conditions")
        else:
            check_relative_ess(update.ess_share, what="The early figures", minimum=_MIN_SHARE_DATA)
    except ConditioningError as error:
        error.plausibility = plausibility
        error.farthest = _find_farthest(functionals, value, target, variance, inputs)
        raise
    shift = extend_shifts(_unpack(update.dz, shocks), shocks.inputs, inputs)
    response = ShockResponse(inputs, shift, roots)
    diagnostics = {**forecast.diagnostics, **plausibility, "conditions": len(restrictions)}
    return replace(_add_response(forecast, response), diagnostics=diagnostics), update.log_weight


def _plausibility(
    inputs: SimulationInputs,
    value: np.ndarray,
    target: np.ndarray,
    variance: np.ndarray,
    *,
    early: int,
) -> tuple[float, float]:
    """Return distance and tail of a scenario's conditions given early figures, or of these alone.

    The first ``early`` rows are early figures. Published figures are no assumption, so they do not
    count against a scenario.
    """
    if early in (0, len(target)):
        return mahalanobis_tail(value, target, variance)
    noise = make_generator(inputs.seed, "scenario", "plausibility")
    known = value[:, :early] + noise.standard_normal((len(value), early)) * np.sqrt(
        variance[:early]
    )
    given = update_sample(value[:, early:], known, target[:early])
    return mahalanobis_tail(given, target[early:], variance[early:])


def _restriction(condition: ResolvedCondition, inputs: SimulationInputs) -> Restriction:
    county = condition.series in (COUNTY_GDP, COUNTY_REVENUE)
    unit = inputs.units.index(condition.unit) if county else -1
    year = inputs.years.index(condition.year)
    functional = Functional(condition.series, unit, condition.measure, year)
    return Restriction(functional, condition.log_value, condition.sd)


def _draw_shocks(
    inputs: SimulationInputs, functionals: tuple[Functional | GroupTotal, ...]
) -> tuple[dict[Block, np.ndarray], dict[Block, np.ndarray]]:
    """Return the shocks that the functionals depend on, and roots of their mixture weights."""
    return baseline_shocks(
        inputs,
        county_units(functionals),
        steps=any(_crosses_census(f, inputs) for f in functionals),
        revenue=county_units(f for f in functionals if f.series == COUNTY_REVENUE),
    )


def _solve(
    forecast: Forecast,
    inputs: SimulationInputs,
    functionals: tuple[Functional | GroupTotal, ...],
    z: dict[Block, np.ndarray],
    roots: dict[Block, np.ndarray],
    value: np.ndarray,
    target: np.ndarray,
    variance: np.ndarray,
) -> tuple[ConditionedShocks, _Shocks]:
    """Compute loadings of the functionals on every relevant shock and condition on them."""
    years = 1 + max(f.year for f in functionals)
    short = shorten_inputs(inputs, years)
    z, roots = (shorten_shocks(arrays, inputs, years) for arrays in (z, roots))
    shocks = _Shocks([], {block: x.shape for block, x in z.items()}, roots, short)
    loading = []
    for block, row, response in unit_changes(short, z, roots):
        change = np.stack([_loading(f, block, row, response) for f in functionals], axis=1)
        if change.any():
            shocks.columns.append((block, row))
            loading.append(change)
    normals = np.stack([z[block][row] for block, row in shocks.columns], axis=1).astype(float)
    loadings = np.stack(loading, axis=2)
    update = _condition_mixture(
        short, loadings, normals, shocks, value=value, target=target, variance=variance
    )
    totals = [(row, f) for row, f in enumerate(functionals) if isinstance(f, GroupTotal)]
    dz = meet_totals(totals, forecast, loadings, update.dz, shocks.response)
    return replace(update, dz=dz), shocks


def _loading(
    functional: Functional | GroupTotal, block: Block, row: int, response: ShockResponse
) -> np.ndarray:
    """Return the loading of a functional on one shock, (draw,); zero without computing it if so."""
    inputs = response.inputs
    later = is_yearly(block) and row % inputs.shape[0] > functional.year
    units = functional.units
    if later or (units and not any(moves_unit(block, unit, inputs) for unit in units)):
        return np.zeros(inputs.draws)
    return np.broadcast_to(functional.change(response), inputs.draws)


def _crosses_census(functional: Functional | GroupTotal, inputs: SimulationInputs) -> bool:
    """Return whether a functional is a level of GDP in or after a coming benchmark year."""
    return (
        functional.series == COUNTY_GDP
        and functional.measure == "level"
        and inputs.years[functional.year] >= min(inputs.census_years, default=9999)
    )


def _condition_mixture(
    inputs: SimulationInputs,
    loading: np.ndarray,
    z: np.ndarray,
    shocks: _Shocks,
    *,
    value: np.ndarray,
    target: np.ndarray,
    variance: np.ndarray,
) -> ConditionedShocks:
    """Select mixture weights, then condition; the returned shifts are those of ``z``."""
    mean = value - np.einsum("mfz,mz->mf", loading, z, optimize=True)
    roots, degrees = _mixture_roots(inputs, shocks)
    chosen, log_weight = propose_mixture_weights(
        loading,
        mean,
        target,
        variance,
        roots=roots,
        degrees=degrees,
        generator=make_generator(inputs.seed, "scenario", "mixture"),
    )
    ratio = np.where(np.isfinite(roots), roots, 1.0) / chosen
    loading = loading * ratio[:, None, :]
    noise = make_generator(inputs.seed, "scenario", "soft").standard_normal(value.shape)
    update = condition_draws(
        loading,
        mean + np.einsum("mfz,mz->mf", loading, z, optimize=True),
        mean,
        target,
        variance,
        noise,
    )
    return ConditionedShocks(ratio * (z + update.dz) - z, log_weight, relative_ess(log_weight))


def _mixture_roots(inputs: SimulationInputs, shocks: _Shocks) -> tuple[np.ndarray, np.ndarray]:
    """Return roots of the mixture weights, (draw, column), and degrees; NaN for normal shocks."""
    roots = np.full((inputs.draws, len(shocks.columns)), np.nan)
    degrees = np.full(len(shocks.columns), np.nan)
    for column, (block, row) in enumerate(shocks.columns):
        if block not in shocks.roots or block[0] not in _DEGREES:
            continue
        mixed = shocks.roots[block].reshape(-1, inputs.draws)
        if row < len(mixed):
            roots[:, column] = mixed[row]
            degrees[column] = inputs.parameters[_DEGREES[block[0]]]
    return roots, degrees


def _unpack(dz: np.ndarray, shocks: _Shocks) -> dict[Block, np.ndarray]:
    """Return the shifts by block, (shock, draw); zero where a shock does not matter."""
    blocks = {block: np.zeros(shocks.shapes[block]) for block, _ in shocks.columns}
    for column, (block, row) in enumerate(shocks.columns):
        blocks[block][row] = dz[:, column]
    return blocks


def _find_farthest(
    functionals: tuple[Functional | GroupTotal, ...],
    value: np.ndarray,
    target: np.ndarray,
    variance: np.ndarray,
    inputs: SimulationInputs,
) -> FarthestAssumption:
    """Return the condition that is farthest from the baseline when taken alone, in sd."""
    spread = np.sqrt(value.var(axis=0) + variance)
    distance = np.abs(target - value.mean(axis=0)) / spread
    far = functionals[int(distance.argmax())]
    return {
        "tilt": "",
        "series": far.series,
        "measure": far.measure,
        "year": inputs.years[far.year],
        "distance": float(distance.max()),
    }


def _add_response(forecast: Forecast, response: ShockResponse) -> Forecast:
    """Propagate a change of the shocks to every unit and both variables, when they are read."""
    common = forecast.common + np.broadcast_to(
        response.common, (3, *response.inputs.shape)
    ).transpose(2, 0, 1)
    return replace(
        forecast,
        common=common,
        log_gdp=_add_change(forecast.log_gdp, response.log_gdp),
        log_revenue=_add_change(forecast.log_revenue, response.log_revenue),
        benchmark=_add_change(forecast.benchmark, partial(_step_change, forecast, response)),
    )


def _add_change(paths: PathArray, change: Callable[[int], np.ndarray]) -> LazyPaths:
    """Return paths with each unit's change (year, draw) added in double precision."""
    return LazyPaths(
        paths.shape, lambda unit: np.add(paths[unit].T, change(unit)).astype(np.float32).T
    )


def _step_change(forecast: Forecast, response: ShockResponse, unit: int) -> np.ndarray:
    """Return the change of a unit's census steps, (census, draw), zero for past censuses."""
    change = np.zeros((forecast.benchmark.shape[2], 1))
    step = response.step(unit)
    if isinstance(step, np.ndarray):
        change = np.zeros((len(change), step.shape[1]))
        change[len(change) - len(step) :] = step
    return change
