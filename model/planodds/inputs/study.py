"""Description of a study: the units, variables, drivers and years that its data are about."""

from __future__ import annotations

import math
import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, StringConstraints, field_validator, model_validator

from planodds import constants
from planodds.execution.digests import hash_text
from planodds.inputs.tables.files import DATA_DIR, STUDY_FILE, chosen_data_dir
from planodds.inputs.tables.input_file import read_bytes
from planodds.inputs.tables.yaml_models import Filled, StrictModel, check
from planodds.inputs.tables.yaml_reader import read_document

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

UNIT_ENV, PLAN_ENV = "PLANODDS_UNIT", "PLANODDS_PLAN"  # unit and plan of an edition
_WORDS = ("label", "short", "measure", "measure_short")  # keys of texts for readers
_TOTAL = "aggregate"  # symbol of the mean of the units
_LONGEST_PATTERN = 200
_REPEATED_GROUP = re.compile(r"\)[*+{]")  # may take for ever on a text that does not match
_FARTHEST = 100  # years from the first origin to the horizon
_FIRST, _LAST = 1800, 2200  # years that a study may concern
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
Symbol = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Language = Literal["zh", "en"]
Year = Annotated[int, Field(ge=_FIRST, le=_LAST)]


class LocalText(StrictModel):
    """A text in the languages of the study; a missing language falls back to the other."""

    zh: Filled | None = None
    """In Chinese."""
    en: Filled | None = None
    """In English."""

    def __getitem__(self, language: str) -> str:
        chosen, other = (self.zh, self.en) if language == "zh" else (self.en, self.zh)
        return chosen or other or ""

    @model_validator(mode="after")
    def _check_filled(self) -> Self:
        check(self.zh is not None or self.en is not None, "a text in zh, in en, or in both")
        return self


class Home(StrictModel):
    """The unit and the plan of an edition where none is named."""

    unit: Filled
    """Code of a unit in units.csv."""
    plan: Identifier | None = None
    """Stem of a file in the study's folder plans; None: the study has no plan."""


class Nouns(StrictModel):
    """The words for the study's units in running text."""

    unit: LocalText
    """One unit: county."""
    units: LocalText
    """Several units: counties."""
    short: LocalText | None = None
    """One unit in a compound, where a language shortens it; None: as ``unit``."""
    group: LocalText | None = None
    """A group of units: prefecture."""
    groups: LocalText | None = None
    """Groups of units: prefectures."""
    region: LocalText
    """All units together: the province."""


class Roster(StrictModel):
    """A set of units that are ranked against each other."""

    exclude: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Column of units.csv -> values of the units that are left out."""
    label: LocalText | None = None
    """Name for readers: all 117 county-level units."""
    short: LocalText | None = None
    """Name in a table: of 117."""


class Display(StrictModel):
    """Unit in which one language shows the levels of a variable."""

    scale: float = Field(gt=0)
    """Shown number for one unit of the data: 0.1 for billion yuan where the data have 亿元."""
    measure: Filled
    """Name of the unit: billion yuan."""
    measure_short: Filled | None = None
    """Name in a narrow column: bn yuan."""

    @field_validator("scale")
    @classmethod
    def _is_power_of_ten(cls, value: float) -> float:
        """Refuse a scale that changes the digits of a number."""
        if not math.log10(value).is_integer():
            raise ValueError("must be a power of ten, such as 0.1 or 1000")
        return value


class Variable(StrictModel):
    """A quantity of every unit and year that the model forecasts."""

    indicator: Filled
    """The indicator of the panel file."""
    unit: Filled
    """Unit of measurement."""
    linked_to: Symbol | None = None
    """The ranked variable whose growth this one follows; None for the ranked variable itself."""
    bases: Symbol | None = None
    """Key of ``bases``; None where all years are on one statistical basis."""
    label: LocalText | None = None
    """Name for readers: Public budget revenue."""
    short: LocalText | None = None
    """Name inside a sentence: revenue."""
    measure: LocalText | None = None
    """Unit of measurement for readers: 100 million yuan."""
    measure_short: LocalText | None = None
    """Unit of measurement in a narrow column: 100m yuan."""
    display: dict[Language, Display] | None = None
    """By language: the unit that pages show, where it is not that of the data."""

    def shown_in(self, lang: str) -> Display:
        """Return the unit in which a language shows the variable.

        Parameters
        ----------
        lang : {"zh", "en"}

        Returns
        -------
        Display
            That of the data where the study declares no other.
        """
        for language, display in (self.display or {}).items():
            if language == lang:
                return display
        measure = self.measure[lang] if self.measure else self.unit
        short = self.measure_short[lang] if self.measure_short else measure
        return Display(scale=1.0, measure=measure, measure_short=short)


class Indicator(StrictModel):
    """A quantity of the panel file."""

    unit: Filled
    """Unit of measurement."""
    basis: Filled | None = None
    """A key of ``bases``, or the text that the column ``basis`` must have; None: any."""
    positive: bool = True
    """Whether a figure must be above zero."""


class Basis(StrictModel):
    """A statistical basis, such as an economic census, and its first year."""

    name: Symbol | None = None
    """As in the column ``basis``; None for an expected basis without a published figure."""
    label: LocalText | None = None
    """Name for readers: 5th census."""
    from_: Annotated[Year, Field(alias="from")]
    """First year published on it."""


class Vintage(StrictModel):
    """A publication of a driver's series."""

    basis: Filled
    """As in the column ``basis`` of drivers.csv."""
    to: Year | None = None
    """Last year whose growth is taken from it; None: all."""
    when: Symbol | None = None
    """Basis of the information sets to which the entry is limited; None: all."""


