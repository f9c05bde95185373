"""The explorer without its controls: from choices to an answer, by the public interface."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from planodds.api.explorer.choices import Choices
from planodds.api.explorer.scope import Range, driver_range, threshold_range
from planodds.api.forecasts import Forecast, apply_scenario, open_forecast
from planodds.constants import BASELINE
from planodds.errors import PlanoddsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from planodds.inputs.plan import Plan
    from planodds.inputs.scenarios.scenario import Scenario

PREVIEW_DRAWS = 1000  # an answer within the time in which a control moves: see `make bench`
_KEPT = 8  # answers that are kept, so that going back costs nothing
_KEPT_FULL = 2  # forecasts of all draws that are kept: a hundred megabytes each


@dataclass(frozen=True, eq=False)
class Answer:
    """Answer on one side of the page.

    Attributes
    ----------
    choices : Choices
    forecast : Forecast or None
        The conditioned draws; None if the assumptions were refused.
    refusal : PlanoddsError or None
        Why they were refused.
    odds : DataFrame or None
        As `planodds.odds`, for the chosen targets and year.
    quantiles : DataFrame or None
        As `planodds.quantiles`, of the chosen unit.
    ranks : DataFrame or None
        As `planodds.rank_distribution`, of the chosen unit and year.
    """

    choices: Choices
    forecast: Forecast | None
    refusal: PlanoddsError | None = None
    odds: pd.DataFrame | None = None
    quantiles: pd.DataFrame | None = None
    ranks: pd.DataFrame | None = None


class Explorer:
    """Answers to choices, from all draws or from few that answer at once.

    Parameters
    ----------
    forecast : Forecast
        The baseline, with all draws.
    plan : Plan
        Its headline targets are asked about.
    draws : int
        Draws of the first answer; all if the forecast has no more.

    Examples
    --------
    >>> explorer = Explorer(forecast, plan)  # doctest: +SKIP
    >>> choices = explorer.start.with_growth("coal_price", -0.3)  # doctest: +SKIP
    >>> explorer.answer(choices).odds[["target", "probability"]]  # doctest: +SKIP
    """

    def __init__(self, forecast: Forecast, plan: Plan, *, draws: int = PREVIEW_DRAWS) -> None:
        self.forecast, self.plan = forecast, plan
        self.preview = take_draws(forecast, draws)
        self._few: OrderedDict[object, Forecast] = OrderedDict()
        self._full: OrderedDict[object, Forecast] = OrderedDict()
        self._tables: OrderedDict[object, dict[str, pd.DataFrame]] = OrderedDict()

    @property
    def is_preview(self) -> bool:
        """True if the first answer rests on fewer draws than the forecast has."""
        return self.preview is not self.forecast

    @cached_property
    def first_years(self) -> dict[str, int]:
        """First year without data of each driver of the study; empty if it has none."""
        from planodds.inputs.scenarios.resolve_years import first_unknown_year

        panel = self.forecast.panel
        names = [driver.name for driver in panel.study.drivers]
        years = {name: first_unknown_year(panel, name) for name in names}
        return {name: year for name, year in years.items() if year in self.forecast.paths.years}

    def first_unit_year(self, unit: str) -> int:
        """Return the first year without data of a unit.

        Parameters
        ----------
        unit : str
            Code.

        Returns
        -------
        int
        """
        from planodds.constants import COUNTY_GDP
        from planodds.inputs.scenarios.resolve_years import first_unknown_year

        return first_unknown_year(self.forecast.panel, COUNTY_GDP, unit)

    @cached_property
    def drivers(self) -> dict[str, Range]:
        """Reach of the control of each driver."""
        return {
            name: driver_range(self.preview, name, year) for name, year in self.first_years.items()
        }

    def thresholds(self, unit: str) -> dict[str, Range]:
        """Return the reach of the control of each target.

        Parameters
        ----------
        unit : str
            Code.

        Returns
        -------
        dict of str to Range
            By id of the target.
        """
        own = unit == self.plan.unit
        return {
            name: threshold_range(self.preview, self.plan.target(name), unit, of_plan=own)
            for name in self.plan.headlines
        }

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Scenarios on file, the baseline first."""
        from planodds.api.data import list_scenarios, load_scenario

        study = self.forecast.panel.study.name
        return tuple(load_scenario(name, study=study) for name in list_scenarios(study=study))

    @cached_property
    def start(self) -> Choices:
        """Choices before anybody moves a control: the plan's unit, nothing assumed."""
        unit, years = self.plan.unit, self.forecast.paths.years
        wanted = self.forecast.panel.study.last_headline_year
        return self.choose_unit(Choices(unit, min(max(wanted, years[0]), years[-1])), unit)

    def choose_unit(self, choices: Choices, unit: str) -> Choices:
        """Return the choices for another unit, with thresholds in its order of magnitude.

        Parameters
        ----------
        choices : Choices
        unit : str
            Code.

        Returns
        -------
        Choices
        """
        starts = tuple((name, reach.start) for name, reach in self.thresholds(unit).items())
        return replace(choices, unit=unit, thresholds=starts)

    def answer(self, choices: Choices, *, full: bool = False) -> Answer:
        """Return the answer under the chosen assumptions.

        Parameters
        ----------
        choices : Choices
        full : bool
            Whether to use all draws instead of few.

        Returns
        -------
        Answer
            Equal to that of ``forecast.with_conditions(...)`` on the same draws.
        """
        base = self.forecast if full else self.preview
        stated = self.conditions(choices)
        name = repr(stated) if choices.assumes else BASELINE
        return self._answer(
            choices,
            name,
            lambda: base.with_conditions(**stated) if choices.assumes else base,
            full=full,
        )

    def beside(self, choices: Choices, *, full: bool = False) -> Answer:
        """Return the answer under the scenario on file that is shown beside.

        Parameters
        ----------
        choices : Choices
        full : bool
            Whether to use all draws instead of few; a scenario with conditions on moments, which
            need many, always does.

        Returns
        -------
        Answer
        """
        scenario = next(item for item in self.scenarios if item.name == choices.beside)
        full = full or bool(scenario.tilts)
        base = self.forecast if full else self.preview
        named = choices.beside != BASELINE
        return self._answer(
            choices,
            choices.beside,
            lambda: apply_scenario(base, scenario) if named else base,
            full=full,
        )

    def conditions(self, choices: Choices) -> dict[str, Any]:
        """Return the arguments with which ``forecast.with_conditions`` gives the same answer.

        Parameters
        ----------
        choices : Choices

        Returns
        -------
        dict of str to object
        """
        last = self.forecast.paths.years[-1]
        return choices.conditions(self.first_years, self.first_unit_year(choices.unit), last)

    def save(self, choices: Choices, name: str) -> Path:
        """Write the chosen assumptions as a scenario file of the study.

        Parameters
        ----------
        choices : Choices
        name : str
            Name of the new scenario.

        Returns
        -------
        Path

        Raises
        ------
        PlanoddsError
            Nothing is assumed, the assumptions are refused, or the name is taken or impossible.
        """
        answer = self.answer(choices)
        if answer.forecast is None and answer.refusal is not None:
            raise answer.refusal
        path = (answer.forecast or self.preview).save(name)
        self.__dict__.pop("scenarios", None)  # the new one can be shown beside
        return path

    def _answer(
        self, choices: Choices, name: str, make: Callable[[], Forecast], *, full: bool
    ) -> Answer:
        """Return the answer under assumptions of a name, which make a forecast or are refused."""
        kept, most = (self._full, _KEPT_FULL) if full else (self._few, _KEPT)
        try:
            forecast = _keep(kept, name, make, most=most)
        except PlanoddsError as refusal:
            return Answer(choices, None, refusal)
        asked = (full, name, choices.unit, choices.year, choices.thresholds)
        tables = _keep(
            self._tables, asked, lambda: _tabulate(choices, forecast, self.plan), most=_KEPT
        )
        return Answer(choices, forecast, **tables)


