"""Session: one notebook's access to the data, fits, forecasts and tables of its edition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from planodds import constants
from planodds.batch.plan import FitRun
from planodds.editions import fit_cache
from planodds.editions.files import read_plan
from planodds.editions.layout import scenario_folder
from planodds.editions.reader import read_table
from planodds.editions.same_data import require_same_data
from planodds.errors import ConditioningError, UsageError
from planodds.execution.owner_cache import cached_on
from planodds.inputs.panels.county_panel import Panel, load_panel
from planodds.inputs.panels.indicator_series import IndicatorTable, load_indicators
from planodds.inputs.panels.information import LATEST
from planodds.inputs.plan import Plan, load_plan
from planodds.inputs.scenarios.resolve_years import resolve_all
from planodds.inputs.scenarios.scenario import TO_FILL, Scenario
from planodds.inputs.scenarios.scenario_files import load_scenario, save_scenario
from planodds.inputs.study import load_study
from planodds.inputs.tables.files import chosen_data_dir
from planodds.notebook.locations import (
    cache_dir_of,
    check_in,
    check_injected,
    find_folder,
    find_scenario,
    read_conditions,
    run_folder,
)
from planodds.notebook.mapped_arrays import stream_mapped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from planodds.forecasting.types import Forecast, Posterior
    from planodds.report.content import Block

BOTH = "both"  # languages of a notebook's outputs: all of the study's


def open_run(
    *,
    edition: str | int,
    information: str | int,
    scenario: str | int = "",
    lang: str = BOTH,
    conditions: Mapping[str, Any] | None = None,
) -> Session:
    """Open an edition for one notebook, and check the notebook's parameters against it.

    Parameters
    ----------
    edition : str or int
        Name of an edition, or `LATEST`.
    information : str or int
        One of the edition's information sets; papermill passes a year as a number.
    scenario : str or int, optional
        Name of a scenario on file, for notebooks that run one.
    lang : str
        Language of the outputs: one of the study's, or ``both``.
    conditions : mapping, optional
        Assumptions stated here, in addition to those of the scenario or in their place: growth by
        series and year, and if need be ``sd`` and ``unit``, as `Session.with_conditions`.

    Returns
    -------
    Session

    Raises
    ------
    UsageError
        If the edition, its information set, the scenario or the language does not exist, the
        conditions are no mapping, or papermill passed a parameter that the notebook does not
        have.
    InputError
        If data or program have changed since the edition was built, or a condition is not
        possible.
    """
    own = ["scenario", "conditions"] if scenario else []
    check_injected(("edition", "information", "lang", *own))
    information, scenario = str(information), str(scenario)
    folder = find_folder(str(edition))
    plan_json = read_plan(folder)
    check_in("information", information, plan_json["information"])
    data_dir = chosen_data_dir()
    check_in("lang", lang, [BOTH, *load_study(data_dir).languages])
    panel = load_panel(data_dir, information)
    require_same_data(panel, plan_json, edition_dir=folder, data_dir=data_dir)
    session = Session(
        edition=plan_json["edition"],
        edition_dir=folder,
        data_dir=data_dir,
        plan_json=plan_json,
        folder=run_folder(folder, information, scenario),
        panel=panel,
        loaded_scenario=find_scenario(scenario, data_dir) if scenario else None,
        lang=lang,
    )
    stated = read_conditions(conditions)
    return session.with_conditions(**stated) if stated else session


@dataclass(frozen=True)
class ScenarioResult:
    """Result of one reading of a scenario: a forecast, or the refusal of its conditions."""

    variant: str
    forecast: Forecast | None
    refusal: ConditioningError | None


@dataclass(frozen=True, eq=False)
class Session:
    """One notebook's view of the edition to which it belongs.

    Attributes
    ----------
    edition : str
        Name of the edition; the first column of each table of odds.
    edition_dir, folder, data_dir : Path
        The edition, the folder that this notebook writes to, the data.
    plan_json : Mapping
        The edition's plan of runs.
    panel : Panel
        Data of the information set.
    loaded_scenario : Scenario or None
        Scenario of the notebook, if it runs one.
    lang : str
        Language of the outputs; ``both`` for all of the study's.
    """

    edition: str
    edition_dir: Path
    folder: Path
    data_dir: Path
    plan_json: Mapping[str, Any]
    panel: Panel
    loaded_scenario: Scenario | None
    lang: str = BOTH

    def __repr__(self) -> str:
        scenario = f", scenario {self.loaded_scenario.name}" if self.loaded_scenario else ""
        stamp = ", quick: not for decisions" if self.quick else ""
        return f"<Edition {self.edition}, information {self.information}{scenario}{stamp}>"

    @property
    def quick(self) -> bool:
        """True for an edition of short fits, which is never for decisions."""
        return bool(self.plan_json["quick"])

    @property
    def study(self) -> str:
        """Name of the study."""
        return self.panel.study.name

    @property
    def home_unit(self) -> str:
        """Code of the unit that the edition is about."""
        return str(self.panel.study.home.unit)

    @property
    def series(self) -> list[str]:
        """Series that `with_conditions` takes: the study's drivers, then those of a unit."""
        names = [driver.name for driver in self.panel.study.drivers]
        return [*names, *constants.COUNTY_SERIES[: len(self.panel.study.variables)]]

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of the outputs."""
        every = tuple(load_study(self.data_dir).languages)
        return every if self.lang == BOTH else (self.lang,)

    @property
    def information(self) -> str:
        """Name of the information set."""
        return self.panel.information.name

    @property
    def scenario(self) -> Scenario:
        """Scenario of the notebook; UsageError if it has none."""
        if self.loaded_scenario is None:
            raise UsageError(
                "the notebook has no scenario",
                where="the parameters cell",
                expected="the name of a scenario",
                remedy="pass scenario= to open_run",
            )
        return self.loaded_scenario

    def with_conditions(
        self,
        *,
        sd: float = 0.0,
        unit: str = "",
        own_growth: Mapping[int, float] | float = 0.0,
        source: str = "",
        name: str = "with_conditions",
        **growth: Mapping[int, float] | float,
    ) -> Session:
        """Return a session under other assumptions, stated here instead of in a file.

        Parameters
        ----------
        sd : float
            Standard deviation of each condition, log points; 0 is a hard condition.
        unit : str
            Code or name of the unit that the county series are about; the home unit if empty.
        own_growth : mapping of int to float, or float
            Extra growth of that unit alone, as `planodds.Forecast.with_conditions`.
        source : str
            Who states the assumptions; may be left to be filled in later.
        name : str
            Name of the scenario in tables, and of the folder that they are written to.
        **growth : mapping of int to float, or float
            As `planodds.Forecast.with_conditions`.

        Returns
        -------
        Session
            Its assumptions about other series are those of this session's scenario.

        Raises
        ------
        InputError
            A series, a year or a value is not possible.
        """
        stated = Scenario.from_conditions(
            growth,
            sd=sd,
            unit=self.panel.find_unit(unit) if unit else None,
            own_growth=own_growth,
            name=name,
            source=source or TO_FILL,
        )
        scenario = self.loaded_scenario.revise(stated) if self.loaded_scenario else stated
        resolve_all(scenario, self.panel)  # refuses an unknown series or a published year
        folder = run_folder(self.edition_dir, self.information, name)
        return replace(self, loaded_scenario=scenario, folder=folder)

    def save(self, name: str) -> Path:
        """Write the assumptions as a scenario file of the study.

        Parameters
        ----------
        name : str
            Name of the new file.

        Returns
        -------
        Path
            A valid scenario, whose narrative and missing sources `planodds check` lists.

        Raises
        ------
        UsageError
            There is a file of this name.
        """
        return save_scenario(self.scenario, name, self.data_dir)

    @cached_property
    def plan(self) -> Plan:
        """The county's plan with its targets."""
        return load_plan(self.data_dir)

    @cached_property
    def indicators(self) -> IndicatorTable:
        """Annual figures of series beyond the panel, at the information set."""
        return load_indicators(self.data_dir, self.information)

    @cached_property
    def baseline(self) -> Forecast:
        """Baseline forecast of the information set, conditioned on early figures of units."""
        stored = self.forecast_at(self.information)
        if not self.panel.has_early_figures:
            return stored
        path = self.data_dir / "scenarios" / f"{constants.BASELINE}.yaml"
        return self._apply(stored, load_scenario(path), "")

    @cached_property
    def baseline_odds(self) -> pd.DataFrame:
        """Odds of the baseline: those that its own run saved, otherwise computed here."""
        from planodds.probability import compute_odds

        folder = self.edition_dir / scenario_folder(self.information, constants.BASELINE)
        if not (folder / "results.csv").is_file():
            return compute_odds(self.baseline, self.panel, self.plan, self.indicators)
        odds = read_table(folder / "results.csv", self.edition_dir)
        return odds[odds["evidence"] == constants.POSTERIOR].reset_index(drop=True)

    @property
    def cache_dir(self) -> Path:
        """Cache of the outputs folder: fits and subset fonts."""
        return cache_dir_of(self.edition_dir)

    @property
    def fits(self) -> list[str]:
        """Names of the edition's fits."""
        return [entry["name"] for entry in self.plan_json["fits"]]

    @property
    def retrospective(self) -> tuple[str, ...]:
        """Information sets of a full edition that end at a past year, oldest first."""
        return tuple(name for name in load_study(self.data_dir).information if name != LATEST)

    def panel_at(self, information: str) -> Panel:
        """Load the panel of another information set.

        Parameters
        ----------
        information : str

        Returns
        -------
        Panel
        """
        return load_panel(self.data_dir, information)

    def forecast_at(self, information: str, *, evidence: str = constants.POSTERIOR) -> Forecast:
        """Load the stored baseline forecast of an information set.

        Parameters
        ----------
        information : str
        evidence : str
            ``posterior`` or ``prior_only``.

        Returns
        -------
        Forecast

        Raises
        ------
        UsageError
            If the edition has no such fit.
        """
        from planodds.forecasting.store import load_forecast

        return load_forecast(self._fit_folder(information, evidence) / fit_cache.FORECAST)

    def posterior_at(self, information: str, *, evidence: str = constants.POSTERIOR) -> Posterior:
        """Load the stored posterior of an information set.

        Parameters
        ----------
        information : str
        evidence : str
            ``posterior`` or ``prior_only``.

        Returns
        -------
        Posterior

        Raises
        ------
        UsageError
            If the edition has no such fit.
        """
        from planodds.forecasting.store import load_posterior

        return load_posterior(self._fit_folder(information, evidence) / fit_cache.POSTERIOR)

    @cached_property
    def scenario_results(self) -> tuple[ScenarioResult, ...]:
        """Results of the scenario in each of its readings, refusals included."""
        stored = self.forecast_at(self.information)
        stored = replace(stored, log_gdp=stream_mapped(stored.log_gdp))
        results = []
        for variant in self.scenario.readings:
            try:
                forecast = self._apply(stored, self.scenario, variant)
                results.append(ScenarioResult(variant, forecast, None))
            except ConditioningError as refusal:
                results.append(ScenarioResult(variant, None, refusal))
        return tuple(results)

    @property
    def forecasts(self) -> tuple[Forecast, ...]:
        """Forecasts of the scenario, one per reading that was not refused."""
        return tuple(
            result.forecast for result in self.scenario_results if result.forecast is not None
        )

    @property
    def prior_forecasts(self) -> tuple[Forecast, ...]:
        """Prior-only baseline forecast, where the edition has it (at the plan's date)."""
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
        """Tabulate each forecast of the scenario, and save the joined table as `name`.csv.

        Parameters
        ----------
        name : str
            Name of the table.
        summarise : callable
            Takes a forecast, its panel and `arguments`; returns a table.
        *arguments : object
            Further arguments of `summarise`.
        prior_only : bool
            Whether to include the prior-only forecast.

        Returns
        -------
        DataFrame or None
            With the edition as first column; None if every reading of the scenario was refused.
        """
        forecasts = (*self.forecasts, *(self.prior_forecasts if prior_only else ()))
        tables = [summarise(forecast, self.panel, *arguments) for forecast in forecasts]
        if not tables:
            return None
        table = pd.concat(tables, ignore_index=True)
        table.insert(0, "edition", self.edition)
        return self.save_table(name, table)

    def show(self, view: Callable[..., Sequence[Block]], *arguments: object) -> None:
        """Display a view in each language of the notebook, as outputs tagged with the language.

        Parameters
        ----------
        view : callable
            Takes this session, `arguments` and ``words``; returns blocks.
        *arguments : object
            Further arguments of `view`.
        """
        from planodds.report.display import show
        from planodds.report.text.words import Words
        from planodds.report.theme import house_style

        with house_style(cache_dir=self.cache_dir / fit_cache.FONTS):
            for words in map(Words.load, self.languages):
                for block in view(self, *arguments, words=words):
                    show(block, words)

    def save_table(self, name: str, table: pd.DataFrame) -> pd.DataFrame:
        """Save a table as CSV in the notebook's folder.

        Parameters
        ----------
        name : str
            Name of the table.
        table : DataFrame

        Returns
        -------
        DataFrame
            The same table.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        table.to_csv(self.folder / f"{name}.csv", index=False, lineterminator="\n")
        return table

    def has_table(self, name: str) -> bool:
        """Return whether a run of the edition, or this one, has written a table.

        Parameters
        ----------
        name : str
            Name of the table.

        Returns
        -------
        bool
        """
        return bool(self._table_files(name))

    def read_table(self, name: str) -> pd.DataFrame:
        """Read a table, joined over the runs that have written it.

        Parameters
        ----------
        name : str
            Name of the table.

        Returns
        -------
        DataFrame

        Raises
        ------
        UsageError
            If no run has written it.
        """
        files = self._table_files(name)
        if not files:
            raise UsageError(
                f"no table {name!r}",
                where=str(self.edition_dir),
                expected="a run that wrote it",
                remedy="run `planodds run` again",
            )

        def join() -> pd.DataFrame:
            return pd.concat(
                [read_table(path, self.edition_dir) for path in files], ignore_index=True
            )

        # The views of a notebook read the same tables many times, some of them written in between.
        state = tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files)
        return cached_on(self, ("table", state), join).copy()

    def _table_files(self, name: str) -> list[Path]:
        """Return the table's files: the runs' folders in the order of the plan, then this one.

        A file that this notebook wrote by hand replaces that of the edition's run with the same
        parameters; joined, every row would count twice.
        """
        by_hand = (self.folder / f"{name}.csv").is_file()
        runs = [
            run
            for run in self.plan_json["runs"]
            if not (by_hand and self._has_same_parameters(run))
        ]
        folders = [self.edition_dir / run["folder"] for run in runs]
        paths = [folder / f"{name}.csv" for folder in dict.fromkeys([*folders, self.folder])]
        return [path for path in paths if path.is_file()]

    def _has_same_parameters(self, run: Mapping[str, Any]) -> bool:
        """Return whether a run of the edition has this notebook's parameters."""
        parameters = run["parameters"]
        scenario = self.loaded_scenario.name if self.loaded_scenario else ""
        return (parameters["information"], parameters.get("scenario", "")) == (
            self.information,
            scenario,
        )

    @property
    def posteriors(self) -> list[Posterior]:
        """Stored posteriors of all fits of the edition, in the order of the plan."""
        return [
            self.posterior_at(entry["information"], evidence=entry["evidence"])
            for entry in self.plan_json["fits"]
        ]

    def save_revision(self, *, since: str | None = None) -> pd.DataFrame | None:
        """Decompose the forecast revision since the plan was made, and save it.

        Parameters
        ----------
        since : str, optional
            Earlier information set; that of the plan's base year by default.

        Returns
        -------
        DataFrame or None
            Table ``forecast_revision``; None if this information set is not later, or the edition
            lacks the earlier one.
        """
        from planodds.probability.questions.forecast_revision import decompose_revision

        since = since or str(self.plan.base_year)
        information = self.plan_json["information"]
        if since not in information[: information.index(self.information)]:
            return None
        revision = decompose_revision(
            self.panel_at(since),
            self.panel,
            self.forecast_at(since),
            self.baseline,
            year=self.plan.target_year,
        )
        return self.save_table("forecast_revision", revision)

    def _apply(self, stored: Forecast, scenario: Scenario, variant: str) -> Forecast:
        """Return a stored forecast under a scenario."""
        from planodds.forecasting.scenarios.apply import apply_scenario

        posterior = self.posterior_at(self.information)
        return apply_scenario(stored, posterior, self.panel, scenario, variant=variant)

    def _fit_folder(self, information: str, evidence: str) -> Path:
        """Return the cache folder of one of the edition's fits."""
        name = FitRun(information, evidence).name
        keys = {entry["name"]: entry["key"] for entry in self.plan_json["fits"]}
        check_in("fit", name, keys)
        return fit_cache.find_fit(self.cache_dir, keys[name])
