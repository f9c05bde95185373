"""Weights, sweeps and changes of units that read well and cannot be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.damage import Damage, swapped, written

if TYPE_CHECKING:
    from collections.abc import Iterator

WEIGHTS, SWEEP = "weights/coal.yaml", "sweeps/coal_by_nation.yaml"
CROSSWALK = "crosswalk.csv"
CROSSWALK_HEADER = "date,year,kind,from_code,to_code,name_zh,name_en,type,source_id\n"
FORMER, UNIT, OTHER, SOURCE = "149991", "140105", "140106", "county_own_figure"

_WEIGHTS = {
    "cells that overlap": ("above: -0.15", "above: -0.20"),
    "a gap between cells": ("above: -0.15", "above: -0.10"),
    "a negative concentration": ("concentration: 2", "concentration: -2"),
    "no concentration": ("concentration: 2", "concentration: 0"),
    "a concentration with an exponent": ("concentration: 2", "concentration: 1e12"),
    "a concentration that is no number": ("concentration: 2", "concentration: .nan"),
    "a scenario in two cells": ("scenario: coal_steady", "scenario: coal_slump"),
    "a cell of an unknown scenario": ("scenario: coal_steady", "scenario: nowhere"),
    "the baseline in a cell": ("scenario: coal_steady", "scenario: baseline"),
    "an unknown series of weights": ("series: coal_price", "series: gold"),
    "a window that begins today": ("ahead: [1, 2]", "ahead: [0, 1]"),
    "a window beyond the horizon": ("ahead: [1, 2]", "ahead: [1, 40]"),
    "a window of one year twice": ("ahead: [1, 2]", "ahead: [1, 1]"),
    "a window of no year": ("ahead: [1, 2]", "ahead: []"),
    "a cell with its bounds exchanged": (
        "above: -0.15\n    below: 0.15",
        "above: 0.15\n    below: -0.15",
    ),
    "a fall of more than all": ("below: -0.15", "below: -1.5"),
    "a name of weights that is a path": ("name: coal", "name: ../x"),
}
_SWEEP = {
    "a span of one value": ("count: 5", "count: 1"),
    "a span of no value": ("count: 5", "count: 0"),
    "a span of 100 million values": ("count: 5", "count: 100000000"),
    "a span of two and a half values": ("count: 5", "count: 2.5"),
    "a span that ends where it begins": ("last: 0.40", "last: -0.40"),
    "a span in per cent": ("first: -0.40, last: 0.40", "first: -40, last: 40"),
    "a span from no number": ("first: -0.40", "first: .nan"),
    "a value twice": ("[0.03, 0.04, 0.05", "[0.04, 0.04, 0.05"),
    "an axis without values": ("[0.03, 0.04, 0.05, 0.06]", "[]"),
    "an axis in per cent": ("[0.03, 0.04, 0.05, 0.06]", "[3, 4, 5, 6]"),
    "a value in quotation marks": ("[0.03,", '["0.03",'),
    "a negative deviation": ("sd: 0.05", "sd: -0.05"),
    "an axis beyond the horizon": ("ahead: 1\n", "ahead: 99\n"),
    "an axis of today": ("ahead: 1\n", "ahead: 0\n"),
    "an axis of one year twice": ("ahead: [1, 2]", "ahead: [1, 1]"),
    "two axes of one series": ("series: national_gdp", "series: coal_price"),
    "two axes of one name": ("name: nation\n", "name: coal\n"),
    "an axis of ranks": ("measure: growth", "measure: rank"),
    "an axis of the year 2099": ("date: 2026-11-23", "date: 2099-01-01"),
    "values and a span": (
        "values: [0.03",
        "span: {first: 0, last: 1, count: 2}\n    values: [0.03",
    ),
    "the name of a scenario": ("name: coal_by_nation", "name: coal_boom"),
}
_NAMES = "甲县,A County,county"
_CHANGES = {
    "an unknown former unit": f"2022-06-01,2022,merged,999999,{UNIT},,,,{SOURCE}\n",
    "an unknown later unit": f"2022-06-01,2022,merged,{UNIT},999999,,,,{SOURCE}\n",
    "a new code that is the old one": f"2022-06-01,2022,recoded,{UNIT},{UNIT},,,,{SOURCE}\n",
    "codes in a circle": f"2022-06-01,2022,recoded,149991,149992,{_NAMES},{SOURCE}\n"
    f"2022-06-01,2022,recoded,149992,149991,{_NAMES},{SOURCE}\n",
    "an unknown kind of change": f"2022-06-01,2022,married,{FORMER},{UNIT},{_NAMES},{SOURCE}\n",
    "a day that does not exist": f"2022-02-31,2022,merged,{FORMER},{UNIT},{_NAMES},{SOURCE}\n",
    "a year of another decade": f"2022-06-01,2012,merged,{FORMER},{UNIT},{_NAMES},{SOURCE}\n",
    "a change of the year 2099": f"2099-06-01,2099,merged,{FORMER},{UNIT},{_NAMES},{SOURCE}\n",
    "a change of no year": f"2022-06-01,x,merged,{FORMER},{UNIT},{_NAMES},{SOURCE}\n",
    "a change without a source": f"2022-06-01,2022,recoded,{FORMER},{UNIT},{_NAMES},\n",
    "a change of an unknown source": f"2022-06-01,2022,recoded,{FORMER},{UNIT},{_NAMES},nowhere\n",
    "a change twice": f"2022-06-01,2022,recoded,{FORMER},{UNIT},{_NAMES},{SOURCE}\n" * 2,
    "one code for two units": f"2022-06-01,2022,recoded,{FORMER},{UNIT},{_NAMES},{SOURCE}\n"
    f"2022-06-01,2022,recoded,{FORMER},{OTHER},{_NAMES},{SOURCE}\n",
    "a merger of a unit that lives on": f"2022-06-01,2022,merged,{UNIT},{OTHER},,,,{SOURCE}\n",
    "a merger of one": f"2022-06-01,2022,merged,{FORMER},{UNIT},{_NAMES},{SOURCE}\n",
    "a split into one": f"2022-06-01,2022,split,{FORMER},{UNIT},{_NAMES},{SOURCE}\n",
    "an invisible sign in a code": f"2022-06-01,2022,recoded,{FORMER}\u200b,{UNIT},{_NAMES},x\n",
    "full-width digits in a code": f"2022-06-01,2022,recoded,１４９９９１,{UNIT},{_NAMES},x\n",
    "a row of four cells": f"2022-06-01,2022,recoded,{FORMER}\n",
    "an escape in a name": f"2022-06-01,2022,recoded,{FORMER},{UNIT},甲\x1b[31m县,A,county,x\n",
    "20 000 changes": "".join(
        f"2001-06-01,2001,recoded,{200_000 + number},{UNIT},甲{number}县,A{number},county,x\n"
        for number in range(20_000)
    ),
}


def damages() -> Iterator[Damage]:
    """Yield the damages; each must be refused."""
    for file, kinds in ((WEIGHTS, _WEIGHTS), (SWEEP, _SWEEP)):
        for kind, (old, new) in kinds.items():
            yield Damage("shanxi", file, kind, swapped(old, new))
    for kind, rows in _CHANGES.items():
        yield Damage("shanxi", CROSSWALK, kind, written(CROSSWALK_HEADER + rows))
