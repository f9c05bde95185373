"""Damages that leave a file well formed: what it says cannot be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from tests.faults.csv_files import Rows, cell, tabular
from tests.faults.damage import Damage, edited, encoded, made_folder, removed, swapped, written
from tests.faults.yaml_files import at, without

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STUDY, PLAN, SCENARIO = "study.yaml", "plans/jiaocheng-14fyp.yaml", "scenarios/coal_boom.yaml"
SWEEP, WEIGHTS, PRIORS = "sweeps/coal_by_nation.yaml", "weights/coal.yaml", "priors.yaml"
PANEL, UNITS, DRIVERS, SOURCES = "panel.csv", "units.csv", "drivers.csv", "sources.csv"
INDICATORS, PROJECTS, POLICY = "indicators.csv", "projects.csv", "policy_events.csv"
EARLY, _INVESTED = "early_figures.csv", "investment_cny_1e8"
_OWN = "141122,交城县,2025,gdp,{},cny_1e8,census5,preferred,ok,county_own_figure,\n"


def damages() -> Iterator[Damage]:
    """Yield all of them."""
    for part in (
        _figures,
        _tables,
        _context,
        _studies,
        _plans,
        _scenarios,
        _sweeps,
        _weights,
        _priors,
        _words,
        _records,
    ):
        for file, kind, spoil, *says in part():
            yield Damage("shanxi", file, kind, spoil, says=says[0] if says else "")


Case = tuple


def own_figure(value: str) -> Callable:
    """Return the entry of the home unit's new figure."""
    return edited(lambda text: text + _OWN.format(value))


def scaled(factor: float, *, year: str, code: str = "", indicator: str = "gdp") -> Callable:
    """Return a damage that multiplies the figures of a year."""

    def change(rows: Rows) -> Rows:
        header = rows[0]
        column = {name: header.index(name) for name in header}
        for row in rows[1:]:
            if (
                row[column["year"]] == year
                and row[column["indicator"]] == indicator
                and code in ("", row[column["code"]])
            ):
                row[column["value"]] = repr(float(row[column["value"]]) * factor)
        return rows

    return tabular(change)


def dropped(**cells: str) -> Callable:
    """Return a damage that removes the rows with these cells."""

    def change(rows: Rows) -> Rows:
        header = rows[0]
        return [
            rows[0],
            *(
                row
                for row in rows[1:]
                if any(row[header.index(name)] != cell for name, cell in cells.items())
            ),
        ]

    return tabular(change)


def _figures() -> Iterator[Case]:
    for value in ("1150000", "11500000000", "11500", "11.5", "1.15", "0.0115", "1150"):
        yield PANEL, f"own figure {value}", own_figure(value), "141122"
    yield PANEL, "a year times 10 000", scaled(1e4, year="2024"), "10,000"
    yield PANEL, "a year times 100 000 000", scaled(1e8, year="2023")
    yield PANEL, "a year divided by 10 000", scaled(1e-4, year="2022"), "10,000"
    yield PANEL, "one figure times 10 000", scaled(1e4, year="2023", code="141122"), "141122"
    yield PANEL, "one figure divided by 10 000", scaled(1e-4, year="2021", code="141122")
    yield PANEL, "one figure times 100", scaled(100, year="2021", code="141122")
    yield (
        PANEL,
        "a revenue times 10 000",
        scaled(1e4, year="2023", code="141122", indicator="general_public_budget_revenue"),
    )
    yield (
        PANEL,
        "a sector larger than the whole",
        scaled(40, year="2019", code="141122", indicator="va_secondary"),
    )
    yield PANEL, "a negative level", scaled(-1, year="2022", code="141122"), "above zero"
    yield PANEL, "a level of zero", scaled(0, year="2022", code="141122"), "above zero"
    yield DRIVERS, "a driver times 10 000", edited(_driver_scaled)
    yield (
        DRIVERS,
        "a driver of 400 nines",
        edited(
            lambda text: (
                text.replace(
                    "coal_price_newcastle,2020,60.8,", f"coal_price_newcastle,2020,{'9' * 400},"
                )
                if "coal_price_newcastle,2020,60.8," in text
                else _first_value(text, "9" * 400)
            )
        ),
    )
    yield "indicators.csv", "a share of 14200 per cent", edited(_share_too_large)


