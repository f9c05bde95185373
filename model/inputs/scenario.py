"""A scenario: a file of deviations from the baseline, each with its kind, source and date."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from model import names
from model.errors import InputError
from model.inputs.assumption import COUNTY_SERIES, KINDS, Assumption, PathAssumption
from model.inputs.documents import Document, Filled, Text, read_document, require
from model.inputs.files import DATA_DIR, SCENARIO_FOLDER, label_file
from model.inputs.ledger import Ledger, Measure, require_listed


class Condition(PathAssumption):
    """A pin on the path of one series, hard (sd 0) or soft.

    Attributes
    ----------
    series : str
        coal_price, national_gdp, provincial_gdp, county_gdp or county_revenue.
    unit : str or None
        Code, for county series only; the plan's county if left out.
    measure : str
        ``growth``: simple growth on the year before, a fraction; ``level``: cny_1e8, for
        county and provincial series only.
    ahead, year : tuple of int
        Either years counted from the series' first unknown one, or calendar years.
    value : tuple of float
        One for each year (a single number stands for each).
    sd : float
        Standard deviation in log points; 0 pins hard.
    kind, source, date, note
        Of which kind the assumption is, on whose word, of when.
    """

    sd: float = Field(ge=0, le=2)

    @model_validator(mode="after")
    def _check_values(self) -> Self:
        for value in self.value:
            self.require_size(value)
        return self


class Tilt(PathAssumption):
    """A judgement on a moment: the draws keep their paths and get other weights.

    Attributes
    ----------
    series, unit, measure, ahead, year
        As in a condition.
    statistic : str
        ``mean``: of the log growth or log level, whose exponential is ``value`` (growth: less
        one); ``probability``: that growth or level stands in ``direction`` to ``threshold``.
    value : tuple of float
        The moment asked for, one for each year; between 0 and 1 for a probability.
    threshold : float or None
        Growth (a fraction) or level (cny_1e8), for a probability only.
    direction : str or None
        >= or <=, for a probability only.
    kind, source, date, note
    """

    statistic: Literal["mean", "probability"]
    threshold: float | None = None
    direction: Literal[">=", "<="] | None = None

    @model_validator(mode="after")
    def _check_moment(self) -> Self:
        event = self.statistic == "probability"
        require(event == (self.threshold is not None) and event == (self.direction is not None),
                "threshold: and direction: with statistic: probability, and only there")
        if event:
            self.require_size(self.threshold)
            require(all(0 < value < 1 for value in self.value), "a probability between 0 and 1")
        else:
            for value in self.value:
                self.require_size(value)
        return self


class OwnGrowth(Assumption):
    """Extra growth of one county by its own doing; its neighbours do not share it.

    Attributes
    ----------
    unit : str
        Code; the plan's county if left out.
    variable : str
        gdp or revenue.
    ahead, year : tuple of int
    low, mode, high : float
        Extra log growth in each of the years: ends and peak of a triangular distribution.
    kind, source, date, note
    """

    unit: str = names.HOME_UNIT
    variable: Literal["gdp", "revenue"]
    low: float = Field(gt=-1, lt=1)
    mode: float = Field(gt=-1, lt=1)
    high: float = Field(gt=-1, lt=1)

    @model_validator(mode="after")
    def _check_range(self) -> Self:
        require(self.low <= self.mode <= self.high, "low <= mode <= high")
        return self


class Scenario(Document):
    """A named set of deviations from the baseline.

    Attributes
    ----------
    name : str
        The file's stem.
    label, narrative : Text
    references : tuple of str
        ``source_id`` of what the narrative rests on.
    conditions : tuple of Condition
    own_growth : tuple of OwnGrowth
    tilts : tuple of Tilt
    ledger : Ledger or None
        Projects of one county.
    measures : tuple of Measure
        Of revenue.
    readings : tuple of str
        Variants shown side by side: common_boom (conditioning, the neighbours rise too) and
        own_effort (they do not); ("",) where there is one only.
    """

    name: Filled
    label: Text
    narrative: Text
    references: tuple[Filled, ...] = ()
    conditions: tuple[Condition, ...] = ()
    own_growth: tuple[OwnGrowth, ...] = ()
    tilts: tuple[Tilt, ...] = ()
    ledger: Ledger | None = None
    measures: tuple[Measure, ...] = ()
    readings: tuple[Literal["", "common_boom", "own_effort"], ...] = ("",)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """All that is assumed in dated lines; the ledger stands apart."""
        return (*self.conditions, *self.tilts, *self.own_growth, *self.measures)

    @property
    def kind(self) -> str:
        """Kind of the least firm assumption; ``data`` where nothing is assumed."""
        kinds = {assumption.kind for assumption in self.assumptions}
        kinds |= self.ledger.kinds if self.ledger else set()
        return max(kinds, key=KINDS.index, default="data")

    @model_validator(mode="after")
    def _check(self) -> Self:
        require(bool(self.readings) and len(set(self.readings)) == len(self.readings),
                "each reading once")
        assumed = bool(self.assumptions or self.ledger)
        require(assumed != (self.name == names.BASELINE),
                "conditions or own_growth in every scenario but baseline, and none there")
        named = [(measure.unit, measure.name) for measure in self.measures]
        require(len(set(named)) == len(named), "each measure's name once")
        require(self.readings == ("",) or any(
            condition.series in COUNTY_SERIES for condition in self.conditions),
            "readings only where the path of a county is pinned")
        return self


def load_scenario(path: Path) -> Scenario:
    """Read one scenario file.

    Raises
    ------
    InputError
        Not YAML; an unknown key (the closest known one is named); a source or another key is
        missing; a value out of its range; a name that is not the file's stem; an unknown unit.
    """
    scenario = read_document(Scenario, path)
    where = label_file(path)
    if scenario.name != path.stem:
        raise InputError(f"name {scenario.name!r} in file {path.name!r}", where=f"{where} key name",
                         expected=f"name: {path.stem}",
                         remedy="rename the file or change the name: the two must agree")
    _require_known(scenario, path)
    return scenario


def load_scenarios(data_dir: Path = DATA_DIR) -> tuple[Scenario, ...]:
    """Read all scenarios, the baseline first, then by name.

    Raises
    ------
    InputError
        As ``load_scenario``; or there is no baseline.
    """
    return tuple(load_scenario(path) for path in scenario_paths(data_dir))


def scenario_paths(data_dir: Path = DATA_DIR) -> list[Path]:
    """Return the scenario files, the baseline first, then by name.

    Raises
    ------
    InputError
        There is no baseline.
    """
    paths = sorted((data_dir / SCENARIO_FOLDER).glob("*.yaml"),
                   key=lambda path: (path.stem != names.BASELINE, path.stem))
    if not paths or paths[0].stem != names.BASELINE:
        raise InputError("baseline.yaml is missing", where=f"data/{SCENARIO_FOLDER}",
                         expected="the scenario from which all others deviate",
                         remedy="restore it from version control")
    return paths


def _require_known(scenario: Scenario, path: Path) -> None:
    """Check unit codes and references against the data beside the scenario's folder."""
    from model.inputs.tables import read_sources, read_units

    data_dir = path.parent.parent
    codes = set(read_units(data_dir)["code"])
    ledger = (scenario.ledger,) if scenario.ledger else ()
    for assumption in (*scenario.assumptions, *ledger):
        if assumption.unit is not None and assumption.unit not in codes:
            raise InputError(f"unit {assumption.unit!r} is not known", where=label_file(path),
                             expected="a code of data/units.csv, between quotation marks",
                             remedy="look the code up in data/units.csv")
    if scenario.ledger:
        require_listed(scenario.ledger, path)
    unknown = sorted(set(scenario.references) - set(read_sources(data_dir)["source_id"]))
    if unknown:
        raise InputError(f"reference {unknown[0]!r} is not known", where=label_file(path),
                         expected="a source_id of data/sources.csv",
                         remedy="add the source there, or correct the name")
