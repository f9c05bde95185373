"""Tables of a forecast: odds of targets, quantiles, rank distribution, attainable levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.api.data import data_folder, load_plan
from planodds.api.measured import SHARE, measure, name_measure

if TYPE_CHECKING:
    import pandas as pd

    from planodds.api.forecasts import Forecast
    from planodds.inputs.plan import Plan


def odds(forecast: Forecast, plan: Plan | str = "") -> pd.DataFrame:
    """Compute the odds of every target of a plan.

    Parameters
    ----------
    forecast : Forecast
        From `forecast` or `apply_scenario`.
    plan : Plan or str
        A plan, or the name of one on file; the study's home plan if omitted.

    Returns
    -------
    DataFrame
        One row per target, interpretation and year: ``probability`` with its Monte Carlo standard
        error ``mcse`` and 95 % interval, and ``status`` (open, met, missed, not computable). Its
        ``attrs`` hold the plausibility of the forecast's assumptions (`Forecast.plausibility`).

    Raises
    ------
    UsageError
        There is no such plan, or its unit is not in the panel.
    """
    from planodds.inputs.panels.indicator_series import load_indicators
    from planodds.probability.questions.targets import compute_odds

    plan = load_plan(plan, study=forecast.panel.study.name) if isinstance(plan, str) else plan
    folder = data_folder(forecast.panel.study.name)
    indicators = load_indicators(folder, forecast.panel.information.name)
    table = compute_odds(forecast.paths, forecast.panel, plan, indicators)
    table.attrs.update(forecast.plausibility)
    study = forecast.panel.study
    units = {target.id: name_measure(target.unit or "", study) for target in plan.targets}
    shares = dict.fromkeys(("probability", "mcse", "lower", "upper"), SHARE)
    return measure(table, rows=("target", units, ["threshold"]), columns=shares)


def quantiles(forecast: Forecast, unit: str | None = None) -> pd.DataFrame:
    """Compute quantiles of GDP, revenue and rank by unit and year.

    Parameters
    ----------
    forecast : Forecast
        From `forecast` or `apply_scenario`.
    unit : str, optional
        Code or name of one unit; all units without it.

    Returns
    -------
    DataFrame
        Columns unit, variable, roster, year, q05 to q95 and mean. When it is shown, the column
        ``measured_in`` states the unit of measurement of each row; the frame is without it.
    """
    from planodds.probability.questions.distributions import summarise_quantiles

    if unit is None:
        table = summarise_quantiles(forecast.paths, forecast.panel, rank=shown_rank(forecast))
    else:
        code = forecast.find_unit(unit)
        table = summarise_quantiles(
            forecast.paths, forecast.panel, unit=code, units=[code], rank=shown_rank(forecast)
        )
    numbers = [*constants.QUANTILE_NAMES, "mean"]
    return measure(table, rows=("variable", _measures(forecast, table), numbers))


def _measures(forecast: Forecast, table: pd.DataFrame) -> dict[str, str]:
    """Unit of measurement of each variable of a table of levels and ranks."""
    study = forecast.panel.study
    ranked = study.variables[study.ranked]
    return {
        name: "place"
        if name == constants.RANK
        else name_measure((study.variable(name) or ranked).unit, study)
        for name in table["variable"].unique()
    }


def shown_rank(forecast: Forecast) -> int:
    """Return the rank whose level is shown: the 30th, or the last of a smaller roster.

    Parameters
    ----------
    forecast : Forecast

    Returns
    -------
    int
    """
    return min(30, *(int(members.sum()) for members in forecast.panel.rosters.values()))


def attainable(forecast: Forecast, unit: str) -> pd.DataFrame:
    """Compute the levels and ranks that a unit reaches with 50, 80 and 90 % probability.

    Parameters
    ----------
    forecast : Forecast
        From `forecast` or `apply_scenario`.
    unit : str
        Code or name of the unit.

    Returns
    -------
    DataFrame
        Columns unit, variable, roster, year, reach_probability and value, whose unit of
        measurement stands beside it when the frame is shown.
    """
    from planodds.probability.questions.distributions import attainable_levels, summarise_quantiles

    code = forecast.find_unit(unit)
    table = summarise_quantiles(
        forecast.paths, forecast.panel, unit=code, units=[code], rank=shown_rank(forecast)
    )
    reached = attainable_levels(table, years=forecast.panel.study.report_years)
    return measure(
        reached,
        rows=("variable", _measures(forecast, reached), ["value"]),
        columns={"reach_probability": SHARE},
    )


def rank_distribution(forecast: Forecast, unit: str) -> pd.DataFrame:
    """Compute the probability of each rank of a unit by roster and year.

    Parameters
    ----------
    forecast : Forecast
        From `forecast` or `apply_scenario`.
    unit : str
        Code or name of the unit.

    Returns
    -------
    DataFrame
        Columns roster, year, rank and probability; the probabilities of a year sum to 1.
    """
    from planodds.probability.questions.distributions import rank_distribution as distribution

    table = distribution(forecast.paths, forecast.panel, unit=forecast.find_unit(unit))
    return measure(table, columns={"rank": "place", "probability": SHARE})