def _driver_scaled(text: str) -> str:
    lines = text.splitlines()
    for number, line in enumerate(lines):
        cells = line.split(",")
        if cells[0] == "china_gdp" and cells[1] == "2020":
            cells[2] = str(float(cells[2]) * 1e4)
            lines[number] = ",".join(cells)
    return "\n".join(lines) + "\n"


def _first_value(text: str, value: str) -> str:
    header, first, *rest = text.splitlines()
    cells = first.split(",")
    return "\n".join([header, ",".join([*cells[:2], value, *cells[3:]]), *rest]) + "\n"


def _share_too_large(text: str) -> str:
    lines = text.splitlines()
    number = next(n for n, line in enumerate(lines) if ",percent," in line)
    cells = lines[number].split(",")
    cells[4] = "14200"
    lines[number] = ",".join(cells)
    return "\n".join(lines) + "\n"


def _tables() -> Iterator[Case]:
    yield UNITS, "no unit", tabular(lambda rows: rows[:1])
    yield UNITS, "one unit", tabular(lambda rows: rows[:2])
    yield UNITS, "two units of one English name", tabular(_same_name("name_en"))
    yield UNITS, "two units of one Chinese name", tabular(_same_name("name_zh"))
    yield UNITS, "the home unit missing", dropped(code="141122")
    yield UNITS, "all units in a roster left out", tabular(_all_districts)
    yield PANEL, "no row", tabular(lambda rows: rows[:1])
    yield PANEL, "no GDP", dropped(indicator="gdp")
    yield PANEL, "no revenue", dropped(indicator="general_public_budget_revenue")
    yield PANEL, "no GDP of the home unit", dropped(indicator="gdp", code="141122")
    yield (
        PANEL,
        "no revenue of the home unit",
        dropped(indicator="general_public_budget_revenue", code="141122"),
    )
    yield PANEL, "a year missing", dropped(indicator="gdp", year="2022")
    yield DRIVERS, "no row", tabular(lambda rows: rows[:1])
    yield DRIVERS, "no coal price", dropped(series="coal_price_newcastle")
    yield DRIVERS, "a gap in the coal price", dropped(series="coal_price_newcastle", year="2015")
    yield DRIVERS, "no national GDP", dropped(series="china_gdp")
    yield DRIVERS, "no provincial GDP", dropped(series="shanxi_gdp")
    yield DRIVERS, "a year of provincial GDP missing", dropped(series="shanxi_gdp", year="2022")
    yield "exclusions.csv", "all of the home unit's GDP", edited(_all_excluded)
    yield SOURCES, "a date in 2099", tabular(_dated("2099-01-01"))
    yield SOURCES, "the 31st of February", tabular(_dated("2020-02-31"))
    yield SOURCES, "no row", tabular(lambda rows: rows[:1])


