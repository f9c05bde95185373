"""Names shared by every room: dims, variables, units, interval levels.

Nothing here computes. A literal that two rooms must agree on lives here once.
"""

from pathlib import Path

PACKAGE_DIR = Path(__file__).resolve().parent
SOURCE_DIR = PACKAGE_DIR.parent  # what has to be on the Python path: the folder model/
PROJECT_DIR = SOURCE_DIR.parent

HOME_UNIT = "141122"  # Jiaocheng County
TARGET_YEAR = 2025
FINAL_YEAR = 2035
REACH_YEARS = (2025, 2027, 2030, 2035)

GDP = "gdp"
REVENUE = "revenue"
RANK = "rank"
MONEY_UNIT = "cny_1e8"

COAL = "coal_price"
NATIONAL = "national_gdp"
PROVINCIAL = "provincial_gdp"
COMMON_SERIES = (COAL, NATIONAL, PROVINCIAL)  # the recursive order of the common block
COUNTY_GDP = "county_gdp"
COUNTY_REVENUE = "county_revenue"
CONDITION_SERIES = (*COMMON_SERIES, COUNTY_GDP, COUNTY_REVENUE)

ROSTER_ALL = "all_117"
ROSTER_COUNTIES = "counties_and_cities_91"
ROSTERS = (ROSTER_ALL, ROSTER_COUNTIES)

CENSUS4 = "census4"
CENSUS5 = "census5"
# Data years that are the first on a new census basis (census years 2018, 2023, 2028, 2033).
BENCHMARK_YEARS = (2024, 2029, 2034)

POSTERIOR = "posterior"
PRIOR_ONLY = "prior_only"

BASELINE = "baseline"
COMMON_BOOM = "common_boom"
UNIT_EFFORT = "own_effort"

LEVELS = (0.50, 0.80, 0.90)  # central interval levels, never alpha
QUANTILES = (0.05, 0.10, 0.20, 0.25, 0.50, 0.75, 0.80, 0.90, 0.95)
REACH_PROBABILITIES = (0.50, 0.80, 0.90)

OPEN = "open"
DECIDED_MET = "decided_met"
DECIDED_MISSED = "decided_missed"
NOT_COMPUTABLE = "not_computable"
NO_DATA = "no_data"
REFUSED = "refused"  # conditioning refused: too far from anything seen

RESULT_COLUMNS = (
    "edition",
    "information",
    "origin",
    "scenario",
    "variant",
    "unit",
    "roster",
    "target",
    "reading",
    "evidence",
    "year",
    "threshold",
    "probability",
    "mcse",
    "lower",
    "upper",
    "draws",
    "ess",
    "status",
)
QUANTILE_COLUMNS = (
    "edition",
    "information",
    "origin",
    "scenario",
    "variant",
    "unit",
    "variable",
    "roster",
    "year",
    "q05",
    "q10",
    "q20",
    "q25",
    "q50",
    "q75",
    "q80",
    "q90",
    "q95",
    "mean",
)
LANGUAGES = ("zh", "en")
