"""A small edition of synthetic draws on the real panel, for tests of the pages.

The tables come from the package odds, so that their columns are the real ones. The draws are random
walks with a fixed seed, without any meaning.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
from filelock import FileLock

from planodds import constants
from planodds import probability as odds
from planodds.evaluation.track_record.county_scores import score_record
from planodds.evaluation.track_record.load import load_track_record
from planodds.forecasting.types import Forecast
from planodds.inputs import DATA_DIR, load_panel, load_plan, load_scenarios
from planodds.inputs.scenarios.weights import load_all_weights
from planodds.notebook import tables as kept
from planodds.notebook.assumption_tables import tabulate_assumptions
from planodds.probability.questions.mixture import compute_cell_odds, mix_cell_odds
from tests import shanxi

EDITION = "2024-0123abcd"
DRIFT = {
    "baseline": 0.035,
    "coal_slump": 0.01,
    "coal_boom": 0.06,
    "national_slowdown": 0.015,
    "plan_path": 0.13,
    "transition": 0.05,
    "fiscal_squeeze": 0.035,
}


def draw_forecast(
    panel,
    *,
    scenario: str = constants.BASELINE,
    variant: str = "",
    drift: float = 0.035,
    evidence: str = constants.POSTERIOR,
    draws: int = 400,
    seed: int = 7,
):
    """Random walks with a common shock, unit shocks and census steps, as a forecast."""
    generator = np.random.default_rng(seed)
    years = tuple(range(panel.information.county_to + 1, shanxi.FINAL_YEAR + 1))
    units, length = len(panel.units), len(years)
    common = generator.normal(0.035, 0.05, (draws, length))
    own = 0.04 * generator.standard_t(4, (units, draws, length)).clip(-6, 6)
    steps = 0.1 * generator.standard_t(4, (units, draws, len(shanxi.BENCHMARK_YEARS))).clip(-6, 6)
    growth = common + own
    growth[panel.units.index(shanxi.HOME_UNIT)] += drift - 0.035
    for column, census in enumerate(shanxi.BENCHMARK_YEARS):
        if census in years:
            growth[:, :, years.index(census)] += steps[:, :, column]
    gdp = np.log(panel.gdp[:, -1])[:, None, None] + growth.cumsum(axis=2)
    start = np.log(np.where(np.isnan(panel.revenue[:, -1]), 5.0, panel.revenue[:, -1]))
    noise = 0.1 * generator.standard_normal(growth.shape)
    revenue = start[:, None, None] + (0.8 * growth + noise).cumsum(axis=2)
    series = np.zeros((draws, len(shanxi.SERIES), length))
    series[:, shanxi.SERIES.index(shanxi.PROVINCIAL)] = common
    coal = np.random.default_rng([seed, 1]).normal(0.0, 0.25, (draws, length))
    series[:, shanxi.SERIES.index("coal_price")] = coal
    return Forecast(
        information=panel.information,
        scenario=scenario,
        variant=variant,
        evidence=evidence,
        units=panel.units,
        years=years,
        log_gdp=gdp.astype(np.float32),
        log_revenue=revenue.astype(np.float32),
        benchmark=steps.astype(np.float32),
        common=series,
        posterior_draw_index=np.arange(draws) // 2,
        ess=float(draws),
        seed=seed,
        benchmark_years=shanxi.BENCHMARK_YEARS,
        series=shanxi.SERIES,
    )


def shared_edition(tmp_path_factory) -> Path:
    """Build the edition and its pages on first use, once for all processes of a test run."""
    here = tmp_path_factory.getbasetemp()
    root = here.parent if "PYTEST_XDIST_WORKER" in os.environ else here
    folder, complete = root / "report" / EDITION, root / "report" / "complete"
    with FileLock(root / "report.lock"):
        if not complete.exists():
            from planodds.report.brief.brief import write_brief
            from planodds.report.html.index import write_index

            shutil.rmtree(folder, ignore_errors=True)  # of a process that was killed
            make_edition(folder)
            write_brief(folder, processes=2)  # the bytes of one process are compared with these
            write_index(folder)
            complete.touch()
    return folder


def make_edition(
    folder: Path,
    *,
    draws: int = 400,
    origins: tuple[str, ...] = ("2020", "latest"),
    quick: bool = False,
) -> Path:
    """Write the tables and the manifest of an edition into ``folder``; return it."""
    plan, scenarios = load_plan(), load_scenarios()
    panels = {name: load_panel(information=name) for name in origins}
    forecasts = [
        forecast for name in origins for forecast in _draw_all(panels[name], scenarios, draws)
    ]
    tables = _odds_tables(forecasts, panels, plan) | _revision_table(panels, forecasts)
    tables |= _facts_tables(panels[origins[-1]], plan) | _setting_tables(panels, scenarios)
    tables |= _record_tables(panels[origins[-1]]) | _mixture_table(
        forecasts, panels["latest"], plan
    )
    (folder / "tables").mkdir(parents=True)
    for name, table in tables.items():
        target = folder if name in ("results", "quantiles") else folder / "tables"
        table.to_csv(target / f"{name}.csv", index=False, lineterminator="\n")
    manifest = _manifest(panels, scenarios, quick=quick)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _draw_all(panel, scenarios, draws: int) -> list:
    """All scenarios at the latest set; at earlier sets the baseline, its priors and the plan path.

    The plan path by a common boom represents refused conditions.
    """
    latest = panel.information.name == "latest"
    made = []
    for scenario in scenarios:
        if not latest and scenario.name not in (constants.BASELINE, "plan_path"):
            continue
        made += [
            draw_forecast(
                panel,
                scenario=scenario.name,
                variant=variant,
                draws=draws,
                drift=DRIFT.get(scenario.name, 0.03),
            )
            for variant in scenario.readings
            if variant != constants.COMMON_BOOM
        ]
    if panel.information.name == "2020":
        made.append(draw_forecast(panel, evidence=constants.PRIOR_ONLY, draws=draws, seed=8))
    return made


def _join(function, forecasts: list, panels: dict, *arguments) -> pd.DataFrame:
    """Join the tables of some forecasts, with the edition as first column."""
    table = pd.concat(
        [function(f, panels[f.information.name], *arguments) for f in forecasts], ignore_index=True
    )
    table.insert(0, "edition", EDITION)
    return table


def _odds_tables(forecasts: list, panels: dict, plan) -> dict[str, pd.DataFrame]:
    with_data = [f for f in forecasts if f.evidence == constants.POSTERIOR]
    return {
        "results": _join(odds.compute_odds, forecasts, panels, plan),
        "quantiles": _join(odds.summarise_quantiles, with_data, panels, plan),
        "rank_distribution": _join(odds.rank_distribution, with_data, panels),
        "first_passage": _join(odds.first_passage, with_data, panels, plan),
        "neighbours": _join(odds.neighbours, with_data, panels),
        **_look_into(with_data, panels, plan),
    }


def _look_into(forecasts: list, panels: dict, plan) -> dict[str, pd.DataFrame]:
    """What the controls of the page read: of today's runs, as that is all that they show."""
    today = [f for f in forecasts if f.information.name == "latest"]
    base = [f for f in today if f.scenario == constants.BASELINE]
    return {
        "thresholds": _join(odds.threshold_curves, today, panels, plan),
        "required_growth_for_probability": _join(odds.growth_for_probability, base, panels, plan),
        "even_path": _join(odds.most_likely_path_to_even_odds, base, panels, plan),
        "counties": _join(odds.rank_summary_of_units, base, panels),
        "sensitivity": _other_assumptions(base[0], panels["latest"], plan),
    }


