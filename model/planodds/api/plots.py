"""Figures of a forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.api.data import load_plan
from planodds.constants import GDP

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from planodds.api.forecasts import Forecast
    from planodds.inputs.plan import Plan, Target


def plot_fan(
    forecast: Forecast,
    unit: str,
    *,
    variable: str = GDP,
    plan: Plan | str = "",
    ax: Axes | None = None,
    lang: str = "zh",
) -> Axes:
    """Draw a fan chart: published levels, then nested 50, 80 and 90 % prediction intervals.

    Parameters
    ----------
    forecast : Forecast
        From `forecast` or `apply_scenario`.
    unit : str
        Code or name of the unit.
    variable : str
        ``"gdp"`` or ``"revenue"``.
    plan : Plan or str
        Its target for the variable is drawn if the plan is the unit's.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure without it.
    lang : str
        Language of the labels, ``"zh"`` or ``"en"``.

    Returns
    -------
    matplotlib.axes.Axes
        Levels in 1e8 CNY at current prices.

    Raises
    ------
    UsageError
        There is no such unit, plan or language.
    """
    from planodds.api.tables import shown_rank
    from planodds.notebook.tables import tabulate_history
    from planodds.probability.questions.distributions import summarise_quantiles
    from planodds.report import theme
    from planodds.report.figures import fan
    from planodds.report.text.words import Words

    words, code = Words.load(lang), forecast.find_unit(unit)
    target = _find_target(
        load_plan(plan, study=forecast.panel.study.name) if isinstance(plan, str) else plan,
        code,
        variable,
    )
    place = shown_rank(forecast)
    table = fan.build_fan(
        tabulate_history(forecast.panel),
        summarise_quantiles(forecast.paths, forecast.panel, unit=code, units=[code], rank=place),
        variable=variable,
        threshold=target.threshold if target else None,
        target_year=target.year if target else None,
        unit=code,
        roster=forecast.panel.study.headline_roster,
        place=place,
        final_year=forecast.paths.years[-1],
    )
    breaks = forecast.panel.study.benchmark_years if variable == "gdp" else ()
    name = str(forecast.panel.unit_table.loc[code, f"name_{lang}"])
    with theme.house_style():
        if ax is None:
            _, ax = theme.new_figure()
        drawn = fan.plot_fan(table, ax=ax, words=words, unit_label=name, breaks=breaks)
        theme.restyle(drawn)
        return drawn


def _find_target(plan: Plan, unit: str, variable: str) -> Target | None:
    """Return the plan's level target for a variable of a unit."""
    fitting = (t for t in plan.targets if t.kind == "level" and t.variable == variable)
    return next(fitting, None) if plan.unit == unit else None
