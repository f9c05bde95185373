"""Tables that the notebooks save and no other room makes: what was known, assumed and fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.forecast.scenarios.projects import draw_excess_growth
from planodds.inputs.panels.county_panel import INDICATORS, Panel
from planodds.inputs.panels.information import basis_of
from planodds.inputs.scenarios.resolve_years import (
    resolve_conditions,
    resolve_measures,
    resolve_moments,
    resolve_unit_growth,
)
from planodds.report.text.plausibility import describe_refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from planodds.inputs.scenarios.scenario import Scenario
    from planodds.notebook.session import Session

_BUDGET = "budget_account"
LEDGER_DRAWS, LEDGER_SEED = 4000, 20261123  # to say what a ledger adds; the odds have their own
_SHOWN_GROWTH = 5e-4  # years in which a ledger adds less, nineteen times in twenty, are left out
ACCEPTED = "accepted"
_SUMMARY_QUANTILES = {"q05": 0.05, "q50": 0.50, "q95": 0.95}
NOT_RUN = "not_run"
_COMPARED = ("information", "scenario", "variant", "variable", "roster", "year")
_COMPARED_YEARS = tuple(range(2026, 2031))
_HISTORY_COLUMNS = ["unit", "variable", "year", "value", "basis"]
_ASSUMPTION_COLUMNS = [
    "information",
    "scenario",
    "series",
    "unit",
    "measure",
    "year",
    "value",
    "sd",
    "low",
    "high",
    "kind",
    "source",
]
_CONDITIONING_COLUMNS = [
    "information",
    "scenario",
    "variant",
    "status",
    "ess_share",
    "mahalanobis",
    "tail_probability",
    "tilt_kl",
    "ledger_gross",
    "ledger_excess",
    "message_zh",
    "message_en",
]
_CONDITIONING_NUMBERS = (
    "mahalanobis",
    "tail_probability",
    "tilt_kl",
    "ledger_gross",
    "ledger_excess",
)


def tabulate_history(panel: Panel) -> pd.DataFrame:
    """Lay out the published figures of every unit, early ones included.

    Returns
    -------
    DataFrame
        unit, variable (gdp, revenue), year, value (cny_1e8, current prices), basis.
    """
    parts = [_history_of(panel, variable) for variable in (constants.GDP, constants.REVENUE)]
    early = panel.ragged_edge.rename(columns={"code": "unit"})
    early = early.assign(basis=[_basis(row.variable, row.year) for row in early.itertuples()])
    table = pd.concat([*parts, early[_HISTORY_COLUMNS]] if len(early) else parts)
    return table.sort_values(["variable", "unit", "year"], kind="stable", ignore_index=True)


def _history_of(panel: Panel, variable: str) -> pd.DataFrame:
    values = panel.gdp if variable == constants.GDP else panel.revenue
    index = pd.MultiIndex.from_product([panel.units, panel.years], names=["unit", "year"])
    table = pd.DataFrame({"value": values.ravel()}, index=index).dropna().reset_index()
    basis = [_basis(variable, year) for year in table["year"]]
    return table.assign(variable=variable, basis=basis)[_HISTORY_COLUMNS]


def _basis(variable: str, year: int) -> str:
    return basis_of(year) if variable == constants.GDP else _BUDGET


def tabulate_quality(data_dir: Path, panel: Panel) -> pd.DataFrame:
    """Count the cells of each year by quality.

    Returns
    -------
    DataFrame
        variable, year, units (with a figure), ok, corrected, doubtful, derived (flags of these
        figures), excluded (not fitted), second_source (other prints of the same figure).
    """
    from planodds.inputs.tables.csv_tables import read_county_panel, read_exclusions

    cells, out = read_county_panel(data_dir), read_exclusions(data_dir)
    rows = []
    for variable, indicator in INDICATORS.items():
        own = cells[cells["indicator"] == indicator]
        for year in panel.years:
            now = own[own["year"] == year]
            first, second = (now[now["kind"] == kind] for kind in ("preferred", "second_source"))
            flags = first["flag"].value_counts()
            left_out = out[(out["indicator"] == indicator) & (out["year"] == year)]
            rows.append(
                {
                    "variable": variable,
                    "year": year,
                    "units": len(first),
                    **{
                        flag: int(flags.get(flag, 0))
                        for flag in ("ok", "corrected", "doubtful", "derived")
                    },
                    "excluded": len(left_out),
                    "second_source": len(second),
                }
            )
    return pd.DataFrame(rows)


def tabulate_sources(data_dir: Path) -> pd.DataFrame:
    """List the sources with the number of county and driver rows that rest on each."""
    from planodds.inputs.tables.csv_tables import read_county_panel, read_drivers, read_sources

    used = pd.concat(
        [read_county_panel(data_dir)["source_id"], read_drivers(data_dir)["source_id"]]
    ).value_counts()
    sources = read_sources(data_dir).reset_index(drop=True)
    sources["rows"] = sources["source_id"].map(used).fillna(0).astype(int)
    return sources[sources["rows"] > 0].sort_values(
        ["rows", "source_id"], ascending=[False, True], kind="stable", ignore_index=True
    )


def tabulate_assumptions(scenario: Scenario, panel: Panel) -> pd.DataFrame:
    """Say what a scenario assumes, year by year, with kind and source.

    Returns
    -------
    DataFrame
        information, scenario, series, unit, measure, year, value, sd (log points), low, high,
        kind, source. By measure: growth, a fraction; level, cny_1e8; own_growth, log points, mode
        and ends (of a ledger: median, q05 and q95 of its excess); tilt_mean, as growth or level;
        tilt_probability; lasting, a fraction; one_off and in_base, cny_1e8.
    """
    pins = [
        {
            "series": pin.series,
            "unit": pin.unit,
            "measure": pin.measure,
            "year": pin.year,
            "value": _plain_value(pin),
            "sd": pin.sd,
            "kind": pin.kind,
            "source": pin.source,
        }
        for pin in resolve_conditions(scenario, panel)
    ]
    own = [
        {
            "series": f"county_{item.variable}",
            "unit": item.unit,
            "measure": "own_growth",
            "year": item.year,
            "value": item.mode,
            "low": item.low,
            "high": item.high,
            "kind": item.kind,
            "source": item.source,
        }
        for item in resolve_unit_growth(scenario, panel)
    ]
    rows = [
        *pins,
        *own,
        *_ledger_rows(scenario, panel),
        *_tilt_rows(scenario, panel),
        *_measure_rows(scenario, panel),
    ]
    table = pd.DataFrame(rows, columns=_ASSUMPTION_COLUMNS)
    return table.assign(information=panel.information.name, scenario=scenario.name)


def _ledger_rows(scenario: Scenario, panel: Panel) -> list[dict[str, object]]:
    """Excess growth of a ledger's projects, in the years in which there may be any."""
    ledger = scenario.ledger
    if ledger is None:
        return []
    years = range(panel.information.county_to + 1, constants.FINAL_YEAR + 1)
    _, excess = draw_excess_growth(ledger, panel, years=years, draws=LEDGER_DRAWS, seed=LEDGER_SEED)
    source = ", ".join(dict.fromkeys(item.source for item in ledger.projects))
    return [
        {
            "series": constants.COUNTY_GDP,
            "unit": ledger.unit,
            "measure": "own_growth",
            "year": year,
            "value": middle,
            "low": low,
            "high": high,
            "kind": scenario.kind,
            "source": f"{len(ledger.projects)} projects of projects.csv ({source})",
        }
        for year, (low, middle, high) in zip(
            years, np.quantile(excess, (0.05, 0.5, 0.95), axis=1).T, strict=True
        )
        if high > _SHOWN_GROWTH
    ]


