"""The split of a change by cause: exact sums, noise by closed form, facts and shared causes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from planodds import constants
from planodds.errors import UsageError
from planodds.probability.events.probability import prob_event
from planodds.probability.planning.bridge import (
    BRIDGE_COLUMNS,
    MODEL,
    MONTE_CARLO,
    NEW,
    PARTS,
    REVISED,
    SCENARIO,
    TOGETHER,
    Stage,
    simulation_error,
    split_change,
)


def odds(*chances, mcse=0.01, status=constants.OPEN):
    """Chances of one target in successive years."""
    values = np.array(chances, dtype=float)
    return pd.DataFrame(
        {
            "target": "gdp_level",
            "reading": "published",
            "roster": "",
            "year": 2025 + np.arange(len(values)),
            "probability": values,
            "mcse": mcse,
            "lower": values - 2 * mcse,
            "upper": values + 2 * mcse,
            "status": status,
        }
    )


def parts_of(table, year=2025):
    return table[table["year"] == year].set_index("part")["value"]


def test_each_step_goes_to_its_cause_and_the_parts_add_up():
    stages = [
        Stage(odds(0.20, 0.50)),
        Stage(odds(0.30, 0.40), frozenset({SCENARIO})),
        Stage(odds(0.35, 0.41), frozenset({MODEL})),
        Stage(odds(0.25, 0.60), frozenset({NEW})),
        Stage(odds(0.31, 0.55), frozenset({SCENARIO})),
    ]
    table = split_change(stages)
    assert list(table.columns) == list(BRIDGE_COLUMNS)
    first, second = parts_of(table), parts_of(table, 2026)
    assert first.to_dict() == pytest.approx(
        {REVISED: 0, NEW: -0.10, MODEL: 0.05, SCENARIO: 0.16, TOGETHER: 0, MONTE_CARLO: 0}
    )
    assert second[MODEL] == 0  # a point is less than two errors of a difference
    assert second[MONTE_CARLO] == pytest.approx(0.01)
    sums = table.groupby("year")["value"].sum()
    heads = table.drop_duplicates("year").set_index("year")
    assert np.abs(sums - (heads["second"] - heads["first"])).max() < 1e-15
    measured = table[(table["year"] == 2026) & (table["part"] == MODEL)].iloc[0]
    assert measured["measured"] == pytest.approx(0.01)
    assert measured["error"] == pytest.approx(0.02 * np.sqrt(2))


def test_noise_of_equal_chances_is_called_noise_as_often_as_a_normal_law_says():
    """Two counts of one chance differ by more than two errors in 4.55 % of pairs."""
    generator, draws, pairs = np.random.default_rng(3), 400, 4000
    counts = generator.binomial(draws, 0.4, (2, pairs)) / draws
    stages = []
    for shares, cause in zip(counts, (frozenset(), frozenset({NEW})), strict=True):
        table = odds(*shares, mcse=np.sqrt(shares * (1 - shares) / draws))
        stages.append(Stage(table, cause))
    found = (split_change(stages).query(f"part == '{NEW}'")["value"] != 0).mean()
    # Five standard errors of the share, and half a step of the counts.
    assert found == pytest.approx(0.0455, abs=5 * np.sqrt(0.0455 / pairs) + 0.005)


def test_a_decided_target_is_a_fact_without_error():
    before = odds(0.9, mcse=0.02)
    after = odds(np.nan, mcse=np.nan, status=constants.DECIDED_MISSED)
    values = parts_of(split_change([Stage(before), Stage(after, frozenset({NEW}))]))
    assert values[NEW] == pytest.approx(-0.9)
    assert values[MONTE_CARLO] == 0


def test_causes_that_came_together_are_one_part():
    stages = [Stage(odds(0.2)), Stage(odds(0.5), frozenset({MODEL, NEW}))]
    values = parts_of(split_change(stages))
    assert values[TOGETHER] == pytest.approx(0.3)
    assert set(values[values != 0].index) == {TOGETHER}


def test_without_a_cause_all_is_noise_whatever_its_size():
    values = parts_of(split_change([Stage(odds(0.2)), Stage(odds(0.3))]))
    assert values[MONTE_CARLO] == pytest.approx(0.1)


def test_no_hit_is_not_certainty():
    none = prob_event(np.zeros(300, dtype=bool), cluster=np.arange(300))
    table = odds(none.probability, mcse=none.mcse).assign(lower=none.lower, upper=none.upper)
    assert simulation_error(table).iloc[0] == pytest.approx(3 / 300)
    values = parts_of(split_change([Stage(table), Stage(odds(0.008), frozenset({NEW}))]))
    assert values[NEW] == 0


def test_only_chances_of_every_stage_are_split():
    table = split_change([Stage(odds(0.2, 0.3, 0.4)), Stage(odds(0.5, np.nan), frozenset({NEW}))])
    assert table["year"].unique().tolist() == [2025]
    assert len(table) == len(PARTS)
    with pytest.raises(UsageError, match="1 stages"):
        split_change([Stage(odds(0.2))])
