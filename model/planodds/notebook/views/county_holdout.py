"""The county panels: all their origins are hold-out, shown beside the states without a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from planodds import constants
from planodds.evaluation.model_names import MODEL_GIVEN, PERSISTENCE, POOLED_DRIFT, UNIT_DRIFT
from planodds.notebook.partial_edition import open_partial
from planodds.report.content import Block, Paragraph, Table
from planodds.report.figures.track_record import BED, HOLD_OUT, PROMISE
from planodds.report.text.formatting import format_number, format_percent
from planodds.report.text.independent_tests import describe_independent_tests
from planodds.report.text.track_record import RecordTables, gather_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from planodds.notebook.session import Session
    from planodds.report.text.words import Words

_ACROSS = "gdp_across_census"  # growth there holds the census step: no relative part
_DESIGNS = (
    (BED, "income_per_head"),
    (HOLD_OUT, constants.GDP),
    (HOLD_OUT, _ACROSS),
    (HOLD_OUT, constants.REVENUE),
    (HOLD_OUT, "revenue_long"),
)
_LINES = ("level", "relative", MODEL_GIVEN, "rank")
_AHEAD = (1, 2, 3, 5, 10)


class _ScoreRow(Protocol):
    """Scores of one part of the forecast, a row of ``itertuples``."""

    roster: str
    part: str


def view_shanxi(run: Session, *, words: Words) -> list[Block]:
    """Show Shanxi's scores beside the states': same questions, few origins, no verdict.

    Parameters
    ----------
    run : Session
    words : Words

    Returns
    -------
    list of Block
        One table.

    Raises
    ------
    UsageError
        No run has saved the tables of the track record.
    """
    shown = gather_record(open_partial(run))
    rows = [row for bed in _DESIGNS for row in _bed_rows(shown, *bed, words)]
    columns = (
        words("notebook-holdout-column-panel"),
        words("common-column-part"),
        words("common-column-years-ahead"),
        words("common-column-origins-apart"),
        words("notebook-holdout-column-held-90-percent-band"),
        words("common-column-worst-origin"),
        words("notebook-holdout-column-over-own-drift"),
        words("notebook-holdout-column-over-pooled-drift"),
    )
    caption = words("notebook-holdout-shanxi-caption")
    note = words("notebook-holdout-shanxi-note")
    return [Table(caption, columns, tuple(rows), words=(0, 1), note=note)]


def _bed_rows(
    shown: RecordTables, panel: str, variable: str, words: Words
) -> Iterator[tuple[str, ...]]:
    """Yield a row for each part and horizon of one bed."""
    for line in ("level", "rank") if variable == _ACROSS else _LINES:
        model, part = (MODEL_GIVEN, "relative") if line == MODEL_GIVEN else ("model", line)
        head = {"panel": panel, "variable": variable, "model": model, "part": part, "sample": "all"}
        held = _pick(shown.coverage, promise=PROMISE, **head)
        skill = _pick(shown.skill, **head)
        for row in held[held["horizon"].isin(_AHEAD)].itertuples():
            rivals = skill[skill["horizon"] == row.horizon].set_index("rival")["skill"]
            first = PERSISTENCE if part == constants.RANK else UNIT_DRIFT
            pooled = None if part == constants.RANK else rivals.get(POOLED_DRIFT)
            yield (
                words.label("holdout-design", f"{panel}-{variable}"),
                words.label("holdout-part", line),
                str(int(row.horizon)),
                f"{int(row.origins)} ({int(row.n_eff)})",
                format_percent(row.held),
                f"{format_percent(row.worst)} ({int(row.worst_origin)})",
                format_percent(rivals.get(first), signed=True),
                format_percent(pooled, signed=True),
            )


def _pick(table: pd.DataFrame, **columns: object) -> pd.DataFrame:
    for name, value in columns.items():
        table = table[table[name] == value]
    return table


def view_edition_scores(
    run: Session, neff: pd.DataFrame, joint: pd.DataFrame, *, words: Words
) -> list[Block]:
    """Show the scores of this edition's own forecasts of past origins, and how few there are.

    Parameters
    ----------
    run : Session
    neff : DataFrame
        Averages over origins, from ``score_record``.
    joint : DataFrame
        From ``energy_score_of_pairs``.
    words : Words

    Returns
    -------
    list of Block
        One sentence and two tables.
    """
    shown = neff[
        (neff["stratum"] == "one_basis") & neff["part"].isin(["level", "relative", constants.RANK])
    ]
    columns = (
        words("common-column-variable"),
        words("common-column-part"),
        words("common-column-years-ahead"),
        words("common-column-rival"),
        words("notebook-holdout-column-origins"),
        "CRPS",
        words("notebook-holdout-column-rivals"),
        words("notebook-holdout-column-skill"),
        "50%",
        "80%",
        "90%",
    )
    rows = tuple(
        (
            words.label("variable", row.variable),
            _part_label(row, words),
            str(row.horizon),
            words.label("benchmark", row.rival),
            str(row.n_eff),
            format_number(row.crps, 3),
            format_number(row.crps_rival, 3),
            format_percent(row.skill),
            *(
                format_percent(value)
                for value in (row.coverage_50, row.coverage_80, row.coverage_90)
            ),
        )
        for row in shown.itertuples()
    )
    caption = words("notebook-holdout-edition-scores-caption")
    note = words("notebook-holdout-edition-scores-note")
    return [
        Paragraph(describe_independent_tests(neff, words)),
        Table(caption, columns, rows, words=(0, 1, 3), note=note),
        _joint_table(joint, words),
    ]


def _part_label(row: _ScoreRow, words: Words) -> str:
    """Return the roster of a rank, else the part of the forecast."""
    if row.roster:
        return words.label("roster-short", row.roster)
    return words.label("holdout-part", row.part)


def _joint_table(joint: pd.DataFrame, words: Words) -> Table:
    """Energy score of GDP and revenue together, and what their belonging together is worth."""
    rows = tuple(
        (
            str(row.origin),
            str(row.year),
            str(row.units),
            format_number(row.energy, 3),
            format_percent(row.gain_together, digits=1, signed=True),
            format_percent(row.skill, signed=True),
        )
        for row in joint.itertuples()
    )
    columns = (
        words("notebook-holdout-column-origin"),
        words("common-column-year"),
        words("notebook-holdout-column-units"),
        words("notebook-holdout-column-energy-score"),
        words("notebook-holdout-column-over-two-apart"),
        words("notebook-holdout-column-over-own-drift"),
    )
    caption = words("notebook-holdout-joint-table-caption")
    return Table(caption, columns, rows)
