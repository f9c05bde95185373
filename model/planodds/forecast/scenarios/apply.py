"""Apply a scenario to a stored forecast: condition, tilt, resample once, then own effort.

    forecast (no condition) -> pins, jointly -> weights -> tilts, jointly -> weights multiplied
    -> one systematic resample -> own growth, projects, revenue measures

The shocks are those of the baseline, so that a difference between scenarios is not noise.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from planodds.constants import COUNTY_GDP, COUNTY_REVENUE, GDP, UNIT_EFFORT
from planodds.errors import ConditioningError
from planodds.forecast.lazy_paths import LazyPaths, gather_draws, select_draws
from planodds.forecast.scenarios.conditioning import (
    ConditionedShocks,
    check_relative_ess,
    condition_draws,
    mahalanobis_tail,
    relative_ess,
    resample_systematic,
)
from planodds.forecast.scenarios.functionals import Functional, county_units
from planodds.forecast.scenarios.mixture_proposals import propose_mixture_weights
from planodds.forecast.scenarios.plausibility import distance_of_intervention, distance_of_shift
from planodds.forecast.scenarios.projects import apply_projects
from planodds.forecast.scenarios.revenue_measures import apply_measures
from planodds.forecast.scenarios.shock_response import ShockResponse, baseline_shocks, unit_changes
from planodds.forecast.scenarios.tilting import apply_moment_conditions
from planodds.forecast.scenarios.unit_interventions import (
    add_unit_growth,
    meet_conditions_by_intervention,
)
from planodds.forecast.simulation.simulation_inputs import SimulationInputs, build_simulation_inputs
from planodds.forecast.simulation.random_streams import make_generator

if TYPE_CHECKING:
    from collections.abc import Callable

    from planodds.forecast.types import Forecast, Posterior

_COUNTY = (COUNTY_GDP, COUNTY_REVENUE)
# A published figure may surprise; a judgement may not: data need a tenth of the support.
_MIN_SHARE_DATA = 0.01
_DEGREES = {
    "common": "common.degrees",
    "shock": "county.degrees",
    "step": "county.degrees",
    "revenue": "revenue.degrees",
}


def apply_scenario(
    forecast: Forecast, posterior: Posterior, panel: Any, scenario: Any, *, variant: str = ""
) -> Forecast:
    """Return the forecast under a scenario.

    Parameters
    ----------
    forecast : Forecast
        The unconditioned paths of ``forecast_paths``.
    posterior, panel
        The same information set.
    scenario : Scenario
        Its pins are met jointly with the figures already known of single units
        (``panel.ragged_edge``).
    variant : {"", "common_boom", "own_effort"}
        How pins on a county are read: conditioning (the neighbours rise too), or own effort
        (added to the county alone).

    Returns
    -------
    Forecast
        Equally weighted draws. Without pins and own growth: the same arrays, draw by draw.

    Raises
    ------
    ConditioningError
        If fewer than a tenth of the draws carry the weight (a hundredth for early figures);
        with tilts, or fewer than 2 000 effective ones.
    InputError
        If a pin names a known year or a unit that is not there.
    """
    from planodds.inputs.scenarios.resolve_years import (
        resolve_conditions,
        resolve_measures,
        resolve_moments,
        resolve_unit_growth,
    )

    inputs = build_simulation_inputs(
        posterior, panel, paths=forecast.draws, seed=forecast.seed, final_year=forecast.years[-1]
    )
    pins = resolve_conditions(scenario, panel)
    effort = [pin for pin in pins if variant == UNIT_EFFORT and pin.series in _COUNTY]
    joint = [pin for pin in pins if pin not in effort]
    result, log_weight = _condition(forecast, inputs, panel, joint)
    tilts = resolve_moments(scenario, panel)
    log_weight, tilted = apply_moment_conditions(result, panel, tilts, log_weight)
    if joint or tilts or len(panel.ragged_edge):
        result = _resample(result, log_weight, tilted)
    result = distance_of_intervention(
        result, meet_conditions_by_intervention(result, inputs, panel, effort), panel, effort
    )
    result = distance_of_shift(
        result, add_unit_growth(result, inputs, resolve_unit_growth(scenario, panel))
    )
    result = distance_of_shift(result, apply_projects(result, inputs, panel, scenario.ledger))
    result = distance_of_shift(
        result, apply_measures(result, inputs, panel, resolve_measures(scenario, panel))
    )
    return replace(result, scenario=scenario.name, variant=variant)


def _condition(
    forecast: Forecast, inputs: SimulationInputs, panel: Any, pins: list[Any]
) -> tuple[Forecast, np.ndarray]:
    """Meet pins and early figures jointly; return the moved draws and their log weights."""
    early = _early_pins(panel, inputs)
    if not pins and not early:
        return forecast, np.zeros(forecast.draws)
    rows = early + [_as_row(pin, inputs) for pin in pins]
    functionals = tuple(row[0] for row in rows)
    target, variance = np.array([r[1] for r in rows]), np.array([r[2] for r in rows]) ** 2
    value = np.stack([f.value(forecast, panel) for f in functionals], axis=1)
    update, layout = _solve(inputs, functionals, value, target, variance)
    distance, tail = mahalanobis_tail(value, target, variance)
    plausibility = {
        "ess_share": update.ess_share,
        "mahalanobis": distance,
        "tail_probability": tail,
    }
    try:
        if pins:
            check_relative_ess(update.ess_share, what="the conditions")
        else:
            check_relative_ess(update.ess_share, what="the early figures", minimum=_MIN_SHARE_DATA)
    except ConditioningError as refusal:
        refusal.plausibility = plausibility
        refusal.farthest = _find_farthest(functionals, value, target, variance, inputs)
        raise
    moved = _move(forecast, ShockResponse(inputs, _unpack(update.dz, layout[0]), layout[1]))
    moved = replace(
        moved, diagnostics={**forecast.diagnostics, **plausibility, "conditions": len(rows)}
    )
    return moved, update.log_weight


def _find_farthest(
    functionals: tuple[Functional, ...],
    value: np.ndarray,
    target: np.ndarray,
    variance: np.ndarray,
    inputs: SimulationInputs,
) -> dict[str, object]:
    """Return the condition that lies farthest from the baseline when taken alone, in sd."""
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


def _resample(
    forecast: Forecast, log_weight: np.ndarray, diagnostics: dict[str, float]
) -> Forecast:
    """Make weighted draws equal by the one uniform that all scenarios share."""
    uniform = make_generator(forecast.seed, "resample").random()
    index = resample_systematic(log_weight, uniform)
    return replace(
        _take(forecast, index),
        ess=relative_ess(log_weight) * forecast.draws,
        diagnostics={**forecast.diagnostics, **diagnostics},
    )


def _as_row(pin: Any, inputs: SimulationInputs) -> tuple[Functional, float, float]:
    unit = inputs.units.index(pin.unit) if pin.series in _COUNTY else -1
    year = inputs.years.index(pin.year)
    return Functional(pin.series, unit, pin.measure, year), pin.log_value, pin.sd


def _early_pins(panel: Any, inputs: SimulationInputs) -> list[tuple[Functional, float, float]]:
    """Figures of single units beyond the cross-section, as hard pins of the level."""
    return [
        (
            Functional(
                COUNTY_GDP if row.variable == GDP else COUNTY_REVENUE,
                inputs.units.index(row.code),
                "level",
                inputs.years.index(row.year),
            ),
            float(np.log(row.value)),
            0.0,
        )
        for row in panel.ragged_edge.itertuples()
    ]


def _solve(
    inputs: SimulationInputs,
    functionals: tuple[Functional, ...],
    value: np.ndarray,
    target: np.ndarray,
    variance: np.ndarray,
) -> tuple[ConditionedShocks, Any]:
    """Loadings of the functionals on every shock that matters, then the joint condition."""
    last = max(f.year for f in functionals)
    z, roots = baseline_shocks(
        inputs,
        county_units(functionals),
        steps=any(
            f.series == COUNTY_GDP
            and f.measure == "level"
            and inputs.years[f.year] >= min(inputs.census_years, default=9999)
            for f in functionals
        ),
        revenue=any(f.series == COUNTY_REVENUE for f in functionals),
    )
    columns, loading = [], []
    for block, row, response in unit_changes(inputs, z, roots, last_year=last):
        change = np.stack(
            [np.broadcast_to(f.change(response), inputs.draws) for f in functionals], axis=1
        )
        if change.any():
            columns.append((block, row))
            loading.append(change)
    layout = _Layout(columns, {block: x.shape for block, x in z.items()})
    shocks = np.stack([z[block][row] for block, row in columns], axis=1).astype(float)
    return _condition_anew(
        inputs,
        np.stack(loading, axis=2),
        shocks,
        layout,
        roots,
        value=value,
        target=target,
        variance=variance,
    ), (layout, roots)


def _condition_anew(
    inputs: SimulationInputs,
    loading: np.ndarray,
    z: np.ndarray,
    layout: _Layout,
    roots: dict[Any, np.ndarray],
    *,
    value: np.ndarray,
    target: np.ndarray,
    variance: np.ndarray,
) -> ConditionedShocks:
    """Choose mixture weights that bear the conditions, then condition; shifts are of ``z``."""
    mean = value - np.einsum("mfz,mz->mf", loading, z, optimize=True)
    own, degrees = _own_roots(inputs, layout, roots)
    chosen, log_weight = propose_mixture_weights(
        loading,
        mean,
        target,
        variance,
        roots=own,
        degrees=degrees,
        generator=make_generator(inputs.seed, "scenario", "mixture"),
    )
    ratio = np.where(np.isfinite(own), own, 1.0) / chosen
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


def _own_roots(
    inputs: SimulationInputs, layout: _Layout, roots: dict[Any, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Root of the mixture weight of every column, (path, column), and its degrees; NaN: normal."""
    own = np.full((inputs.draws, len(layout.columns)), np.nan)
    degrees = np.full(len(layout.columns), np.nan)
    for place, (block, row) in enumerate(layout.columns):
        mixed = roots[block].reshape(-1, inputs.draws) if block in roots else ()
        if row < len(mixed) and block[0] in _DEGREES:
            own[:, place], degrees[place] = mixed[row], inputs.parameters[_DEGREES[block[0]]]
    return own, degrees


