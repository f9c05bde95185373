"""View of a scenario's chances beside those of the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.content import Block, Table
from planodds.report.planning.change.points import format_points
from planodds.report.text import phrases
from planodds.report.text.formatting import format_percent_odds, is_beyond_noise
from planodds.report.text.labels import with_variant

if TYPE_CHECKING:
    import pandas as pd

    from planodds.notebook.session import Session
    from planodds.report.text.words import Words

_KEY = ["target", "reading", "roster", "year"]


def view_against_baseline(
    run: Session, results: pd.DataFrame | None, baseline: pd.DataFrame, *, words: Words
) -> list[Block]:
    """Show the chance of each undecided target beside the baseline's, with the difference.

    Parameters
    ----------
    run : Session
    results : DataFrame or None
        From ``compute_odds``; None if every reading of the scenario was refused.
    baseline : DataFrame
        The same of the baseline at the same information set.
    words : Words

    Returns
    -------
    list of Block
        One table per reading of the scenario; none for the baseline itself.
    """
    if results is None or run.scenario.name == constants.BASELINE:
        return []
    name = phrases.localise(run.scenario.label, words)
    return [
        _tabulate(run, rows, baseline, with_variant(name, variant, words), words)
        for variant, rows in results.groupby("variant", sort=False)
    ]


def _tabulate(
    run: Session, rows: pd.DataFrame, baseline: pd.DataFrame, name: str, words: Words
) -> Table:
    """One row per target and year, by the main reading of the target."""
    both = rows.merge(baseline, on=_KEY, suffixes=("", "_base"))
    both = both[(both["status"] == constants.OPEN) & (both["status_base"] == constants.OPEN)]
    body = []
    for target in run.plan.targets:
        own = both[both["target"] == target.id]
        for _, row in own[own["reading"] == target.main_reading.name].iterrows():
            body.append(
                (
                    phrases.short_label(target, words),
                    str(row["year"]),
                    format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"]),
                    format_percent_odds(
                        row["probability_base"], mcse=row["mcse_base"], upper=row["upper_base"]
                    ),
                    format_difference(row, words),
                )
            )
    columns = (
        words("common-column-target"),
        words("notebook-against-column-year"),
        words("notebook-against-column-scenario"),
        words("notebook-against-column-baseline"),
        words("notebook-against-column-difference"),
    )
    caption = words("notebook-against-caption", name=name)
    return Table(caption, columns, tuple(body), note=words("notebook-against-note"))


def format_difference(row: pd.Series, words: Words) -> str:
    """Format the difference of two chances, or say that it is within the simulation error.

    Parameters
    ----------
    row : Series
        ``probability`` and ``mcse`` of the scenario, the same with ``_base`` of the baseline.
    words : Words

    Returns
    -------
    str
        In percentage points.
    """
    change = float(row["probability"] - row["probability_base"])
    if is_beyond_noise(change, row["mcse"], row["mcse_base"]):
        return format_points(change)
    return words("brief-scenarios-no-effect")
