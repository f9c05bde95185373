"""What a notebook needs of an edition, in one object, so that its cells stay short."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from planodds import constants
from planodds.batch.plan import PLAN_YEAR_INFORMATION, FitRun
from planodds.editions import fit_cache
from planodds.editions.layout import PLAN_FILE
from planodds.editions.reader import read_table
from planodds.errors import ConditioningError, UsageError
from planodds.inputs.panels.county_panel import Panel, load_panel
from planodds.inputs.plan import Plan, load_plan
from planodds.inputs.scenarios.scenario_files import load_scenario
from planodds.inputs.tables.files import DATA_DIR
from planodds.notebook.locations import (
    cache_dir_of,
    check_in,
    check_same_data,
    find_folder,
    find_scenario,
    run_folder,
)
from planodds.notebook.mapped_arrays import stream_mapped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planodds.inputs.scenarios.scenario import Scenario


def open_run(*, edition: str, information: str, scenario: str = "") -> Session:
    """Open an edition for one notebook, the parameters checked against it.

    Parameters
    ----------
    edition : str
        Name of an edition, or `LATEST`.
    information : str
        One of the edition's information sets.
    scenario : str, optional
        Name of a scenario on file, for the notebooks that are about one.

    Returns
    -------
    Session

    Raises
    ------
    UsageError
        The edition, its information set or the scenario is not there.
    InputError
        The data are no longer those of the edition.
    """
    folder = find_folder(edition)
    laid_out = json.loads((folder / PLAN_FILE).read_text(encoding="utf-8"))
    check_in("information", information, laid_out["information"])
    data_dir = Path(os.environ.get("PLANODDS_DATA", DATA_DIR))
    panel = load_panel(data_dir, information)
    check_same_data(panel, laid_out)
    return Session(
        edition=laid_out["edition"],
        edition_dir=folder,
        data_dir=data_dir,
        plan_json=laid_out,
        folder=run_folder(folder, information, scenario),
        panel=panel,
        scenario=find_scenario(scenario, data_dir) if scenario else None,
    )


@dataclass(frozen=True)
class ScenarioResult:
    """What came of one reading of a scenario: a forecast, or the refusal of its conditions."""

    variant: str
    forecast: object | None
    refusal: ConditioningError | None


@dataclass(frozen=True, eq=False)
class Session:
    """One notebook's view of the edition to which it belongs.

    Attributes
    ----------
    edition : str
        Name of the edition; the first column of each table.
    edition_dir, folder, data_dir : Path
        The edition, the folder that this notebook writes to, the data.
    plan_json : Mapping
        The edition's plan of runs.
    panel : Panel
        What is known at the information set.
    scenario : Scenario or None
    """

    edition: str
    edition_dir: Path
    folder: Path
    data_dir: Path
    plan_json: Mapping[str, object]
    panel: Panel
    scenario: Scenario | None

    @property
    def information(self) -> str:
        """Give the name of the information set."""
        return self.panel.information.name

    @cached_property
    def plan(self) -> Plan:
        """Give the county's plan with its targets."""
        return load_plan(self.data_dir)

    @cached_property
    def baseline(self) -> object:
        """Give the baseline forecast of this information set, early figures of units met."""
        stored = self.forecast_at(self.information)
        if self.panel.ragged_edge.empty:
            return stored
        path = self.data_dir / "scenarios" / f"{constants.BASELINE}.yaml"
        return self._apply(stored, load_scenario(path), "")

    @property
    def cache_dir(self) -> Path:
        """Give the cache beside the edition: fits and cut typefaces."""
        return cache_dir_of(self.edition_dir)

    @property
    def fits(self) -> list[str]:
        """List the fits of the edition by name."""
        return [entry["name"] for entry in self.plan_json["fits"]]

    def panel_at(self, information: str) -> Panel:
        """Give the panel of another information set."""
        return load_panel(self.data_dir, information)

    def forecast_at(self, information: str, *, evidence: str = constants.POSTERIOR) -> object:
        """Load the stored baseline forecast of an information set."""
        from planodds.forecast.store import load_forecast

        return load_forecast(self._entry(information, evidence) / fit_cache.FORECAST)

    def posterior_at(self, information: str, *, evidence: str = constants.POSTERIOR) -> object:
        """Load the stored posterior of an information set."""
        from planodds.forecast.store import load_posterior

        return load_posterior(self._entry(information, evidence) / fit_cache.POSTERIOR)

    def refits_at(self, information: str) -> dict[str, object]:
        """Load the stored refits of the common block under other assumptions."""
        from planodds.forecast.store import load_sensitivity_fits

        folder = self._entry(information, constants.POSTERIOR) / fit_cache.SENSITIVITY_FITS
        return load_sensitivity_fits(folder, self.posterior_at(information))

    @cached_property
    def outcomes(self) -> tuple[ScenarioResult, ...]:
        """Apply the scenario once in each of its readings; a refusal is an outcome too."""
        stored, outcomes = self.forecast_at(self.information), []
        stored = replace(stored, log_gdp=stream_mapped(stored.log_gdp))
        for variant in self.scenario.readings:
            try:
                made = self._apply(stored, self.scenario, variant)
                outcomes.append(ScenarioResult(variant, made, None))
            except ConditioningError as refusal:
                outcomes.append(ScenarioResult(variant, None, refusal))
        return tuple(outcomes)

    @property
    def forecasts(self) -> tuple[object, ...]:
        """Give the forecasts of the scenario, one for each reading that was not refused."""
        return tuple(item.forecast for item in self.outcomes if item.forecast is not None)

    @property
    def prior_forecasts(self) -> tuple[object, ...]:
        """Give the priors' own baseline forecast, where the edition has it (on the plan's day)."""
        name = FitRun(self.information, constants.PRIOR_ONLY).name
        if self.scenario.name != constants.BASELINE or name not in self.fits:
            return ()
        return (self.forecast_at(self.information, evidence=constants.PRIOR_ONLY),)

    def tabulate(
        self,
        name: str,
        summarise: Callable[..., pd.DataFrame],
        *arguments: object,
        prior_only: bool = False,
    ) -> pd.DataFrame | None:
        """Summarise each forecast of the scenario, join the tables and save them as `name`.csv.

        Parameters
        ----------
        name : str
        summarise : callable
            Takes a forecast, its panel, `arguments` and `edition`.
        prior_only : bool
            Whether to summarise the priors' own forecast as well.

        Returns
        -------
        DataFrame or None
            None if every reading of the scenario was refused.
        """
        forecasts = (*self.forecasts, *(self.prior_forecasts if prior_only else ()))
        tables = [
            summarise(forecast, self.panel, *arguments, edition=self.edition)
            for forecast in forecasts
        ]
        return self.save_table(name, pd.concat(tables, ignore_index=True)) if tables else None

    def show(self, view: Callable[..., list], *arguments: object) -> None:
        """Show a view once in each language, as outputs tagged with it."""
        from planodds.report.display import show
        from planodds.report.text.words import Words
        from planodds.report.theme import house_style

        with house_style(cache_dir=self.cache_dir / fit_cache.FONTS):
            for words in map(Words.load, constants.LANGUAGES):
                for block in view(self, *arguments, words=words):
                    show(block, words)

    def save_table(self, name: str, table: pd.DataFrame) -> pd.DataFrame:
        """Save a table beside the notebook and give it back."""
        self.folder.mkdir(parents=True, exist_ok=True)
        table.to_csv(self.folder / f"{name}.csv", index=False, lineterminator="\n")
        return table

    def has_table(self, name: str) -> bool:
        """Tell whether a run of the edition, or this one, has written the table `name`."""
        return bool(self._table_files(name))

    def read_table(self, name: str) -> pd.DataFrame:
        """Read the table `name`, joined over the runs that have written it.

        Raises
        ------
        UsageError
            No run has written it.
        """
        files = self._table_files(name)
        if not files:
            raise UsageError(
                f"no table {name!r}",
                where=str(self.edition_dir),
                expected="a run that wrote it",
                remedy="run `planodds run` again",
            )
        return pd.concat([read_table(path) for path in files], ignore_index=True)

    def _table_files(self, name: str) -> list[Path]:
        """Find the table in the runs' folders, in the order of the plan, then in this one's.

        What this notebook has written by hand stands in the place of what the edition's run of
        the same parameters wrote: joined, every row would count twice.
        """
        own = self.folder / f"{name}.csv"
        runs = [run for run in self.plan_json["runs"] if not (own.is_file() and self._is_own(run))]
        folders = [self.edition_dir / run["folder"] for run in runs]
        paths = [folder / f"{name}.csv" for folder in dict.fromkeys([*folders, self.folder])]
        return [path for path in paths if path.is_file()]

    def _is_own(self, run: Mapping[str, object]) -> bool:
        given = run["parameters"]
        scenario = self.scenario.name if self.scenario else ""
        return (given["information"], given.get("scenario", "")) == (self.information, scenario)

    @property
    def posteriors(self) -> list[object]:
        """Load the stored posteriors of all fits of the edition, in the order of the plan."""
        return [
            self.posterior_at(entry["information"], evidence=entry["evidence"])
            for entry in self.plan_json["fits"]
        ]

    def save_revision(self, *, since: str = PLAN_YEAR_INFORMATION) -> pd.DataFrame | None:
        """Split what has moved since the plan was made, save it as `moved`.csv.

        Returns
        -------
        DataFrame or None
            None for an information set that is not later, or an edition without that day.
        """
        from planodds.odds.questions.forecast_revision import decompose_revision

        known = self.plan_json["information"]
        if since not in known[: known.index(self.information)]:
            return None
        return self.save_table(
            "moved",
            decompose_revision(
                self.panel_at(since), self.panel, self.forecast_at(since), self.baseline
            ),
        )

    def _apply(self, stored: object, scenario: Scenario, variant: str) -> object:
        from planodds.forecast.scenarios.apply import apply_scenario

        return apply_scenario(
            stored, self.posterior_at(self.information), self.panel, scenario, variant=variant
        )

    def _entry(self, information: str, evidence: str) -> Path:
        name = FitRun(information, evidence).name
        stored = {entry["name"]: entry["key"] for entry in self.plan_json["fits"]}
        check_in("fit", name, stored)
        return fit_cache.find_fit(self.cache_dir, stored[name])