class Driver(StrictModel):
    """A series outside the units that moves all of them."""

    name: Symbol
    """Name in scenarios: coal_price."""
    symbol: Symbol
    """Name in the parameters of the model: coal."""
    series: Filled
    """The series of drivers.csv."""
    unit: Filled
    """Unit of measurement."""
    mean: Literal["constant", "moving"] = "moving"
    """Whether mean growth is constant or changes slowly."""
    relative_to: Symbol | None = None
    """Earlier driver with a moving mean, to which this one adds a moving difference; None: none."""
    lags: dict[Symbol, tuple[Annotated[int, Field(ge=0, le=1)], ...]] = Field(default_factory=dict)
    """Symbol of an earlier driver -> the lags, in years, at which its growth has an effect."""
    aggregate: bool = False
    """True for the last driver if it is the sum of the units, such as provincial GDP."""
    vintages: tuple[Vintage, ...] = ()
    """Publications in order of preference; none for the mean of the units."""
    label: LocalText | None = None
    """Name for readers: coal price."""

    def __hash__(self) -> int:
        return hash(self.model_dump_json())

    @property
    def regressors(self) -> tuple[tuple[str, int], ...]:
        """Symbol and lag of every earlier driver in the equation, as they are listed."""
        return tuple((symbol, lag) for symbol, lags in self.lags.items() for lag in lags)


class Exposure(StrictModel):
    """A share by which units differ in their response to one driver."""

    numerator: Filled
    """Indicator of the panel file."""
    denominator: Filled
    """Indicator of the panel file."""
    years: Annotated[tuple[Year, ...], Field(min_length=1)]
    """Years of the share in order of preference: the first one with both figures."""
    driver: Symbol
    """Symbol of the driver."""

    @model_validator(mode="after")
    def _check_parts(self) -> Self:
        check(self.numerator != self.denominator, "a part of the denominator", key="numerator")
        return self