def _context() -> Iterator[Case]:
    for column, new, says in (
        ("unit_code", "zzz", "one name for each code"),
        ("unit_code", "141123", "one name for each code"),
        ("unit_zh", "2099", "a name in words"),
        ("unit_zh", "а{}", "one name for each code"),
        ("year", "2099", "horizon"),
        ("year", "2024-2020", "two years"),
        ("year", "nan", "a year"),
        ("indicator", "=1+1", "a name of letters"),
        ("value", "-21114", "not below zero"),
        ("unit", "cny_1e8", "can be converted"),
        ("basis", "nan", "one line"),
    ):
        yield INDICATORS, f"{column} = {new}", cell(column, new), says
    yield INDICATORS, "no row", tabular(lambda rows: rows[:1]), "has no row"
    yield INDICATORS, "all rows twice", tabular(lambda rows: [*rows, *rows[1:]]), "twice"
    yield INDICATORS, "an income in 万元", edited(_first_times("urban_disposable", 1e-4)), "20"
    yield INDICATORS, "an income times 100", edited(_first_times("urban_disposable", 100)), "20"
    yield INDICATORS, "a share as a fraction", edited(_first_times("forest_cover", 0.01)), "0.125"
    yield INDICATORS, "a share times 100", edited(_first_times("forest_cover", 100)), "5400"
    yield PROJECTS, "no row", tabular(lambda rows: rows[:1]), "has no row"
    yield PROJECTS, "an investment in 万元", cell(_INVESTED, "13000"), "5,000"
    yield PROJECTS, "a negative investment", cell(_INVESTED, "-1.3"), "an amount"
    yield PROJECTS, "a date of nowhere", cell("date", "2024-13-45"), "a month"
    yield PROJECTS, "a capacity without its unit", cell("capacity_unit", ""), "with its unit"
    yield PROJECTS, "a status that is a number", cell("status", "1"), "in words"
    yield POLICY, "no row", tabular(lambda rows: rows[:1]), "has no row"
    yield POLICY, "a date of nowhere", cell("date", "2024-13-45"), "quarter"
    yield POLICY, "a span that runs backwards", cell("date", "2022-05 to 2022-01"), "span"
    for value in ("950000", "9500", "9.5"):
        yield EARLY, f"value = {value}", cell("value", value), "a factor of 3"
    for value in ("1900", "2099", "2040"):
        yield EARLY, f"year = {value}", cell("year", value), "a year from"
    for value in ("300", "0.003", "0", "-2"):
        yield EARLY, f"sd_percent = {value}", cell("sd_percent", value), "standard deviation"
    yield EARLY, "recorded in the future", cell("recorded", "2099-01-01"), "today"


def _first_times(indicator: str, factor: float) -> Callable[[str], str]:
    """Multiply the first figure of an indicator."""

    def change(text: str) -> str:
        lines = text.splitlines()
        number = next(n for n, line in enumerate(lines) if f",{indicator}" in line)
        cells = lines[number].split(",")
        cells[4] = f"{float(cells[4]) * factor:.12g}"
        lines[number] = ",".join(cells)
        return "\n".join(lines) + "\n"

    return change


def _words() -> Iterator[Case]:
    for file in ("words/zh.ftl", "words/en.ftl"):
        yield file, "cut off in a message", edited(lambda text: text[: text.rindex("{") + 3])
        yield file, "an unknown slot", swapped("{ $census }", "{ $cencus }"), "$cencus"
        yield file, "an unknown term", swapped("{ $census }", "{ -monney }"), "-monney"
        yield file, "an unknown message", edited(_misspelt), "breif-"
        yield file, "a message twice", edited(lambda text: text + text), "appears twice"
        yield file, "a merge conflict", edited(lambda text: "<<<<<<< HEAD\n" + text)
        yield file, "no equals sign", edited(lambda text: text.replace(" = ", " : ", 1))
        yield file, "a sign that turns the line", edited(lambda t: t.replace("= ", "= \u202e", 1))
        yield file, "a sentence", written("This is not the file.\n")
        yield file, "5 000 brackets", written("brief-required-note = " + "{ " * 5_000 + "\n")


def _misspelt(text: str) -> str:
    return text.replace("\nbrief-", "\nbreif-", 1)


