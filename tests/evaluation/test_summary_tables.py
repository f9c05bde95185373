"""Tables of the track record against brute force, and intervals with nominal coverage."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from planodds.errors import InputError
from planodds.evaluation.protocol import US_STATES
from planodds.evaluation.scoring.bootstrap import (
    circular_block_indices,
    count_nonoverlapping,
    ratio_interval,
    widened_interval,
)
from planodds.evaluation.scoring.reliability import draw_band, recalibrate, reliability_bins
from planodds.evaluation.scoring.score_paths import score_paths
from planodds.evaluation.scoring.summary_tables import summarise_scores

ORIGINS = tuple(range(2000, 2012))


def make_rows():
    """Two models and persistence on one small panel; the spread of the first is correct."""
    generator, parts = np.random.default_rng(1), []
    start = generator.normal(size=12)
    for origin in ORIGINS:
        steps = generator.normal(size=(12, 201, 2)).cumsum(axis=2)
        for model, scale in (("model", 0.1), ("own_drift", 0.3), ("stay", 0.0)):
            paths = start[:, None, None] + scale * steps[:, 1:]
            rows = score_paths(
                paths,
                start[:, None] + 0.1 * steps[:, 0],
                start,
                rank_threshold=4,
                rank_margin=3,
                generator=generator,
            )
            if model == "stay":
                rows = rows[rows["part"].isin(["rank", "event"])]
            parts.append(rows.assign(panel="p", variable="gdp", origin=origin, model=model))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def rows():
    return make_rows()


@pytest.fixture(scope="module")
def tables(rows):
    return summarise_scores(rows)


def pick(table, **columns):
    for name, value in columns.items():
        table = table[table[name] == value]
    return table


def test_skill_is_one_less_the_ratio_of_mean_scores(rows, tables):
    ours, theirs = (
        pick(rows, part="level", horizon=2, model=m)["crps"].mean() for m in ("model", "own_drift")
    )
    row = pick(tables["skill"], part="level", horizon=2, rival="own_drift").iloc[0]
    assert row["skill"] == pytest.approx(1 - ours / theirs)
    assert row["lower"] < row["skill"] < row["upper"]
    assert (row["origins"], row["n_eff"], row["cells"]) == (12, 6, 144)


def test_units_better_counts_units_with_the_lower_mean(rows, tables):
    means = [
        pick(rows, part="level", horizon=1, model=m).groupby("unit")["crps"].mean()
        for m in ("model", "own_drift")
    ]
    row = pick(tables["skill"], part="level", horizon=1, rival="own_drift").iloc[0]
    assert row["units_better"] == pytest.approx((means[0] < means[1]).mean())


def test_brier_skill_against_staying(rows, tables):
    event = pick(rows, part="event", horizon=1)
    ours, theirs = (
        ((own["probability"] - own["happened"]) ** 2).mean()
        for own in (pick(event, model=m) for m in ("model", "stay"))
    )
    row = pick(tables["skill"], part="event", horizon=1, rival="stay").iloc[0]
    assert row["skill"] == pytest.approx(1 - ours / theirs)


def test_skill_compares_the_same_cells_only(rows):
    gap = rows[~((rows["model"] == "own_drift") & (rows["origin"] == 2003))]
    row = pick(summarise_scores(gap)["skill"], part="level", horizon=1, rival="own_drift").iloc[0]
    own = pick(gap, part="level", horizon=1, model="model")
    assert row["score"] == pytest.approx(own[own["origin"] != 2003]["crps"].mean())
    assert row["origins"] == 11


def test_coverage_is_counted_with_the_worst_origin(rows, tables):
    own = pick(rows, part="level", horizon=1, model="model")
    by_origin = own.groupby("origin")["in_90"].mean()
    row = pick(tables["coverage"], part="level", horizon=1, model="model", promise=0.9).iloc[0]
    assert row["held"] == pytest.approx(own["in_90"].mean())
    assert (row["worst"], row["worst_origin"]) == (by_origin.min(), by_origin.idxmin())


def test_mean_over_horizons_weighs_each_alike(tables):
    own = pick(tables["coverage"], part="level", model="model", promise=0.8).set_index("horizon")
    assert own.loc[0, "held"] == pytest.approx(own.loc[[1, 2], "held"].mean())


def test_averages_by_origin_average_to_the_total(rows, tables):
    own = pick(tables["scores"], part="rank", model="own_drift", horizon=2)
    expected = pick(rows, part="rank", model="own_drift", horizon=2)["crps"].mean()
    assert np.average(own["score"], weights=own["cells"]) == pytest.approx(expected)


def test_all_pit_values_are_counted(rows, tables):
    own = pick(tables["pit"], part="rank", horizon=1, model="model")
    assert own["count"].sum() == len(pick(rows, part="rank", horizon=1, model="model"))


def test_reliability_bins_contain_every_event(rows, tables):
    events = pick(rows, part="event", model="model")
    own = pick(tables["reliability_bins"], model="model", horizon=0)
    assert own["events"].sum() == len(events)
    assert own["hits"].sum() == events["happened"].sum()


def test_the_same_rows_produce_the_same_tables(rows, tables):
    again = summarise_scores(rows.sample(frac=1.0, random_state=1))
    for name in ("skill", "coverage", "reliability_bins"):
        pd.testing.assert_frame_equal(again[name], tables[name])


def test_hold_out_origins_are_listed_separately(rows):
    """The protocol lets origins to 1999 of the US states be tuned on, and none of another panel."""
    early = rows.assign(origin=rows["origin"] - 6, panel=US_STATES)  # 1994 .. 2005
    skill = summarise_scores(early)["skill"]
    counts = pick(skill, part="level", horizon=1).set_index("sample")["origins"]
    assert counts.to_dict() == {"all": 12, "opened": 6}
    other = summarise_scores(early.assign(panel="other"))["skill"]
    assert set(other["sample"]) == {"all"}


def test_a_missing_column_is_named(rows):
    with pytest.raises(InputError, match="origin"):
        summarise_scores(rows.drop(columns="origin"))


def test_isotonic_curve_is_the_best_of_all_that_never_fall():
    """Brute force: every way to cut the ordered events into blocks of one frequency."""
    probability = np.array([0.1, 0.2, 0.3, 0.5, 0.7, 0.9])
    happened = np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0])
    best = np.inf
    for cuts in itertools.product([0, 1], repeat=5):
        block = np.concatenate([[0], np.cumsum(cuts)])
        means = np.array([happened[block == b].mean() for b in block])
        if (np.diff(means) >= 0).all() and ((means - happened) ** 2).sum() < best:
            best, found = ((means - happened) ** 2).sum(), means
    fit = recalibrate(probability, happened)
    np.testing.assert_allclose(fit.observed_frequency, found)


def test_terms_of_the_brier_score_add_up():
    generator = np.random.default_rng(3)
    probability, happened = generator.random(300).round(1), generator.random(300) < 0.4
    own = recalibrate(probability, happened)
    brier = np.mean((probability - happened) ** 2)
    assert own.miscalibration - own.discrimination + own.uncertainty == pytest.approx(brier)
    assert min(own.miscalibration, own.discrimination) >= 0


def test_equal_probabilities_get_one_frequency():
    own = recalibrate(np.array([0.3, 0.3, 0.3, 0.8]), np.array([1.0, 0.0, 0.0, 1.0]))
    assert own.forecast_probability.tolist() == [0.3, 0.8]
    assert own.observed_frequency.tolist() == pytest.approx([1 / 3, 1.0])


def test_the_band_covers_a_reliable_forecast_and_not_an_overconfident_one():
    generator, grid = np.random.default_rng(4), np.array([0.2, 0.5, 0.8])
    probability = generator.random(400)
    lower, upper = draw_band(probability, grid, generator=generator, resamples=200)
    covered = np.zeros(3)
    for _ in range(100):
        curve = recalibrate(probability, generator.random(400) < probability)
        value = np.interp(grid, curve.forecast_probability, curve.observed_frequency)
        covered += (value >= lower) & (value <= upper)
    assert (covered >= 100 * 0.9 - 3 * np.sqrt(100 * 0.09) - 2).all()
    unreliable = recalibrate(probability, generator.random(400) < 0.5)
    assert np.interp(0.2, unreliable.forecast_probability, unreliable.observed_frequency) > upper[0]


def test_groups_close_at_the_top():
    table = reliability_bins(pd.DataFrame({"probability": [0.0, 0.04, 1.0], "happened": [0, 0, 1]}))
    assert table[["low", "high", "events", "hits"]].to_numpy().tolist() == [
        [0.0, 0.05, 2, 0],
        [0.95, 1.0, 1, 1],
    ]


def test_windows_that_overlap_count_once():
    origins = np.arange(1960, 2009, 3)
    assert [count_nonoverlapping(origins, h) for h in (1, 3, 4, 5)] == [17, 17, 9, 9]
    assert count_nonoverlapping(np.array([2020, 2021]), 3) == 1


def test_blocks_contain_overlapping_windows():
    blocks = circular_block_indices(
        np.arange(1960, 2009, 3), 5, generator=np.random.default_rng(5), resamples=50
    )
    assert blocks.shape == (50, 17)
    assert (np.diff(blocks, axis=1)[:, ::2] % 17 == 1).all()


def test_interval_over_origins_covers_where_cells_alone_would_not():
    """Twenty origins with one shock and fifty cells each: the interval must include the shocks."""
    generator, covered, repeats = np.random.default_rng(6), 0, 200
    for _ in range(repeats):
        means = 1.0 + generator.normal(size=20)
        cells = means + generator.normal(size=20) / np.sqrt(50)
        blocks = circular_block_indices(np.arange(20), 1, generator=generator, resamples=200)
        lower, upper = ratio_interval(50 * cells, np.full(20, 50.0), blocks, windows=20)
        covered += lower <= 1.0 <= upper
    assert (
        0.80 <= covered / repeats <= 0.96
    )  # 0.90 nominal; in small samples coverage is a little lower


def test_too_few_origins_have_no_interval():
    blocks = circular_block_indices(np.arange(3), 1, generator=np.random.default_rng(7))
    assert np.isnan(ratio_interval(np.ones(3), np.ones(3), blocks, windows=3)).all()
    blocks = circular_block_indices(np.arange(8), 5, generator=np.random.default_rng(7))
    assert np.isnan(ratio_interval(np.ones(8), np.ones(8), blocks, windows=2)).all()


def test_widening_is_that_of_a_mean_of_few_values():
    """For normal values the widened interval has the length of the t interval of their mean."""
    generator, windows = np.random.default_rng(8), 6
    x = generator.standard_normal(windows)
    resampled = x[generator.integers(0, windows, (200_000, windows))].mean(axis=1)
    low, high = widened_interval(x.mean(), resampled, origins=windows, windows=windows)
    exact = 2 * stats.t(windows - 1).ppf(0.95) * x.std(ddof=1) / np.sqrt(windows)
    # The percentiles of a bootstrap of six values are not quite those of a normal distribution.
    assert high - low == pytest.approx(exact, rel=0.06)


@pytest.mark.parametrize(("count", "spacing", "horizon"), [(6, 3, 3), (9, 1, 3), (15, 3, 5)])
def test_intervals_of_overlapping_windows_hold_their_share(count, spacing, horizon):
    """Absolute sums over windows of normal shocks: 90 % nominal, 87 to 90 % in 1 500 cases."""
    generator, repeats, held = np.random.default_rng(9), 300, 0
    origins = spacing * np.arange(count)
    windows = count_nonoverlapping(origins, horizon)
    truth = np.sqrt(2 * horizon / np.pi)
    for _ in range(repeats):
        shocks = generator.standard_normal(origins[-1] + horizon)
        score = np.array([abs(shocks[o : o + horizon].sum()) for o in origins])
        blocks = circular_block_indices(origins, horizon, generator=generator, resamples=300)
        low, high = ratio_interval(score, np.ones(count), blocks, windows=windows)
        held += low <= truth <= high
    assert held / repeats > 0.87 - 3 * np.sqrt(0.87 * 0.13 / repeats)


def test_mean_skill_over_horizons_weighs_each_alike(tables):
    own = pick(tables["skill"], part="level", rival="own_drift").set_index("horizon")
    assert own.loc[0, "skill"] == pytest.approx(own.loc[[1, 2], "skill"].mean())
    assert own.loc[0, "lower"] < own.loc[0, "skill"] < own.loc[0, "upper"]