class Study(StrictModel):
    """A study: what is particular to a place. A study is a folder with this file and its data."""

    name: Identifier
    """Name of the study."""
    label: LocalText
    """Name for readers."""
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    """Languages of its reports."""
    home: Home
    """Unit and plan of an edition where none is named."""
    nouns: Nouns
    """The words for its units."""
    groups: Symbol | None = None
    """Stem of the column of units.csv that groups the units; None: one group."""
    rosters: dict[Symbol, Roster]
    """Sets of units that are ranked; the first is the headline's."""
    variables: dict[Symbol, Variable]
    """The ranked variable first, then those linked to it."""
    bases: dict[Symbol, tuple[Basis, ...]] = Field(default_factory=dict)
    """Statistical bases in order of time."""
    files: tuple[Filled, ...] = ()
    """Further files of the study, such as drivers.csv; one that is listed must be there."""
    indicators: dict[Symbol, Indicator] = Field(default_factory=dict)
    """Quantities of the panel file besides those of the variables; none: others are refused."""
    series: dict[Symbol, Filled] = Field(default_factory=dict)
    """Series of drivers.csv that are not drivers, with their units of measurement."""
    unit_code: Filled | None = None
    """Regular expression that every code of units.csv matches; None: any text."""
    unit_columns: dict[Symbol, tuple[Filled, ...]] = Field(default_factory=dict)
    """Column of units.csv -> the values that it may have."""
    drivers: tuple[Driver, ...] = ()
    """Series outside the units, in recursive order."""
    exposure: Exposure | None = None
    """Share by which units respond to a driver; None: none."""
    first_year: Year
    """First year of the panel that the model uses."""
    first_driver_year: Year | None = None
    """First growth year of the drivers that the model uses."""
    first_origin: Year
    """Earliest forecast origin of a retrospective information set."""
    horizon: Year
    """Last year of every forecast."""
    report_years: tuple[Year, ...]
    """Years for which tables report levels within reach."""
    time_zone: str = "UTC"
    """Zone of dates in reports, such as Asia/Shanghai."""
    on_record: bool = False
    """Whether data/record holds tests of this panel, for pages to show."""
    headline_years: tuple[Year, ...] = ()
    """The one or two report years of the first page; empty: the last two."""
    information: Annotated[tuple[Filled, ...], Field(min_length=1)] = ("latest",)
    """Information sets of an edition where none is named, oldest first."""

    def with_home(self, unit: str = "", plan: str = "") -> Study:
        """Return the study with another unit and plan of its editions.

        Parameters
        ----------
        unit : str
            Code of a unit; empty: as it is.
        plan : str
            Name of a plan; empty: as it is.

        Returns
        -------
        Study
        """
        home = Home(unit=unit or self.home.unit, plan=plan or self.home.plan)
        return self.model_copy(update={"home": home})

    @property
    def model_parts(self) -> dict[str, object]:
        """Parts that the model reads: another unit, noun or report year repeats no fit."""
        parts = self.model_dump(
            mode="json",
            include={
                "bases",
                "drivers",
                "exposure",
                "first_driver_year",
                "first_year",
                "groups",
                "horizon",
                "rosters",
                "variables",
            },
        )
        return {name: _without_words(part) for name, part in parts.items()}

    @property
    def headline_pair(self) -> tuple[int, int]:
        """The two report years of the first page; one twice if there is one only."""
        years = self.headline_years or self.report_years[-2:]
        return years[0], years[-1]

    @property
    def last_headline_year(self) -> int:
        """The later year of the first page, which sections and figures end with."""
        return self.headline_pair[1]

    def years_to_headline(self, known: Collection[int]) -> tuple[int, ...]:
        """Return the report years up to the later one of the first page.

        Parameters
        ----------
        known : collection of int
            Years of a forecast; others are left out.

        Returns
        -------
        tuple of int
        """
        return tuple(y for y in self.report_years if y <= self.last_headline_year and y in known)

    @property
    def compared_years(self) -> tuple[int, ...]:
        """Years in which scenarios are compared: the five to the later one of the first page."""
        return tuple(range(self.last_headline_year - 4, self.last_headline_year + 1))

    @property
    def ranked(self) -> str:
        """Name of the variable by which units are ranked."""
        return next(iter(self.variables))

    def variable(self, role: str) -> Variable | None:
        """Return the variable that has a role in the model.

        Parameters
        ----------
        role : {"gdp", "revenue"}
            The ranked variable, or the one that is linked to it.

        Returns
        -------
        Variable or None
            None if the study has no linked variable.
        """
        roles = dict(zip((constants.GDP, constants.REVENUE), self.variables.values(), strict=False))
        return roles.get(role)

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles of the study's variables in the model: gdp, and revenue if there is a second."""
        return (constants.GDP, constants.REVENUE)[: len(self.variables)]

    @property
    def headline_roster(self) -> str:
        """Name of the roster of the headline."""
        return next(iter(self.rosters))

    @property
    def common(self) -> tuple[Driver, ...]:
        """Series of the common block in recursive order; the last is the units' aggregate.

        Where no driver is the aggregate, mean growth of the units is added as the last series; it
        responds to the other drivers in the same year.
        """
        if self.has_aggregate:
            return self.drivers
        lags: dict[str, tuple[int, ...]] = {driver.symbol: (0,) for driver in self.drivers}
        ranked = self.variables[self.ranked]
        total = Driver(
            name=_TOTAL,
            symbol=_TOTAL,
            series=ranked.indicator,
            unit=ranked.unit,
            lags=lags,
            aggregate=True,
            vintages=(),
        )
        return (*self.drivers, total)

    @property
    def has_aggregate(self) -> bool:
        """True if the last series of the common block is published, and the sum of the units."""
        return bool(self.drivers) and self.drivers[-1].aggregate

    @property
    def benchmark_years(self) -> tuple[int, ...]:
        """First years of all statistical bases but the first, of the ranked variable."""
        key = self.variables[self.ranked].bases
        return tuple(basis.from_ for basis in self.bases[key][1:]) if key else ()

    def basis_of(self, year: int) -> str:
        """Return the basis on which a figure of the ranked variable was first published.

        Parameters
        ----------
        year : int

        Returns
        -------
        str
            The newest named basis that has begun; empty if the variable has one basis only.

        Examples
        --------
        >>> study = load_study()
        >>> study.basis_of(2023), study.basis_of(2024)
        ('census4', 'census5')
        """
        key = self.variables[self.ranked].bases
        named = [basis for basis in self.bases[key] if basis.name] if key else []
        begun = [basis.name for basis in named if basis.from_ <= year]
        return (begun or [basis.name for basis in named[:1]] or [""])[-1] or ""

    @property
    def panel_indicators(self) -> dict[str, Indicator]:
        """All quantities of the panel file: of the variables, and the others."""
        own = {
            item.indicator: Indicator(unit=item.unit, basis=item.bases)
            for item in self.variables.values()
        }
        return {**own, **self.indicators}

    @property
    def driver_series(self) -> dict[str, str]:
        """All series of drivers.csv with their units of measurement."""
        return {**{driver.series: driver.unit for driver in self.drivers}, **self.series}

    def expected_basis(self, indicator: str, year: int) -> str | None:
        """Return the basis on which a figure must have been published.

        Parameters
        ----------
        indicator : str
            A key of ``panel_indicators``.
        year : int

        Returns
        -------
        str or None
            None if any will do.

        Examples
        --------
        >>> study = load_study()
        >>> study.expected_basis("gdp", 2018), study.expected_basis("gdp", 2024)
        ('pre_census4', 'census5')
        """
        declared = self.panel_indicators[indicator].basis
        if declared not in self.bases:
            return declared
        named = [basis for basis in self.bases[declared] if basis.name]
        begun = [basis.name for basis in named if basis.from_ <= year]
        return begun[-1] if begun else f"pre_{named[0].name}"

    @model_validator(mode="after")
    def _check_variables(self) -> Self:
        first, *others = self.variables.values()
        check(first.linked_to is None, "the ranked variable first", key="variables")
        check(
            all(variable.linked_to == self.ranked for variable in others),
            f"linked_to: {self.ranked} for every variable but the first",
            key="variables",
        )
        check(
            len(self.variables) <= 2,
            "one ranked variable and at most one linked to it",
            key="variables",
        )
        check(
            all(
                variable.shown_in(lang).scale == first.shown_in(lang).scale
                for variable in others
                for lang in self.languages
            ),
            "display: the same scale for every variable, which stand in one table; add display to "
            f"{' and '.join(self.variables)}, or to none",
            key="variables",
        )
        used = {variable.bases for variable in self.variables.values()} - {None}
        check(used <= self.bases.keys(), "bases: a key of bases", key="variables")
        check(bool(self.rosters), "at least one roster", key="rosters")
        check(bool(self.report_years), "at least one year", key="report_years")
        return self

    @model_validator(mode="after")
    def _check_drivers(self) -> Self:
        earlier: set[str] = set()
        for driver in self.drivers:
            check(driver.lags.keys() <= earlier, "lags of drivers before it", key="drivers")
            check(bool(driver.vintages), "at least one vintage", key="drivers")
            check(driver.symbol not in earlier, "every symbol once", key="drivers")
            earlier.add(driver.symbol)
        check(
            not any(driver.aggregate for driver in self.drivers[:-1]),
            "the aggregate last",
            key="drivers",
        )
        check(
            self.exposure is None or self.exposure.driver in earlier,
            "driver: a symbol of drivers",
            key="exposure",
        )
        check(
            bool(self.first_driver_year) or not self.drivers,
            "first_driver_year where there are drivers",
        )
        return self

    @model_validator(mode="after")
    def _check_pattern(self) -> Self:
        pattern = self.unit_code or ""
        try:
            re.compile(pattern)
        except (re.error, RecursionError, OverflowError):
            usable = False
        else:
            usable = len(pattern) <= _LONGEST_PATTERN and not _REPEATED_GROUP.search(pattern)
        check(
            usable,
            "a short regular expression without a repeated group",
            remedy=r"write what every code looks like, such as \d{6}",
            key="unit_code",
        )
        return self

    @model_validator(mode="after")
    def _check_time_zone(self) -> Self:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            known = False
        else:
            known = bool(self.time_zone)
        expected = "a name of the time zone database, such as Asia/Shanghai"
        check(known, expected, key="time_zone")
        return self

    @model_validator(mode="after")
    def _check_years(self) -> Self:
        check(
            self.first_origin < self.horizon <= self.first_origin + _FARTHEST,
            f"a horizon after first_origin, at most {_FARTHEST} years",
            key="horizon",
        )
        check(self.first_year < self.first_origin, "first_origin after first_year")
        check(
            list(self.report_years) == sorted(set(self.report_years)),
            "years in rising order",
            key="report_years",
        )
        check(
            self.report_years[-1] <= self.horizon, "report_years to the horizon", key="report_years"
        )
        check(
            set(self.headline_years) <= set(self.report_years)
            and len(self.headline_years) <= 2
            and list(self.headline_years) == sorted(set(self.headline_years)),
            "at most two of report_years, in rising order",
            key="headline_years",
        )
        return self

    @model_validator(mode="after")
    def _check_lists(self) -> Self:
        check(
            list(self.information) == sorted(set(self.information)),
            "each information set once, oldest first, latest at the end",
            key="information",
        )
        check(len(set(self.files)) == len(self.files), "each file once", key="files")
        return self


