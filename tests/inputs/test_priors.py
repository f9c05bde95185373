"""Priors: declared, complete, and as they stood for an information set."""

from __future__ import annotations

import numpy as np
import pytest

from model.errors import InputError
from model.inputs import DATA_DIR, load_priors


def test_the_anchor_is_that_of_its_information_set():
    now, then = (load_priors(DATA_DIR, name)["common.provincial_anchor"]
                 for name in ("latest", "2020"))
    assert (now.mean, now.sd) == (0.055, 0.02)
    assert then.mean > now.mean


def test_every_prior_says_why_and_on_whose_word():
    for prior in load_priors(DATA_DIR, "latest").values():
        assert prior.reason.strip() and prior.source.strip()


@pytest.mark.parametrize(("name", "mean", "sd"), [
    ("common.provincial_anchor", 0.055, 0.02),
    ("county.prefecture_scale", 0.03 * np.sqrt(2 / np.pi), 0.03 * np.sqrt(1 - 2 / np.pi)),
    ("county.slow_persistence", 14 / 19, np.sqrt(14 * 5 / (19**2 * 20)))])
def test_draws_follow_the_declared_distribution(name, mean, sd):
    draws = load_priors(DATA_DIR, "latest")[name].draw(np.random.default_rng(1), 40_000)
    assert draws.mean() == pytest.approx(mean, abs=5 * sd / 200)
    assert draws.std() == pytest.approx(sd, rel=0.03)


@pytest.mark.parametrize(("old", "new", "match"), [
    ("dist: half_normal, sd: 0.35", "dist: cauchy, sd: 0.35", "unknown distribution 'cauchy'"),
    ("dist: half_normal, sd: 0.35", "dist: half_normal, sd: -1", "sd is -1"),
    ("dist: half_normal, sd: 0.35", "dist: half_normal, scale: 0.35", "too many"),
    ("name: common.coal_scale", "name: common.coal_mean", "stands twice"),
    ("source: coal_price_newcastle", "source: ''", "has no source"),
])
def test_a_faulty_prior_is_refused_by_name(data_copy, old, new, match):
    path = data_copy / "priors.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=match):
        load_priors(data_copy, "latest")


def test_a_replaced_prior_leaves_the_others_alone():
    priors = load_priors(DATA_DIR, "latest")
    other = priors.replaced("common.provincial_anchor", mean=0.04)
    assert other["common.provincial_anchor"].mean == 0.04
    assert priors["common.provincial_anchor"].mean == 0.055
    assert other["common.coal_mean"] is priors["common.coal_mean"]
