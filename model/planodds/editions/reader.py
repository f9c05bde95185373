"""An edition as the pages read it: its saved tables, its manifest and the plan; nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from planodds import constants
from planodds.editions.files import read_text_table
from planodds.editions.layout import TEXT_COLUMNS, TOP_TABLES
from planodds.editions.manifest import read_manifest
from planodds.errors import UsageError
from planodds.inputs.panels.information import get_information
from planodds.inputs.plan import Plan, Target, load_plan
from planodds.inputs.scenarios.scenario_files import load_scenarios
from planodds.inputs.scenarios.sweep_files import sweep_scenarios_in
from planodds.inputs.study import Study, load_study
from planodds.inputs.tables.csv_tables import read_units
from planodds.inputs.tables.files import DATA_DIR

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planodds.inputs.scenarios.scenario import Scenario

# columns that stay text even where they look like numbers
_TEXT_COLUMNS = (
    *TEXT_COLUMNS,
    "neighbour",
    "home",
    "precedent",
    "precedent_zh",
    "precedent_en",
    "assumption",
    "level",
    "code",
    "label",
    "version",
    "source",
    "message_zh",
    "message_en",
)
# names in editions up to version 1, read for one version more: tables, columns and codes
_OLD_TABLES = {
    "forecast_revision": "moved",
    "record_acceptance_criteria": "record_bars",
    "record_reliability_bins": "record_said",
    "required_growth_for_probability": "needed",
}
_OLD_COLUMNS = {
    "bar": "criterion",
    "happened": "observed_frequency",
    "needed_growth_log": "required_growth_log",
    "needed_growth_percent": "required_growth_percent",
    "said": "forecast_probability",
}
_OLD_FACTS = {
    "needed_gdp_level": "required_growth_gdp_level",
    "needed_revenue_level": "required_growth_revenue_level",
}
_RUN_KEYS = {
    "results": ["information", "scenario", "variant", "evidence"],
    "quantiles": ["information", "scenario", "variant"],
}
PLANNED = "plan_path"  # the plan's own growth put in: no statement of what may come


@dataclass(frozen=True, eq=False)
class Edition:
    """One edition's folder, read on demand.

    Attributes
    ----------
    folder : Path
    data_dir : Path
        For the plan, the scenarios' names and the units' names.
    """

    folder: Path
    data_dir: Path = DATA_DIR

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """Return the edition's manifest."""
        manifest = read_manifest(self.folder)
        if not manifest.get("information"):
            raise UsageError(
                "manifest.json names no information set"
                if manifest
                else "no manifest.json that can be read",
                where=str(self.folder),
                expected="the folder of an edition, as its run wrote it",
                remedy="see `planodds verify`; run `planodds run` again",
            )
        return manifest

    @cached_property
    def plan(self) -> Plan:
        """Return the county's plan."""
        return load_plan(self.data_dir)

    @cached_property
    def study(self) -> Study:
        """Return the description of the study."""
        return load_study(self.data_dir)

    @cached_property
    def headline_targets(self) -> list[Target]:
        """Return the targets of the first screen, in the order of the plan."""
        return [target for target in self.plan.targets if target.id in self.plan.headlines]

    @cached_property
    def odds_years(self) -> tuple[int, ...]:
        """Return the plan's year, the later one of the first page and the horizon, each once."""
        study = self.study
        years = sorted({self.plan.target_year, study.last_headline_year, study.horizon})
        return tuple(year for year in years if year >= self.plan.target_year)

    @cached_property
    def units(self) -> pd.DataFrame:
        """Return code, name_zh, name_en and the rest of every unit."""
        return read_units(self.data_dir)

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """Return the name of the edition's unit by language."""
        row = self.units.set_index("code").loc[self.plan.unit]
        return {language: str(row[f"name_{language}"]) for language in constants.LANGUAGES}

    @cached_property
    def scenarios(self) -> Mapping[str, Scenario]:
        """Return the scenarios of this edition by name, in the order of the plan of runs."""
        on_file = {item.name: item for item in load_scenarios(self.data_dir)}
        wanted = self.manifest.get("scenarios", list(on_file))
        on_file |= sweep_scenarios_in(wanted, self.data_dir)
        return {name: on_file[name] for name in wanted if name in on_file}

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        return {}

    @cached_property
    def _runs(self) -> dict[str, dict]:
        return {}

    def has(self, name: str) -> bool:
        """Return whether the edition contains a table of that name.

        Parameters
        ----------
        name : str
            File name without suffix.

        Returns
        -------
        bool
        """
        return self._path(name).is_file()

    @property
    def table_names(self) -> list[str]:
        """Names of the tables beside ``TOP_TABLES``, in alphabetical order."""
        renamed = {old: new for new, old in _OLD_TABLES.items()}
        stems = {path.stem for path in (self.folder / "tables").glob("*.csv")}
        return sorted(renamed.get(stem, stem) for stem in stems)

    def table(self, name: str) -> pd.DataFrame:
        """Return a saved table with its numbers as numbers and its codes as text.

        Parameters
        ----------
        name : str
            File name without suffix, such as ``results``.

        Returns
        -------
        DataFrame
            Read once; the same object for every caller.

        Raises
        ------
        UsageError
            There is no such table.
        """
        if name not in self._tables:
            if not self.has(name):
                raise UsageError(
                    f"no table {name!r}",
                    where=str(self.folder),
                    expected=f"{self._path(name).name} of a complete run",
                    remedy="run planodds run again",
                )
            table = read_table(self._path(name), self.folder).rename(columns=_OLD_COLUMNS)
            self._tables[name] = table.replace({"fact": _OLD_FACTS}) if name == "facts" else table
        return self._tables[name]

    def _path(self, name: str) -> Path:
        folder = self.folder if name in TOP_TABLES else self.folder / "tables"
        path, old = folder / f"{name}.csv", _OLD_TABLES.get(name)
        if old is not None and not path.is_file() and (folder / f"{old}.csv").is_file():
            return folder / f"{old}.csv"
        return path

    def _run(self, name: str, *key: str) -> pd.DataFrame:
        """Rows of one run, split off once; no rows where the run is not in the edition."""
        if name not in self._runs:
            table = self.table(name)
            self._runs[name] = dict(iter(table.groupby(_RUN_KEYS[name], sort=False)))
        found = self._runs[name].get(tuple(key))
        return self.table(name).iloc[:0] if found is None else found

    @property
    def now(self) -> str:
        """Name of the information set that answers for today."""
        return str(self.manifest["information"][-1])

    @property
    def then(self) -> str | None:
        """Name of the information set on which the plan was written, if it was run."""
        name = str(self.plan.base_year)
        return name if name in self.manifest["information"] and name != self.now else None

    @cached_property
    def county_to(self) -> int:
        """Last year with every unit's GDP at the information set of today."""
        rows = self.table("results")
        return int(rows.loc[rows["information"] == self.now, "origin"].iloc[0])

    @cached_property
    def drivers_to(self) -> int:
        """Last year of the drivers known today."""
        return get_information(self.now, self.data_dir).drivers_to

    @property
    def for_decisions(self) -> bool:
        """True if the run was full, complete and passed the gate."""
        return bool(self.manifest.get("for_decisions"))

    def results(
        self,
        information: str,
        *,
        scenario: str = constants.BASELINE,
        variant: str = "",
        evidence: str = constants.POSTERIOR,
    ) -> pd.DataFrame:
        """Return the odds of one run.

        Parameters
        ----------
        information : str
            Name of an information set.
        scenario : str
        variant : str
            ``common_boom`` or ``own_effort``; empty for a scenario without variants.
        evidence : str
            ``posterior`` or ``prior_only``.

        Returns
        -------
        DataFrame
            Rows of ``results.csv`` with all its columns; no rows if the edition lacks the run.
        """
        return self._run("results", information, scenario, variant, evidence)

    def quantiles(
        self, information: str, *, scenario: str = constants.BASELINE, variant: str = ""
    ) -> pd.DataFrame:
        """Return the quantiles of one run.

        Parameters
        ----------
        information : str
            Name of an information set.
        scenario : str
        variant : str
            ``common_boom`` or ``own_effort``; empty for a scenario without variants.

        Returns
        -------
        DataFrame
            Rows of ``quantiles.csv`` with all its columns; no rows if the edition lacks the run.
        """
        return self._run("quantiles", information, scenario, variant)

    def odds(
        self,
        target: str,
        information: str,
        *,
        year: int | None = None,
        reading: str | None = None,
        roster: str | None = None,
        **run: str,
    ) -> pd.Series | None:
        """Return one row of the results.

        Parameters
        ----------
        target : str
            Id of a target of the plan, or another event of the results.
        information : str
            Name of an information set.
        year : int, optional
            By default the target's year; the plan's last year if ``target`` is no target.
        reading : str, optional
            Interpretation of a target, the main one by default; ignored if ``target`` is no target.
        roster : str, optional
            None: any.
        **run : str
            ``scenario``, ``variant`` and ``evidence``, as for ``results``.

        Returns
        -------
        Series or None
            A row of ``results.csv``; None if the edition has no such row. A target that is already
            decided has a row with the year of the decision, which may precede the target's year.
        """
        known = {item.id: item for item in self.plan.targets}
        rows = self.results(information, **run)
        rows = rows[rows["target"] == target]
        if target in known:
            reading = reading or known[target].main_reading.name
            rows = rows[rows["reading"] == reading]
        if roster is not None:
            rows = rows[rows["roster"] == roster]
        wanted = year or (known[target].year if target in known else self.plan.target_year)
        exact = rows[rows["year"] == wanted]
        if exact.empty and target in known and wanted == known[target].year:
            exact = rows[rows["status"].str.startswith("decided")]
        return exact.iloc[0] if len(exact) else None

    def quantile(
        self,
        variable: str,
        year: int,
        column: str,
        *,
        information: str | None = None,
        roster: str | None = None,
        **run: str,
    ) -> float:
        """Return one quantile of the home unit.

        Parameters
        ----------
        variable : str
            As in ``quantiles.csv``.
        year : int
        column : str
            Column of ``quantiles.csv``.
        information : str, optional
            Name of an information set; that of today by default.
        roster : str
            Roster of a rank; ignored for other variables.
        **run : str
            ``scenario`` and ``variant``, as for ``quantiles``.

        Returns
        -------
        float
            In the unit of the variable; NaN if the year is not forecast.
        """
        rows = self.quantiles(information or self.now, **run)
        rows = rows[
            (rows["unit"] == self.plan.unit)
            & (rows["variable"] == variable)
            & (rows["year"] == year)
        ]
        if variable == constants.RANK:
            rows = rows[rows["roster"] == (roster or self.study.headline_roster)]
        return float(rows[column].iloc[0]) if len(rows) else float("nan")

    def fact(self, name: str, *, year: int | None = None, roster: str = "") -> float:
        """Return one published figure of the table ``facts``.

        Parameters
        ----------
        name : str
            Value of its column ``fact``.
        year : int, optional
            The last year with this figure by default.
        roster : str
            Roster of a rank; empty for other figures.

        Returns
        -------
        float
            NaN if there is no such figure.
        """
        rows = self.table("facts")
        rows = rows[(rows["fact"] == name) & (rows["roster"] == roster)]
        rows = rows if year is None else rows[rows["year"] == year]
        return float(rows.sort_values("year")["value"].iloc[-1]) if len(rows) else float("nan")

    def fact_year(self, name: str) -> int:
        """Return the last year for which a figure is published.

        Parameters
        ----------
        name : str
            Value of the column ``fact``.

        Returns
        -------
        int
        """
        rows = self.table("facts")
        return int(rows.loc[rows["fact"] == name, "year"].max())


def read_table(path: Path, edition: Path) -> pd.DataFrame:
    """Read a CSV of an edition.

    Parameters
    ----------
    path : Path
    edition : Path
        The edition's folder; the digest of the file is that in its manifest.

    Returns
    -------
    DataFrame
        Codes and names stay text, where "" is not missing. Any other column is numeric if all its
        cells are numbers or empty (NaN), else text.
    """
    table = read_text_table(path, edition)
    for column in table.columns:
        if column in _TEXT_COLUMNS:
            continue
        numbers = pd.to_numeric(table[column].replace("", None), errors="coerce")
        if not (numbers.isna() & (table[column] != "")).any():
            table[column] = numbers
    return table