def _other_assumptions(forecast, panel, plan) -> pd.DataFrame:
    """The model and two changes of it, written by hand."""
    from planodds.probability.questions.sensitivity import tabulate_sensitivity

    variants = [("as_modelled", "", forecast)]
    for name, level, drift in (("anchor", "0.040", 0.01), ("census", "x0", 0.05)):
        variants.append(
            (
                name,
                level,
                draw_forecast(panel, draws=len(forecast.posterior_draw_index), drift=drift),
            )
        )
    return tabulate_sensitivity(
        ((name, level, odds.compute_odds(draws, panel, plan)) for name, level, draws in variants),
        plan,
    )


def _revision_table(panels: dict, forecasts: list) -> dict[str, pd.DataFrame]:
    base = {
        f.information.name: f
        for f in forecasts
        if f.scenario == constants.BASELINE and f.evidence == constants.POSTERIOR
    }
    if len(base) < 2:
        return {}
    return {
        "forecast_revision": odds.decompose_revision(
            panels["2020"], panels["latest"], base["2020"], base["latest"], year=2025
        )
    }


def _mixture_table(forecasts: list, panel, plan) -> dict[str, pd.DataFrame]:
    (weights,) = load_all_weights(DATA_DIR, load_scenarios())
    (baseline,) = [
        f for f in forecasts if f.information.name == "latest" and f.scenario == constants.BASELINE
    ]
    cells = compute_cell_odds(baseline, panel, plan, weights)
    mixture = mix_cell_odds(cells, weights, generator=np.random.default_rng(5))
    mixture.insert(0, "edition", EDITION)
    return {"mixture": mixture}


