"""Constants that several packages share: paths, county, series, years, levels, table columns.

Nothing here computes. A value that two packages must agree on is defined here once.
"""

from pathlib import Path

# Folders
PACKAGE_DIR = Path(__file__).resolve().parent
SOURCE_DIR = PACKAGE_DIR.parent  # the folder to put on the Python path: model/
PROJECT_DIR = SOURCE_DIR.parent
DEFAULT_STUDY = "shanxi"  # of commands and functions that name none

# The county and the years of its plan

# Variables of a unit
GDP = "gdp"
REVENUE = "revenue"
RANK = "rank"

# Series on which a scenario may set conditions
COUNTY_GDP = "county_gdp"
COUNTY_REVENUE = "county_revenue"
COUNTY_SERIES = (COUNTY_GDP, COUNTY_REVENUE)


# Evidence of a fit: county growth is observed, or not (then only the common block is fitted)
POSTERIOR = "posterior"
PRIOR_ONLY = "prior_only"

# Scenario without assumptions, and the two variants of a scenario about a county's path
BASELINE = "baseline"
COMMON_BOOM = "common_boom"  # conditioning: the neighbours rise too
UNIT_EFFORT = "own_effort"  # intervention: they do not

# Probability levels
LEVELS = (0.50, 0.80, 0.90)  # of central intervals, never alpha
QUANTILES = (0.05, 0.10, 0.20, 0.25, 0.50, 0.75, 0.80, 0.90, 0.95)
QUANTILE_NAMES = tuple(f"q{round(100 * p):02d}" for p in QUANTILES)
REACH_PROBABILITIES = (0.50, 0.80, 0.90)  # with which a level is attained

# Status of a target
OPEN = "open"
DECIDED_MET = "decided_met"
DECIDED_MISSED = "decided_missed"
NOT_COMPUTABLE = "not_computable"
NO_DATA = "no_data"
NOT_ENOUGH_DATA = "not_enough_data"  # a series has figures, but fewer than a forecast needs
THRESHOLD_PENDING = "threshold_pending"  # the plan, or its user, has not set the number
REFUSED = "refused"  # the conditions are too far from all draws (ConditioningError)

# Columns of result tables, in order
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

# Characters that leave a blank: joiners and fillers of Hangul, Khmer and Braille.
FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
