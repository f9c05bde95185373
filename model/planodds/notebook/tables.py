"""Tables that notebooks save: published data, fits, checks and the comparison of scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.inputs.tables.schemas import FLAGS
from planodds.report.text.plausibility import describe_refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from planodds.forecasting.types import Posterior
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.study import Study
    from planodds.notebook.session import ScenarioResult, Session

_BUDGET = "budget_account"
_CENSUS = "census"  # the assumption on coming changes of the statistical basis
_GROUP = "prefecture"  # in the names of parameters of a group of units
ACCEPTED = "accepted"
NOT_RUN = "not_run"
_SUMMARY_QUANTILES = {"q05": 0.05, "q50": 0.50, "q95": 0.95}
_COMPARED = ("information", "scenario", "variant", "variable", "roster", "year")
_HISTORY_COLUMNS = ["unit", "variable", "year", "value", "basis"]
_CONDITIONING_NUMBERS = (
    "mahalanobis",
    "tail_probability",
    "tilt_kl",
    "ledger_gross",
    "ledger_excess",
)
_CONDITIONING_COLUMNS = [
    "information",
    "scenario",
    "variant",
    "status",
    "ess_share",
    *_CONDITIONING_NUMBERS,
    "message_zh",
    "message_en",
]


def tabulate_history(panel: Panel) -> pd.DataFrame:
    """Return the published figures of every unit, early ones included.

    Parameters
    ----------
    panel : Panel

    Returns
    -------
    DataFrame
        unit, variable (gdp, revenue), year, value (亿元, 1e8 CNY, current prices), basis.
    """
    parts = [_history_of(panel, variable) for variable in panel.study.roles]
    early = panel.ragged_edge.rename(columns={"code": "unit"})
    early = early.assign(
        basis=[_basis(panel, row.variable, row.year) for row in early.itertuples()]
    )
    table = pd.concat([*parts, early[_HISTORY_COLUMNS]] if len(early) else parts)
    return table.sort_values(["variable", "unit", "year"], kind="stable", ignore_index=True)


def _history_of(panel: Panel, variable: str) -> pd.DataFrame:
    """Return the panel's figures of one variable."""
    values = panel.gdp if variable == constants.GDP else panel.revenue
    index = pd.MultiIndex.from_product([panel.units, panel.years], names=["unit", "year"])
    table = pd.DataFrame({"value": values.ravel()}, index=index).dropna().reset_index()
    basis = [_basis(panel, variable, year) for year in table["year"]]
    return table.assign(variable=variable, basis=basis)[_HISTORY_COLUMNS]


def _basis(panel: Panel, variable: str, year: int) -> str:
    """Return the statistical basis of a figure."""
    return panel.study.basis_of(year) if variable == constants.GDP else _BUDGET


def tabulate_quality(data_dir: Path, panel: Panel) -> pd.DataFrame:
    """Count the cells of each year by quality.

    Parameters
    ----------
    data_dir : Path
    panel : Panel
        Supplies the years.

    Returns
    -------
    DataFrame
        variable, year, units (with a figure), ok, corrected, doubtful, derived (flags of these
        figures), excluded (not fitted), second_source (other prints of the same figure).
    """
    from planodds.inputs.tables.csv_tables import read_county_panel, read_exclusions

    cells, exclusions = read_county_panel(data_dir), read_exclusions(data_dir)
    rows = []
    for variable, item in panel.study.variables.items():
        indicator = item.indicator
        for year in panel.years:
            found, excluded = (
                table[(table["indicator"] == indicator) & (table["year"] == year)]
                for table in (cells, exclusions)
            )
            preferred = found[found["kind"] == "preferred"]
            flags = preferred["flag"].value_counts()
            rows.append(
                {
                    "variable": variable,
                    "year": year,
                    "units": len(preferred),
                    **{flag: int(flags.get(flag, 0)) for flag in FLAGS},
                    "excluded": len(excluded),
                    "second_source": int((found["kind"] == "second_source").sum()),
                }
            )
    return pd.DataFrame(rows)


