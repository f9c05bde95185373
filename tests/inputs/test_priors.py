"""Priors: declared, complete, and specific to an information set."""

from __future__ import annotations

import numpy as np
import pytest

from planodds.errors import InputError
from planodds.inputs import DATA_DIR, load_priors


def test_the_anchor_is_that_of_its_information_set():
    now, then = (
        load_priors(DATA_DIR, name)["common.national_anchor"] for name in ("latest", "2020")
    )
    assert (now.mean, now.sd) == (0.05, 0.03)
    assert then.mean > now.mean


def test_every_prior_has_a_reason_and_a_source():
    for prior in load_priors(DATA_DIR, "latest").values():
        assert prior.reason.strip() and prior.source.strip()


@pytest.mark.parametrize(
    ("name", "mean", "sd"),
    [
        ("common.national_anchor", 0.05, 0.03),
        ("county.prefecture_scale", 0.03 * np.sqrt(2 / np.pi), 0.03 * np.sqrt(1 - 2 / np.pi)),
        ("county.slow_persistence", 14 / 19, np.sqrt(14 * 5 / (19**2 * 20))),
    ],
)
def test_draws_follow_the_declared_distribution(name, mean, sd):
    draws = load_priors(DATA_DIR, "latest")[name].draw(np.random.default_rng(1), 40_000)
    assert draws.mean() == pytest.approx(mean, abs=5 * sd / 200)
    assert draws.std() == pytest.approx(sd, rel=0.03)


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        (
            "dist: normal, mean: 0.0, sd: 0.2",
            "dist: cauchy, mean: 0.0, sd: 0.2",
            "unknown distribution 'cauchy'",
        ),
        ("dist: normal, mean: 0.0, sd: 0.2", "dist: normal, mean: 0.0, sd: -1", "sd is -1"),
        ("dist: normal, mean: 0.0, sd: 0.2", "dist: normal, mean: 0.0, scale: 0.2", "unknown keys"),
        ("dist: normal, mean: 0.0, sd: 0.2", "dist: normal, mean: 0.0, sd: 0.2, skew: 1", "skew"),
        ("name: common.coal_scale", "name: common.coal_mean", "appears twice"),
        ("source: coal_price_newcastle", "source: ''", "has no source"),
    ],
)
def test_a_faulty_prior_is_refused_by_name(data_copy, old, new, match):
    path = data_copy / "priors.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=match):
        load_priors(data_copy, "latest")


def test_a_replaced_prior_does_not_change_the_others():
    priors = load_priors(DATA_DIR, "latest")
    other = priors.replaced("common.national_anchor", mean=0.04)
    assert other["common.national_anchor"].mean == 0.04
    assert priors["common.national_anchor"].mean == 0.05
    assert other["common.coal_mean"] is priors["common.coal_mean"]


def test_the_revenue_reversion_prior_matches_the_history():
    """Reversion of counties to their mean, 2006-2010, 2010-2019, 2006-2019, as in the reason."""
    import pandas as pd

    panel = pd.read_csv(DATA_DIR / "panel.csv", dtype={"code": str})
    rows = panel[
        (panel["indicator"] == "general_public_budget_revenue") & (panel["kind"] == "preferred")
    ]
    log_revenue = np.log(rows.pivot(index="code", columns="year", values="value"))

    def reversion(start, end):
        both = log_revenue[[start, end]].dropna()
        both = both - both.mean()
        slope = np.polyfit(both[start], both[end] - both[start], 1)[0]
        return 1 - (1 + slope) ** (1 / (end - start))

    found = [reversion(2006, 2010), reversion(2010, 2019), reversion(2006, 2019)]
    np.testing.assert_allclose(found, [0.050, 0.021, 0.031], atol=0.001)
    prior = load_priors(DATA_DIR, "2020")["revenue.reversion"]
    spread = np.sqrt(prior.center * (1 - prior.center) / (prior.a + prior.b + 1))
    assert abs(np.mean(found) - prior.center) < spread
