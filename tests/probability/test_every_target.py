"""Every kind of target of a second plan, against brute force on the draws or a closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest

from planodds import constants
from planodds.errors import InputError
from planodds.inputs import DATA_DIR, load_panel, load_plan
from planodds.inputs.panels.indicator_series import IndicatorTable, load_indicators
from planodds.inputs.plans.kind_rules import RULES
from planodds.probability import compute_odds, missing_data, rank_in_draws
from planodds.probability.events.events import build_unit_forecast
from planodds.probability.series.gdp_growth import drawn_growth
from planodds.probability.series.real_growth import real_gdp, region_code
from planodds.probability.series.series_source import SeriesSource
from tests import shanxi
from tests.probability.made_up_plan import BASE, DUE, TARGETS, make_indicators, make_plan
from tests.probability.simulated_forecasts import make_forecast, make_panel

DRAWS = 4000
YEARS = range(BASE + 1, DUE + 1)


@pytest.fixture(scope="module")
def panel():
    """Nine units; the home unit, which is listed first, is in the middle."""
    walk = np.random.default_rng(1).normal(0.05, 0.08, (9, BASE - 2018)).cumsum(axis=1)
    start = np.roll(np.log(np.linspace(60, 200, 9)), 5)[:, None]
    return make_panel(county_to=BASE, units=9, gdp=np.exp(start + walk))


@pytest.fixture(scope="module")
def forecast(panel):
    return make_forecast(panel, draws=DRAWS)


@pytest.fixture(scope="module")
def indicators(panel):
    return make_indicators(panel.units)


@pytest.fixture(scope="module")
def table(panel, forecast, indicators):
    return compute_odds(forecast, panel, make_plan(), indicators).set_index("target")


@pytest.fixture(scope="module")
def paths(panel, forecast):
    """Levels of the unit from the base year on, by year, and the ranks in its group of all."""
    home = panel.units.index(shanxi.HOME_UNIT)
    found = {}
    for name, published, draws in (
        ("gdp", panel.gdp, forecast.log_gdp),
        ("revenue", panel.revenue, forecast.log_revenue),
    ):
        levels = np.exp(draws[home].astype(float))
        found[name] = {BASE: np.full(DRAWS, published[home, -1])} | {
            year: levels[:, forecast.year_index(year)] for year in YEARS
        }
    everyone = np.ones(len(panel.units), dtype=bool)
    found["rank"] = rank_in_draws(forecast.log_gdp, home, everyone)[:, forecast.year_index(DUE)]
    total = np.exp(forecast.log_gdp.astype(float)).sum(axis=0)[:, forecast.year_index(DUE)]
    found["share"] = found["gdp"][DUE] / total
    steps = np.asarray(forecast.benchmark[home], dtype=float)
    inside = [k for k, year in enumerate(forecast.benchmark_years) if BASE < year <= DUE]
    found["chained"] = found["gdp"][DUE] / np.exp(steps[:, inside].sum(axis=1))
    return found


def brute_force(name, paths):
    """Return the draws in which a target for GDP or revenue is met."""
    gdp, revenue = paths["gdp"], paths["revenue"]
    growth = {year: revenue[year] / revenue[year - 1] - 1 for year in YEARS}
    average = (gdp[DUE] / gdp[BASE]) ** 0.2 - 1
    cases = {
        "gdp_level": lambda: gdp[DUE] >= 260,
        "growth": lambda: average >= 0.05,
        "gdp_rank": lambda: paths["rank"] <= 3,
        "group_front": lambda: paths["rank"] <= 4,
        "revenue_path": lambda: np.all([growth[y] >= -0.05 for y in (2026, 2028, 2030)], axis=0),
        "gdp_range": lambda: (average >= 0.03) & (average <= 0.07),
        "gdp_change": lambda: gdp[DUE] / gdp[BASE] >= 1.25,
        "revenue_sum": lambda: sum(revenue[year] for year in YEARS) >= 90,
        "revenue_floor": lambda: np.min([revenue[year] for year in YEARS], axis=0) >= 15,
        "gdp_cap": lambda: np.max([gdp[year] for year in YEARS], axis=0) <= 280,
        "revenue_relative": lambda: (revenue[DUE] / revenue[BASE]) > paths["chained"] / gdp[BASE],
        "tax_ratio": lambda: revenue[DUE] / gdp[DUE] >= 0.075,
        "group_ratio": lambda: paths["share"] >= 0.11,
    }
    return cases[name]()


OF_FORECAST = (
    "gdp_level", "growth", "gdp_rank", "group_front", "revenue_path", "gdp_range", "gdp_change",
    "revenue_sum", "revenue_floor", "gdp_cap", "revenue_relative", "tax_ratio", "group_ratio",
)  # fmt: skip


@pytest.mark.parametrize("name", OF_FORECAST)
def test_a_target_for_a_variable_is_counted_over_the_draws(name, table, paths):
    row = table.loc[[name]]
    row = row[row["year"] == DUE].iloc[0]
    hits = brute_force(name, paths)
    assert row["status"] == constants.OPEN
    assert 0.01 < hits.mean() < 0.99, "the case decides nothing"
    assert row["probability"] == pytest.approx(hits.mean(), abs=1e-3)


def test_every_kind_is_in_the_plan():
    assert {target.kind for target in make_plan().targets} == RULES.keys()


def test_each_target_has_a_row_and_a_status(table):
    assert set(table.index) == TARGETS.keys()
    status = table["status"].to_dict()
    for name in ("front_open", "tasks", "unset"):
        assert status[name] == constants.THRESHOLD_PENDING
    assert status["without"] == constants.NO_DATA
    assert status["vision"] == constants.NOT_COMPUTABLE
    is_open = table["status"] == constants.OPEN
    assert table.loc[is_open, ["probability", "mcse", "lower", "upper"]].notna().all(axis=None)
    assert table.loc[~is_open, "probability"].isna().all()


def test_a_cut_is_shown_as_its_rank(table):
    assert table.loc["gdp_rank", "threshold"].tolist()[0] == 3
    assert table.loc["group_front", "threshold"] == 4


def test_sections_have_the_chance_of_a_beta_distribution(table):
    met, ahead = 10, 5  # ten years at hand, all complete
    terms = [(met + 0.5 + k) / (met + 1 + k) for k in range(ahead)]
    row = table.loc["sections"]
    assert row["probability"] == pytest.approx(math.prod(terms), abs=4 * row["mcse"])


@pytest.mark.parametrize("name", ["air", "jobless", "air_share", "firms", "energy", "life"])
def test_a_target_for_an_indicator_is_open(name, table):
    row = table.loc[name]
    assert row["status"] == constants.OPEN
    assert 0 <= row["probability"] <= 1


def source_of(panel, forecast, indicators, plan=None):
    plan = make_plan() if plan is None else plan
    return SeriesSource(
        build_unit_forecast(forecast, panel), plan.for_unit(shanxi.HOME_UNIT), indicators
    )


def test_indicator_events_are_counted_over_the_same_draws(panel, forecast, indicators, table):
    source = source_of(panel, forecast, indicators)

    def values(name):
        return source.indicator(source.define(name), shanxi.HOME_UNIT, BASE, DUE)

    air, energy, firms = values("air"), values("energy"), values("firms")
    industry = values("industry")
    expected = {
        "air": np.min([air.at(year) for year in YEARS], axis=0) >= 79,
        "air_share": air.at(DUE) >= 80,
        "energy": energy.at(DUE) / energy.at(BASE) <= 0.865,
        "firms": sum(firms.at(year) for year in YEARS) >= 12_500,
        "industry": np.prod([1 + industry.at(y) / 100 for y in YEARS], axis=0) >= 1.06**5,
    }
    for name, hits in expected.items():
        assert table.loc[name, "probability"] == pytest.approx(hits.mean()), name


def test_the_ratio_to_the_group_is_narrower_than_that_of_separate_series(
    panel, forecast, indicators
):
    shared = np.random.default_rng(1).normal(0, 0.1, 30).cumsum()
    figures = indicators.figures.copy()
    income = figures["indicator"] == "income"
    figures.loc[income, "value"] *= np.exp(shared[figures.loc[income, "year"] - 2010])
    common = IndicatorTable(figures, indicators.drivers)
    source = source_of(panel, forecast, common)
    reading = make_plan("income_ratio").targets[0].readings[0]
    from planodds.probability.series.kind_events import ratio_values

    reference = make_plan("income_ratio").targets[0].reference
    joint = ratio_values(source, "income", reference, BASE, DUE, reading).at(DUE)
    parts = [
        source.indicator(source.define("income"), unit, BASE, DUE).at(DUE)
        for unit in (shanxi.HOME_UNIT, "149999")
    ]
    assert np.std(np.log(joint)) < 0.7 * np.std(np.log(parts[0] / parts[1]))


def test_a_series_that_follows_gdp_is_joint_with_it(panel, forecast):
    """Incomes that move with GDP one to one: relative growth is nearly certain, levels are not."""
    home = panel.units.index(shanxi.HOME_UNIT)
    indicators = make_indicators(panel.units, first=2019)
    figures = indicators.figures.copy()
    for position, unit in enumerate(panel.units):
        rows = (figures["indicator"] == "income") & (figures["unit"] == unit)
        drift = 1.01 ** (figures.loc[rows, "year"] - 2019)
        figures.loc[rows, "value"] = panel.gdp[position] * 100 * drift.to_numpy()
    table = IndicatorTable(figures, indicators.drivers)
    source = source_of(panel, forecast, table)
    income = source.indicator(source.define("income_gdp"), shanxi.HOME_UNIT, BASE, DUE)
    growth = np.log(income.at(DUE) / income.at(BASE))
    own = drawn_growth(forecast, panel, home)[:, : DUE - BASE].sum(axis=1)
    assert np.corrcoef(growth, own)[0, 1] > 0.7
    rows = compute_odds(forecast, panel, make_plan("income_step"), table)
    assert rows["status"].tolist() == [constants.OPEN]


def test_equal_units_have_equal_chances_of_each_rank(panel, forecast):
    """Nine units with the same figures: the fourth rank or better has the chance 4 / 9."""
    indicators = make_indicators(panel.units)
    figures = indicators.figures.copy()
    same = figures["indicator"] == "income"
    figures.loc[same, "value"] = 2e4 * 1.05 ** (figures.loc[same, "year"] - 2016)
    table = IndicatorTable(figures, indicators.drivers)
    row = compute_odds(forecast, panel, make_plan("income_rank"), table).iloc[0]
    assert row["status"] == constants.OPEN
    assert row["probability"] == pytest.approx(4 / 9, abs=4 * row["mcse"])


def test_constant_prices_are_a_reading_of_paths_and_ranges(shipped):
    forecast, panel, _, indicators = shipped
    plan = make_plan("gdp_range", "revenue_path", base_year=2025)
    reading = {"name": "constant_prices", "main": True, "basis": "constant_prices"}
    targets = tuple(
        type(target).model_validate(target.model_dump() | {"readings": [reading]} | change)
        for target, change in zip(
            plan.targets,
            ({"lower": 0.0}, {"series": ("gdp",), "variable": "gdp", "unit": "percent"}),
            strict=True,
        )
    )
    rows = compute_odds(
        forecast, panel, plan.model_copy(update={"targets": targets}), indicators
    ).set_index("target")
    assert (rows["status"] == constants.OPEN).all()
    assert 0.05 < rows.loc["gdp_range", "probability"] < 0.95


def test_published_figures_decide(panel, forecast, indicators):
    """With figures to the target year there is nothing left to draw."""
    final = make_indicators(panel.units, last=DUE)
    names = ("air", "jobless", "firms", "energy", "life", "income_rank", "industry", "sections")
    plan = make_plan(*names)
    rows = compute_odds(forecast, panel, plan, final).set_index("target")
    own = final.figures[final.figures["unit"] == shanxi.HOME_UNIT]

    def series(name):
        return own[own["indicator"] == name].set_index("year")["value"]

    later = list(YEARS)
    met = {
        "air": (series("air")[later] >= 79).all(),
        "jobless": (series("jobless")[later] <= 5.5).all(),
        "firms": series("firms")[later].sum() >= 12_500,
        "energy": series("energy")[DUE] / series("energy")[BASE] <= 0.865,
        "life": True,
        "industry": (1 + series("industry_growth")[later] / 100).prod() >= 1.06**5,
        "sections": True,
    }
    for name, expected in met.items():
        wanted = constants.DECIDED_MET if expected else constants.DECIDED_MISSED
        assert rows.loc[name, "status"] == wanted, name
    last = final.figures[(final.figures["indicator"] == "income") & (final.figures["year"] == DUE)]
    last = last[last["unit"].isin(panel.units)].set_index("unit")["value"]
    rank = int((last > last[shanxi.HOME_UNIT]).sum()) + 1
    wanted = constants.DECIDED_MET if rank <= 4 else constants.DECIDED_MISSED
    assert rows.loc["income_rank", "status"] == wanted


def test_the_first_miss_decides_and_an_early_count_is_met(panel, forecast):
    final = make_indicators(panel.units, last=2027)
    figures = final.figures
    home = figures["unit"] == shanxi.HOME_UNIT
    figures.loc[home & (figures["indicator"] == "air") & (figures["year"] == 2027), "value"] = 70.0
    figures.loc[home & (figures["indicator"] == "firms") & (figures["year"] == 2026), "value"] = 2e4
    rows = compute_odds(forecast, panel, make_plan("air", "firms"), final).set_index("target")
    assert rows.loc["air", ["status", "year"]].tolist() == [constants.DECIDED_MISSED, 2027]
    assert rows.loc["firms", ["status", "year"]].tolist() == [constants.DECIDED_MET, 2026]


def test_two_figures_are_not_enough_and_the_table_says_what_is_missing(panel, forecast):
    short = make_indicators(panel.units, first=2024)
    plan = make_plan("air", "income_ratio", "without", "tasks", "income_rank")
    rows = compute_odds(forecast, panel, plan, short).set_index("target")
    assert rows["status"].to_dict() == {
        "air": constants.NOT_ENOUGH_DATA,
        "income_ratio": constants.NOT_ENOUGH_DATA,
        "without": constants.NO_DATA,
        "tasks": constants.THRESHOLD_PENDING,
        "income_rank": constants.NOT_ENOUGH_DATA,
    }
    found = missing_data(forecast, panel, plan, short).set_index("target")
    assert found.loc["air", ["found", "needed"]].tolist() == [2, 3]
    assert found.loc["income_ratio", "unit"].tolist() == [shanxi.HOME_UNIT, "149999"]
    assert found.loc["tasks", "columns"] == "kind, threshold, direction"


def test_a_unit_of_measurement_that_does_not_fit_is_refused(panel, forecast, indicators):
    plan = make_plan("life")
    wrong = plan.targets[0].model_copy(update={"unit": "cny_1e8"})
    with pytest.raises(InputError, match="in cny_1e8, its series in years"):
        compute_odds(forecast, panel, plan.model_copy(update={"targets": (wrong,)}), indicators)


# The plan of Jiaocheng and the shipped figures


@pytest.fixture(scope="module")
def shipped():
    panel = load_panel(DATA_DIR, "latest")
    return make_forecast(panel, draws=1000), panel, load_plan(), load_indicators()


def test_all_rows_of_the_plan_are_computed_or_named_as_missing(shipped):
    plan = shipped[2]
    table = compute_odds(*shipped)
    missing = missing_data(*shipped)
    without = {t.id for t in plan.targets} & set(
        table.loc[~table["status"].isin(["open", "decided_met", "decided_missed"]), "target"]
    )
    assert set(missing["target"]) == without
    assert len(set(table["target"]) & {t.id for t in plan.targets}) == 15
    assert (missing["example"].str.len() > 0).all()


def test_the_computed_rows_do_not_depend_on_indicators(shipped):
    forecast, panel, plan, _ = shipped
    with_series, without = compute_odds(*shipped), compute_odds(forecast, panel, plan)
    assert with_series[["target", "reading", "roster", "year"]].equals(
        without[["target", "reading", "roster", "year"]]
    )
    same = without["status"].isin(["open", "decided_met", "decided_missed"])
    assert with_series[same].equals(without[same])


def test_example_rows_fill_what_is_missing(data_copy, shipped):
    """Three rows like the example, with their notes replaced, make the target computable."""
    forecast, panel, plan, indicators = shipped
    missing = missing_data(forecast, panel, plan, indicators, data_dir=data_copy)
    rows = missing[missing["target"].isin(["emerging_share", "market_entities"])]
    path = data_copy / "indicators.csv"
    text = path.read_text(encoding="utf-8")
    assert rows["columns"].iloc[0] == text.splitlines()[0]
    for example in rows["example"]:
        for year in (2021, 2022, 2023):
            row = example.replace(",2021,", f",{year},")
            text += row.split(',"example')[0] + ",made up\n"
    path.write_text(text, encoding="utf-8")
    table = compute_odds(forecast, panel, plan, load_indicators(data_copy)).set_index("target")
    assert table.loc[["emerging_share", "market_entities"], "status"].tolist() == ["open"] * 2


def test_real_growth_lies_below_nominal_where_prices_rose(shipped):
    forecast, panel, plan, indicators = shipped
    source = SeriesSource(build_unit_forecast(forecast, panel), plan, indicators)
    index = real_gdp(source, 2020, 2025)
    growth = {y: index.at(y) / index.at(y - 1) - 1 for y in range(2021, 2026)}
    assert 0.03 < np.median(growth[2021]) < 0.15  # nominal 28.7 %, the province 9.1 % real
    assert np.std(np.log(growth[2025] + 1)) > 0.02
    assert region_code(panel) == "140000"


def test_published_real_growth_replaces_the_estimate(data_copy, shipped):
    forecast, panel, plan, _ = shipped
    path = data_copy / "panel.csv"
    row = (
        "141122,交城县,2021,gdp_growth_real,8.8,percent,constant_price,preferred,ok,"
        "county_own_figure,\n"
    )
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    source = SeriesSource(build_unit_forecast(forecast, panel), plan, load_indicators(data_copy))
    index = real_gdp(source, 2020, 2025)
    assert index.published[2021] == pytest.approx(1.088)
