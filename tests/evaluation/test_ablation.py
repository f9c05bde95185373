"""Ablation: the held-out score against closed forms, the list of terms against the model."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from planodds.evaluation.ablation.fits import load_inputs, revenue_arrays
from planodds.evaluation.ablation.measures import COVERAGE, LOG_SCORE, ODDS
from planodds.evaluation.ablation.revenue_block_scores import jump_offsets
from planodds.evaluation.ablation.run import COLUMNS, KEYS, ONE_OFF, RECORD, ROOT, add_change
from planodds.evaluation.ablation.terms import AS_MODELLED, list_terms
from planodds.evaluation.scoring.predictive_density import (
    CrossSectionForecast,
    combine_scores,
    score_cross_section,
)
from planodds.inputs import DATA_DIR, load_panel, load_priors
from planodds.notebook.views import ablation as view
from planodds.report.text.words import Words


def make_section(generator, *, degrees, draws=6, units=25, inner=1, spread=0.0):
    design = np.column_stack([np.ones(units), generator.standard_normal(units)])
    return CrossSectionForecast(
        generator.standard_normal(units),
        spread * generator.standard_normal((draws, inner, units)),
        np.full((draws, units), 0.7),
        degrees,
        design,
        np.tile([0.2, -0.1], (draws, 1)),
        np.tile([0.5, 1.0], (draws, 1)),
    )


def test_the_joint_score_is_the_gaussian_closed_form():
    """Normal shocks: the cross-section is multivariate normal with covariance s2 I + Z S Z'."""
    generator = np.random.default_rng(1)
    section = make_section(generator, degrees=1e7)
    found = score_cross_section(section, generator=generator, samples=400)
    design = section.design
    expected = stats.multivariate_normal(
        design @ section.mean[0],
        0.49 * np.eye(25) + design @ np.diag(section.sd[0] ** 2) @ design.T,
    ).logpdf(section.outcome)
    # A proposal 1.3 times too wide has weights with sd about 0.9: 0.05 after 400 samples.
    np.testing.assert_allclose(found, expected, atol=4 * 0.05)


def test_the_joint_score_of_student_shocks_meets_a_grid():
    """One shared term, t4 shocks, five inner locations: against numerical integration."""
    generator = np.random.default_rng(2)
    section = make_section(generator, degrees=4.0, draws=1, units=12, inner=5, spread=0.3)
    single_term = CrossSectionForecast(
        section.outcome,
        section.location,
        section.scale,
        4.0,
        section.design[:, :1],
        section.mean[:, :1],
        section.sd[:, :1],
    )
    grid = np.linspace(-4, 4, 4001)
    residual = section.outcome - grid[:, None, None] - section.location[0]
    unit = stats.t(4, scale=0.7).pdf(residual).mean(axis=1)
    density = np.exp(np.log(unit).sum(axis=1)) * stats.norm(0.2, 0.5).pdf(grid)
    expected = np.log(density.sum() * (grid[1] - grid[0]))
    found = score_cross_section(single_term, generator=generator, samples=4000)
    assert found[0] == pytest.approx(expected, abs=0.05)


def test_a_common_shock_improves_only_the_joint_score():
    """All units rise together: the shared term raises the joint score, with the same margins."""
    generator = np.random.default_rng(3)
    outcome = 1.0 + 0.1 * generator.standard_normal(40)
    flat, ones = np.zeros((1, 1)), np.ones((1, 1))
    joint = CrossSectionForecast(
        outcome, np.zeros((1, 1, 40)), np.full((1, 40), 0.1), 1e7, np.ones((40, 1)), flat, ones
    )
    alone = CrossSectionForecast(
        outcome,
        np.zeros((1, 1, 40)),
        np.full((1, 40), np.hypot(1, 0.1)),
        1e7,
        np.ones((40, 1)),
        flat,
        1e-6 * ones,
    )
    scores = [score_cross_section(s, generator=generator)[0] for s in (joint, alone)]
    assert scores[0] - scores[1] > 50


def test_the_error_of_a_score_comes_from_the_chains():
    generator = np.random.default_rng(4)
    score, error = combine_scores(np.log(generator.random(4000)), chains=4)
    # log of a mean of uniforms: sd of the mean 0.289 / sqrt(4000), over one half.
    assert score == pytest.approx(np.log(0.5), abs=5 * 0.289 / np.sqrt(4000) * 2)
    assert 0 < error < 0.05


