"""Views of the fits: did they converge, what did the data say, what is expected of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from planodds import constants
from planodds.report.content import Block, Paragraph, Table
from planodds.report.text import phrases
from planodds.report.text.formatting import format_number, format_percent
from planodds.report.text.labels import information_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planodds.forecasting.types import Forecast
    from planodds.notebook.session import Session
    from planodds.report.text.words import Words

_OUTLOOK_QUANTILES = {"q10": 0.10, "q50": 0.50, "q90": 0.90}


class _FitRow(Protocol):
    """Information set and evidence of a fit, a row of ``itertuples``."""

    information: str
    evidence: str


def view_diagnostics(run: Session, diagnostics: pd.DataFrame, *, words: Words) -> list[Block]:
    """Show the convergence of every fit, block by block.

    Parameters
    ----------
    run : Session
    diagnostics : DataFrame
        From ``tabulate_diagnostics``.
    words : Words

    Returns
    -------
    list of Block
        One sentence and one table.
    """
    columns = (
        words("common-column-fit"),
        words("common-column-block"),
        "R-hat",
        words("common-column-bulk-ess"),
        words("common-column-tail-ess"),
        words("common-column-divergences"),
        words("notebook-model-column-refitted"),
        words("common-column-gate"),
    )
    yes, no = words("notebook-model-yes"), words("notebook-model-no")
    passed, missed = words("common-passed"), words("common-missed")
    rows = tuple(
        (
            _fit_name(row, words),
            words.label("block", row.block),
            format_number(row.max_rhat, 3),
            format_number(row.min_ess_bulk),
            format_number(row.min_ess_tail),
            format_number(row.divergences),
            yes if row.refit else no,
            passed if row.passed else missed,
        )
        for row in diagnostics.itertuples()
    )
    count, good = len(diagnostics), int(diagnostics["passed"].sum())
    sentence = words("notebook-model-gate", count=count, good=good)
    caption = words("notebook-model-diagnostics-caption")
    return [Paragraph(sentence), Table(caption, columns, rows, words=(0, 1, 6, 7))]


def _fit_name(row: _FitRow, words: Words) -> str:
    name = information_label(str(row.information), words)
    if row.evidence == constants.POSTERIOR:
        return name
    kind = words.label("evidence", row.evidence)
    return words("common-name-bracketed", name=name, detail=kind)


def tabulate_outlook(forecasts: Iterable[Forecast]) -> pd.DataFrame:
    """Summarise the common part of the forecasts: coal price, nation, province.

    Parameters
    ----------
    forecasts : iterable of Forecast

    Returns
    -------
    DataFrame
        information, evidence, series, year, q10, q50, q90 (growth, a fraction).
    """
    rows = []
    for forecast in forecasts:
        growth = np.expm1(np.quantile(forecast.common, list(_OUTLOOK_QUANTILES.values()), axis=0))
        for position, series in enumerate(forecast.series):
            for step, year in enumerate(forecast.common_years):
                values = growth[:, position, step].tolist()
                rows.append(
                    {
                        "information": forecast.information.name,
                        "evidence": forecast.evidence,
                        "series": series,
                        "year": int(year),
                        **dict(zip(_OUTLOOK_QUANTILES, values, strict=True)),
                    }
                )
    return pd.DataFrame(rows)


def view_outlook(run: Session, outlook: pd.DataFrame, *, words: Words) -> list[Block]:
    """Show the forecast growth of coal price, nation and province, with 80 % intervals.

    Parameters
    ----------
    run : Session
    outlook : DataFrame
        From ``tabulate_outlook``; years up to ``study.last_headline_year`` are shown.
    words : Words

    Returns
    -------
    list of Block
        One table.
    """
    own = outlook[
        (outlook["information"] == run.information) & (outlook["evidence"] == constants.POSTERIOR)
    ]
    own = own[own["year"] <= run.panel.study.last_headline_year]
    years = sorted(own["year"].unique())
    rows = tuple(
        (
            words.label_or_code("series", series),
            *(_interval(row) for _, row in rows.sort_values("year").iterrows()),
        )
        for series, rows in own.groupby("series", sort=False)
    )
    columns = (
        words("notebook-model-column-growth-year"),
        *(words("common-year", year=year) for year in years),
    )
    caption = words("notebook-model-outlook-caption")
    return [Table(caption, columns, rows)]


def _interval(row: pd.Series) -> str:
    low, middle, high = (
        format_percent(row[name], digits=1, signed=True) for name in ("q10", "q50", "q90")
    )
    return middle if low == high else f"{middle}\n{low} … {high}"  # a known year has no interval


_RANK_LEVELS = ("five_year_rank_change_sd",)


def view_prior_predictive(run: Session, checks: pd.DataFrame, *, words: Words) -> list[Block]:
    """Show what the priors alone imply for growth and ranks, beside limits declared beforehand.

    Parameters
    ----------
    run : Session
    checks : DataFrame
        From ``check_prior``.
    words : Words

    Returns
    -------
    list of Block
        One sentence and one table; only a sentence if the edition has no prior-only fit.
    """
    if checks.empty:
        return [Paragraph(words("notebook-model-no-prior"))]
    columns = (
        words("notebook-model-column-quantity"),
        words("notebook-model-column-prior"),
        words("notebook-model-column-from"),
        words("notebook-model-column-to"),
    )
    rows = tuple(
        (
            words.label("quantity", row.quantity),
            *(_checked(value, row.quantity) for value in (row.value, row.lower, row.upper)),
        )
        for row in checks.itertuples()
    )
    inside = int(checks["inside"].sum())
    sentence = words("notebook-model-prior-summary", count=len(checks), inside=inside)
    caption = words("notebook-model-prior-predictive-caption")
    return [Paragraph(sentence), Table(caption, columns, rows)]


def _checked(value: float, quantity: str) -> str:
    """Growth and shares in per cent, places as they are."""
    if quantity in _RANK_LEVELS:
        return format_number(value, 1)
    return format_percent(value, digits=1)


def view_posterior_predictive(run: Session, checks: pd.DataFrame, *, words: Words) -> list[Block]:
    """Show whether replicated counties resemble the observed ones.

    Parameters
    ----------
    run : Session
    checks : DataFrame
        From ``check_posterior``.
    words : Words

    Returns
    -------
    list of Block
        One sentence and one table.
    """
    columns = (
        words("notebook-model-column-quantity"),
        words("common-column-year"),
        words("notebook-model-column-observed"),
        "5%",
        "50%",
        "95%",
    )
    rows = tuple(
        (
            words.label("quantity", row.quantity),
            str(row.year),
            *(format_number(value, 3) for value in (row.observed, row.q05, row.q50, row.q95)),
        )
        for row in checks.itertuples()
    )
    within = int(
        ((checks["observed"] >= checks["q05"]) & (checks["observed"] <= checks["q95"])).sum()
    )
    sentence = words("notebook-model-posterior-summary", count=len(checks), within=within)
    caption = words("notebook-model-posterior-predictive-caption")
    return [Paragraph(sentence), Table(caption, columns, rows, words=(0, 1))]


def view_sensitivity(run: Session, table: pd.DataFrame, *, words: Words) -> list[Block]:
    """Show how much each headline probability depends on each assumption.

    Parameters
    ----------
    run : Session
    table : DataFrame
        From ``check_assumptions``.
    words : Words

    Returns
    -------
    list of Block
        One table.
    """
    from planodds.report.text.formatting import format_percent_odds

    asked = _sensitive(run)
    columns = (
        words("notebook-model-column-assumption"),
        words("common-column-value"),
        *(
            f"{phrases.short_label(run.plan.target(target), words)}\n"
            f"{words('common-year', year=year)}"
            for target, year in asked
        ),
    )
    rows = []
    for (name, level), odds in table.groupby(["assumption", "level"], sort=False, dropna=False):
        by_target = {(row.target, row.year): row for row in odds.itertuples()}
        shown = words.label_or_code("level", str(level))
        rows.append(
            (
                words.label_or_code("assumption", name),
                shown,
                *(
                    format_percent_odds(by_target[key].probability, mcse=by_target[key].mcse)
                    if key in by_target
                    else "—"
                    for key in asked
                ),
            )
        )
    note = words("notebook-model-note")
    caption = words("notebook-model-sensitivity-caption")
    return [Table(caption, columns, tuple(rows), words=(0, 1), note=note)]


def _sensitive(run: Session) -> list[tuple[str, int]]:
    """Headline targets and years shown: the ranked variable and its rank to the horizon as well."""
    study = run.panel.study
    shown = []
    for name in run.plan.headlines:
        linked = run.plan.target(name).variable == constants.REVENUE
        years = (study.last_headline_year,) if linked else (study.last_headline_year, study.horizon)
        shown += [(name, year) for year in dict.fromkeys(years)]
    return shown