class _Layout(NamedTuple):
    """Columns of dz (block, row) and the shapes of the blocks."""

    columns: list[tuple[Any, int]]
    shapes: dict[Any, tuple[int, ...]]


def _unpack(dz: np.ndarray, layout: _Layout) -> dict[Any, np.ndarray]:
    columns, shapes = layout
    blocks = {block: np.zeros(shapes[block]) for block, _ in columns}
    for column, (block, row) in enumerate(columns):
        blocks[block][row] = dz[:, column]
    return blocks


def _move(forecast: Forecast, response: ShockResponse) -> Forecast:
    """Carry a change of the shocks through to every unit and both variables, when asked for."""
    common = forecast.common + np.broadcast_to(
        response.common, (3, *response.inputs.shape)
    ).transpose(2, 0, 1)
    return replace(
        forecast,
        common=common,
        log_gdp=_moved(forecast.log_gdp, response.log_gdp),
        log_revenue=_moved(forecast.log_revenue, response.log_revenue),
        benchmark=_moved(forecast.benchmark, partial(_moved_steps, forecast, response)),
    )


def _moved(paths: np.ndarray, change: Callable[[int], np.ndarray]) -> LazyPaths:
    """Paths with a unit's change (year, draw) added, in double precision, to each row."""
    return LazyPaths(
        paths.shape, lambda unit: np.add(paths[unit].T, change(unit)).astype(np.float32).T
    )


def _moved_steps(forecast: Forecast, response: ShockResponse, unit: int) -> np.ndarray:
    """Change of a unit's census steps, (census, draw), with the censuses that are past."""
    change = np.zeros((forecast.benchmark.shape[2], 1))
    step = response.step(unit)
    if np.ndim(step):
        change = np.zeros((len(change), step.shape[1]))
        change[len(change) - len(step) :] = step
    return change


def _take(forecast: Forecast, index: np.ndarray) -> Forecast:
    """The same draws for every unit and variable: dependence and ranks survive.

    GDP is wanted of all units, to rank them; revenue and census steps of a few.
    """
    return replace(
        forecast,
        log_gdp=gather_draws(forecast.log_gdp, index),
        log_revenue=select_draws(forecast.log_revenue, index),
        benchmark=select_draws(forecast.benchmark, index),
        common=forecast.common[index],
        posterior_draw_index=forecast.posterior_draw_index[index],
    )
