"""View of the committed record of terms: what leaving each one out does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.evaluation.ablation.measures import COVERAGE, LOG_SCORE, ODDS
from planodds.evaluation.ablation.revenue_shocks import LARGE_SHARE, RETURN, YEAR_EFFECT
from planodds.evaluation.ablation.run import RECORD, hash_priors
from planodds.evaluation.ablation.terms import AS_MODELLED, COUNTY, REVENUE
from planodds.evaluation.track_record.record_tables import read_record_table
from planodds.inputs.panels.information import LATEST
from planodds.inputs.tables.files import RECORD_FOLDER, shared_folder
from planodds.report.content import Block, Paragraph, Table
from planodds.report.text.formatting import format_number, format_percent, format_percent_odds

if TYPE_CHECKING:
    from planodds.notebook.session import Session
    from planodds.report.text.words import Words

_COVERED = {"common": "province", COUNTY: "relative_gdp", REVENUE: "relative_revenue"}
_CENSUS = ("census_prefecture", "census_share")


def load_terms(run: Session) -> pd.DataFrame:
    """Load the committed record of terms.

    Parameters
    ----------
    run : Session

    Returns
    -------
    DataFrame
        Columns of ``data/record/terms.csv``, NaN where a cell is empty; no rows if there is none
        of this study.

    Raises
    ------
    InputError
        As ``read_record_table``.
    """
    path = shared_folder(run.data_dir, RECORD_FOLDER) / RECORD.name
    if not run.panel.study.on_record or not path.exists():
        return pd.DataFrame()
    return read_record_table(run.data_dir, path.stem)


def view_terms(run: Session, record: pd.DataFrame, *, words: Words) -> list[Block]:
    """Show the effect of leaving out each term on fit, coverage and odds.

    Parameters
    ----------
    run : Session
    record : DataFrame
        From ``load_terms``.
    words : Words

    Returns
    -------
    list of Block
        Date, table, coverage and revenue; one paragraph if the record is empty.
    """
    if record.empty:
        return [Paragraph(words("notebook-ablation-no-record"))]
    return [
        Paragraph(_say_when(run, record, words)),
        _build_table(run, record, words),
        Paragraph(_say_coverage(record, words)),
        Paragraph(_say_revenue(record, words)),
    ]


def _say_when(run: Session, record: pd.DataFrame, words: Words) -> str:
    made, priors = record["made"].iloc[0], record["priors"].iloc[0]
    text = words("notebook-ablation-made", made=made, priors=priors)
    if hash_priors(run.data_dir) == priors:
        return text
    return text + words("notebook-ablation-outdated")


def _build_table(run: Session, record: pd.DataFrame, words: Words) -> Table:
    shown = [(name, run.panel.study.last_headline_year) for name in run.plan.headlines]
    targets = {target.id: target.short_label[words.lang] for target in run.plan.targets}
    columns = (
        words("notebook-ablation-column-left-out"),
        words("common-column-block"),
        words("notebook-ablation-column-change-held-out-log"),
        words("notebook-ablation-column-90-percent-coverage"),
        *(f"{targets[target]} {year}" for target, year in shown),
    )
    rows = tuple(
        _build_row(rows, record, shown, words) for _, rows in record.groupby("term", sort=False)
    )
    note = words("notebook-ablation-note")
    caption = words("notebook-ablation-caption")
    return Table(caption, columns, rows, words=(0, 1), note=note)


def _build_row(
    rows: pd.DataFrame, record: pd.DataFrame, shown: list[tuple[str, int]], words: Words
) -> tuple[str, ...]:
    name, block = rows["term"].iloc[0], rows["block"].iloc[0]
    block_label = words.label("block", block) if isinstance(block, str) else ""
    covered = "census_gdp" if name in _CENSUS else _COVERED.get(block, "")
    coverage = rows[(rows["measure"] == COVERAGE) & (rows["target"] == covered)]["value"]
    odds = rows[(rows["measure"] == ODDS) & (rows["information"] == LATEST)]
    return (
        words.label("term", name),
        block_label,
        _format_change(rows, record),
        format_percent(coverage.iloc[0]) if len(coverage) else "—",
        *(_format_odds(odds, *key) for key in shown),
    )


def _format_change(rows: pd.DataFrame, record: pd.DataFrame) -> str:
    scored = rows[(rows["measure"] == LOG_SCORE) & rows["change"].notna()]
    if scored.empty:
        return "—"
    base = record[
        (record["term"] == AS_MODELLED)
        & (record["measure"] == LOG_SCORE)
        & record["target"].isin(scored["target"])
    ]
    error = np.sqrt((scored["error"] ** 2).sum() + (base["error"] ** 2).sum())
    return f"{scored['change'].sum():+.1f} ± {error:.1f}".replace("-", "−")


def _format_odds(odds: pd.DataFrame, target: str, year: int) -> str:
    row = odds[(odds["target"] == target) & (odds["year"] == year)]
    if row.empty:
        return "—"
    return format_percent_odds(row["value"].iloc[0], mcse=row["error"].iloc[0])


def _say_coverage(record: pd.DataFrame, words: Words) -> str:
    base = record[(record["term"] == AS_MODELLED) & (record["measure"] == COVERAGE)]
    share = base.set_index("target")["value"]
    count = base.set_index("target")["n_eff"].astype(int)
    return words(
        "notebook-ablation-coverage",
        province=format_percent(share["province"]),
        province_tests=count["province"],
        relative_gdp=format_percent(share["relative_gdp"]),
        relative_gdp_tests=count["relative_gdp"],
        census_gdp=format_percent(share["census_gdp"]),
        relative_revenue=format_percent(share["relative_revenue"]),
        relative_revenue_tests=count["relative_revenue"],
    )


def _say_revenue(record: pd.DataFrame, words: Words) -> str:
    """What the data say of policy years and of jumps that come once."""
    by = record.drop_duplicates("measure").set_index("measure")
    years = record[record["measure"] == YEAR_EFFECT]
    listed = words("common-list-comma").join(
        f"{int(row.year)}: {format_number(100 * row.value, 1)} ± "
        f"{format_number(100 * row.error, 1)}"
        for row in years.itertuples()
    )
    share, back = by.loc[LARGE_SHARE], by.loc[RETURN]
    return words(
        "notebook-ablation-revenue",
        listed=listed,
        share=format_percent(share["value"], digits=1),
        given_back=format_percent(-back["value"]),
        given_back_error=format_percent(back["error"]),
        cases=int(back["n"]),
    )
