"""Parameters for readers: meanings in both languages, and what the data taught of each."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
from scipy import stats

from planodds import constants
from planodds.inputs import DATA_DIR
from planodds.inputs.priors import find_prior, load_priors
from planodds.inputs.study import load_study
from planodds.inputs.tables.files import DATA_ENV
from planodds.notebook.views.parameters import tabulate_learning
from planodds.report.text.labels import parameter_label
from planodds.report.text.words import Words

STUDIES = [path.parent for path in sorted(DATA_DIR.parent.glob("*/study.yaml"))]


def summary_of(rows):
    kept = {"information": "latest", "evidence": constants.POSTERIOR, "mean": 0.0}
    return pd.DataFrame([kept | row for row in rows])


def make_run(panel):
    return SimpleNamespace(information="latest", data_dir=DATA_DIR, panel=panel)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("folder", STUDIES, ids=lambda path: path.name)
def test_every_prior_of_a_study_that_is_fitted_has_a_meaning(folder, lang, monkeypatch):
    monkeypatch.setenv(DATA_ENV, str(folder))
    study, words = load_study(folder), Words.load(lang)
    if lang not in study.languages:
        return
    fixed = ("mean_wedge", "industry_scale", "provincial_benchmark", "short_sample_years")
    general = ("own_lag", "degrees", "trend_reversion")
    for name in load_priors(folder, "latest"):
        block, parameter = name.split(".")
        if parameter not in (*fixed, *general):
            shown = parameter.replace("prefecture", study.groups or "prefecture")
            assert parameter_label(block, shown, study, words), name


def test_a_difference_from_the_whole_is_called_one():
    study, words = load_study(DATA_DIR), Words.load("en")
    assert "less that of the whole" in parameter_label("common", "provincial_anchor", study, words)
    assert "less" not in parameter_label("common", "national_anchor", study, words)
    assert parameter_label("common", "anything_else", study, words) == ""


def test_priors_are_found_under_the_names_of_a_fit(latest_panel):
    study, priors = latest_panel.study, load_priors(DATA_DIR, "latest")
    assert find_prior("common", "national_persistence", study, priors) is priors["common.own_lag"]
    assert (
        find_prior("common", "coal_persistence", study, priors)
        is (priors["common.coal_persistence"])
    )
    assert find_prior("county", "prefecture_scale", study, priors).name == "county.prefecture_scale"
    assert find_prior("county", "unheard_of", study, priors) is None


def test_learning_is_measured_in_the_prior_standard_deviation(latest_panel):
    """A normal prior in closed form; the tolerance is five Monte Carlo errors of 200 000 draws."""
    prior = load_priors(DATA_DIR, "latest")["county.benchmark_mean"]
    mean, sd = prior.parameters["mean"], prior.parameters["sd"]
    places = {name: mean + k * sd for name, k in (("q05", -0.5), ("q50", 0.1), ("q95", 0.7))}
    rows = [
        {"block": "county", "parameter": "benchmark_mean", "sd": sd / 4, **places},
        {"block": "county", "parameter": "degrees", "sd": 1.0, **places},  # fixed: left out
        {"block": "county", "parameter": "unheard_of", "sd": 1.0, **places},
    ]
    (row,) = tabulate_learning(make_run(latest_panel), summary_of(rows)).to_dict("records")
    error = 5 / 200_000**0.5
    assert row["ratio"] == pytest.approx(0.25, rel=error)
    assert (row["q05"], row["q50"], row["q95"]) == pytest.approx((-0.5, 0.1, 0.7), abs=2 * error)
    density = stats.norm.pdf(stats.norm.ppf(0.05))
    tolerance = error * (0.05 * 0.95) ** 0.5 / density
    assert row["prior_q95"] == pytest.approx(stats.norm.ppf(0.95), abs=2 * tolerance)