def _tilt_rows(scenario: Scenario, panel: Panel) -> list[dict[str, object]]:
    rows = []
    for tilt in resolve_moments(scenario, panel):
        plain = np.expm1 if tilt.measure == "growth" else np.exp
        value = tilt.target if tilt.threshold is not None else float(plain(tilt.target))
        rows.append(
            {
                "series": tilt.series,
                "unit": tilt.unit,
                "measure": f"tilt_{tilt.statistic}",
                "year": tilt.year,
                "value": value,
                "kind": tilt.kind,
                "source": tilt.source,
            }
        )
    return rows


def _measure_rows(scenario: Scenario, panel: Panel) -> list[dict[str, object]]:
    return [
        {
            "series": constants.COUNTY_REVENUE,
            "unit": item.unit,
            "measure": item.effect,
            "year": year,
            "value": item.mode,
            "low": item.low,
            "high": item.high,
            "kind": item.kind,
            "source": item.source,
        }
        for item in resolve_measures(scenario, panel)
        for year in item.years
    ]


def _plain_value(pin: object) -> float:
    """Turn a log value back into what the scenario file says, rounding what that brings in."""
    value = np.expm1(pin.log_value) if pin.measure == "growth" else np.exp(pin.log_value)
    return round(float(value), 10)


def tabulate_conditioning(run: Session) -> pd.DataFrame:
    """Say of each reading of the scenario whether its conditions could be met.

    Returns
    -------
    DataFrame
        information, scenario, variant, status (accepted or refused), ess_share (of the weights),
        mahalanobis (distance from the baseline), tail_probability (calibrated), tilt_kl
        (divergence of tilted weights, nats), ledger_gross and ledger_excess (mean growth that
        projects bring by the last year, log points, before and after the usual), message_zh,
        message_en (of a refusal).
    """
    rows = []
    for outcome in run.outcomes:
        source = outcome.refusal.plausibility if outcome.refusal else outcome.forecast.diagnostics
        share = source.get("ess_share", float("nan"))
        rows.append(
            {
                "information": run.information,
                "scenario": run.scenario.name,
                "variant": outcome.variant,
                "ess_share": share,
                "status": constants.REFUSED if outcome.refusal else ACCEPTED,
                **{name: source.get(name, float("nan")) for name in _CONDITIONING_NUMBERS},
                **(describe_refusal(outcome.refusal) if outcome.refusal else {}),
            }
        )
    table = pd.DataFrame(rows, columns=_CONDITIONING_COLUMNS)
    return table.fillna({"message_zh": "", "message_en": ""})


