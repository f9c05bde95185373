"""Views of the track record: three questions, every criterion, and Shanxi beside the states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.notebook.partial_edition import open_partial
from planodds.report.content import Block, Paragraph, Table
from planodds.report.figures import track_record as figures
from planodds.report.figures.save_pair import draw_figure
from planodds.report.text.formatting import DASH, format_number, format_percent, is_missing
from planodds.report.text.track_record import (
    RecordTables,
    describe_coverage,
    describe_criteria,
    describe_model_choice,
    describe_reliability,
    describe_sample_size,
    describe_skill,
    describe_untuned_origins,
    describe_worst_bin,
    gather_record,
)

if TYPE_CHECKING:
    import pandas as pd

    from planodds.notebook.session import Session
    from planodds.report.text.words import Words

_FIGURES = "figures"


def view_answers(run: Session, *, words: Words) -> list[Block]:
    """Describe reliability, coverage, skill, untuned origins, choice of the model, and sample size.

    Parameters
    ----------
    run : Session
    words : Words

    Returns
    -------
    list of Block
        One paragraph each.

    Raises
    ------
    UsageError
        No run has saved the tables of the track record.
    """
    shown = gather_record(open_partial(run))
    return [
        Paragraph(tell(shown, words))
        for tell in (
            describe_reliability,
            describe_coverage,
            describe_skill,
            describe_untuned_origins,
            describe_model_choice,
            describe_sample_size,
        )
    ]


def view_reliability(run: Session, *, words: Words) -> list[Block]:
    """Show how often events happened at each forecast probability: curve and counts.

    Parameters
    ----------
    run : Session
    words : Words

    Returns
    -------
    list of Block
        Figure, the bin with the largest difference, and the table of all bins.

    Raises
    ------
    UsageError
        No run has saved the tables of the track record.
    """
    shown = gather_record(open_partial(run))
    table = figures.build_reliability(
        shown.reliability, shown.reliability_bins, engine=shown.engine
    )
    note = words("notebook-record-reliability-note")
    figure = draw_figure(
        lambda *, ax, compact: figures.plot_reliability(table, ax=ax, words=words),
        table,
        folder=run.folder / _FIGURES,
        name="reliability",
        words=words,
        title=describe_reliability(shown, words),
        note=note,
        wide=(4.8, 4.8),
        phone=(3.42, 3.5),
    )
    return [figure, Paragraph(describe_worst_bin(shown, words)), _reliability_table(shown, words)]


def _reliability_table(shown: RecordTables, words: Words) -> Table:
    own = shown.reliability_bins
    own = own[
        (own["panel"] == figures.BED) & (own["model"] == shown.engine) & (own["horizon"] == 0)
    ]
    rows = tuple(
        (
            f"{format_percent(r.low)}–{format_percent(r.high)}",
            format_percent(r.forecast_probability),
            str(int(r.events)),
            str(int(r.hits)),
            format_percent(r.hits / r.events),
            _range(r.lower, r.upper),
        )
        for r in own.itertuples()
    )
    columns = (
        words("notebook-record-column-forecast-probability"),
        words("notebook-record-column-mean"),
        words("notebook-record-column-times"),
        words("notebook-record-column-observed-frequency"),
        words("notebook-record-column-share"),
        words("notebook-record-column-90-percent-interval"),
    )
    caption = words("notebook-record-reliability-bins-table-caption")
    note = words("notebook-record-reliability-bins-table-note")
    return Table(caption, columns, rows, note=note)


def view_coverage(run: Session, *, words: Words) -> list[Block]:
    """Show the coverage of the intervals by horizon and part, and the worst origin.

    Parameters
    ----------
    run : Session
    words : Words

    Returns
    -------
    list of Block
        One figure and one table.

    Raises
    ------
    UsageError
        No run has saved the tables of the track record.
    """
    shown = gather_record(open_partial(run))
    table = figures.build_coverage(shown.coverage, engine=shown.engine)
    note = words("notebook-record-coverage-note")
    figure = draw_figure(
        lambda *, ax, compact: figures.plot_coverage(table, ax=ax, words=words),
        table,
        folder=run.folder / _FIGURES,
        name="held",
        words=words,
        title=describe_coverage(shown, words),
        note=note,
        wide=(7.2, 2.7),
        phone=(3.42, 6.6),
        grid={"columns": 3, "sharey": True},
        phone_grid={"rows": 3},
    )
    return [figure, _coverage_table(shown, words)]


def _coverage_table(shown: RecordTables, words: Words) -> Table:
    """Coverage at 50, 80 and 90 % on the US states, with the worst origin of the 90 %."""
    rows = []
    for part in figures.PARTS:
        for horizon in range(1, 6):
            found = [
                shown.select_coverage(part, horizon=horizon, level=level)
                for level in constants.LEVELS
            ]
            if all(len(own) for own in found):
                last = found[-1].iloc[0]
                rows.append(
                    (
                        words.label("figure-part", part),
                        str(horizon),
                        *(format_percent(own["held"].iloc[0]) for own in found),
                        _range(last["lower"], last["upper"]),
                        f"{format_percent(last['worst'])} ({int(last['worst_origin'])})",
                        f"{int(last['origins'])} ({int(last['n_eff'])})",
                    )
                )
    columns = (
        words("common-column-part"),
        words("common-column-years-ahead"),
        "50%",
        "80%",
        "90%",
        words("notebook-record-column-interval-90-percent"),
        words("common-column-worst-origin"),
        words("common-column-origins-apart"),
    )
    caption = words("notebook-record-held-table-caption")
    return Table(caption, columns, tuple(rows))


def view_skill(run: Session, *, words: Words) -> list[Block]:
    """Show the skill over each benchmark, mean over horizons, then by horizon.

    Parameters
    ----------
    run : Session
    words : Words

    Returns
    -------
    list of Block
        One figure and one table.

    Raises
    ------
    UsageError
        No run has saved the tables of the track record.
    """
    shown = gather_record(open_partial(run))
    table = figures.build_skill(shown.skill, engine=shown.engine)
    rivals = {name: words.label("benchmark", name) for name in set(table["rival"])}
    note = words("notebook-record-skill-note")
    figure = draw_figure(
        lambda *, ax, compact: figures.plot_skill(table, ax=ax, words=words, rivals=rivals),
        table,
        folder=run.folder / _FIGURES,
        name="skill",
        words=words,
        title=describe_skill(shown, words),
        note=note,
        wide=(7.2, 3.2),
        phone=(3.42, 5.6),
        grid={"columns": 2, "sharex": True},
        phone_grid={"rows": 2, "sharex": True},
    )
    return [figure, _skill_table(shown, words)]


def _skill_table(shown: RecordTables, words: Words) -> Table:
    """Skill of the level over each rival, horizon by horizon."""
    own = shown.skill_rows(horizon=None)
    wide = own.pivot(index="rival", columns="horizon", values="skill")
    gain = own[own["horizon"] > 0].groupby("rival")["log_gain"].mean()
    worst = own[own["horizon"] == 1].set_index("rival")
    rows = tuple(
        (
            words.label("benchmark", rival),
            *(format_percent(wide.loc[rival].get(h), signed=True) for h in range(1, 6)),
            format_number(gain.get(rival), 2),
            f"{format_percent(worst.loc[rival, 'worst'], signed=True)} "
            f"({int(worst.loc[rival, 'worst_origin'])})",
        )
        for rival in wide[0].sort_values().index
    )
    columns = (
        words("common-column-rival"),
        *(words("notebook-record-column-y", horizon=h) for h in range(1, 6)),
        words("notebook-record-column-log-score-gained"),
        words("notebook-record-column-worst-origin-1-y"),
    )
    caption = words("notebook-record-skill-table-caption")
    return Table(caption, columns, rows)


def view_criteria(run: Session, *, words: Words) -> list[Block]:
    """Show every acceptance criterion: limits, results of each model, and verdict.

    Parameters
    ----------
    run : Session
    words : Words

    Returns
    -------
    list of Block
        The count of verdicts, and one table.

    Raises
    ------
    UsageError
        No run has saved the tables of the track record.
    """
    shown = gather_record(open_partial(run))
    engines = list(dict.fromkeys(shown.criteria["model"]))
    keyed = {
        name: own.set_index(["criterion", "horizon"])
        for name, own in shown.criteria.groupby("model")
    }
    rows = tuple(
        (
            *_limits(row, criterion, horizon, words),
            *(_reached(keyed[name].loc[(criterion, horizon)], words) for name in engines),
            format_percent(row["opened"]),
        )
        for (criterion, horizon), row in keyed[shown.engine].iterrows()
    )
    columns = (
        words("notebook-record-column-criterion"),
        words("notebook-record-column-years"),
        words("notebook-record-column-excellent"),
        words("notebook-record-column-minimum"),
        *(words.label("benchmark", name) for name in engines),
        words("notebook-record-column-after-1999"),
    )
    caption = words("notebook-record-criteria-caption")
    note = words("notebook-record-criteria-note")
    return [Paragraph(describe_criteria(shown, words)), Table(caption, columns, rows, note=note)]


def _limits(row: pd.Series, criterion: str, horizon: float, words: Words) -> tuple[str, ...]:
    """Return the name of a criterion, its horizon and its two limits."""
    nominal = words("notebook-record-90-percent-interval")
    low = {
        "level_coverage": nominal,
        "calibration": words("notebook-record-99-9-percent-band"),
    }.get(criterion, _limit(row["minimum_low"], row["minimum_high"]))
    top = (
        words("notebook-record-all")
        if criterion == "calibration"
        else _limit(row["excellent_low"], row["excellent_high"])
    )
    return (
        words.label("criterion-asked", criterion),
        str(int(horizon)) if horizon else DASH,
        top,
        low,
    )


def _limit(low: float, high: float) -> str:
    if is_missing(high) or high > 1:
        return f"≥ {format_percent(low)}"
    return f"{format_percent(low)}–{format_percent(high)}"


def _reached(row: pd.Series, words: Words) -> str:
    """The figure, for ranks with the one that spreads ties, and its verdict below."""
    reached = format_percent(row["reached"], digits=1)
    if not is_missing(row["spread"]) and row.name[0] == "rank_coverage":
        reached = f"{reached} ({format_percent(row['spread'], digits=1)})"
    return f"{reached}\n{words.label('verdict', row['verdict'])}"


def _range(low: float, high: float) -> str:
    if is_missing(low) or is_missing(high):
        return DASH
    return f"{format_percent(low)}–{format_percent(high)}"
