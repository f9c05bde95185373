"""The check of a fit by a second sampler: its place in the plan, its verdict, its record."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pandas as pd
import pytest

from planodds.batch.jobs import run_job, store_fit
from planodds.batch.plan import build_plan
from planodds.editions.inventory import read_fit_keys
from planodds.execution.result_store import ResultStore
from planodds.forecasting.gibbs_fit import GibbsFitter
from planodds.forecasting.nuts import fit as nuts_fit
from planodds.forecasting.simulation.paths import forecast_paths
from planodds.forecasting.types import FitSettings
from planodds.inputs import DATA_DIR, load_panel, load_priors
from planodds.probability.checks.sampler_agreement import compare_samplers
from planodds.report.html.index import _find_misses
from planodds.report.text.words import Words

SHORT = FitSettings(draws=300, tune=300, chains=2, quick=True, allow_gate_failure=True)


@pytest.fixture(scope="module")
def panel():
    return load_panel(DATA_DIR, "latest")


@pytest.fixture(scope="module")
def fits(panel):
    """Two fits of the same panel that differ by the seed."""
    priors = load_priors(DATA_DIR, "latest")
    return [
        GibbsFitter().fit_posterior(panel, priors, settings=replace(SHORT, seed=seed))
        for seed in (1, 2)
    ]


def _shifted(posterior, block, name, errors):
    """The posterior with one parameter moved by a number of its standard deviations."""
    x = posterior.blocks[block][name]
    arrays = {**posterior.blocks[block], name: x + errors * x.std()}
    return replace(posterior, blocks={**posterior.blocks, block: arrays})


def test_the_newest_fit_is_checked_except_in_a_quick_batch():
    scenarios = ["baseline", "plan_path"]
    (check,) = build_plan(scenarios=scenarios).checks
    assert check.name == "check/latest/posterior"
    assert check.needs == ("fit/latest/posterior",)
    (check,) = build_plan(scenarios=scenarios, information=["2020", "2022"]).checks
    assert check.name == "check/2022/posterior"
    assert build_plan(scenarios=scenarios, quick=True).checks == ()


def test_two_fits_by_one_sampler_agree(panel, fits):
    agreement = compare_samplers(*fits, panel, paths=2_000)
    assert agreement.passed
    seed = fits[0].settings.seed
    drawn = forecast_paths(fits[0], panel, seed=seed, paths=2_400)  # four of each draw
    again = compare_samplers(*fits, panel, paths=2_000, forecast=drawn)
    assert again.differences == agreement.differences
    table = agreement.table()
    assert set(table["measure"]) == {"mean", "sd", "probability"}
    blocks = {name.split(".")[0] for name in table["quantity"] if "." in name.split(" ")[0]}
    assert {"common", "county", "revenue"} <= blocks
    summary = agreement.summary()
    assert summary["compared"] == len(table) and summary["disagree"] == []


@pytest.mark.parametrize(
    ("block", "name"),
    [("common", "national_persistence"), ("county", "slow_scale"), ("revenue", "reversion")],
)
def test_a_parameter_that_is_moved_is_found(panel, fits, block, name):
    """By the 0.1 sd that are allowed and two thirds more than four errors of some 100 draws."""
    moved = _shifted(fits[0], block, name, 1.5)
    agreement = compare_samplers(moved, fits[1], panel, paths=600)
    assert not agreement.passed
    assert f"{block}.{name} (mean)" in agreement.summary()["disagree"]


@pytest.mark.parametrize("right", [True, False])
def test_a_check_stores_its_verdict(panel, tmp_path, monkeypatch, right):
    """With the second fit in the place of NUTS; a wrong one misses the gate."""
    store = ResultStore(tmp_path / ".cache")
    priors = load_priors(DATA_DIR, "latest")
    store_fit(
        panel,
        priors,
        store=store,
        key="fit",
        name="fit/latest/posterior",
        evidence="prior_only",
        settings=SHORT,
        paths=600,
    )

    class Stand:
        def __init__(self, **shape):
            assert shape["last_county_year"] == 2024

        def fit_posterior(self, panel, priors, *, evidence, settings):
            assert evidence == "prior_only" and settings.cores == 1
            fit = GibbsFitter().fit_posterior(
                panel, priors, evidence=evidence, settings=replace(SHORT, seed=3)
            )
            diagnostics = tuple({**row, "passed": True} for row in fit.diagnostics)
            fit = fit if right else _shifted(fit, "county", "shock_median", 2.0)
            return replace(fit, diagnostics=diagnostics)

    monkeypatch.setattr(nuts_fit, "Sampler", Stand)
    record = run_job(
        {
            "kind": "check",
            "name": "check/latest/prior_only",
            "key": "check",
            "checked_key": "fit",
            "data_dir": str(DATA_DIR),
            "cache_dir": str(tmp_path / ".cache"),
            "information": "latest",
            "evidence": "prior_only",
            "settings": asdict(SHORT),
            "paths": 600,
            "shape": {"last_county_year": 2024, "last_driver_year": 2025},
        }
    )
    assert record["gate_passed"] is right, record
    found = record["agreement"]["disagree"]
    assert bool(found) is not right
    table = pd.read_csv(store.path("check") / "agreement.csv")
    assert len(table) == record["agreement"]["compared"]


def test_the_result_of_a_check_is_kept_as_long_as_its_edition(tmp_path):
    """Keys of the checks are among those that `planodds clean` keeps."""
    (tmp_path / "plan.json").write_text(
        json.dumps({"fits": [{"key": "fit"}], "checks": [{"key": "check"}]}), encoding="utf-8"
    )
    assert read_fit_keys(tmp_path) == {"fit", "check"}


def test_a_check_that_disagrees_is_named_on_the_index():
    manifest = {"gate": {"missed": ["fit/latest/posterior", "check/latest/posterior"]}}
    (fit, _), (check, names) = _find_misses(manifest, Words.load("en"))
    assert names == ["check/latest/posterior"] and "second sampler" in check and check != fit
