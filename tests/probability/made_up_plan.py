"""A made-up plan for 2026-2030 with every kind of target, and made-up annual figures."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pandas as pd

from planodds.inputs.panels.indicator_series import IndicatorTable
from planodds.inputs.plan import Plan, SeriesDefinition
from tests import shanxi

TEXT = {"zh": "甲", "en": "A"}
BASE, DUE = 2025, 2030
_COLUMNS = ["unit", "name", "year", "indicator", "value", "measure", "basis", "flag"]


def make_indicators(units, *, group="市", seed=3, last=2025, first=2016):
    """Figures of all units and of their group, whose code is 149999."""
    generator, rows = np.random.default_rng(seed), []
    years = range(first, last + 1)
    series = {  # level, yearly growth, unit
        "income": (20_000, 0.06, "cny_per_person"),
        "productivity": (90_000, 0.05, "cny_per_person"),
        "firms": (2_000, 0.02, "entities"),
        "energy": (100, -0.03, "index"),
    }
    for unit in (*units, "149999"):
        name = group if unit == "149999" else unit
        for indicator, (level, growth, measure) in series.items():
            path = np.log(level) + generator.normal(0, 0.05)
            for year in years:
                path += growth + generator.normal(0, 0.02)
                rows.append((unit, name, year, indicator, np.exp(path), measure, "full_year", "ok"))
        for year in years:
            noise = generator.normal(0, 0.5, 3)
            rows += [
                (unit, name, year, "air", 80 + noise[0], "percent", "full_year", "ok"),
                (unit, name, year, "jobless", 5 + noise[1] / 2, "percent", "full_year", "ok"),
                (unit, name, year, "industry_growth", 6 + noise[2], "percent", "full_year", "ok"),
                (unit, name, year, "sections", 100.0, "percent", "full_year", "ok"),
                (unit, name, year, "life", 78 + 0.1 * (year - first), "years", "full_year", "ok"),
            ]
    drivers = pd.DataFrame({"series": [], "year": [], "value": []}).astype({"year": int})
    return IndicatorTable(pd.DataFrame(rows, columns=_COLUMNS), drivers)


SERIES = MappingProxyType(
    {
        "industry": {"indicator": "industry_growth", "unit": "percent", "scale": "growth"},
        "income_gdp": {"indicator": "income", "unit": "cny_per_person", "follows_gdp": True},
    }
)
TARGETS = {  # id: kind and numbers; readings are filled in
    "gdp_level": {"kind": "level", "series": "gdp", "threshold": 260, "unit": "cny_1e8"},
    "growth": {"kind": "average_growth", "series": "gdp", "threshold": 0.05},
    "gdp_rank": {"kind": "rank", "series": "gdp", "cut": "first third", "unit": "rank"},
    "group_front": {"kind": "front", "series": "gdp", "cut": 4, "unit": "rank"},
    "front_open": {"kind": "front", "series": "gdp", "unit": "rank"},
    "income_rank": {"kind": "rank", "series": "income", "threshold": 4, "unit": "rank"},
    "rising": {"kind": "path_rank", "series": "gdp", "unit": "rank"},
    "vision": {"kind": "outlook", "series": "gdp", "unit": "rank"},
    "revenue_path": {
        "kind": "annual_path",
        "series": "revenue",
        "thresholds": {2026: -0.05, 2028: -0.05, 2030: -0.05},
    },
    "gdp_range": {"kind": "range", "series": "gdp", "lower": 0.03, "upper": 0.07},
    "gdp_change": {
        "kind": "cumulative_change",
        "series": "gdp",
        "threshold": 25,
        "unit": "percent",
    },
    "revenue_sum": {
        "kind": "cumulative_count",
        "series": "revenue",
        "threshold": 90,
        "unit": "cny_1e8",
    },
    "revenue_floor": {
        "kind": "floor_every_year",
        "series": "revenue",
        "threshold": 15,
        "unit": "cny_1e8",
    },
    "gdp_cap": {"kind": "cap_every_year", "series": "gdp", "threshold": 280, "unit": "cny_1e8"},
    "revenue_relative": {
        "kind": "relative_growth",
        "series": "revenue",
        "reference": {"series": "gdp"},
        "direction": ">",
    },
    "tax_ratio": {
        "kind": "ratio",
        "series": "revenue",
        "reference": {"series": "gdp"},
        "threshold": 7.5,
        "unit": "percent",
    },
    "group_ratio": {
        "kind": "ratio",
        "series": "gdp",
        "reference": {"group": True},
        "threshold": 0.11,
        "unit": "ratio",
    },
    "income_ratio": {
        "kind": "ratio",
        "series": "income",
        "reference": {"group": True},
        "threshold": 1,
        "unit": "ratio",
    },
    "air": {"kind": "floor_every_year", "series": "air", "threshold": 0.79, "unit": "share"},
    "jobless": {"kind": "cap_every_year", "series": "jobless", "threshold": 5.5, "unit": "percent"},
    "air_share": {"kind": "share", "series": "air", "threshold": 80, "unit": "percent"},
    "sections": {
        "kind": "all_sections_share",
        "series": "sections",
        "threshold": 1,
        "unit": "share",
    },
    "firms": {"kind": "cumulative_count", "series": "firms", "threshold": 12_500, "unit": "count"},
    "energy": {
        "kind": "cumulative_change",
        "series": "energy",
        "threshold": -13.5,
        "unit": "percent",
        "direction": "<=",
    },
    "life": {
        "kind": "cumulative_change",
        "series": "life",
        "change": "absolute",
        "threshold": 0.5,
        "unit": "years",
    },
    "income_step": {
        "kind": "relative_growth",
        "series": ["income_gdp", "productivity"],
        "reference": {"series": "gdp"},
    },
    "industry": {"kind": "average_growth", "series": "industry", "threshold": 6, "unit": "percent"},
    "tasks": {"kind": "assigned", "unit": "percent", "nature": "binding"},
    "without": {"kind": "level", "series": "doctors", "threshold": 3, "unit": "per_1000"},
    "unset": {"kind": "share", "series": "air", "pending": True, "unit": "percent"},
}
_UPWARD = ("rank", "front", "outlook", "path_rank", "cap_every_year")


def make_target(name):
    """Build one target of the made-up plan."""
    content = dict(TARGETS[name])
    kind = content["kind"]
    if kind not in ("range", "assigned", "front", "outlook", "path_rank"):
        content.setdefault("direction", "<=" if kind in _UPWARD else ">=")
    roster = "group" if kind == "front" else shanxi.ROSTER_ALL if kind in _UPWARD[:4] else None
    reading = {"name": "as_written", "main": True, "roster": roster}
    if kind == "outlook":
        reading["computable"] = False
    return {
        "id": name,
        "quotation": "甲",
        "label": TEXT,
        "short_label": TEXT,
        "base_year": BASE,
        "year": DUE,
        "unit": "growth_per_year",
        "evidence": "low",
        "status_rule": {"decides": "at_year"},
        "readings": [reading],
    } | content


def make_plan(*names, base_year=BASE):
    """Build the plan; by default with all targets."""
    return Plan(
        name="made-up",
        base_year=base_year,
        target_year=DUE,
        label=TEXT,
        source="test",
        series={name: SeriesDefinition(**content) for name, content in SERIES.items()},
        targets=[make_target(name) | {"base_year": base_year} for name in names or TARGETS],
    )
