"""Section of an evaluation on how reliable the linear schedule has been."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from planodds.probability.planning.schedule import BEHIND, ON_SCHEDULE
from planodds.report import theme
from planodds.report.content import Paragraph, Section, Table
from planodds.report.figures.save_pair import draw_figure
from planodds.report.figures.schedule_record import plot_schedule_record
from planodds.report.text.formatting import DASH, format_number, format_percent, join_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planodds.report.text.words import Words

FIGURE = "schedule_record"
_SIZE, _PHONE_SIZE = (7.2, 2.9), (3.42, 3.0)
_ALL = "all"
_COLUMNS = (
    "planning-column-panel",
    "planning-column-windows",
    "planning-column-on-schedule-arrived",
    "planning-column-behind-arrived",
    "planning-column-brier-flag",
    "planning-column-brier-record",
    "planning-column-brier-chance",
)


def schedule_section(
    table: pd.DataFrame,
    labels: Mapping[str, str],
    words: Words,
    folder: Path,
    cache_dir: Path | None = None,
) -> Section:
    """Return the record of the linear schedule as a section with one figure and one table.

    Parameters
    ----------
    table : DataFrame
        From ``summarise_schedule``.
    labels : mapping of str to str
        Names of the panels.
    words : Words
    folder : Path
        Where the figure is saved.
    cache_dir : Path, optional
        Where the cut typefaces are cached.

    Returns
    -------
    Section
    """
    rows = {key: part.set_index("flag") for key, part in table.groupby("panel", sort=False)}
    shares = [
        words(
            "planning-schedule-share",
            panel=labels[panel],
            share=format_percent(part.loc[ON_SCHEDULE, "share"]),
        )
        for panel, part in rows.items()
    ]
    finding = words("planning-schedule-finding", list=join_words(shares, words))
    with theme.house_style(cache_dir=cache_dir):
        figure = draw_figure(
            partial(_plot, table, words, labels),
            table,
            folder=folder,
            name=FIGURE,
            words=words,
            title=finding,
            note=words("planning-schedule-figure-note"),
            wide=_SIZE,
            phone=_PHONE_SIZE,
        )
    made = Table(
        words("planning-schedule-caption"),
        tuple(words(name) for name in _COLUMNS),
        tuple(_cells(labels[panel], part, words) for panel, part in rows.items()),
        note=words("planning-schedule-note"),
    )
    text = Paragraph(words("planning-schedule-text"))
    compared = Paragraph(_compare(rows, labels, words))
    heading = words("planning-schedule-heading")
    return Section("schedule", "", heading, (text, figure, made, compared))


def _compare(rows: Mapping[str, pd.DataFrame], labels: Mapping[str, str], words: Words) -> str:
    """Name the panels in which the chances were better than the flag, and those in which not."""
    whole = {panel: part.loc[_ALL] for panel, part in rows.items()}
    whole = {panel: row for panel, row in whole.items() if not pd.isna(row["brier_chance"])}
    better = [
        labels[panel] for panel, row in whole.items() if row["brier_chance"] < row["brier_flag"]
    ]
    worse = [labels[panel] for panel in whole if labels[panel] not in better]
    parts = [
        words("planning-schedule-better", list=join_words(better, words)) if better else "",
        words("planning-schedule-worse", list=join_words(worse, words)) if worse else "",
    ]
    return words("common-sentence-gap").join(part for part in parts if part)


def _plot(
    table: pd.DataFrame, words: Words, labels: Mapping[str, str], *, ax: object, compact: bool
) -> None:
    del compact
    plot_schedule_record(table, ax=ax, words=words, labels=labels)  # type: ignore[arg-type]


def _cells(label: str, part: pd.DataFrame, words: Words) -> tuple[str, ...]:
    """Return the cells of one panel."""
    whole = part.loc[_ALL]
    briers = (whole[name] for name in ("brier_flag", "brier_record", "brier_chance"))
    return (
        label,
        str(int(whole["windows"])),
        *(_share(part.loc[flag], words) for flag in (ON_SCHEDULE, BEHIND)),
        *(DASH if pd.isna(value) else format_number(value, 3) for value in briers),
    )


def _share(row: pd.Series, words: Words) -> str:
    ends = [format_percent(row[name]) for name in ("lower", "upper")]
    span = words("planning-range", low=ends[0], high=ends[1])
    return f"{format_percent(row['share'])}\n{span}"
