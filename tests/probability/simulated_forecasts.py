"""Small synthetic forecasts, so that odds are tested by brute force and without sampling."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pandas as pd

from planodds.forecasting.types import Forecast
from planodds.inputs import InformationSet, Panel
from planodds.inputs.plan import Plan
from tests import shanxi

FIRST_YEAR = 2019


def make_codes(units: int) -> tuple[str, ...]:
    """Sorted codes of ``units`` units, including the home unit."""
    others = [f"1499{number:02d}" for number in range(units - 1)]
    return tuple(sorted([shanxi.HOME_UNIT, *others]))


def make_panel(
    *,
    units: int = 9,
    county_to: int = 2022,
    seed: int = 1,
    districts: int = 2,
    gdp: np.ndarray | None = None,
    early: list[tuple] = (),
) -> Panel:
    """Build a panel of random walks; the last ``districts`` units are urban districts."""
    generator = np.random.default_rng(seed)
    codes, years = make_codes(units), tuple(range(FIRST_YEAR, county_to + 1))
    walk = generator.normal(0.05, 0.08, (units, len(years))).cumsum(axis=1)
    start = np.log(np.linspace(60, 200, units))[:, None]
    levels = np.exp(start + walk) if gdp is None else np.asarray(gdp, dtype=float)
    kind = ["county"] * (units - districts) + ["district"] * districts
    table = pd.DataFrame(
        {"name_zh": codes, "name_en": codes, "group_zh": "市", "group_en": "City", "type": kind},
        index=list(codes),
    )
    province = levels.sum(axis=0)
    return Panel(
        study=shanxi.STUDY,
        information=InformationSet(
            str(county_to), county_to, county_to, shanxi.STUDY.basis_of(county_to)
        ),
        units=codes,
        unit_table=table,
        years=years,
        gdp=levels,
        gdp_basis=tuple(shanxi.STUDY.basis_of(year) for year in years),
        revenue=levels * 0.08,
        secondary_share=np.full(units, 0.5),
        prefecture=np.zeros(units, dtype=int),
        prefectures=("City",),
        rosters=MappingProxyType(
            {
                shanxi.ROSTER_ALL: np.ones(units, dtype=bool),
                shanxi.ROSTER_COUNTIES: table["type"].to_numpy() != "district",
            }
        ),
        ragged_edge=pd.DataFrame(
            list(early), columns=["code", "year", "variable", "value", "source_id"]
        ),
        driver_years=years,
        driver_growth=np.zeros((3, len(years))),
        provincial_growth_county_basis=np.diff(np.log(province)),
        provincial_level=province,
        hashes=MappingProxyType({}),
    )


def make_forecast(
    panel: Panel,
    *,
    draws: int = 400,
    seed: int = 2,
    per_cluster: int = 2,
    common_sd: float = 0.06,
    own_sd: float = 0.10,
    step_sd: float = 0.12,
    final_year: int = shanxi.FINAL_YEAR,
) -> Forecast:
    """Draw joint paths: one common shock per year, unit shocks, and steps at each census."""
    generator = np.random.default_rng(seed)
    units, last = len(panel.units), panel.information.county_to
    years = tuple(range(last + 1, final_year + 1))
    common = generator.normal(0.05, common_sd, (draws, len(years)))
    idiosyncratic = generator.normal(0, own_sd, (units, draws, len(years)))
    steps = generator.normal(0, step_sd, (units, draws, len(shanxi.BENCHMARK_YEARS)))
    growth = common + idiosyncratic
    for column, census in enumerate(shanxi.BENCHMARK_YEARS):
        if census in years:
            growth[:, :, years.index(census)] += steps[:, :, column]
    log_gdp = np.log(panel.gdp[:, -1])[:, None, None] + growth.cumsum(axis=2)
    log_revenue = log_gdp + np.log(0.08) + generator.normal(0, 0.1, log_gdp.shape).cumsum(axis=2)
    series = np.zeros((draws, len(shanxi.SERIES), len(years)))
    series[:, shanxi.SERIES.index(shanxi.PROVINCIAL)] = common
    return build_forecast(
        panel,
        log_gdp,
        log_revenue,
        benchmark=steps,
        common=series,
        cluster=np.arange(draws) // per_cluster,
    )


def build_forecast(
    panel: Panel,
    log_gdp: np.ndarray,
    log_revenue: np.ndarray | None = None,
    *,
    benchmark: np.ndarray | None = None,
    common: np.ndarray | None = None,
    cluster: np.ndarray | None = None,
) -> Forecast:
    """Wrap draws (unit, draw, year) of the years after the panel as a forecast."""
    units, draws, count = log_gdp.shape
    first = panel.information.county_to + 1
    years = tuple(range(first, first + count))
    empty = np.zeros((draws, len(shanxi.SERIES), count))
    steps = np.zeros((units, draws, len(shanxi.BENCHMARK_YEARS)))
    return Forecast(
        information=panel.information,
        units=panel.units,
        years=years,
        log_gdp=log_gdp.astype(np.float32),
        log_revenue=(log_gdp if log_revenue is None else log_revenue).astype(np.float32),
        benchmark=(steps if benchmark is None else benchmark).astype(np.float32),
        common=empty if common is None else common,
        posterior_draw_index=np.arange(draws) if cluster is None else cluster,
        ess=float(draws),
        seed=0,
        benchmark_years=shanxi.BENCHMARK_YEARS,
        series=shanxi.SERIES,
    )


def make_plan(
    *, gdp: float = 150.0, revenue: float = 12.0, rank: int = 4, growth: float = 0.08
) -> Plan:
    """Build a small plan with the shapes of the real one."""
    text = {"zh": "甲", "en": "A"}
    rosters = [{"name": r, "roster": r, "main": r == shanxi.ROSTER_ALL} for r in shanxi.ROSTERS]
    base = {
        "label": text,
        "short_label": text,
        "quotation": "甲",
        "base_year": 2020,
        "year": 2025,
        "status_rule": {"decides": "at_year"},
        "evidence": "high",
        "data": "county_panel",
    }
    published = {"name": "published", "main": True, "basis": "published"}
    chained = {"name": "chained", "basis": "chained"}
    targets = [
        base
        | {
            "id": "gdp_level",
            "kind": "level",
            "variable": "gdp",
            "threshold": gdp,
            "direction": ">=",
            "unit": "cny_1e8",
            "readings": [published, chained],
        },
        base
        | {
            "id": "gdp_growth",
            "kind": "average_growth",
            "variable": "gdp",
            "threshold": growth,
            "direction": ">=",
            "unit": "growth_per_year",
            "readings": [
                {"name": "constant_prices", "main": True, "computable": False},
                {"name": "current_prices", "basis": "published"},
                {"name": "current_prices_chained", "basis": "chained"},
            ],
        },
        base
        | {
            "id": "revenue_level",
            "kind": "level",
            "variable": "revenue",
            "threshold": revenue,
            "direction": ">=",
            "unit": "cny_1e8",
            "readings": [published],
        },
        base
        | {
            "id": "gdp_rank_30",
            "kind": "rank",
            "variable": "gdp",
            "threshold": rank,
            "direction": "<=",
            "unit": "rank",
            "readings": rosters,
        },
        base
        | {
            "id": "rank_rising",
            "kind": "path_rank",
            "variable": "gdp",
            "unit": "rank",
            "readings": rosters,
            "status_rule": {"decides": "first_miss"},
        },
        base
        | {
            "id": "emerging_share",
            "kind": "share",
            "threshold": 0.2,
            "direction": ">=",
            "unit": "share",
            "data": "none",
            "readings": [{"name": "as_written", "main": True, "computable": False}],
        },
        base
        | {
            "id": "outlook_2035",
            "kind": "outlook",
            "variable": "gdp",
            "year": 2035,
            "unit": "rank",
            "readings": [r | {"computable": False} for r in rosters],
        },
    ]
    return Plan(
        name="small",
        unit=shanxi.HOME_UNIT,
        base_year=2020,
        target_year=2025,
        label=text,
        source="test",
        targets=targets,
    )