def tabulate_sources(data_dir: Path) -> pd.DataFrame:
    """List the sources with the number of county and driver rows taken from each.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    DataFrame
        Columns of ``sources.csv`` and rows; the most used first.
    """
    from planodds.inputs.tables.csv_tables import read_county_panel, read_drivers, read_sources

    used = pd.concat(
        [read_county_panel(data_dir)["source_id"], read_drivers(data_dir)["source_id"]]
    ).value_counts()
    sources = read_sources(data_dir).reset_index(drop=True)
    sources["rows"] = sources["source_id"].map(used).fillna(0).astype(int)
    return sources[sources["rows"] > 0].sort_values(
        ["rows", "source_id"], ascending=[False, True], kind="stable", ignore_index=True
    )


def tabulate_conditioning(run: Session) -> pd.DataFrame:
    """Return, for each reading of the scenario, whether its conditions were accepted.

    Parameters
    ----------
    run : Session

    Returns
    -------
    DataFrame
        information, scenario, variant, status (accepted or refused), ess_share (relative
        effective sample size of the weights), mahalanobis (distance from the baseline, standard
        deviations), tail_probability (calibrated), tilt_kl (Kullback-Leibler divergence of tilted
        weights, nats), ledger_gross and ledger_excess (mean growth due to projects up to the last
        year, log points, before and after the usual growth is deducted), message_zh, message_en
        (of a refusal).
    """
    rows = [
        {
            "information": run.information,
            "scenario": run.scenario.name,
            "variant": result.variant,
            "status": constants.REFUSED if result.refusal else ACCEPTED,
            **_plausibility(result),
            **(describe_refusal(result.refusal) if result.refusal else {}),
        }
        for result in run.scenario_results
    ]
    table = pd.DataFrame(rows, columns=_CONDITIONING_COLUMNS)
    return table.fillna({"message_zh": "", "message_en": ""})


def _plausibility(result: ScenarioResult) -> dict[str, float]:
    """Return the diagnostics of a forecast or a refusal."""
    diagnostics: Mapping[str, float] = {}
    if result.refusal is not None:
        diagnostics = result.refusal.plausibility
    elif result.forecast is not None:
        diagnostics = result.forecast.diagnostics
    names = ("ess_share", *_CONDITIONING_NUMBERS)
    return {name: diagnostics.get(name, float("nan")) for name in names}


def tabulate_diagnostics(posteriors: Iterable[Posterior]) -> pd.DataFrame:
    """Return the convergence diagnostics of some fits, one row per block.

    Parameters
    ----------
    posteriors : iterable of Posterior

    Returns
    -------
    DataFrame
        Columns as in ``Posterior.diagnostics``.
    """
    return pd.DataFrame([dict(row) for posterior in posteriors for row in posterior.diagnostics])