def _keep[T](kept: OrderedDict[object, T], key: object, make: Callable[[], T], *, most: int) -> T:
    """Return what was made for a key; the last results are kept."""
    found = kept.get(key)
    if found is None:
        found = kept[key] = make()
        if len(kept) > most:
            kept.popitem(last=False)
    return found


def _tabulate(choices: Choices, forecast: Forecast, plan: Plan) -> dict[str, pd.DataFrame]:
    """Return the tables of an answer, as the public functions make them."""
    from planodds.probability.questions.distributions import rank_distribution, summarise_quantiles
    from planodds.probability.questions.targets import compute_odds

    paths, panel, unit = forecast.paths, forecast.panel, choices.unit
    odds = compute_odds(paths, panel, choices.plan(plan))
    ranks = rank_distribution(paths, panel, unit=unit)
    return {
        "odds": odds.drop_duplicates(["target", "roster", "reading"], ignore_index=True),
        "quantiles": summarise_quantiles(paths, panel, unit=unit, units=[unit]),
        "ranks": ranks[ranks["year"] == choices.year].reset_index(drop=True),
    }


def take_draws(forecast: Forecast, draws: int) -> Forecast:
    """Return a baseline forecast of few draws from the same fit.

    Parameters
    ----------
    forecast : Forecast
        A baseline.
    draws : int
        Number of joint draws.

    Returns
    -------
    Forecast
        Simulated from evenly spaced posterior draws with the same seed; the argument itself if it
        has no more draws.
    """
    from planodds.forecasting.simulation.paths import forecast_paths

    stored, posterior = forecast.unconditioned or forecast.paths, forecast.posterior
    if stored.draws <= draws:
        return forecast
    few = posterior.thin(draws)
    paths = forecast_paths(
        few, forecast.panel, paths=draws, seed=stored.seed, final_year=stored.years[-1]
    )
    return open_forecast(paths, forecast.panel, few)