def _facts_tables(panel, plan) -> dict[str, pd.DataFrame]:
    return {
        "facts": odds.published_facts(panel, plan),
        "history": kept.tabulate_history(panel),
        "required": odds.required_growth(panel, plan),
        "base_rates": odds.base_rates(panel, plan),
        "data_quality": kept.tabulate_quality(DATA_DIR, panel),
        "sources_used": kept.tabulate_sources(DATA_DIR),
    }


def _record_tables(truth) -> dict[str, pd.DataFrame]:
    """Score random walks from three origins; the fits are recorded as passed."""
    panels = {name: load_panel(information=name) for name in ("2020", "2021", "2022")}
    walks = {name: draw_forecast(panel, draws=100, seed=9) for name, panel in panels.items()}
    scores, evidence = score_record(walks, panels, truth)
    fits = pd.DataFrame(
        [
            {
                "information": name,
                "evidence": constants.POSTERIOR,
                "block": block,
                "max_rhat": 1.004,
                "min_ess_bulk": 900.0,
                "min_ess_tail": 700.0,
                "divergences": 0,
                "draws": 1000,
                "chains": 4,
                "passed": True,
                "refit": False,
                "seconds": 12.0,
            }
            for name in ("2020", "latest")
            for block in ("common", "county", "revenue")
        ]
    )
    record = load_track_record()
    return {
        "record": scores,
        "record_neff": evidence,
        "diagnostics": fits,
        "record_engine": record.model_choice.tabulate(),
        "record_acceptance_criteria": record.criteria,
        "record_skill": record.skill,
        "record_coverage": record.coverage,
        "record_reliability_bins": record.reliability_bins,
        "record_reliability": record.reliability,
    }


def _setting_tables(panels: dict, scenarios) -> dict[str, pd.DataFrame]:
    runs = [
        (name, scenario.name, variant)
        for name in panels
        for scenario in scenarios
        for variant in scenario.readings
        if name == "latest" or scenario.name in (constants.BASELINE, "plan_path")
    ]
    conditioning = pd.DataFrame(
        [
            {
                "information": name,
                "scenario": scenario,
                "variant": variant,
                "status": constants.REFUSED if variant == constants.COMMON_BOOM else "accepted",
                "ess_share": 0.004 if variant == constants.COMMON_BOOM else 1.0,
                "mahalanobis": 1.2,
                "tail_probability": 0.31,
                "tilt_kl": np.nan,
                "ledger_gross": np.nan,
                "ledger_excess": np.nan,
                "message_zh": "",
                "message_en": "",
            }
            for name, scenario, variant in runs
        ]
    )
    assumptions = pd.concat(
        [
            tabulate_assumptions(scenario, panels[name])
            for name in panels
            for scenario in scenarios
            if name == "latest"
        ],
        ignore_index=True,
    )
    return {"conditioning": conditioning, "assumptions": assumptions}


def _manifest(panels: dict, scenarios, *, quick: bool) -> dict[str, object]:
    return {
        "edition": EDITION,
        "content_key": "0123abcd",
        "made_at": "2026-11-23T00:00:00+00:00",
        "for_decisions": not quick,
        "stamp": "NOT FOR DECISIONS" if quick else "",
        "quick": quick,
        "complete": True,
        "gate": {"passed": True, "missed": []},
        "commit": "0" * 40,
        "dirty": False,
        "county_year": 2024,
        "information": list(panels),
        "scenarios": [s.name for s in scenarios],
        "seed": 20260101,
        "settings": {"draws": 1000},
        "paths": 20000,
        "versions": {"planodds": "0.1.0"},
        "source_hash": "ab" * 32,
        "data_hashes": {"panel.csv": "cd" * 32},
        "fits": [],
        "runs": [],
        "stages": {},
    }


def change_table(folder: Path, name: str, change) -> None:
    """Rewrite a table of an edition with its cells as text."""
    table = pd.read_csv(folder / name, dtype=str, keep_default_na=False)
    change(table)
    table.to_csv(folder / name, index=False)
