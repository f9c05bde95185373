"""Every panel of the track record beside the others: coverage, skill, the best and the worst."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planodds.evaluation.model_names import UNIT_DRIFT
from planodds.evaluation.protocol import ORIGINS
from planodds.notebook.partial_edition import open_partial
from planodds.report.content import Block, Paragraph, Table
from planodds.report.text.formatting import DASH, format_percent
from planodds.report.text.track_record import RecordTables, gather_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planodds.notebook.session import Session
    from planodds.report.text.words import Words

_HORIZONS = (1, 3, 5)
_PARTS = ("level", "common", "relative")


def view_panels(run: Session, *, words: Words) -> list[Block]:
    """Show each panel of the protocol: coverage by part, skill, and the strongest benchmark.

    Parameters
    ----------
    run : Session
    words : Words

    Returns
    -------
    list of Block
        A sentence on the best and the worst comparison, and one table.

    Raises
    ------
    UsageError
        No run has saved the tables of the track record.
    """
    shown = gather_record(open_partial(run))
    rows = [row for panel in ORIGINS for row in _panel_rows(shown, panel, words)]
    columns = (
        words("notebook-holdout-column-panel"),
        words("common-column-years-ahead"),
        words("common-column-origins-apart"),
        *(
            words("notebook-record-panels-column-held", part=words.label("holdout-part", part))
            for part in _PARTS
        ),
        words("common-column-worst-origin"),
        words("notebook-record-panels-column-drift"),
        words("notebook-record-panels-column-relative-drift"),
        words("notebook-record-panels-column-best"),
    )
    table = Table(
        words("notebook-record-panels-caption"),
        columns,
        tuple(rows),
        words=(0, 9),
        note=words("notebook-record-panels-note"),
    )
    return [Paragraph(describe_panels(shown, words)), table]


def describe_panels(shown: RecordTables, words: Words) -> str:
    """Name where the model is farthest ahead of the best benchmark, and where it does worst.

    Parameters
    ----------
    shown : RecordTables
    words : Words

    Returns
    -------
    str
        One sentence.
    """
    skill = pd.concat([shown.skill_rows(horizon=None, panel=panel) for panel in ORIGINS])
    skill = skill[skill["horizon"] > 0].reset_index(drop=True)
    closest = skill.loc[skill.groupby(["panel", "horizon"])["skill"].idxmin()]
    best, worst = closest.loc[closest["skill"].idxmax()], closest.loc[closest["skill"].idxmin()]
    return words(
        "notebook-record-panels-answer",
        count=closest["panel"].nunique(),
        behind=int((closest["skill"] < 0).sum()),
        cases=len(closest),
        best_panel=words.label("panel", best["panel"]),
        best_horizon=int(best["horizon"]),
        best_skill=format_percent(best["skill"], signed=True),
        worst_panel=words.label("panel", worst["panel"]),
        worst_horizon=int(worst["horizon"]),
        worst_rival=words.label("benchmark", worst["rival"]),
        worst_skill=format_percent(worst["skill"], signed=True),
    )


def _panel_rows(shown: RecordTables, panel: str, words: Words) -> Iterator[tuple[str, ...]]:
    """Yield the row of each horizon of one panel."""
    for horizon in _HORIZONS:
        held = {part: shown.select_coverage(part, horizon=horizon, panel=panel) for part in _PARTS}
        if held["level"].empty:
            continue
        own = held["level"].iloc[0]
        level, relative = (
            shown.skill_rows(part, horizon=horizon, panel=panel).set_index("rival")["skill"]
            for part in ("level", "relative")
        )
        yield (
            words.label("panel", panel),
            str(horizon),
            f"{int(own['origins'])} ({int(own['n_eff'])})",
            *(format_percent(next(iter(rows["held"]), None)) for rows in held.values()),
            f"{format_percent(own['worst'])} ({int(own['worst_origin'])})",
            format_percent(level.get(UNIT_DRIFT), signed=True),
            format_percent(relative.get(UNIT_DRIFT), signed=True),
            DASH
            if level.empty
            else f"{words.label('benchmark', level.idxmin())} "
            f"{format_percent(level.min(), signed=True)}",
        )
