"""Facts of the default study that tests refer to; the program reads them from study.yaml."""

from __future__ import annotations

from planodds.inputs.study import load_study

STUDY = load_study()
HOME_UNIT = "141122"
TARGET_YEAR = 2025
FINAL_YEAR = 2035
REACH_YEARS = (2025, 2027, 2030, 2035)
ROSTER_ALL = "all_117"
ROSTER_COUNTIES = "counties_and_cities_91"
ROSTERS = (ROSTER_ALL, ROSTER_COUNTIES)
CENSUS4 = "census4"
CENSUS5 = "census5"
BENCHMARK_YEARS = (2024, 2029, 2034)
PROVINCIAL = "provincial_gdp"
SERIES = ("coal_price", "national_gdp", PROVINCIAL)
