"""The linear pool: paths of single members, specified weights, ranks and sums unchanged."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from planodds.errors import InputError, UsageError
from planodds.forecasting.simulation.ensemble import (
    COMMON,
    GROUPS,
    PARTS,
    RELATIVE,
    pool_paths,
    read_weights,
)

UNITS, DRAWS, HORIZON = 4, 4000, 4
START = np.array([1.0, 2.0, 3.0, 4.0])


def make_members(seed=1):
    generator = np.random.default_rng(seed)
    spread = START[:, None, None] + generator.standard_normal((UNITS, DRAWS, HORIZON)).cumsum(
        axis=2
    )
    flat = np.repeat(np.repeat(START[:, None, None], DRAWS, 1), HORIZON, 2) + 100.0
    return {"random": spread, "flat": flat}


def same_weights(share):
    return {
        (part, group): {"random": share, "flat": 1 - share} for part in PARTS for group in GROUPS
    }


def pool(weights, members=None, seed=2):
    return pool_paths(
        members or make_members(), weights, START, generator=np.random.default_rng(seed)
    )


def test_one_member_with_all_the_weight_is_itself():
    members = make_members()
    np.testing.assert_allclose(pool(same_weights(1.0), members), members["random"], atol=1e-12)


def test_each_path_comes_from_one_member():
    members = make_members()
    paths = pool(same_weights(0.3), members)
    first = np.isclose(paths, members["random"]).all(axis=(0, 2))
    other = np.isclose(paths, members["flat"]).all(axis=(0, 2))
    assert (first ^ other).all()
    assert first.mean() == pytest.approx(0.3, abs=4 * math.sqrt(0.21 / DRAWS))


def test_parts_have_separate_weights():
    weights = same_weights(0.0) | {(RELATIVE, group): {"random": 1.0} for group in GROUPS}
    members, paths = make_members(), pool(same_weights(0.0) | weights)
    growth = paths - START[:, None, None]
    np.testing.assert_allclose(growth.mean(axis=0), 100.0)
    ranks = np.argsort(np.argsort(paths, axis=0), axis=0)
    np.testing.assert_array_equal(ranks, np.argsort(np.argsort(members["random"], axis=0), axis=0))


def test_members_without_paths_drop_out():
    members = make_members()
    weights = {key: shares | {"absent": 1.0} for key, shares in same_weights(0.5).items()}
    np.testing.assert_allclose(pool(weights, members), pool(same_weights(0.5), members))
    with pytest.raises(UsageError, match="members random"):
        pool({key: {"absent": 1.0} for key in weights}, {"random": members["random"]})


def test_weights_are_read_and_must_sum_to_one(tmp_path):
    rows = [
        ("p", "final", part, group, name, weight, 3)
        for part in PARTS
        for group in GROUPS
        for name, weight in (("a", 0.25), ("b", 0.75))
    ]
    columns = ["panel", "origin", "part", "group", "member", "weight", "origins"]
    path = tmp_path / "weights.csv"
    pd.DataFrame(rows, columns=columns).to_csv(path, index=False)
    assert read_weights(path, panel="p")[COMMON, "1-2"] == {"a": 0.25, "b": 0.75}
    pd.DataFrame(rows[1:], columns=columns).to_csv(path, index=False)
    with pytest.raises(InputError, match="do not sum to 1"):
        read_weights(path, panel="p")