def summarise_parameters(posteriors: Iterable[Posterior], study: Study) -> pd.DataFrame:
    """Summarise the scalar parameters of some fits.

    Parameters
    ----------
    posteriors : iterable of Posterior
    study : Study
        Parameters of what it does not have are left out.

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
                    "parameter": name.replace(_GROUP, study.groups or _GROUP),
                    **_summary(values),
                }
                for name, values in arrays.items()
                if np.ndim(values) == 1 and _is_used(block, name, study)
            ]
    return pd.DataFrame(rows)


def _is_used(block: str, parameter: str, study: Study) -> bool:
    """Return whether a parameter belongs to something that the study has."""
    present = {
        _GROUP: study.groups is not None,
        "coal": study.exposure is not None or not parameter.startswith("coal_slope"),
        "benchmark": bool(study.benchmark_years),
    }
    known = block != constants.REVENUE or constants.REVENUE in study.roles
    return known and all(there for part, there in present.items() if part in parameter)


def _summary(values: np.ndarray) -> dict[str, float]:
    """Return mean, standard deviation and quantiles."""
    quantiles = {name: float(np.quantile(values, p)) for name, p in _SUMMARY_QUANTILES.items()}
    return {"mean": float(np.mean(values)), "sd": float(np.std(values)), **quantiles}


def tabulate_comparison(run: Session, *, years: Sequence[int] | None = None) -> pd.DataFrame:
    """Return the scenarios of one information set, with the baseline's median beside each.

    Parameters
    ----------
    run : Session
    years : sequence of int, optional
        Years shown; ``study.compared_years`` by default.

    Returns
    -------
    DataFrame
        information, scenario, variant, variable, roster, year, q10, q25, q50, q75, q90, status,
        baseline_q50; a refused reading, or a scenario that was not run, has a row without numbers
        and its status.
    """
    years = run.panel.study.compared_years if years is None else years
    quantiles, conditioning = run.read_table("quantiles"), run.read_table("conditioning")
    conditioning = conditioning[conditioning["information"] == run.information]
    shown = quantiles[
        (quantiles["information"] == run.information)
        & (quantiles["unit"] == run.plan.unit)
        & quantiles["year"].isin(years)
    ]
    shown = shown[[*_COMPARED, "q10", "q25", "q50", "q75", "q90"]].assign(status=ACCEPTED)
    base = shown[shown["scenario"] == constants.BASELINE].rename(columns={"q50": "baseline_q50"})
    table = shown.merge(
        base[["variable", "roster", "year", "baseline_q50"]],
        on=["variable", "roster", "year"],
        how="left",
    )
    refused = conditioning[conditioning["status"] == constants.REFUSED]
    gaps = [refused[["information", "scenario", "variant", "status"]], _not_run(run, conditioning)]
    return pd.concat([table, *gaps], ignore_index=True)


def _not_run(run: Session, conditioning: pd.DataFrame) -> pd.DataFrame:
    """Return the planned scenarios whose run has failed."""
    planned = [
        entry["parameters"]["scenario"]
        for entry in run.plan_json["runs"]
        if "scenario" in entry["parameters"]
        and entry["parameters"]["information"] == run.information
    ]
    missing = [name for name in planned if name not in set(conditioning["scenario"])]
    return pd.DataFrame(
        [
            {"information": run.information, "scenario": name, "variant": "", "status": NOT_RUN}
            for name in missing
        ],
        columns=["information", "scenario", "variant", "status"],
    )


def check_prior(run: Session) -> pd.DataFrame:
    """Compare the prior-only forecast with the declared limits.

    Parameters
    ----------
    run : Session

    Returns
    -------
    DataFrame
        From ``summarise_prior_predictive``; empty if the edition has no prior-only fit.
    """
    from planodds.probability.checks.predictive_checks import summarise_prior_predictive

    entries = [
        entry for entry in run.plan_json["fits"] if entry["evidence"] == constants.PRIOR_ONLY
    ]
    if not entries:
        return pd.DataFrame(columns=["quantity", "value", "lower", "upper", "inside"])
    information = entries[0]["information"]
    forecast = run.forecast_at(information, evidence=constants.PRIOR_ONLY)
    return summarise_prior_predictive(forecast, run.panel_at(information))


def check_posterior(run: Session) -> pd.DataFrame:
    """Compare observed growth and revenue ratios with posterior replicates.

    Parameters
    ----------
    run : Session

    Returns
    -------
    DataFrame
        From ``check_posterior_predictive``.
    """
    from planodds.probability.checks.predictive_checks import check_posterior_predictive

    posterior = run.posterior_at(run.information)
    return check_posterior_predictive(posterior, run.panel, seed=posterior.settings.seed)


def check_assumptions(run: Session, *, paths: int = 4000) -> pd.DataFrame:
    """Return the odds of the headline targets under each alternative assumption.

    Parameters
    ----------
    run : Session
    paths : int
        Smallest number of draws of each forecast.

    Returns
    -------
    DataFrame
        From ``tabulate_sensitivity``.
    """
    from planodds.forecasting.gibbs_fit import GibbsFitter
    from planodds.forecasting.simulation.sensitivity import (
        fit_sensitivities,
        forecast_sensitivities,
    )
    from planodds.inputs.priors import load_priors
    from planodds.probability.questions.sensitivity import tabulate_sensitivity
    from planodds.probability.questions.targets import compute_odds

    posterior = run.posterior_at(run.information)
    priors = load_priors(run.data_dir, run.information)
    refits = fit_sensitivities(posterior, run.panel, sampler=GibbsFitter(), priors=priors)
    variants = forecast_sensitivities(
        posterior,
        run.panel,
        refits=refits,
        paths=max(paths, posterior.draws),
        seed=posterior.settings.seed,
    )
    return tabulate_sensitivity(
        (
            (assumption, level, compute_odds(forecast, run.panel, run.plan))
            for assumption, level, forecast in variants
            if assumption != _CENSUS or run.panel.study.benchmark_years
        ),
        run.plan,
    )
