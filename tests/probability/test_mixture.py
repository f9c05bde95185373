"""Mixtures: closed forms of the Dirichlet, and partitions that are none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import yaml
from scipy import stats

from planodds import constants
from planodds.errors import InputError, UsageError
from planodds.inputs import DATA_DIR, load_scenarios
from planodds.inputs.scenarios.weights import Weights, load_all_weights, load_weights
from planodds.probability import compute_odds
from planodds.probability.questions.mixture import (
    MIXTURE_COLUMNS,
    assign_cells,
    compute_cell_odds,
    mix_cell_odds,
    mix_probability,
)
from tests import shanxi
from tests.probability.simulated_forecasts import make_forecast, make_panel, make_plan

SOURCE = {"kind": "judgement", "source": "test", "date": "2026-11-01"}
PATHS = {"low": -0.25, "middle": 0.0, "high": 0.25}
TEXT = {"zh": "试算", "en": "trial"}


@pytest.fixture
def folder(data_copy):
    """Three scenarios of the coal price, and a folder for weights over them."""
    for name, value in PATHS.items():
        pin = {
            "series": "coal_price",
            "measure": "growth",
            "ahead": [1, 2],
            "value": value,
            "sd": 0.05,
        } | SOURCE
        write(
            data_copy / "scenarios" / f"{name}.yaml",
            {
                "name": name,
                "label": {"zh": name, "en": name},
                "narrative": TEXT,
                "conditions": [pin],
            },
        )
    return data_copy


def write(path, body):
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")


def cell(scenario, above, below, concentration=2.0):
    return {
        "scenario": scenario,
        "above": above,
        "below": below,
        "kind": "judgement",
        "concentration": concentration,
        "reason": "test",
    }


def read(folder, *cells, **changes):
    """Write and read weights; by default three cells with the boundaries -15 and +15 %."""
    cells = cells or (
        cell("low", None, -0.15),
        cell("middle", -0.15, 0.15, 4.0),
        cell("high", 0.15, None),
    )
    body = {
        "name": "coal",
        "label": TEXT,
        "statement": TEXT,
        "series": "coal_price",
        "ahead": [1, 2],
        "cells": list(cells),
    } | changes
    write(folder / "weights" / "coal.yaml", body)
    return load_weights(folder / "weights" / "coal.yaml", load_scenarios(folder))


def make_results(odds, **changes):
    row = {
        "information": "latest",
        "origin": 2024,
        "variant": "",
        "unit": shanxi.HOME_UNIT,
        "roster": "",
        "target": "gdp_level",
        "reading": "published",
        "evidence": "posterior",
        "year": 2030,
        "threshold": 200.0,
        "mcse": 0.004,
        "lower": 0.0,
        "upper": 1.0,
        "draws": 20_000,
        "ess": 9000.0,
        "status": constants.OPEN,
    }
    return pd.DataFrame(
        [
            row | changes | {"scenario": name, "probability": p}
            for name, p in zip(PATHS, odds, strict=True)
        ]
    )


def test_the_mean_is_the_weighted_sum_and_the_range_is_inside(folder):
    table = mix_cell_odds(
        make_results([0.1, 0.3, 0.7]), read(folder), generator=np.random.default_rng(1)
    )
    assert tuple(table.columns) == MIXTURE_COLUMNS
    row = table.iloc[0]
    assert row["probability"] == pytest.approx((2 * 0.1 + 4 * 0.3 + 2 * 0.7) / 8)
    assert row["mcse"] == pytest.approx(0.004)
    assert 0.1 == row["lowest"] < row["lower"] < row["probability"] < row["upper"]
    assert row["upper"] < row["highest"] == 0.7


def test_two_cells_have_a_range_of_a_beta():
    """P = p1 + (p2 - p1) w with w ~ Beta(a2, a1)."""
    concentration = np.array([3.0, 2.0])
    drawn = np.random.default_rng(2).dirichlet(concentration, 400_000)
    mean, lower, upper = mix_probability(np.array([0.2, 0.7]), concentration, drawn)
    weight = stats.beta(2, 3)
    assert mean == pytest.approx(0.2 + 0.5 * 0.4)
    for found, level in ((lower, 0.05), (upper, 0.95)):
        error = 0.5 * np.sqrt(level * (1 - level) / 400_000) / weight.pdf(weight.ppf(level))
        assert found == pytest.approx(0.2 + 0.5 * weight.ppf(level), abs=5 * error)


def test_more_certain_weights_imply_a_narrower_range(folder):
    widths = []
    for factor in (1, 20):
        cells = (
            cell("low", None, -0.15, 2.0 * factor),
            cell("middle", -0.15, 0.15, 4.0 * factor),
            cell("high", 0.15, None, 2.0 * factor),
        )
        row = mix_cell_odds(
            make_results([0.1, 0.3, 0.7]), read(folder, *cells), generator=np.random.default_rng(1)
        ).iloc[0]
        widths.append(row["upper"] - row["lower"])
    # The sd of a Dirichlet weight falls as 1 / sqrt(1 + sum): from 1/3 to 1/12.7.
    assert widths[1] / widths[0] == pytest.approx(np.sqrt(9 / 161), rel=0.1)


def test_cells_that_agree_leave_no_range(folder):
    row = mix_cell_odds(
        make_results([0.4, 0.4, 0.4]), read(folder), generator=np.random.default_rng(1)
    ).iloc[0]
    assert (row["lower"], row["upper"]) == pytest.approx((0.4, 0.4))


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ([constants.DECIDED_MISSED] * 3, constants.DECIDED_MISSED),
        ([constants.OPEN, constants.NOT_COMPUTABLE, constants.OPEN], constants.NOT_COMPUTABLE),
    ],
)
def test_rows_without_a_number_remain_without(folder, statuses, status):
    results = make_results([0.4, np.nan, 0.4]).assign(status=statuses)
    row = mix_cell_odds(results, read(folder), generator=np.random.default_rng(1)).iloc[0]
    assert row["status"] == status
    assert np.isnan(row["probability"])


def test_a_missing_cell_is_reported(folder):
    with pytest.raises(UsageError, match="2 rows for 3 cells"):
        mix_cell_odds(
            make_results([0.1, 0.3, 0.7]).iloc[:2], read(folder), generator=np.random.default_rng(1)
        )


@pytest.fixture(scope="module")
def panel():
    return make_panel(county_to=2022)


@pytest.fixture(scope="module")
def forecast(panel):
    """Paths on which the growth of the province over two years decides much of every level."""
    return make_forecast(panel, draws=3000, own_sd=0.03)


def partition(*edges, ahead=(1, 2), concentrations=None):
    """Weights over the growth of the province, the upper edges given."""
    ends = [None, *edges, None]
    return Weights(
        name="province",
        label=TEXT,
        statement=TEXT,
        series=shanxi.PROVINCIAL,
        ahead=ahead,
        cells=tuple(
            cell(f"cell_{number}", low, high, concentration)
            for number, (low, high, concentration) in enumerate(
                zip(ends, ends[1:], concentrations or [1.0] * (len(edges) + 1), strict=False)
            )
        ),
    )


def test_draws_lie_in_the_cell_of_their_growth(panel, forecast):
    """Compounded by hand, year by year, and compared with the edges as fractions."""
    weights = partition(-0.02, 0.10, 0.15)
    growth = np.exp(forecast.common[:, 2, 0]) * np.exp(forecast.common[:, 2, 1]) - 1
    expected = [sum(value >= edge for edge in (-0.02, 0.10, 0.15)) for value in growth]
    assert assign_cells(forecast, panel, weights).tolist() == expected


def test_the_years_ahead_begin_after_the_last_figure_of_the_series(panel, forecast):
    second = partition(0.05, ahead=(2,))
    expected = (np.expm1(forecast.common[:, 2, 1]) >= 0.05).astype(int)
    assert assign_cells(forecast, panel, second).tolist() == expected.tolist()


def test_odds_of_a_cell_are_shares_of_the_draws_inside_it(panel, forecast):
    weights = partition(0.05, 0.15)
    odds = compute_cell_odds(forecast, panel, make_plan(), weights)
    level = forecast.gdp(shanxi.HOME_UNIT)[:, forecast.year_index(2025)]
    position = assign_cells(forecast, panel, weights)
    rows = odds[(odds["target"] == "gdp_level") & (odds["reading"] == "published")]
    for number, row in enumerate(rows[rows["year"] == 2025].to_dict("records")):
        inside = position == number
        assert row["scenario"] == f"cell_{number}"
        assert row["draws"] == inside.sum()
        assert row["probability"] == pytest.approx((level[inside] >= 150.0).mean())


def test_weights_equal_to_the_shares_of_the_cells_give_the_odds_of_the_baseline(panel, forecast):
    """Every open row, those with a condition included: the law of total probability."""
    counts = np.bincount(assign_cells(forecast, panel, partition(0.05, 0.15)), minlength=3)
    weights = partition(0.05, 0.15, concentrations=counts.astype(float).tolist())
    mixed = mix_cell_odds(
        compute_cell_odds(forecast, panel, make_plan(), weights),
        weights,
        generator=np.random.default_rng(1),
    )
    key = ["target", "reading", "roster", "year"]
    both = mixed.merge(compute_odds(forecast, panel, make_plan()), on=key, suffixes=("", "_whole"))
    known = both[both["status"] == constants.OPEN]
    assert len(both) == len(mixed) and "rank_4_given_gdp" in set(known["target"])
    np.testing.assert_allclose(known["probability"], known["probability_whole"], atol=1e-12)


def test_a_cell_with_few_draws_leaves_nothing_open(panel, forecast):
    weights = partition(0.05, 5.0)
    odds = compute_cell_odds(forecast, panel, make_plan(), weights)
    empty = odds[odds["scenario"] == "cell_2"]
    assert constants.OPEN not in set(empty["status"]) and empty["probability"].isna().all()
    mixed = mix_cell_odds(odds, weights, generator=np.random.default_rng(1))
    assert set(mixed.loc[mixed["target"] == "gdp_level", "status"]) == {constants.NOT_COMPUTABLE}


@pytest.mark.parametrize(
    ("cells", "match"),
    [
        ((cell("low", None, -0.15), cell("high", 0.15, None)), "cells that meet"),
        ((cell("low", None, 0.1), cell("high", -0.1, None)), "cells that meet"),
        ((cell("low", -0.5, 0.15), cell("high", 0.15, None)), "open ends"),
        ((cell("low", None, 0.15), cell("low", 0.15, None)), "each scenario once"),
        ((cell("low", None, 0.15), cell("baseline", 0.15, None)), "overlaps every other"),
        ((cell("middle", None, -0.15), cell("high", -0.15, None)), "inside its cell"),
        ((cell("low", None, 0.15), cell("fiscal_squeeze", 0.15, None)), "overlaps the others"),
        ((cell("low", None, 0.15), cell("national_slowdown", 0.15, None)), "overlaps the others"),
        ((cell("low", None, 0.15), cell("hihg", 0.15, None)), "does not exist"),
        ((cell("low", None, 0.15, 0.0), cell("high", 0.15, None)), "greater than 0"),
    ],
)
def test_cells_that_are_no_partition_are_refused(folder, cells, match):
    with pytest.raises(InputError, match=match):
        read(folder, *cells)


def test_the_shipped_weights_partition_the_path_of_coal():
    (shipped,) = load_all_weights(DATA_DIR, load_scenarios())
    assert [cell.scenario for cell in shipped.cells] == ["coal_slump", "coal_steady", "coal_boom"]
    assert "only one" in shipped.statement.en


def test_a_scenario_that_assumes_more_overlaps(folder):
    path = folder / "scenarios" / "high.yaml"
    body = yaml.safe_load(path.read_text(encoding="utf-8"))
    body["own_growth"] = [
        {"variable": "gdp", "ahead": 1, "low": 0, "mode": 0.01, "high": 0.02} | SOURCE
    ]
    write(path, body)
    with pytest.raises(InputError, match="scenario 'high' overlaps the others"):
        read(folder)