def _records() -> Iterator[Case]:
    for name, column, new, says in (
        ("brier", "brier", "nan", "a share"),
        ("brier", "brier", "5.695", "a share"),
        ("brier", "events", "-3", "whole number"),
        ("coverage", "held", "90", "a share"),
        ("coverage", "panel", "", "a name"),
        ("skill", "skill", "95", "at most 1"),
        ("skill", "skill", "1e308", "at most 1"),
        ("skill", "horizon", "1.5", "whole number"),
        ("reliability", "lower", "0.9999", "at most as large as upper"),
        ("reliability_bins", "low", "0.07", "at most as large as high"),
        ("calibration", "common.coal_mean", "7.8", "a share"),
        ("schedule", "share", "85.2", "a share"),
        ("terms", "value", "inf", "a number"),
    ):
        yield f"../record/{name}.csv", f"{column} = {new!r}", cell(column, new), says
    for name in ("skill", "coverage", "reliability", "calibration"):
        file = f"../record/{name}.csv"
        yield file, "missing", removed, name
        yield file, "no row", tabular(lambda rows: rows[:1]), "has no row"
        yield file, "a column missing", tabular(lambda rows: [row[1:] for row in rows])
        yield file, "cut off in a row", edited(lambda text: text[: len(text) // 2 + 3])
        yield file, "a row twice", tabular(lambda rows: [*rows, rows[1]]), "each row once"
        yield file, "UTF-16", encoded("utf-16"), "UTF-16"
        yield file, "a folder", made_folder, "Is a directory"


def _same_name(column: str) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        position = rows[0].index(column)
        rows[2][position] = rows[1][position]
        return rows

    return change


def _all_districts(rows: Rows) -> Rows:
    position = rows[0].index("type")
    return [rows[0], *([*row[:position], "district", *row[position + 1 :]] for row in rows[1:])]


def _all_excluded(text: str) -> str:
    years = range(2019, 2025)
    return text + "".join(f"141122,交城县,{year},gdp,a test\n" for year in years)


def _dated(day: str) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        rows[1][rows[0].index("published")] = day
        return rows

    return change


def _studies() -> Iterator[Case]:
    yield STUDY, "an unknown home unit", at("home", "unit", value="999999"), "999999"
    yield STUDY, "an unknown home plan", at("home", "plan", value="none-such"), "none-such"
    yield STUDY, "no roster", at("rosters", value={})
    yield (
        STUDY,
        "a roster without a unit",
        at(
            "rosters",
            "all_117",
            value={"exclude": {"type": ["district", "county", "county_level_city"]}},
        ),
    )
    yield (
        STUDY,
        "a roster by an unknown column",
        at("rosters", "all_117", value={"exclude": {"colour": ["red"]}}),
        "colour",
    )
    yield STUDY, "an unknown group", at("groups", value="colour"), "colour"
    yield STUDY, "a code that is no expression", at("unit_code", value="[0-9")
    yield STUDY, "a code that takes for ever", at("unit_code", value="(a+)+$(" * 4)
    yield STUDY, "an unknown indicator", at("variables", "gdp", "indicator", value="gpd")
    yield STUDY, "an unknown basis", at("variables", "gdp", "bases", value="none")
    yield STUDY, "an unknown driver", at("drivers", 0, "series", value="coal_price_nowhere")
    yield STUDY, "an unknown vintage", at("drivers", 1, "vintages", value=[{"basis": "nowhere"}])
    yield STUDY, "an unknown information set", at("information", value=["2020", "soon"]), "soon"
    yield (
        STUDY,
        "an information set of the future",
        at("information", value=["2090", "latest"]),
        "2090",
    )
    yield STUDY, "a horizon in the past", at("horizon", value=2021)
    yield STUDY, "a horizon two centuries ahead", at("horizon", value=2200)
    yield STUDY, "the first year after the data", at("first_year", value=2030)
    yield STUDY, "the first origin after the data", at("first_origin", value=2150)
    yield STUDY, "the first driver year after the data", at("first_driver_year", value=2100)
    yield STUDY, "years of the report in the past", at("report_years", value=[1990, 2025])
    yield STUDY, "no language", at("languages", value=[])
    yield STUDY, "no variable", at("variables", value={})
    yield STUDY, "no information set", at("information", value=[])
    yield STUDY, "a label of 10 000 letters", at("label", "en", value="x" * 10_000)
    yield STUDY, "a label with an escape", at("label", "en", value="a\x1b[2Jb")
    yield STUDY, "a label that turns the line", at("label", "en", value="a\u202eb")
    yield STUDY, "an exposure to nothing", at("exposure", "numerator", value="va_nowhere")
    yield STUDY, "a file that leads out", at("files", value=["../../outside.csv"])
    yield STUDY, "a missing file", at("files", value=["nowhere.csv"]), "nowhere.csv"


def _plans() -> Iterator[Case]:
    for key, value in {
        "threshold": [-200, 0, 1e12, 2e6, 0.02],
        "year": [1990, 2200, 2020, 20.5],
        "unit": ["rank", "yuan", "cny_1e4"],
        "direction": ["=", "at least", True],
        "kind": ["levels", "rank"],
        "variable": ["gpd", "coal_price"],
        "evidence": ["good"],
        "label": ["text", {"zh": "只有中文"}],
        "quotation": ["", 5],
        "readings": [[], [{"name": "published"}], "published"],
        "base_year": [2026, "x"],
        "data": ["elsewhere"],
        "id": ["", "gdp level\n", "../x"],
    }.items():
        for item in value:
            yield PLAN, f"target 0 {key} = {item!r}"[:60], at("targets", 0, key, value=item)
    yield (
        PLAN,
        "a rule that never decides",
        at("targets", 0, "status_rule", "decides", value="never"),
    )
    yield PLAN, "a rule of paths", at("targets", 0, "status_rule", "decides", value="first_miss")
    yield PLAN, "a reading twice", edited(_reading_twice), "names differ"
    yield PLAN, "no target", at("targets", value=[])
    yield PLAN, "a target twice", edited(_first_target_twice)
    yield PLAN, "an unknown unit", at("unit", value="999999"), "999999"
    yield PLAN, "another name", at("name", value="another")
    yield PLAN, "the base year after the target year", at("base_year", value=2026)
    yield (
        PLAN,
        "a series of an unknown indicator",
        at("series", "forest_cover", "unit", value="hectares of wood"),
    )
    yield PLAN, "a target of an unknown series", at("targets", 5, "series", value="nowhere x")
    for rank in (0, -3, 12, 500, 30.5, "30th"):  # the second roster has 11 units
        yield PLAN, f"rank {rank!r}", edited(_rank_set(rank))
    yield PLAN, "an unknown roster", edited(_roster_set("all_118")), "all_118"


def _reading_twice(text: str) -> str:
    content = yaml.safe_load(text)
    readings = content["targets"][0]["readings"]
    readings.append(readings[0] | {"main": False})
    return yaml.safe_dump(content, allow_unicode=True)


def _first_target_twice(text: str) -> str:
    content = yaml.safe_load(text)
    content["targets"].append(content["targets"][0])
    return yaml.safe_dump(content, allow_unicode=True)


def _rank_set(rank: object) -> Callable[[str], str]:
    def change(text: str) -> str:
        content = yaml.safe_load(text)
        target = next(item for item in content["targets"] if item["kind"] == "rank")
        target["threshold"] = rank
        return yaml.safe_dump(content, allow_unicode=True)

    return change


def _roster_set(name: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        content = yaml.safe_load(text)
        target = next(item for item in content["targets"] if item["kind"] == "rank")
        target["readings"][0]["roster"] = name
        return yaml.safe_dump(content, allow_unicode=True)

    return change


def _scenarios() -> Iterator[Case]:
    for key, value in {
        "value": [
            24,
            -24,
            -1,
            1e300,
            float("nan"),
            float("inf"),
            "0.24",
            True,
            [],
            [0.1, 0.2, 0.3],
        ],
        "sd": [-0.1, 5, float("nan"), "small", 5.0],
        "series": ["coal", "coal_prices", "", 7],
        "measure": ["change", "percent"],
        "ahead": [0, -1, 61, 1000, [1, 1], 1.5, "next"],
        "kind": ["guess", ""],
        "source": ["", 5, None],
        "date": ["2020-02-31", "9999-12-31", "soon", 20200101, "2099-01-01"],
    }.items():
        for item in value:
            yield SCENARIO, f"{key} = {item!r}"[:60], at("conditions", 0, key, value=item)
    for key in ("series", "measure", "ahead", "value", "sd", "kind", "source", "date"):
        yield SCENARIO, f"no {key}", without("conditions", 0, key), key
    yield SCENARIO, "value: yes", swapped("value: 0.24", "value: yes")
    yield SCENARIO, "value: no", swapped("value: 0.24", "value: no")
    yield SCENARIO, "value: 24%", swapped("value: 0.24", "value: 24%")
    yield SCENARIO, "value: 1_000", swapped("value: 0.24", "value: 1_000")
    yield SCENARIO, "value: 0:24", swapped("value: 0.24", "value: 0:24")
    yield SCENARIO, "value: 0o17", swapped("value: 0.24", "value: 017")
    yield SCENARIO, "a year that is known", swapped("ahead: 1", "year: 2020")
    yield SCENARIO, "a year after the horizon", swapped("ahead: 1", "year: 2120")
    yield SCENARIO, "both ahead and year", swapped("ahead: 1", "ahead: 1\n    year: 2026")
    yield SCENARIO, "no condition", at("conditions", value=[])
    yield SCENARIO, "an unknown parent", edited(lambda text: text + "extends: nowhere\n"), "nowhere"
    yield (
        SCENARIO,
        "itself as the parent",
        edited(lambda text: text + "extends: coal_boom\n"),
        "circle",
    )
    yield SCENARIO, "the baseline as the parent", edited(lambda text: text + "extends: baseline\n")
    yield SCENARIO, "a list as the parent", edited(lambda text: text + "extends: [coal_slump]\n")
    yield SCENARIO, "a parent that leads out", edited(lambda text: text + "extends: ../study\n")
    yield SCENARIO, "an unknown reference", at("references", value=["nowhere"]), "nowhere"
    yield SCENARIO, "another name", at("name", value="coal_bust")
    yield SCENARIO, "a name with blanks", at("name", value="coal boom")
    yield (
        SCENARIO,
        "the label of another",
        at("label", value={"zh": "煤价下行", "en": "Coal slump"}),
    )
    yield SCENARIO, "a label that turns the line", at("label", "en", value="Coal \u202e boom")
    yield SCENARIO, "a label with a line separator", at("label", "en", value="Coal\u2028boom")
    yield SCENARIO, "a label with an escape", at("label", "en", value="Coal \x1b[31m boom")
    yield SCENARIO, "a label of 500 letters", at("label", "en", value="Coal " * 100)
    yield SCENARIO, "a narrative of a million letters", at("narrative", "en", value="x" * 1_000_000)
    yield SCENARIO, "conditions as a mapping", at("conditions", value={"coal_price": 0.1})
    yield SCENARIO, "conditions as a text", at("conditions", value="coal +24 %")
    yield SCENARIO, "10 000 conditions", edited(_many_conditions)
    yield SCENARIO, "the keys of an older edition", swapped("narrative:", "story:"), "story"
    yield SCENARIO, "two conditions on one year", edited(_condition_twice)
    yield SCENARIO, "a condition on an unknown county", at("conditions", 0, "unit", value="141122")
    yield SCENARIO, "a level of the coal price", at("conditions", 0, "measure", value="level")
    yield (
        "scenarios/baseline.yaml",
        "a condition in the baseline",
        edited(
            lambda text: (
                text + "conditions: [{series: coal_price, measure: growth, ahead: 1, value: 0.1,"
                " sd: 0, kind: judgement, source: x, date: 2026-01-01}]\n"
            )
        ),
    )


def _many_conditions(text: str) -> str:
    content = yaml.safe_load(text)
    content["conditions"] = content["conditions"] * 5_000
    return yaml.dump(content, allow_unicode=True, Dumper=yaml.CSafeDumper)


def _condition_twice(text: str) -> str:
    content = yaml.safe_load(text)
    content["conditions"][1]["ahead"] = 1
    return yaml.safe_dump(content, allow_unicode=True)


def _sweeps() -> Iterator[Case]:
    grid = {"first": -0.4, "last": 0.4, "count": 500}
    yield SWEEP, "three axes of 500 values", edited(_three_axes), "500"
    yield SWEEP, "two axes of 500 values", at("axes", 0, "span", value=grid)
    for key, value in {
        "count": [1, 0, -5, 501, 10**9, 2.5, "5"],
        "first": [-2, 40, float("nan"), float("inf"), "x"],
    }.items():
        for item in value:
            yield SWEEP, f"span {key} = {item!r}", at("axes", 0, "span", key, value=item)
    yield SWEEP, "values twice", at("axes", 1, "values", value=[0.03, 0.03])
    yield SWEEP, "no values", at("axes", 1, "values", value=[])
    yield SWEEP, "per cent for fractions", at("axes", 1, "values", value=[3, 4, 5, 6])
    yield SWEEP, "one series on two axes", at("axes", 1, "series", value="coal_price")
    yield SWEEP, "no axis", at("axes", value=[])
    yield SWEEP, "an unknown series", at("axes", 0, "series", value="coal_prices")
    yield SWEEP, "another name", at("name", value="coal_by_moon")
    yield SWEEP, "an unknown parent", edited(lambda text: text + "extends: nowhere\n"), "nowhere"
    yield (
        SWEEP,
        "points off the axes",
        edited(lambda text: text + "points: [{coal: 0.33, nation: 0.03}]\n"),
    )


def _three_axes(text: str) -> str:
    content = yaml.safe_load(text)
    first = content["axes"][0] | {"span": {"first": -0.4, "last": 0.4, "count": 500}}
    series = ("coal_price", "national_gdp", "provincial_gdp")
    content["axes"] = [first | {"name": f"a{n}", "series": item} for n, item in enumerate(series)]
    return yaml.safe_dump(content, allow_unicode=True)


def _weights() -> Iterator[Case]:
    for key, value in {
        "concentration": [0, -1, float("nan"), float("inf"), "2", 1e300, True],
        "scenario": ["nowhere", "", "baseline", "coal_steady"],
        "below": [-15, float("nan"), 0.5, "x"],
        "kind": ["guess"],
        "reason": ["", None],
    }.items():
        for item in value:
            yield WEIGHTS, f"{key} = {item!r}", at("cells", 0, key, value=item)
    yield WEIGHTS, "one cell", at("cells", value=[{"scenario": "coal_slump"}])
    yield WEIGHTS, "no years", at("ahead", value=[])
    yield WEIGHTS, "other years", at("ahead", value=[1])
    yield WEIGHTS, "another series", at("series", value="national_gdp")
    yield WEIGHTS, "another name", at("name", value="goal")


def _priors() -> Iterator[Case]:
    for key, value in {
        "mean": [float("nan"), float("inf"), "0.02", True, [0.02], 1e300, None],
        "sd": [0, -1, 1e300, float("nan"), "x", 1e-300],
        "dist": ["gaussian", ["normal"], {"normal": 1}, "", 7],
        "name": ["common.coal_men", "", 7, ["x"], "coal_mean"],
        "reason": ["", None],
        "source": ["", None],
        "by_information": [
            [1, 2],
            {"2099": {"mean": 0.1}},
            {"latset": {"sd": 1}},
            "x",
            {"2020": [1]},
        ],
    }.items():
        for item in value:
            yield PRIORS, f"prior 0 {key} = {item!r}"[:60], at(0, key, value=item)
    yield PRIORS, "a prior twice", edited(lambda text: text + text)
    yield PRIORS, "a prior misspelt", swapped("common.coal_to_national", "common.coal_to_nation")
    yield PRIORS, "a prior that is a number", edited(lambda text: text + "- 5\n")
    yield PRIORS, "a prior that is empty", edited(lambda text: text + "-\n")
    yield (
        PRIORS,
        "lower above upper",
        edited(
            lambda text: (
                text + "- {name: county.prefecture_persistence, dist: truncated_normal, mean: 1,"
                " sd: 1, lower: 9, upper: 1, reason: x, source: x}\n"
            )
        ),
    )
    yield PRIORS, "a scale below zero", edited(_prior_with("common.coal_scale", "fixed", value=-1))
    yield (
        PRIORS,
        "a fixed prior where a distribution is due",
        edited(_prior_with("common.trend_reversion", "normal", mean=0.0, sd=1.0)),
    )
    yield PRIORS, "a list without priors", written("[]\n")
    yield PRIORS, "a mapping instead of a list", written("common.coal_mean: {mean: 0.02}\n")


def _prior_with(name: str, dist: str, **parameters: float) -> Callable[[str], str]:
    def change(text: str) -> str:
        content = yaml.safe_load(text)
        position = next(n for n, item in enumerate(content) if item["name"] == name)
        texts = {key: content[position][key] for key in ("name", "reason", "source")}
        content[position] = texts | {"dist": dist} | parameters
        return yaml.safe_dump(content, allow_unicode=True)

    return change
