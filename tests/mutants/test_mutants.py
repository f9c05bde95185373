"""The catalogue agrees with the source, and the runner distinguishes killed and survived."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.mutants.catalogue import MUTANTS
from tests.mutants.run import BROKEN, KILLED, ROOT, SURVIVED, try_mutant

QUICK = next(mutant for mutant in MUTANTS if mutant.name == "density_omitted")

# The mistakes that the method names, and closed forms that a mistake would miss.
KEPT_OUT = {
    "a score fed with the model's own median": ("crps_of_the_median", "record_of_the_median"),
    "lags beyond the first left stale": ("stale_lag", "stale_state"),
    "conditions one period at a time": ("one_period_at_a_time",),
    "growth bands from marginal quantiles": ("bands_of_margins",),
    "bands without shocks": ("no_own_shock", "no_common_shock", "no_revenue_shock"),
    "expected draws as events": ("expected_draws",),
    "an exogenous path ignored": (
        "path_ignored",
        "coal_without_counties",
        "known_driver_ignored",
        "tilt_ignored",
    ),
    "leakage of later years": (
        "late_cells",
        "late_vintage",
        "late_share",
        "late_scaling",
        "late_anchor",
        "late_mask",
    ),
    "a typo runs the default case": (
        "typo_in_a_key",
        "typo_in_a_prior",
        "typo_in_a_parameter",
        "typo_in_an_option",
    ),
    "Gaussian conditioning by brute force": ("soft_pins_hard",),
    "the conditional multivariate t": ("weights_omitted", "density_omitted", "likeliest_weights"),
    "no condition is the plain forecast": ("random_resample",),
    "Nile": ("filter_without_determinant",),
    "ranks from joint draws": ("rank_of_margins",),
}


@pytest.mark.parametrize("mistake", KEPT_OUT)
def test_every_named_mistake_has_its_mutants(mistake):
    assert set(KEPT_OUT[mistake]) <= {mutant.name for mutant in MUTANTS}


def test_names_are_unique():
    names = [mutant.name for mutant in MUTANTS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_finds_its_line_and_its_test(mutant):
    assert (ROOT / mutant.path).read_text(encoding="utf-8").count(mutant.old) == 1
    path, _, name = mutant.test.partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")
    assert f"def {name}(" in text if name else "def test_" in text


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, KILLED),
        ({"new": QUICK.old}, SURVIVED),
        ({"old": "no such line"}, BROKEN),
        ({"new": "raise SyntaxError("}, BROKEN),
        ({"new": "return no_such_name -"}, BROKEN),
    ],
)
def test_the_runner_distinguishes_the_verdicts(changes, verdict):
    assert try_mutant(replace(QUICK, **changes))[0] == verdict
