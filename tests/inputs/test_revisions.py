"""Revisions of figures: which pairs of publications count, and what is learnt from them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from planodds.inputs import DATA_DIR, load_panel
from planodds.inputs.panels.revisions import (
    RevisionPrior,
    fit_revisions,
    load_revision_prior,
    revision_pairs,
    revisions_of,
)
from planodds.inputs.tables.csv_tables import read_panel_vintages
from planodds.inputs.tables.files import DATA_ROOT
from tests import shanxi

PRIOR = RevisionPrior(log_sd=0.003, degrees=4, smallest=1e-4, final_after=1, reason="test")


def cells(*rows):
    columns = ["code", "year", "indicator", "value", "basis", "kind", "flag", "recorded"]
    named = [("a", year, "gdp", *rest) for year, *rest in rows]
    return pd.DataFrame(named, columns=columns)


def test_pairs_differ_beyond_rounding_on_one_basis_and_are_not_doubtful():
    table = cells(
        (2019, 100.1, "census4", "preferred", "ok", ""),
        (2019, 100.6, "census4", "second_source", "ok", ""),
        (2020, 100.04, "census4", "preferred", "ok", ""),
        (2020, 100.0, "census4", "second_source", "ok", ""),  # an integer: within rounding
        (2021, 110.0, "census4", "preferred", "doubtful", ""),
        (2021, 120.0, "census4", "second_source", "ok", ""),
        (2022, 120.0, "census4", "preferred", "ok", ""),
        (2022, 150.0, "census5", "second_source", "ok", ""),
        (2023, 130.12, "census4", "preferred", "ok", ""),
        (2023, 131.12, "census4", "preferred", "ok", "2025-06-01"),
    )
    pairs = revision_pairs(table, "gdp")
    assert pairs["year"].tolist() == [2023, 2019]
    assert pairs["first"].tolist() == [130.12, 100.6]
    assert pairs["final"].tolist() == [131.12, 100.1]
    ratios = [131.12 / 130.12, 100.1 / 100.6]
    assert pairs["difference"].tolist() == pytest.approx(np.log(ratios).tolist())
    later = revisions_of(table, shanxi.STUDY, to=2022)["gdp"]
    assert later.pairs == 1
    assert revisions_of(table, shanxi.STUDY, to=2023, as_of=date(2025, 1, 1))["gdp"].pairs == 1
    assert revisions_of(table, shanxi.STUDY, to=2023)["gdp"].pairs == 2


def test_the_predictive_is_the_normal_averaged_over_its_variance():
    """P(d < x) by quadrature over the posterior of the variance, scaled inverse chi-squared."""
    differences = np.array([-0.005, -0.0033, -0.0012, -0.0005])
    found = fit_revisions(differences, PRIOR)
    degrees = PRIOR.degrees + 4
    total = PRIOR.degrees * PRIOR.log_sd**2 + (differences**2).sum()
    precision = stats.gamma(degrees / 2, scale=2 / total)

    def tail(x):
        return integrate.quad(
            lambda p: precision.pdf(p) * stats.norm.cdf(x * np.sqrt(p)), 0, precision.ppf(1 - 1e-12)
        )[0]

    for x in (-0.006, -0.001, 0.002):
        assert stats.t.cdf(x / found.scale, found.degrees) == pytest.approx(tail(x), abs=1e-6)


def test_the_shipped_pairs_are_the_four_known_ones():
    pairs = revision_pairs(read_panel_vintages(DATA_DIR), "gdp")
    known = pairs[pairs["difference"].abs() >= load_revision_prior().smallest]
    assert sorted(zip(known["code"], known["year"], strict=True)) == [
        ("141021", 2019), ("141024", 2019), ("141122", 2019), ("141122", 2022),
    ]  # fmt: skip
    assert known["difference"].abs().between(0.0005, 0.0051).all()
    assert load_panel().revisions["gdp"].pairs == 4
    assert load_panel(information="2020").revisions["gdp"].pairs == 3  # nothing later is known


def test_a_study_without_pairs_has_the_prior():
    prior, found = load_revision_prior(), load_panel(DATA_ROOT / "us_states").revisions["gdp"]
    assert (found.scale, found.degrees, found.pairs) == (prior.log_sd, prior.degrees, 0)