def test_a_jump_is_a_mixture_with_its_probability_and_scale():
    offsets, weight = jump_offsets(0.05, 0.3)
    assert weight.sum() == pytest.approx(1.0)
    assert weight[offsets == 0].sum() == pytest.approx(0.95 + 0.01)  # the median is zero
    assert np.abs(offsets).max() == pytest.approx(0.3 * stats.norm.ppf(0.9))


def test_every_term_changes_only_priors_of_its_block():
    priors = load_priors(DATA_DIR, "latest")
    terms = list_terms()
    assert terms[0].name == AS_MODELLED and not terms[0].changes
    assert len({term.name for term in terms}) == len(terms)
    for term in terms[1:]:
        changed = term.apply(priors)
        moved = [name for name in priors if changed[name].parameters != priors[name].parameters]
        assert moved and all(name.startswith(f"{term.block}.") for name in moved), term.name
        assert set(moved) == set(term.changes)
        for name in moved:
            assert set(changed[name].parameters) == set(priors[name].parameters), name


def test_changes_are_against_the_model_as_it_is():
    rows = [
        {
            "term": term,
            "measure": LOG_SCORE,
            "target": "growth",
            "information": np.nan,
            "year": np.nan,
            "value": value,
        }
        for term, value in ((AS_MODELLED, 5.0), ("drift", 3.5))
    ]
    table = add_change(pd.DataFrame(rows))
    assert np.isnan(table["change"][0]) and table["change"][1] == -1.5


@pytest.fixture(scope="module")
def record():
    return pd.read_csv(ROOT / RECORD, dtype={"information": str})


def test_the_committed_record_contains_every_term(record):
    """Fit, coverage and odds of each; every share a share; the jump and the years beside them."""
    assert list(record.columns) == list(COLUMNS)
    for term in list_terms():
        rows = record[record["term"] == term.name]
        assert {LOG_SCORE, COVERAGE, ODDS} <= set(rows["measure"]), term.name
    shares = record[record["measure"].isin([COVERAGE, ODDS])]["value"]
    assert shares.between(0, 1).all()
    assert not record.duplicated(["term", *KEYS]).any()
    assert ONE_OFF in set(record["term"])
    assert set(record["term"]) == {ONE_OFF, *(term.name for term in list_terms())} | {AS_MODELLED}
    assert all(Words.load("en").has_label("term", name) for name in set(record["term"]))


class Run:
    """As much of a session as the view reads."""

    def __init__(self, plan, data_dir):
        self.plan, self.data_dir, self.panel = plan, data_dir, load_panel(data_dir)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_view_reports_changed_priors(lang, record, data_copy):
    from planodds.inputs import load_plan

    run = Run(load_plan(data_copy), data_copy)
    record = view.load_terms(run)
    current = record.assign(priors=view.hash_priors(data_copy))
    words = {"zh": "先验已有改动", "en": "priors have changed"}[lang]
    before, table, *_ = view.view_terms(run, current, words=Words.load(lang))
    assert words not in before.text
    assert len(table.rows) == record["term"].nunique()
    priors = data_copy / "priors.yaml"
    priors.write_text(priors.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    after = view.view_terms(run, current, words=Words.load(lang))[0]
    assert words in after.text


def test_without_a_record_the_view_reports_it(data_copy):
    run = Run(None, data_copy)
    (data_copy.parent / "record" / RECORD.name).unlink()
    (said,) = view.view_terms(run, view.load_terms(run), words=Words.load("en"))
    assert "make ablation" in said.text


def test_revenue_arrays_have_one_shape_at_every_origin():
    """One graph serves all origins; growth after an origin is masked and has no scale."""
    inputs = load_inputs(DATA_DIR)
    county = {}
    for name, panel in inputs.panels.items():
        years, units = len(panel.years) - 1, len(panel.units)
        draws = {
            key: np.full(3, 0.02)
            for key in ("coal_slope", "prefecture_scale", "slow_scale", "drift_scale")
        }
        draws |= {"shock_scale": np.full((3, units), 0.05), "volatility": np.zeros((3, years))}
        county[name] = draws
    data = revenue_arrays(inputs, county)
    latest = inputs.panels["latest"]
    for name, arrays in data.items():
        assert {key: x.shape for key, x in arrays.items()} == {
            key: x.shape for key, x in data["latest"].items()
        }
        known = len(inputs.panels[name].years) - 1
        assert not arrays["mask"][:, known:].any()
        benchmark = [year in latest.study.benchmark_years for year in latest.years[1:]]
        told = np.array(benchmark) & (np.arange(len(benchmark)) < known)
        assert ((arrays["growth_scale"] > 0.05).all(axis=0) == told).all(), name
