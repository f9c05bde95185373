"""Views of early figures and of census steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planodds.report.content import Block, Paragraph, Table
from planodds.report.text.formatting import DASH, format_money, format_number, format_percent

if TYPE_CHECKING:
    from planodds.notebook.session import Session
    from planodds.report.text.words import Words


def view_early_figures(run: Session, effects: pd.DataFrame, *, words: Words) -> list[Block]:
    """Show the forecast of units and groups without and with their early figures.

    Parameters
    ----------
    run : Session
    effects : DataFrame
        From ``early_figure_effects``.
    words : Words

    Returns
    -------
    list of Block
        One table, or a sentence if there is no such figure.
    """
    if effects.empty:
        return [Paragraph(words("notebook-early-none"))]
    rows = tuple(
        (
            _area(run, row.unit, words),
            words.label("variable", row.variable),
            _figure(row.value, row.sd_percent, words),
            _interval(row.q10_without, row.q50_without, row.q90_without, words),
            _interval(row.q10, row.q50, row.q90, words),
            format_percent(row.change_percent / 100, digits=1, signed=True),
        )
        for row in effects.itertuples()
    )
    columns = (
        words("common-column-unit"),
        words("common-column-variable"),
        words("notebook-early-column-figure"),
        words("notebook-early-column-without"),
        words("notebook-early-column-with"),
        words("notebook-early-column-change"),
    )
    year = int(effects["year"].iloc[0])
    caption = words("notebook-early-caption", year=year)
    note = words("notebook-early-note")
    return [Table(caption, columns, rows, words=(0, 1), note=note)]


def view_census_steps(run: Session, steps: pd.DataFrame, *, words: Words) -> list[Block]:
    """Show how much of the step between two bases is growth, and how much revision.

    Parameters
    ----------
    run : Session
    steps : DataFrame
        From ``split_census_steps``.
    words : Words

    Returns
    -------
    list of Block
        One table, or a sentence if no growth is published across a change of basis.
    """
    if steps.empty:
        return [Paragraph(words("notebook-step-none"))]
    rows = tuple(
        (
            _area(run, row.unit, words),
            words("common-year", year=int(row.year)),
            format_money(row.before, words, digits=2),
            format_money(row.after, words, digits=2),
            *(_percent(value) for value in (row.step_percent, row.real_percent)),
            *(
                _percent_range(run_of, words)
                for run_of in (
                    (row.growth_q10, row.growth_percent, row.growth_q90),
                    (row.revision_q10, row.revision_percent, row.revision_q90),
                )
            ),
        )
        for row in steps.itertuples()
    )
    columns = (
        words("common-column-unit"),
        words("common-column-year"),
        words("notebook-step-column-before"),
        words("notebook-step-column-after"),
        words("notebook-step-column-step"),
        words("notebook-step-column-real"),
        words("notebook-step-column-growth"),
        words("notebook-step-column-revision"),
    )
    caption, note = words("notebook-step-caption"), words("notebook-step-note")
    return [Table(caption, columns, rows, words=(0,), note=note)]


def _area(run: Session, code: str, words: Words) -> str:
    """Return the name of a unit or of a group."""
    table = run.panel.unit_table
    if code in table.index:
        return str(table.loc[code, f"name_{words.lang}"])
    group = table[(table["group_en"] == code) | (table["group_zh"] == code)]
    return str(group[f"group_{words.lang}"].iloc[0]) if len(group) else code


def _figure(value: float, sd_percent: float, words: Words) -> str:
    if pd.isna(value):
        return DASH
    sd = format_number(sd_percent, 1)
    return words("notebook-early-figure", value=format_money(value, words, digits=1), sd=sd)


def _interval(low: float, middle: float, high: float, words: Words) -> str:
    bottom, centre, top = (format_money(value, words, digits=1) for value in (low, middle, high))
    return f"{centre}\n{bottom} … {top}"


def _percent(value: float) -> str:
    return DASH if pd.isna(value) else format_percent(value / 100, digits=1, signed=True)


def _percent_range(values: tuple[float, float, float], words: Words) -> str:
    low, middle, high = (_percent(value) for value in values)
    return middle if low in (middle, DASH) else f"{middle}\n{low} … {high}"
