"""YAML files that look right: wrong years, per cent as a fraction, keys twice, merged keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from tests.faults.damage import ACCEPTED, Damage, edited, encoded, swapped
from tests.faults.yaml_files import at, without

if TYPE_CHECKING:
    from collections.abc import Iterator

STUDY, PLAN, SCENARIO = "study.yaml", "plans/jiaocheng-14fyp.yaml", "scenarios/coal_boom.yaml"
OHIO = "plans/ohio-example.yaml"
Case = tuple


def damages() -> Iterator[Damage]:
    """Yield all of them."""
    for part in (_keys, _studies, _plans, _scenarios):
        for study, file, kind, spoil in part():
            yield Damage(study, file, kind, spoil)
    for study, file, kind, spoil in _harmless():
        yield Damage(study, file, kind, spoil, ACCEPTED)


def _keys() -> Iterator[Case]:
    """Yield what YAML allows and nobody means."""
    for file, key in ((STUDY, "horizon"), (PLAN, "base_year"), (SCENARIO, "name")):
        yield "shanxi", file, f"{key} twice", edited(lambda text, key=key: _again(text, key))
        yield "shanxi", file, "a tab as indentation", edited(_tabbed)
        yield "shanxi", file, "UTF-32", encoded("utf-32")
        yield "shanxi", file, "an end of the document", edited(lambda t: t + "...\nhorizon: 1\n")
        yield "shanxi", file, "a merge key", edited(lambda t: t + "x: &x {a: 1}\n<<: *x\n")
        yield "shanxi", file, "a binary value", edited(lambda t: t + "x: !!binary aGVsbG8=\n")
        yield "shanxi", file, "a set", edited(lambda t: t + "x: !!set {a, b}\n")
        yield "shanxi", file, "a directive", edited(lambda t: "%YAML 9.9\n---\n" + t)
        yield "shanxi", file, "a key that is a list", edited(lambda t: t + "? [a, b]\n: 1\n")
        yield "shanxi", file, "a key that is a number", edited(lambda t: t + "1: 1\n")
        yield "shanxi", file, "a Cyrillic key", swapped(f"{key}:", f"{key[:-1]}е:")
        yield "shanxi", file, "a full-width colon", swapped(f"{key}:", f"{key}：")


def _again(text: str, key: str) -> str:
    line = next(line for line in text.splitlines() if line.startswith(f"{key}:"))
    return f"{text}{line}\n"


def _tabbed(text: str) -> str:
    return text.replace("\n  ", "\n\t", 1)


def _studies() -> Iterator[Case]:
    for key, value in {
        "horizon": [2035.5, "2035", True, 20350, 2024, -2035],
        "first_year": [2019.5, "2019", 0, 1799, 2025],
        "report_years": [[2035, 2025], [2025, 2025], [2036], [True, 2030], "2030", []],
        "headline_years": [[2026], [2030, 2027], [2027, 2030, 2035]],
        "languages": [["zh", "zh"], ["cn"], ["EN"], "zh"],
        "time_zone": ["Asia/Shanghia", "UTC+8", "", "../etc/passwd"],
        "on_record": ["maybe", 2],
        "information": [["latest", "latest"], ["latest", "2020"], [2020], ["Latest"]],
        "files": [["sources.csv", "sources.csv"], [""], ["plans"], ["/etc/passwd"]],
    }.items():
        for item in value:
            yield "shanxi", STUDY, f"{key} = {item!r} now", at(key, value=item)
    for where, value in (
        (("home", "unit"), 141122),
        (("home", "plan"), "Jiaocheng-14fyp"),
        (("variables", "gdp", "unit"), "cny_1e4"),
        (("variables", "gdp", "unit"), "percent"),
        (("variables", "gdp", "display", "en", "scale"), 0.3),
        (("variables", "gdp", "display", "en", "scale"), float("inf")),
        (("variables", "revenue", "indicator"), "gdp"),
        (("variables", "revenue", "linked_to"), "revenue"),
        (("drivers", 1, "symbol"), "coal"),
        (("drivers", 1, "name"), "coal_price"),
        (("drivers", 1, "series"), "shanxi_gdp"),
        (("drivers", 0, "lags"), {"national": [0]}),
        (("drivers", 1, "lags"), {"coal": [0, 0]}),
        (("drivers", 1, "lags"), {"coal": [2]}),
        (("drivers", 0, "unit"), "cny_1e8"),
        (("drivers", 0, "vintages"), []),
        (("exposure", "numerator"), "gdp"),
        (("exposure", "years"), []),
        (("exposure", "years"), [2050]),
        (("bases", "accounts", 1, "from"), 2018),
        (("bases", "accounts", 1, "name"), "census4"),
        (("indicators", "gdp", "unit"), "cny_1e4"),
        (("series", "china_gdp"), "percent"),
        (("rosters", "all_117", "exclude"), {"type": ["distrct"]}),
        (("unit_code",), r"15\d{4}"),
        (("unit_code",), "(" * 150),
    ):
        name = ".".join(map(str, where))
        yield "shanxi", STUDY, f"{name} = {value!r}"[:70], at(*where, value=value)


def _plans() -> Iterator[Case]:
    for key, value in {
        "threshold": [True, "200", float("nan"), float("inf"), 2e4, 2.0],
        "year": ["2025", 2019, 2036, True],
        "base_year": [2026, "2020"],
        "short_label": [{"zh": "", "en": "x"}, {"zh": "x"}],
        "nature": ["binding ", "wish"],
        "pending": ["perhaps", 2],
        "stretch": ["yes please"],
    }.items():
        for item in value:
            kind = f"target 0 {key} = {item!r} now"
            yield "shanxi", PLAN, kind, at("targets", 0, key, value=item)
    yield "shanxi", PLAN, "a target year before the base year", at("target_year", value=2019)
    yield "shanxi", PLAN, "a target year of 2205", at("target_year", value=2205)
    yield "shanxi", PLAN, "a unit that is a number", at("unit", value=141122)
    yield "shanxi", PLAN, "the unit of another province", at("unit", value="110101")
    yield "shanxi", PLAN, "targets as a mapping", at("targets", value={"a": 1})
    yield "shanxi", PLAN, "no quotation", without("targets", 0, "quotation")
    yield "shanxi", PLAN, "growth from before the data", edited(_early_growth)
    yield "us_states", OHIO, "another unit of measurement", edited(_other_measure)


def _early_growth(text: str) -> str:
    content = yaml.safe_load(text)
    target = next(item for item in content["targets"] if item["kind"] == "average_growth")
    target["base_year"] = 1999
    return yaml.safe_dump(content, allow_unicode=True)


def _other_measure(text: str) -> str:
    return text.replace("usd_per_person", "usd_1e6")


def _scenarios() -> Iterator[Case]:
    for key, value in {
        "value": ["24 %", "nan", -0.99999, 1e400],
        "ahead": [True, "1", [1, 2, 3, 1], [], -3],
        "date": ["2025-02-30", "2025-13-01", "20250601", True],
        "sd": [True, "0.1", float("inf")],
        "series": ["Coal_price", "coal_price ", "соal_price"],
    }.items():
        for item in value:
            kind = f"{key} = {item!r} now"
            yield "shanxi", SCENARIO, kind, at("conditions", 0, key, value=item)
    yield "shanxi", SCENARIO, "an empty label", at("label", value={"zh": " ", "en": " "})
    yield "shanxi", SCENARIO, "an invisible label", at("label", "en", value="\u3164")


def _harmless() -> Iterator[Case]:
    for file in (STUDY, PLAN, SCENARIO):
        yield "shanxi", file, "carriage returns", edited(lambda text: text.replace("\n", "\r\n"))
        yield "shanxi", file, "a byte-order mark", encoded("utf-8-sig")
        yield "shanxi", file, "a comment below", edited(lambda text: text + "# the end\n")
        yield "shanxi", file, "a document start", edited(lambda text: "---\n" + text)