def tabulate_diagnostics(posteriors: Iterable[object]) -> pd.DataFrame:
    """Join the convergence diagnostics of some fits, one row for each block."""
    return pd.DataFrame([dict(row) for posterior in posteriors for row in posterior.diagnostics])


def summarise_parameters(posteriors: Iterable[object]) -> pd.DataFrame:
    """Summarise the scalar parameters of some fits.

    Returns
    -------
    DataFrame
        information, evidence, block, parameter, mean, sd, q05, q50, q95.
    """
    rows = []
    for posterior in posteriors:
        for block, arrays in posterior.blocks.items():
            rows += [
                {
                    "information": posterior.information.name,
                    "evidence": posterior.evidence,
                    "block": block,
                    "parameter": name,
                    **_summary(values),
                }
                for name, values in arrays.items()
                if np.ndim(values) == 1
            ]
    return pd.DataFrame(rows)


def _summary(values: np.ndarray) -> dict[str, float]:
    quantiles = {name: float(np.quantile(values, p)) for name, p in _SUMMARY_QUANTILES.items()}
    return {"mean": float(np.mean(values)), "sd": float(np.std(values)), **quantiles}


def tabulate_comparison(run: Session, *, years: Sequence[int] = _COMPARED_YEARS) -> pd.DataFrame:
    """Put the scenarios of one information set side by side, the baseline's median beside each.

    Returns
    -------
    DataFrame
        information, scenario, variant, variable, roster, year, q10, q25, q50, q75, q90,
        baseline_q50; a refused reading, or a scenario that was not run, has a row without
        numbers and its status.
    """
    quantiles, conditioning = run.read_table("quantiles"), run.read_table("conditioning")
    rows = quantiles[
        (quantiles["information"] == run.information)
        & (quantiles["unit"] == run.plan.unit)
        & quantiles["year"].isin(years)
    ]
    rows = rows[[*_COMPARED, "q10", "q25", "q50", "q75", "q90"]].assign(status=ACCEPTED)
    base = rows[rows["scenario"] == constants.BASELINE].rename(columns={"q50": "baseline_q50"})
    table = rows.merge(
        base[["variable", "roster", "year", "baseline_q50"]],
        on=["variable", "roster", "year"],
        how="left",
    )
    refused = conditioning[
        (conditioning["information"] == run.information)
        & (conditioning["status"] == constants.REFUSED)
    ]
    gaps = [refused[["information", "scenario", "variant", "status"]], _not_run(run, conditioning)]
    return pd.concat([table, *gaps], ignore_index=True)


def _not_run(run: Session, conditioning: pd.DataFrame) -> pd.DataFrame:
    """List the scenarios that should stand here and whose run failed."""
    known = conditioning[conditioning["information"] == run.information]["scenario"]
    planned = [
        entry["parameters"]["scenario"]
        for entry in run.plan_json["runs"]
        if "scenario" in entry["parameters"]
        and entry["parameters"]["information"] == run.information
    ]
    missing = [name for name in planned if name not in set(known)]
    return pd.DataFrame(
        [
            {"information": run.information, "scenario": name, "variant": "", "status": NOT_RUN}
            for name in missing
        ],
        columns=["information", "scenario", "variant", "status"],
    )


def check_prior(run: object) -> pd.DataFrame:
    """Hold the prior-only forecast to the declared limits; empty where the edition has none."""
    from planodds.odds.checks.predictive_checks import summarise_prior_predictive

    entries = [
        entry for entry in run.plan_json["fits"] if entry["evidence"] == constants.PRIOR_ONLY
    ]
    if not entries:
        return pd.DataFrame(columns=["quantity", "value", "lower", "upper", "inside"])
    information = entries[0]["information"]
    forecast = run.forecast_at(information, evidence=constants.PRIOR_ONLY)
    return summarise_prior_predictive(forecast, run.panel_at(information))


def check_posterior(run: object) -> pd.DataFrame:
    """Compare observed relative growth with replicates of the fit at the run's information."""
    from planodds.odds.checks.predictive_checks import check_posterior_predictive

    posterior = run.posterior_at(run.information)
    return check_posterior_predictive(posterior, run.panel, seed=posterior.settings.seed)


def check_assumptions(run: object, *, paths: int = 4000) -> pd.DataFrame:
    """Odds of the headline targets under each alternative assumption, from the stored fits."""
    from planodds.forecast.simulation.sensitivity import forecast_sensitivities
    from planodds.odds.questions.sensitivity import tabulate_sensitivity

    posterior = run.posterior_at(run.information)
    variants = forecast_sensitivities(
        posterior,
        run.panel,
        refits=run.refits_at(run.information),
        paths=max(paths, posterior.draws),
        seed=posterior.settings.seed,
    )
    return tabulate_sensitivity(variants, run.panel, run.plan)