def _without_words(part: object) -> object:
    """Leave out of a part of the study what only readers need."""
    if isinstance(part, dict):
        return {key: _without_words(one) for key, one in part.items() if key not in _WORDS}
    return [_without_words(one) for one in part] if isinstance(part, list) else part


def load_study(data_dir: Path = DATA_DIR) -> Study:
    """Load the description of a study.

    Parameters
    ----------
    data_dir : Path
        Folder of the study.

    Returns
    -------
    Study
        If it is the study of this process, with the unit and the plan of the environment
        variables ``PLANODDS_UNIT`` and ``PLANODDS_PLAN``, if they are set, in place of its own.

    Raises
    ------
    InputError
        The file is missing or breaks a rule.

    Examples
    --------
    >>> load_study().rosters.keys()
    dict_keys(['all_117', 'counties_and_cities_91'])
    """
    path = data_dir / STUDY_FILE
    study = _read_study(path, hash_text(read_bytes(path)))
    if data_dir.resolve() != chosen_data_dir().resolve():
        return study
    return study.with_home(os.environ.get(UNIT_ENV, ""), os.environ.get(PLAN_ENV, ""))


def coefficient(driver: str, response: str, lag: int) -> str:
    """Return the name of the coefficient of one driver in the equation of another.

    Parameters
    ----------
    driver, response : str
        Symbols.
    lag : int
        0 for the same year, 1 for the year before.

    Returns
    -------
    str

    Examples
    --------
    >>> coefficient("coal", "national", 1)
    'coal_lag_to_national'
    """
    return f"{driver}_lag_to_{response}" if lag else f"{driver}_to_{response}"


def declared_home(data_dir: Path = DATA_DIR) -> Home:
    """Return the home unit and plan of study.yaml, whatever an edition has chosen.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    Home
    """
    path = data_dir / STUDY_FILE
    return _read_study(path, hash_text(read_bytes(path))).home


@lru_cache(maxsize=16)
def _read_study(path: Path, digest: str) -> Study:
    return read_document(Study, path)
